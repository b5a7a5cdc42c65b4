"""What reads receipts, decisions, status lists, checkpoints and codes, under atheris.

`python -m tests.fuzz.parsers WHAT SECONDS`: bytes are changed for as long as they reach lines of
ours that none reached before. Anything but a named refusal ends it, with the bytes. Each text that
is taken has to be the one way to write it.
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["signing"]):
    from signing import codes, decisions, notes, offline, receipts, status
    from signing.errors import BadCode, SigningError
    from signing.keys import KeyRing

VECTORS = json.loads(
    (Path(__file__).resolve().parents[2] / "docs" / "vectors.json").read_text(encoding="utf-8")
)
ISSUER, NOW = VECTORS["issuer"], VECTORS["now"]
RING = KeyRing.from_json(json.dumps(VECTORS["private_jwks"]))
GENUINE = {each["token"] for each in VECTORS["tokens"] if each.get("ok")}


def signed(text: str) -> None:
    """A token as any of the three, and as what an offline check puts together."""
    for check in (
        lambda: receipts.check_current(text, RING, issuer=ISSUER, audience=None, now=NOW),
        lambda: decisions.check(text, RING, issuer=ISSUER, audience=None, now=NOW),
        lambda: status.check(text, RING, issuer=ISSUER, now=NOW),
        lambda: offline.judge(text, text, None, RING, issuer=ISSUER, now=NOW),
    ):
        try:
            check()
        except SigningError:
            continue
        assert text in GENUINE, "taken, and none of those that were signed"


def payload(text: str) -> None:
    """The claims behind a signature that holds: what a newer release, or a thief, may sign."""
    raw = text.encode("utf-8", "replace")
    for read, write in (
        (receipts._claims_of, receipts._payload),
        (decisions._claims_of, decisions._payload),
        (status._claims_of, status._payload),
    ):
        try:
            assert write(read(raw)) == raw, "read, and not the one way to write it"
        except SigningError:
            continue


def note(text: str) -> None:
    """A checkpoint, and its words behind a signature that holds."""
    for read in (lambda: notes.read(text, RING), lambda: notes._parse(text, ISSUER)):
        try:
            read()
        except SigningError:
            continue


def code(text: str) -> None:
    """What is typed: eight symbols of ours, however they were written, or no code."""
    try:
        found = codes.normalise(text)
    except BadCode:
        return
    assert codes.normalise(codes.display(found)) == found
    codes.spell(found)
    codes.misheard(found)


TARGETS: dict[str, Callable[[str], object]] = {
    "signed": signed,
    "payload": payload,
    "note": note,
    "code": code,
    "all": lambda text: [each(text) for each in (signed, payload, note, code)],
}


def seeds(what: str, folder: Path) -> None:
    """What is changed to begin with: the tokens of our vectors, and what stands in them."""
    texts = (
        ["9QRM-4TWX", "9qrm 4twx", "O1lI-0000"] if what in ("code", "careless") else sorted(GENUINE)
    )
    if what == "payload":
        texts = [receipts.compact._decoded(each.split(".")[1].encode()).decode() for each in texts]
    if what == "note":
        made = notes.sign(notes.Checkpoint(ISSUER, 7, b"r" * 32), RING)
        texts = [made, made.partition("\n\n")[0] + "\n"]
    for number, text in enumerate(texts):
        (folder / str(number)).write_text(text, encoding="utf-8")


def main() -> None:
    what, length, folder = sys.argv[1], sys.argv[2], Path(sys.argv[3])
    seeds(what, folder)

    def one(data: bytes) -> None:
        TARGETS[what](data.decode("utf-8", "replace"))

    options = [f"-max_total_time={length}", "-max_len=4096", "-rss_limit_mb=1024", "-verbosity=0"]
    options += ["-print_final_stats=1", f"-artifact_prefix={folder}/"]  # nothing beside the code
    atheris.Setup([sys.argv[0], *options, str(folder)], one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
