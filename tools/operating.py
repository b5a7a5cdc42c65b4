"""Follow docs/operating.md word for word: `make operating`, as root on a bare Debian.

Every block that is marked `sh` is typed as it stands, in its order. What the page leaves to the
reader is done in between: the names that it uses lead here, a patient signs, and a disk is lost.
Nothing of the machine is changed: all of it goes on in a copy that ends with the run. With `--here`
it is the machine itself, with its own systemd: for one that is to be thrown away. With `--bounded`
the releases use what `make setup` made for this folder, and download nothing: so in CI.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
GUIDE = ROOT / "docs" / "operating.md"
SOURCE = "https://git.example.org/ask-first.git"
NAME = "ask.example.org"
OURS = ("/etc/askfirst", "/opt/askfirst", "/var/lib/askfirst", "/var/backups/askfirst")
DRILL = 9  # the part about the lost disk
BLOCK = re.compile(r"^( *)```sh\n(.*?)^ *```$", re.DOTALL | re.MULTILINE)
KEPT = Path("/root/signed.json")  # the receipts that were given before the disk was lost

# What whoever has just become root would have, wherever this was typed.
FRESH = {**os.environ, "HOME": "/root", "DEBIAN_FRONTEND": "noninteractive", "LANG": "C.UTF-8"}
FRESH["PATH"] = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
# What stands in for `make --directory FOLDER setup` in CI: what is set up already.
SET_UP = f"""#!/bin/sh
set -eu
ln -s {ROOT}/.venv {ROOT}/node_modules "$2"
cp -r {ROOT}/static/dist "$2/static/"
cd {ROOT} && find kiosk -name '*.mo' -exec cp --parents -t "$2" {{}} +
"""
COPY = r"""
mount --make-rprivate / 2>/dev/null || true  # the root of a chroot is no mount
root=$(mktemp -d) && mount -t tmpfs -o mode=755,size=80% tmpfs "$root"
mkdir "$root/over" "$root/work" "$root/new"
mount -t overlay overlay -o "lowerdir=/,upperdir=$root/over,workdir=$root/work" "$root/new"
chmod 755 "$root/over"
for each in dev sys; do mount --rbind /$each "$root/new/$each"; done
mount -t proc proc "$root/new/proc"
mount -t tmpfs -o mode=755 tmpfs "$root/new/run"
mkdir -m 1777 "$root/new/run/lock"
exec chroot "$root/new" python3 "$@"
"""


def main() -> None:
    """Look whether this can be done here, then do it."""
    if os.geteuid() != 0 or not Path("/etc/debian_version").exists():
        sys.exit("make operating: run it as root, on a Debian")
    if "--here" in sys.argv or "--copy" in sys.argv:
        follow()
        return
    again = [str(Path(__file__).resolve()), "--copy", *sys.argv[1:]]
    apart = ["unshare", "--mount", "--propagation", "unchanged", "--pid", "--fork"]
    apart.append("--kill-child")
    command = [*apart, "bash", "-euc", COPY, "copy", *again]
    if subprocess.run([*apart, "true"], capture_output=True).returncode:
        sys.exit("make operating: no copy can be made here (unshare). On a machine that is to be\n"
                 "thrown away: python3 -m tools.operating --here")  # fmt: skip
    sys.exit(subprocess.run(command).returncode)


@dataclass(frozen=True)
class Section:
    """A part of the guide: its number, its title, and its blocks in order."""

    number: int
    title: str
    blocks: tuple[str, ...]


def sections(text: str) -> Iterator[Section]:
    """The numbered parts of the guide."""
    for number, title, body in re.findall(r"^## (\d+)\. (.+)\n((?:(?!^## ).*\n?)*)", text, re.M):
        blocks = tuple(_unindented(*each) for each in BLOCK.findall(body))
        yield Section(int(number), title, blocks)


def _unindented(indent: str, block: str) -> str:
    return "".join(line.removeprefix(indent) for line in block.splitlines(keepends=True))


def follow() -> None:
    """The whole page, and what happens between its parts."""
    for each in OURS:
        if Path(each).exists():
            sys.exit(f"make operating: {each} is there: this machine is not bare")
    keep_what_is_trusted()
    before: dict[int, Callable[[], None]] = {1: lead_names_here}
    after: dict[int, Callable[[], None]] = {4: sign, 6: carry_away, 10: check}
    parts = {each.number: each for each in sections(GUIDE.read_text(encoding="utf-8"))}
    began = time.monotonic()
    for number, part in parts.items():
        before.get(number, _nothing)()
        if number == DRILL:
            drill(parts)
        else:
            typed(part)
        after.get(number, _nothing)()
    print(f"--- All of docs/operating.md was followed, in {time.monotonic() - began:.0f} s")


def drill(parts: dict[int, Section]) -> None:
    """The disk is lost; the page leads home, by way of two of its earlier parts."""
    lose_the_disk()
    began = time.monotonic()
    typed(parts[1])
    bring_back()
    typed(parts[DRILL])
    typed(parts[4])
    check()
    print(f"--- Home again in {time.monotonic() - began:.0f} s, downloads included", flush=True)


def keep_what_is_trusted() -> None:
    """Where a bundle of certificates is named, use it as it is now throughout: a network with an
    authority of its own may have that in there alone, and apt-get makes such a file anew.
    """
    for name in ("SSL_CERT_FILE", "PIP_CERT", "NODE_EXTRA_CA_CERTS"):
        if file := os.environ.get(name):
            FRESH[name] = shutil.copy(file, f"/root/{name.lower()}.pem")


def _nothing() -> None:
    """What most parts need around them."""


def typed(part: Section) -> None:
    """Type each block of a part, as root. Ends the run where one fails."""
    began = time.monotonic()
    print(f"--- {part.number}. {part.title}", flush=True)
    for block in part.blocks:
        print("".join(f"# {line}\n" for line in block.splitlines()), end="", flush=True)
        words = ["bash", "-euo", "pipefail", "-c", block]
        done = subprocess.run(words, cwd="/root", env=FRESH)
        if done.returncode:
            sys.exit(f"make operating: part {part.number} of the guide fails here")
    print(f"--- {part.number} took {time.monotonic() - began:.1f} s", flush=True)


def lead_names_here() -> None:
    """What the reader replaces, leads to this machine; where no systemd runs, one stands in."""
    with Path("/etc/hosts").open("a", encoding="utf-8") as hosts:
        hosts.write(f"\n127.0.0.1 {NAME}\n")
    settings = {f"url.file://{ROOT}.insteadOf": SOURCE, "safe.directory": "*"}
    for setting, value in settings.items():
        _done("git", "config", "--global", setting, value)
    if not Path("/run/systemd/system").exists():
        _put("systemctl", (ROOT / "tools" / "systemctl.py").read_text(encoding="utf-8"))
    if "--bounded" in sys.argv:
        _put("make", SET_UP)
        Path("/root").chmod(0o711)  # the Python of this folder's set-up may be in there


def _put(command: str, text: str) -> None:
    """A command before any other of this name."""
    file = Path("/usr/local/sbin") / command
    file.write_text(text, encoding="utf-8")
    file.chmod(0o755)


def sign() -> None:
    """A patient signs, through the product's own actions, as the service's user."""
    code = "/opt/askfirst/current"
    given = (line for line in Path("/etc/askfirst/askfirst.env").read_text().splitlines())
    env = [line for line in given if line and line[0] != "#"]
    python = [f"{code}/.venv/bin/python", "-m", "harness.prepare", "consents", "1"]
    KEPT.write_text(_done("runuser", "-u", "askfirst", "--", "env", *env, *python, cwd=code))
    check()


def check() -> None:
    """The receipt is genuine, to the command and over the network."""
    (made,) = json.loads(KEPT.read_text())
    said = _done("askfirst", "receipt", "verify", "-", given=made["token"])
    page = f"https://{NAME}/r/{made['page']}"
    trust = f"/etc/ssl/{NAME}/authority.crt"
    _done("curl", "--silent", "--fail", "--cacert", trust, "--output", "/dev/null", page)
    print(f"The receipt from before: {' '.join(said.split())[:120]}", flush=True)


def carry_away() -> None:
    """The three things, to three places: here, to one that the lost disk does not hold."""
    away = Path("/srv/away")
    away.mkdir()
    _done(
        "cp",
        "-a",
        "/var/backups/askfirst",
        "/root/askfirst-keys.age",
        "/root/askfirst-age.key",
        str(away),
    )
    print("--- Carried away: backups, keys and what opens them", flush=True)


def lose_the_disk() -> None:
    """Everything of ours that is not carried away. Whoever comes now reads words of ours."""
    _done("systemctl", "stop", "askfirst")
    trust = f"/etc/ssl/{NAME}/authority.crt"
    said = _done("curl", "--silent", "--cacert", trust, f"https://{NAME}/")
    if "No connection now" not in said:
        sys.exit(f"make operating: without the server the proxy says {said[:200]!r}")
    _done("systemctl", "stop", "nginx")
    for folder in (*OURS, f"/etc/ssl/{NAME}"):
        shutil.rmtree(folder)
    for file in ("/root/askfirst-keys.age", "/root/askfirst-age.key", "/usr/local/bin/askfirst"):
        Path(file).unlink()
    for unit in Path("/etc/systemd/system").glob("askfirst*"):
        unit.unlink()
    _done("userdel", "askfirst")
    print("--- The disk is lost", flush=True)


def bring_back() -> None:
    """Point 2 of the drill: the three things are on the new machine."""
    shutil.rmtree("/var/backups/askfirst")
    _done("cp", "-a", "/srv/away/askfirst", "/var/backups/askfirst")
    for name in ("askfirst-keys.age", "askfirst-age.key"):
        shutil.copy(f"/srv/away/{name}", "/root")


def _done(*words: str, given: str = "", cwd: str = "/root") -> str:
    """What a command of this script's own prints."""
    done = subprocess.run(words, input=given, cwd=cwd, env=FRESH, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"make operating: {words[0]} failed: {done.stdout}{done.stderr}")
    return done.stdout


if __name__ == "__main__":
    main()
