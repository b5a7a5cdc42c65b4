"""Configuration: one frozen value, read once from the environment, that fails loudly."""

import os
import re
import secrets
import urllib.parse
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.fernet import Fernet

from signing.errors import BadKeyFile
from signing.keys import KeyRing

LOG_FORMATS = ("plain", "json")
LOOPBACK = ("127.0.0.1", "localhost", "::1")
MAX_URL = 100
PUBLIC_URL = re.compile(r"https?://[A-Za-z0-9._:\[\]-]+")


class ConfigError(Exception):
    """A setting has a wrong value. The message names the setting and says why."""


@dataclass(frozen=True)
class Config:
    """Everything that a practice's IT person can set. Secrets never show in its repr."""

    data_dir: Path
    database_url: str = field(repr=False)  # it may hold a password
    public_url: str
    host: str
    port: int
    trusted_hops: int
    log_format: str
    secret_key: str = field(repr=False)
    receipt_keys: KeyRing = field(repr=False)
    field_keys: tuple[str, ...] = field(repr=False)
    checkpoints: Path  # the folder of the trail's signed heads, best on another disk

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> "Config":
        """Read `ASKFIRST_*`. Makes the data folder and any missing key (mode 0600).

        Raises:
            ConfigError: a value is wrong; the message says which and why.
        """
        env = os.environ if environ is None else environ
        data_dir = _data_dir(env.get("ASKFIRST_DATA_DIR", "instance"))
        host = env.get("ASKFIRST_HOST", "127.0.0.1")
        port = _whole_number(env, "ASKFIRST_PORT", 8000, 1, 65535)
        database = f"sqlite:///{data_dir / 'askfirst.db'}"
        return cls(
            data_dir=data_dir,
            database_url=_secret(env, "ASKFIRST_DATABASE_URL") or database,
            public_url=_public_url(env, port),
            host=host,
            port=port,
            trusted_hops=_whole_number(env, "ASKFIRST_TRUSTED_HOPS", 0, 0, 5),
            log_format=_one_of(env, "ASKFIRST_LOG_FORMAT", LOG_FORMATS),
            secret_key=_secret_key(env, data_dir),
            receipt_keys=_receipt_keys(env, data_dir),
            field_keys=_field_keys(env, data_dir),
            checkpoints=_checkpoints(env, data_dir),
        )

    @property
    def https(self) -> bool:
        """Whether patients reach this server over https (cookies are then `__Host-`)."""
        return self.public_url.startswith("https://")


def receipt_key_file(data_dir: Path) -> Path:
    """Where the receipt keys live when `ASKFIRST_RECEIPT_KEY` is not set."""
    return data_dir / "receipt-keys.json"


def write_private(path: Path, text: str) -> None:
    """Replace a secret file in one step; only its owner may read it (0600)."""
    part = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def _data_dir(value: str) -> Path:
    try:
        path = Path(value).expanduser().resolve()
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except (OSError, RuntimeError) as error:  # the latter for the home of an unknown user
        raise ConfigError(f"ASKFIRST_DATA_DIR: cannot make the folder {value}: {error}") from error
    return path


def _checkpoints(env: Mapping[str, str], data_dir: Path) -> Path:
    """Made with the first checkpoint, so that a folder that is not there yet is no fault."""
    value = env.get("ASKFIRST_CHECKPOINT_DIR")
    try:
        return Path(value).expanduser().resolve() if value else data_dir / "checkpoints"
    except (OSError, RuntimeError) as error:
        raise ConfigError(f"ASKFIRST_CHECKPOINT_DIR: {value}: {error}") from error


def _public_url(env: Mapping[str, str], port: int) -> str:
    value = env.get("ASKFIRST_PUBLIC_URL") or f"http://127.0.0.1:{port}"
    value = value.rstrip("/")
    parts = _split(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ConfigError(
            f"ASKFIRST_PUBLIC_URL: {value!r} is not an address like https://example.org"
        )
    if parts.path or parts.query or parts.fragment or parts.username:
        raise ConfigError(
            f"ASKFIRST_PUBLIC_URL: {value!r} must be a scheme and a host only, with no path"
        )
    # It goes into every receipt and QR code: short, and nothing that would have to be escaped.
    if len(value) > MAX_URL or not PUBLIC_URL.fullmatch(value):
        raise ConfigError(
            f"ASKFIRST_PUBLIC_URL: {value!r} must be {MAX_URL} plain characters or fewer "
            "(an international name in its xn-- form)"
        )
    return value


def _split(value: str) -> urllib.parse.SplitResult:
    try:
        parts = urllib.parse.urlsplit(value)
        _ = parts.port  # read, because only then is it checked
    except ValueError as error:
        raise ConfigError(f"ASKFIRST_PUBLIC_URL: {value!r}: {error}") from error
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


def _kept(path: Path, fresh: str) -> str:
    """The text of a key file, made on first start. Two starts at once agree on one."""
    try:
        if not path.exists():
            _place_once(path, fresh)
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be made or read: {error}") from error


def _place_once(path: Path, text: str) -> None:
    part = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
    write_private(part, text)
    try:
        os.link(part, path)  # fails, and changes nothing, when another process was first
    except FileExistsError:
        pass
    finally:
        part.unlink()


def _secret_key(env: Mapping[str, str], data_dir: Path) -> str:
    value = _secret(env, "ASKFIRST_SECRET_KEY")
    value = value or _kept(data_dir / "secret-key.txt", secrets.token_urlsafe(48))
    if len(value) < 32:
        raise ConfigError("ASKFIRST_SECRET_KEY: use at least 32 random characters")
    return value


def _receipt_keys(env: Mapping[str, str], data_dir: Path) -> KeyRing:
    text = _secret(env, "ASKFIRST_RECEIPT_KEY")
    text = text or _kept(receipt_key_file(data_dir), KeyRing.generate().to_json())
    try:
        return KeyRing.from_json(text)
    except BadKeyFile as error:
        raise ConfigError(f"ASKFIRST_RECEIPT_KEY: {error}") from error


def _field_keys(env: Mapping[str, str], data_dir: Path) -> tuple[str, ...]:
    text = _secret(env, "ASKFIRST_FIELD_KEY")
    text = text or _kept(data_dir / "field-keys.txt", Fernet.generate_key().decode())
    keys = tuple(text.replace(",", " ").split())
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
