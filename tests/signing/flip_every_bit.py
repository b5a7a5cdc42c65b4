"""Flip every bit of each receipt's text and check the result; print the counts.

Run by test_receipt_tampering.py, once for each core: checking a signature is what
takes the time. Work comes in and counts go out as JSON.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator

from signing.errors import BadToken
from signing.keys import KeyRing
from signing.receipts import Claims, check_genuine


def flipped(token: str) -> Iterator[str]:
    """Every text that differs from the token in one bit; bit 7 leaves ASCII."""
    for place, character in enumerate(token):
        for bit in range(8):
            yield token[:place] + chr(ord(character) ^ 1 << bit) + token[place + 1 :]


def outcome(check: Callable[[str], Claims], text: str) -> str:
    try:
        check(text)
    except BadToken:
        return "refused"
    except Exception:  # noqa: BLE001  # counted, so that the test can fail on it
        return "unnamed"
    return "accepted"


def main() -> None:
    work = json.load(sys.stdin)
    keys = KeyRing.from_json(json.dumps(work["jwks"]))
    where = {name: work[name] for name in ("issuer", "audience", "now")}

    def check(text: str) -> Claims:
        return check_genuine(text, keys, **where)

    counts = Counter(tokens=0, genuine=0, flips=0, accepted=0, unnamed=0)
    for token in work["tokens"]:
        counts["tokens"] += 1
        counts["genuine"] += outcome(check, token) == "accepted"
        for text in flipped(token):
            counts["flips"] += 1
            counts[outcome(check, text)] += 1
    json.dump(counts, sys.stdout)


if __name__ == "__main__":
    main()
