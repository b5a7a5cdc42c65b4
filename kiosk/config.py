"""Configuration: one frozen value, read once from the environment, that fails loudly."""

import os
import re
import secrets
import urllib.parse
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.fernet import Fernet

from kiosk import settings
from kiosk.domain import budget_sizes, networks
from kiosk.domain.vocabulary import Budget
from kiosk.private_files import write_private
from serving import lines
from signing.errors import BadKeyFile
from signing.keys import KeyRing

METRICS = ("off", "loopback")
MIN_TOKEN = 20  # characters of the token for /metrics
LOOPBACK = ("127.0.0.1", "localhost", "::1")
MAX_URL = 100
PUBLIC_URL = re.compile(r"https?://[A-Za-z0-9._:\[\]-]+")
DEFAULT_DIR = "instance"
# Where each key lives, in the data folder, when its setting is not given.
KEY_FILES = {
    "ASKFIRST_SECRET_KEY": "secret-key.txt",
    "ASKFIRST_RECEIPT_KEY": "receipt-keys.json",
    "ASKFIRST_FIELD_KEY": "field-keys.txt",
}
_FRESH: dict[str, Callable[[], str]] = {
    "secret-key.txt": lambda: secrets.token_urlsafe(48),
    "receipt-keys.json": lambda: KeyRing.generate().to_json(),
    "field-keys.txt": lambda: Fernet.generate_key().decode(),
}


class ConfigError(Exception):
    """A setting has a wrong value. The message names the setting and says why."""


@dataclass(frozen=True)
class Config:
    """Everything that a practice's IT person can set. Secrets never show in its repr."""

    data_dir: Path
    database_url: str = field(repr=False)  # it may hold a password
    public_url: str
    former_urls: tuple[str, ...]  # what it was before: receipts signed under it stay genuine
    host: str
    port: int
    trusted_hops: int
    log_format: str
    metrics: str  # who may read /metrics without the token
    metrics_token: str = field(repr=False)  # "": nobody may with one
    secret_keys: tuple[str, ...] = field(repr=False)  # newest first
    receipt_keys: KeyRing = field(repr=False)
    field_keys: tuple[str, ...] = field(repr=False)
    environ: Mapping[str, str] = field(repr=False)  # what all this was read from
    checkpoints: Path  # the folder of the trail's signed heads, best on another disk
    missing: tuple[Path, ...] = ()  # key files that are not there: the keys above are nobody's
    guest_networks: tuple[networks.Network, ...] = ()
    budgets: Mapping[Budget, int] = field(default_factory=dict)  # those that are not the usual
    unknown: tuple[str, ...] = ()  # names like those of settings, which are none

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> "Config":
        """Read `ASKFIRST_*`. Makes nothing: of a key file that is not there it says so.

        Raises:
            ConfigError: a value is wrong; the message says which and why.
        """
        env = os.environ if environ is None else environ
        unknown = _unknown(env)
        data_dir = _data_dir(env.get("ASKFIRST_DATA_DIR", DEFAULT_DIR))
        host = env.get("ASKFIRST_HOST", "127.0.0.1")
        port = _whole_number(env, "ASKFIRST_PORT", 8000, 1, 65535)
        database = f"sqlite:///{data_dir / 'askfirst.db'}"
        return cls(
            data_dir=data_dir,
            database_url=_secret(env, "ASKFIRST_DATABASE_URL") or database,
            public_url=_url(
                "ASKFIRST_PUBLIC_URL",
                env.get("ASKFIRST_PUBLIC_URL") or f"http://127.0.0.1:{port}",
            ),
            former_urls=tuple(
                _url("ASKFIRST_FORMER_URLS", each)
                for each in env.get("ASKFIRST_FORMER_URLS", "").replace(",", " ").split()
            ),
            host=host,
            port=port,
            trusted_hops=_whole_number(env, "ASKFIRST_TRUSTED_HOPS", 0, 0, 5),
            log_format=_one_of(env, "ASKFIRST_LOG_FORMAT", lines.FORMATS),
            metrics=_one_of(env, "ASKFIRST_METRICS", METRICS),
            metrics_token=_metrics_token(env),
            secret_keys=_secret_keys(env, data_dir),
            receipt_keys=_receipt_keys(env, data_dir),
            field_keys=_field_keys(env, data_dir),
            guest_networks=_guest_networks(env),
            budgets=_budgets(env),
            environ=env,
            unknown=unknown,
            checkpoints=_checkpoints(env, data_dir),
            missing=tuple(file for file in _own_key_files(env, data_dir) if not file.exists()),
        )

    @property
    def counts(self) -> bool:
        """Whether there are figures at `/metrics` for anybody."""
        return self.metrics != "off" or bool(self.metrics_token)

    @property
    def https(self) -> bool:
        """Whether patients reach this server over https (cookies are then `__Host-`)."""
        return self.public_url.startswith("https://")


def _unknown(env: Mapping[str, str]) -> tuple[str, ...]:
    """Names that no setting has; one that is nearly a setting's is a slip, and stops the start."""
    found = settings.unknown(env)
    for name, meant in found.items():
        if meant:
            raise ConfigError(f"{name}: there is no such setting. Is {meant} meant?")
    return tuple(found)


def _metrics_token(env: Mapping[str, str]) -> str:
    token = _secret(env, "ASKFIRST_METRICS_TOKEN") or ""
    if token and (len(token) < MIN_TOKEN or not token.isascii() or not token.isprintable()):
        raise ConfigError(f"ASKFIRST_METRICS_TOKEN: use {MIN_TOKEN} plain random characters")
    return token


def receipt_key_file(data_dir: Path) -> Path:
    """Where the receipt keys live when `ASKFIRST_RECEIPT_KEY` is not set."""
    return data_dir / KEY_FILES["ASKFIRST_RECEIPT_KEY"]


def key_file(config: Config, name: str) -> Path | None:
    """The file that the setting of this name is read from; None where it is given as text."""
    if file := config.environ.get(f"{name}_FILE"):
        return Path(file)
    return None if config.environ.get(name) else config.data_dir / KEY_FILES[name]


def make_keys(config: Config) -> Config:
    """Make every key that is not there; returns the settings with them.

    Two at once agree on one. For `init` alone, once it is known that no database needs others.
    """
    try:
        for file in config.missing:
            _place_once(file, _FRESH[file.name]())
    except OSError as error:
        raise ConfigError(f"{config.data_dir}: the keys cannot be made: {error}") from error
    return Config.from_env(config.environ)


def _data_dir(value: str) -> Path:
    try:
        path = Path(value).expanduser().resolve()
        there = next(each for each in (path, *path.parents) if each.exists())
    except (OSError, RuntimeError) as error:  # the latter for the home of an unknown user
        raise ConfigError(f"ASKFIRST_DATA_DIR: cannot look at {value}: {error}") from error
    if not there.is_dir():
        raise ConfigError(f"ASKFIRST_DATA_DIR: {value} cannot be a folder: {there} is a file")
    return path


def _checkpoints(env: Mapping[str, str], data_dir: Path) -> Path:
    """Made with the first checkpoint, so that a folder that is not there yet is no fault."""
    value = env.get("ASKFIRST_CHECKPOINT_DIR")
    try:
        return Path(value).expanduser().resolve() if value else data_dir / "checkpoints"
    except (OSError, RuntimeError) as error:
        raise ConfigError(f"ASKFIRST_CHECKPOINT_DIR: {value}: {error}") from error


def _url(name: str, value: str) -> str:
    """A public URL, the one of today or of before, from the setting of this name."""
    value = value.rstrip("/")
    parts = _split(name, value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ConfigError(f"{name}: {value!r} is not an address like https://example.org")
    if parts.path or parts.query or parts.fragment or parts.username:
        raise ConfigError(f"{name}: {value!r} must be a scheme and a host only, with no path")
    # It goes into every receipt and QR code: short, and nothing that would have to be escaped.
    if len(value) > MAX_URL or not PUBLIC_URL.fullmatch(value):
        raise ConfigError(
            f"{name}: {value!r} must be {MAX_URL} plain characters or fewer "
            "(an international name in its xn-- form)"
        )
    return value


def _split(name: str, value: str) -> urllib.parse.SplitResult:
    try:
        parts = urllib.parse.urlsplit(value)
        _ = parts.port  # read, because only then is it checked
    except ValueError as error:
        raise ConfigError(f"{name}: {value!r}: {error}") from error
    return parts


def _whole_number(env: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    value = env.get(name, str(default))
    if not value.isdecimal() or not low <= int(value) <= high:
        raise ConfigError(f"{name}: {value!r} is not a whole number from {low} to {high}")
    return int(value)


def _one_of(env: Mapping[str, str], name: str, allowed: tuple[str, ...]) -> str:
    value = env.get(name, allowed[0])
    if value not in allowed:
        raise ConfigError(f"{name}: {value!r} is not one of {', '.join(allowed)}")
    return value


def _guest_networks(env: Mapping[str, str]) -> tuple[networks.Network, ...]:
    try:
        return networks.own(env.get("ASKFIRST_GUEST_NETWORKS", ""))
    except networks.BadNetwork as error:
        raise ConfigError(f"ASKFIRST_GUEST_NETWORKS: {error}") from error


def _budgets(env: Mapping[str, str]) -> dict[Budget, int]:
    try:
        return budget_sizes.own(env.get("ASKFIRST_BUDGETS", ""))
    except budget_sizes.BadBudget as error:
        raise ConfigError(f"ASKFIRST_BUDGETS: {error}") from error


def _secret(env: Mapping[str, str], name: str) -> str | None:
    """The setting itself, or the text of the file that `NAME_FILE` names."""
    file = env.get(f"{name}_FILE")
    if file and env.get(name):
        raise ConfigError(f"{name}: set it or {name}_FILE, not both")
    if not file:
        return env.get(name) or None
    try:
        text = Path(file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{name}_FILE: cannot read {file}: {error}") from error
    if not text:
        raise ConfigError(f"{name}_FILE: {file} is empty")
    return text


def _kept(path: Path) -> str:
    """The text of a key file. Where there is none: a key that is written nowhere (`missing`)."""
    try:
        return path.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return _FRESH[path.name]()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read: {error}") from error


def _place_once(path: Path, text: str) -> None:
    part = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
    write_private(part, text)
    try:
        os.link(part, path)  # fails, and changes nothing, when another process was first
    except FileExistsError:
        pass
    finally:
        part.unlink()


def _own_key_files(env: Mapping[str, str], data_dir: Path) -> list[Path]:
    """The key files of the data folder that these settings go by."""
    return [
        data_dir / file
        for name, file in KEY_FILES.items()
        if not env.get(name) and not env.get(f"{name}_FILE")
    ]


def _key_text(env: Mapping[str, str], data_dir: Path, name: str) -> str:
    return _secret(env, name) or _kept(data_dir / KEY_FILES[name])


def _secret_keys(env: Mapping[str, str], data_dir: Path) -> tuple[str, ...]:
    """One on each line, newest first: a key of before may have any other character in it."""
    lines = _key_text(env, data_dir, "ASKFIRST_SECRET_KEY").splitlines()
    keys = tuple(line.strip() for line in lines if line.strip())
    if not keys or any(len(key) < 32 for key in keys):
        raise ConfigError("ASKFIRST_SECRET_KEY: use at least 32 random characters")
    return keys


def _receipt_keys(env: Mapping[str, str], data_dir: Path) -> KeyRing:
    try:
        return KeyRing.from_json(_key_text(env, data_dir, "ASKFIRST_RECEIPT_KEY"))
    except BadKeyFile as error:
        raise ConfigError(f"ASKFIRST_RECEIPT_KEY: {error}") from error


def _field_keys(env: Mapping[str, str], data_dir: Path) -> tuple[str, ...]:
    keys = tuple(_key_text(env, data_dir, "ASKFIRST_FIELD_KEY").replace(",", " ").split())
    for key in keys:
        try:
            Fernet(key)
        except ValueError as error:
            raise ConfigError(
                "ASKFIRST_FIELD_KEY: not a Fernet key (32 bytes, url-safe base64)"
            ) from error
    if not keys:
        raise ConfigError("ASKFIRST_FIELD_KEY: no key given")
    return keys
