"""Write docs/vectors.json: `python -m tools.vectors`. Tokens to test a check with, good and bad.

The key is made from words and published with them: it signs nothing else. The same code gives
the same bytes, and a test holds the file to it.
"""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from signing import base64url, decisions, receipts, status
from signing.keys import KeyRing
from tools.vector_parts import (
    AGREED,
    BOUND,
    CONDITIONS,
    GIVEN,
    ISSUER,
    LIST,
    NOW,
    OLDER,
    REFUSED,
    RING,
    SITE,
    SOUND,
    STREAMED,
    WAIT,
    Json,
)
from tools.vectors_claims import bad_claims
from tools.vectors_refused import bad_header, bad_kind, bad_text

FILE = Path(__file__).resolve().parent.parent / "docs" / "vectors.json"
NOTE = (
    "Made by `make vectors`. The keys are published with their private parts, and sign nothing but "
    "these. `ok` is what a strict check says at `now` (or the vector's own), and `code` names the "
    "refusal. `agreed` are the types that the decision agrees to. `forged` marks what nobody who "
    "holds a key of `jwks` has signed: whatever a library is more lenient about, it must refuse "
    "these."
)


def vectors() -> Json:
    """Everything that the file holds."""
    return {
        "note": NOTE,
        "issuer": ISSUER,
        "audience": SITE,
        "now": NOW,
        "jwks": RING.public_jwks(),
        "private_jwks": json.loads(KeyRing((*OLDER.keys, RING.signing_key)).to_json()),
        "tokens": [*_good(), *bad_text(), *bad_header(), *bad_claims(), *bad_kind()],
        "checks": list(_checks()),
    }


def _good() -> Iterator[Json]:
    for name, claims, ring in (
        ("a consent given", GIVEN, RING),
        ("a consent given, with a live stream", STREAMED, RING),
        ("a refusal", REFUSED, RING),
        ("a consent given, signed with a key retired since", GIVEN, OLDER),
    ):
        yield _ok(name, "receipt", receipts.issue(claims, ring))
    for name, made in (
        ("agreed", AGREED),
        ("agreed with conditions", CONDITIONS),
        ("sound agreed, and no more", SOUND),
        ("video agreed, with a condition", BOUND),
        ("a live stream agreed", dataclasses.replace(SOUND, sub=STREAMED.jti, rec=STREAMED.rec)),
        ("asked to wait until a time", WAIT),
        ("asked to wait", dataclasses.replace(WAIT, until=None)),
        ("not agreed", dataclasses.replace(AGREED, dec="not_agreed", role="manager")),
    ):
        yield _ok(name, "decision", decisions.issue(made, RING))
    nothing: Any = dict.fromkeys(status.KINDS, ())
    empty = dataclasses.replace(LIST, **nothing)
    yield _ok("a list", "status", status.issue(LIST, RING))
    yield _ok("a list of nothing", "status", status.issue(empty, RING))


def _ok(name: str, kind: str, token: str) -> Json:
    payload = base64url.decode(token.split(".")[1].encode())
    return {
        "name": name,
        "kind": kind,
        "token": token,
        "ok": True,
        "forged": False,
        "claims": json.loads(payload),
    }


def _checks() -> Iterator[Json]:
    yield from _checks_of_age()
    yield from _checks_of_receipts()
    yield from _checks_of_types()
    ended = status.decision_mark(GIVEN.jti, AGREED.n)
    not_agreed = _listing("not_agreed", status.mark(GIVEN.jti))
    over = _listing("agreement_ended", ended)
    other = dataclasses.replace(AGREED, sub=REFUSED.jti)
    later = dataclasses.replace(AGREED, n=3, iat=LIST.before)
    no = dataclasses.replace(AGREED, dec="not_agreed")
    short = dataclasses.replace(AGREED, exp=AGREED.iat + 60)
    yield _check("ok", "agreed", GIVEN, AGREED, LIST)
    yield _check("ok", "agreed anew after the first ended", GIVEN, CONDITIONS, over)
    yield _check("stale", "decided after the list was made", GIVEN, later, LIST)
    yield _check("not_agreed", "not agreed since", GIVEN, AGREED, not_agreed)
    yield _check("stale", "agreed again after the list was made", GIVEN, later, not_agreed)
    yield _check("not_agreed", "the clinician's no", GIVEN, no, LIST)
    yield _check("other_receipt", "a decision on another receipt", GIVEN, other, LIST)
    yield _check("decision_expired", "a decision past its end", GIVEN, short, LIST)
    yield _check("agreement_ended", "agreed, and does not hold now", GIVEN, AGREED, over)
    yield _check("wait", "asked to wait", GIVEN, WAIT, LIST)


def _checks_of_age() -> Iterator[Json]:
    late = dataclasses.replace(GIVEN, iat=LIST.before)
    early = dataclasses.replace(GIVEN, iat=LIST.since - 1)
    last = LIST.iat + LIST.fresh
    yield _check("ok", "fresh, and not in the list", GIVEN, None, LIST)
    yield _check("ok", "an almost old list", GIVEN, AGREED, LIST, now=last)
    yield _check("stale", "an old list", GIVEN, AGREED, LIST, now=last + 1)
    yield _check("stale", "no list", GIVEN, None, None)
    yield _check("stale", "by a clock that is behind", GIVEN, None, LIST, now=LIST.iat - 61)
    yield _check("stale", "signed after the list was made", late, None, LIST)
    yield _check("stale", "signed before the list begins", early, None, LIST)


def _checks_of_receipts() -> Iterator[Json]:
    mark = status.mark(GIVEN.jti)
    withdrawn, superseded = _listing("withdrawn", mark), _listing("superseded", mark)
    yield _check("withdrawn", "withdrawn, though agreed", GIVEN, AGREED, withdrawn)
    yield _check("withdrawn", "withdrawn, by an old list", GIVEN, None, withdrawn, now=NOW + 9000)
    yield _check("superseded", "signed again since", GIVEN, None, superseded)
    yield _check("refused", "a refusal", REFUSED, None, LIST)
    yield _check("expired", "past its end of use", GIVEN, None, LIST, now=GIVEN.exp + 60)


def _checks_of_types() -> Iterator[Json]:
    live = dataclasses.replace(SOUND, sub=STREAMED.jti, rec=("sound", "live"))
    more = dataclasses.replace(SOUND, rec=("sound", "photo"))
    yield _check("ok", "sound agreed, video not", GIVEN, SOUND, LIST, types=("sound",))
    yield _check("ok", "video agreed, for own use", GIVEN, BOUND, LIST, types=("video",))
    yield _check("ok", "all asked, by name", GIVEN, dataclasses.replace(SOUND, rec=GIVEN.rec), LIST)
    yield _check("ok", "sound and a live stream", STREAMED, live, LIST, types=live.rec)
    yield _check("stale", "sound agreed, by no list", GIVEN, SOUND, None, types=("sound",))
    yield _check("other_receipt", "more than the receipt asks", GIVEN, more, LIST, types=())


def _listing(name: str, mark: str) -> status.StatusClaims:
    more: Any = {name: status.in_order([*getattr(LIST, name), mark])}
    return dataclasses.replace(LIST, **more)


def _check(
    reason: str,
    name: str,
    receipt: receipts.Claims,
    decision: decisions.DecisionClaims | None,
    known: status.StatusClaims | None,
    now: int = NOW,
    types: tuple[receipts.RecordingType, ...] | None = None,
) -> Json:
    """`types` are those that the decision agrees to, where they are not all that was asked."""
    agreed = decision and decision.dec in decisions.AGREEMENTS and decision.sub == receipt.jti
    return {
        "name": name,
        "receipt": receipts.issue(receipt, RING),
        "decision": decisions.issue(decision, RING) if decision else None,
        "status": status.issue(known, RING) if known else None,
        "now": now,
        "reason": reason,
        "agreed": list(types if types is not None else receipt.rec if agreed else ()),
    }


def text() -> str:
    """The file's text."""
    return json.dumps(vectors(), indent=1, ensure_ascii=True) + "\n"


def main() -> int:
    """Write the file, and say how many there are."""
    FILE.write_text(text(), encoding="ascii")
    made = vectors()
    print(f"{FILE.name}: {len(made['tokens'])} tokens, {len(made['checks'])} checks")
    return 0


if __name__ == "__main__":
    sys.exit(main())
