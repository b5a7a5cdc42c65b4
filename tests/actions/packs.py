"""The version of the shipped policy, and a newer one, imported but not published."""

import datetime
import re
import tempfile
from pathlib import Path

from kiosk.actions import policies
from kiosk.actions.context import Context
from kiosk.domain.drafts import fresh_version
from kiosk.store import packs
from kiosk.store.models import Policy

# Read from the pack: whoever changes it gives it a new version, and no test has to follow.
SHIPPED = str(packs.read_pack(packs.default_pack())[0]["version"])
TODAY = datetime.date(2026, 11, 11)  # of tests/cast.py
DRAFTED = fresh_version([SHIPPED], TODAY)
DRAFTED_AFTER = fresh_version([SHIPPED, DRAFTED], TODAY)
BROUGHT = "brought-1"
GROUPS = re.compile(r"(?s)\n\[\[groups\]\].*?(?=\n\[usual\]|\n# The short)")
SHORT_WAY = re.compile(r"(?s)\n\[usual\].*?(?=\n\[\[|\n\[questions)")


def newer(
    context: Context,
    version: str = BROUGHT,
    *,
    pack: str = "",
    words: str = "",
    agreed: str = "together",
    usual: bool = True,
    rules: bool = True,
) -> Policy:
    """Import the shipped pack under another version, with TOML added to its shape and words."""
    with tempfile.TemporaryDirectory() as folder:
        for file in packs.default_pack().glob("*.toml"):
            text = file.read_text(encoding="utf-8").replace(f'"{SHIPPED}"', f'"{version}"')
            text = text.replace('agreed = "together"', f'agreed = "{agreed}"')
            text = (
                text if usual else re.sub(r"(?s)\n\[usual\].*?(?=\n\[\[|\n\[questions)", "\n", text)
            )
            text = text if rules else GROUPS.sub("\n", text)
            text += pack if file.name == "pack.toml" else words
            (Path(folder) / file.name).write_text(text, encoding="utf-8")
        return policies.bring(context, Path(folder))
