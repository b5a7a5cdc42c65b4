"""The names of all settings, and what is to be said of one that is none: a slip of the keyboard
would else leave the default in force without a word.
"""

import difflib
from collections.abc import Mapping

PREFIXES = ("ASKFIRST_", "ASK_FIRST_")  # of ours, and of a slip that is often made
# Each of these can be given as NAME_FILE, too: the path of a file that holds it.
SECRET = (
    "ASKFIRST_DATABASE_URL",
    "ASKFIRST_SECRET_KEY",
    "ASKFIRST_RECEIPT_KEY",
    "ASKFIRST_FIELD_KEY",
    "ASKFIRST_METRICS_TOKEN",
)
SETTINGS = (
    *SECRET,
    "ASKFIRST_DATA_DIR",
    "ASKFIRST_PUBLIC_URL",
    "ASKFIRST_FORMER_URLS",
    "ASKFIRST_HOST",
    "ASKFIRST_PORT",
    "ASKFIRST_CHECKPOINT_DIR",
    "ASKFIRST_TRUSTED_HOPS",
    "ASKFIRST_GUEST_NETWORKS",
    "ASKFIRST_BUDGETS",
    "ASKFIRST_LOG_FORMAT",
    "ASKFIRST_METRICS",
)
OF_TESTS = ("ASKFIRST_CHROMIUM",)
KNOWN = frozenset((*SETTINGS, *(f"{name}_FILE" for name in SECRET), *OF_TESTS))
CLOSE = 0.8  # from which on two names are likely to be meant as one (difflib's ratio)


def unknown(environ: Mapping[str, str]) -> dict[str, str]:
    """The names that look like settings of ours and are none, each with the one that it is likely
    meant to be, or "": that one may be of a newer release, and is no reason not to start.
    """
    meant = {_bare(known): known for known in sorted(KNOWN)}
    found = {}
    for name in sorted(environ):
        if name not in KNOWN and name.upper().startswith(PREFIXES):
            near = difflib.get_close_matches(_bare(name), meant, n=1, cutoff=CLOSE)
            found[name] = meant[near[0]] if near else ""
    return found


def _bare(name: str) -> str:
    """What tells one setting from another: without the prefix, however it is written."""
    plain = name.upper().replace("-", "_").replace("ASK_FIRST", "ASKFIRST")
    return plain.removeprefix("ASKFIRST").lstrip("_")
