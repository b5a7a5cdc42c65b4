"""Install Debian's packages where that is possible: as root, with apt-get."""

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence

APT = ("apt-get", "-qq", "-o", "DPkg::Lock::Timeout=300")


def may_install() -> bool:
    """Whether whoever runs this may install packages here."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install(*names: str) -> None:
    """Try to install these packages; whether that was enough, the caller looks."""
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    attempt([*APT, "update"], quiet)
    attempt([*APT, "install", "--yes", "--no-install-recommends", *names], quiet)


def attempt(command: Sequence[str], environment: Mapping[str, str]) -> None:
    """Run one way of installing something, and print why it did not work."""
    done = subprocess.run(
        command, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        lines = f"{done.stderr}\n{done.stdout}".splitlines()
        reason = next((line for line in lines if "rror" in line or line.startswith("E: ")), "")
        print(f"  This way did not work: {' '.join(command)}\n  {reason.strip()}", flush=True)
