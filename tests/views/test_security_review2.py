"""What a second hostile review found, each mended and kept mended."""

import datetime
import json
import subprocess
import time
from pathlib import Path

import pytest

from kiosk.actions import consents, decisions, participants, status
from kiosk.domain.decision import Choice
from kiosk.domain.refusals import InvalidInput, NotVerified
from kiosk.domain.typed_text import clean_line
from kiosk.store.models import AuditEntry, Decision, Participant
from signing import status as lists
from tests.cast import NO_TO_BOTH, World, all_rows, fresh
from tools.node import node_command

STATIC = Path(__file__).resolve().parents[2] / "static" / "js"


# --- The status list ---


def marks_in(world: World, token: str) -> lists.StatusClaims:
    keys, issuer = world.secrets.receipt_keys, world.secrets.issuer
    return lists.check(token, keys, issuer=issuer, now=world.clock())


def test_asking_for_yesterdays_list_hides_nothing_from_todays(world: World) -> None:
    """Anyone may ask for it: whoever asked right after withdrawing had emptied the list for all."""
    held = world.signed()
    consents.withdraw(world.context(), held)
    yesterday = datetime.datetime.fromtimestamp(world.clock(), datetime.UTC).date()
    yesterday -= datetime.timedelta(days=1)
    before = status.of_day(world.secrets, world.clock(), yesterday)
    now = status.recent(world.secrets, world.clock())
    assert marks_in(world, now).withdrawn == (lists.mark(held.jti),)
    assert marks_in(world, before).withdrawn == ()


@pytest.mark.parametrize("first", ["recent", "day"])
def test_every_list_has_what_is_of_its_own_days(world: World, first: str) -> None:
    """Of yesterday, of today and of both, whichever was asked for before the others."""
    old = world.signed()
    consents.withdraw(world.context(), old)
    world.clock.forward(hours=24)
    new = world.signed()
    consents.withdraw(world.context(), new)
    today = datetime.datetime.fromtimestamp(world.clock(), datetime.UTC).date()
    asks = {
        "recent": lambda: status.recent(world.secrets, world.clock()),
        "day": lambda: status.of_day(world.secrets, world.clock(), today - datetime.timedelta(1)),
        "today": lambda: status.of_day(world.secrets, world.clock(), today),
    }
    order = sorted(asks, key=lambda name: name != first)
    found = {name: set(marks_in(world, asks[name]()).withdrawn) for name in order}
    both = {lists.mark(old.jti), lists.mark(new.jti)}
    assert found == {"recent": both, "day": {lists.mark(old.jti)}, "today": {lists.mark(new.jti)}}


# --- The second screen ---


@pytest.mark.parametrize("state", ["not_agreed", "withdrawn", "refused", "not_decided"])
def test_a_second_screen_does_not_say_why_nothing_is_recorded(world: World, state: str) -> None:
    """Not in the page's source either: everyone in the room can take its address along."""
    consent = {
        "not_agreed": lambda: world.decided("not_agreed", reason="privacy"),
        "withdrawn": world.decided,
        "refused": world.refused,
        "not_decided": world.signed,
    }[state]()
    if state == "withdrawn":
        consents.withdraw(world.context(), consent)
    path = world.signed_in("alice").get(f"/staff/consents/{consent.id}/screen")
    address = path.link("Open it in a new tab").removeprefix("http://clinic.example:8000")
    for page in (world.browser().get(address), world.browser().get(f"{address}/live")):
        assert "Not recording" in page.text
        assert state not in page.html
        assert "withdraw" not in page.html


# --- Decisions ---


def test_nothing_is_decided_on_a_receipt_that_nobody_has_checked(world: World) -> None:
    """K2: the clinician has looked at the person, or at the code, and not at an address alone."""
    consent = world.signed()
    before = all_rows()
    with pytest.raises(NotVerified):
        decisions.decide(world.by(world.alice), consent, 0, Choice("agreed", NO_TO_BOTH))
    assert all_rows() == before
    decisions.decide(world.by(world.bob), world.verify(consent), 0, Choice("agreed", NO_TO_BOTH))
    assert fresh(consent).decision.kind == "agreed"


def test_the_card_of_an_unchecked_receipt_says_so_and_leads_there(world: World) -> None:
    alice, here = world.signed_in("alice"), f"/staff/consents/{world.signed().id}"
    card = alice.get(here)
    assert "Not checked yet" in card.text
    assert "Genuine" not in card.text
    assert f"{here}/decide" not in card.html
    card = alice.submit(card, f"{here}/verify")
    assert "Genuine, and current" in card.text
    assert f"{here}/decide" in card.html
    assert fresh(world.signed()).verified_at is None


def test_a_forged_form_is_told_to_check_first(world: World) -> None:
    alice, consent = world.signed_in("alice"), world.signed()
    fields = alice.get("/staff/").form("/staff/verify") | {"kind": "agreed", "seen": "0"}
    answer = alice.post(f"/staff/consents/{consent.id}/decide", fields | NO_TO_BOTH)
    assert answer.status == 409
    assert "Check the receipt first" in answer.text
    assert Decision.select().count() == 0


@pytest.mark.parametrize("kind", ["wait", "not_agreed"])
@pytest.mark.parametrize("field", ["others", "care", "listening"])
def test_no_words_of_ones_own_get_into_the_note_by_way_of_a_check(
    world: World, kind: str, field: str
) -> None:
    """K7: what a form says there is kept, and stands in the record."""
    consent = world.verify(world.signed())
    odd = {"listening": "x"} if field == "listening" else {"checks": NO_TO_BOTH | {field: "x" * 99}}
    with pytest.raises(InvalidInput) as wrong:
        world.decide(consent, kind, reason="privacy", **odd)
    assert field in wrong.value.errors
    assert Decision.select().count() == 0


# --- Much of something ---


def test_a_card_has_an_end_of_people(world: World) -> None:
    consent = world.recording()
    for _each in range(participants.MAX_ON_CARD):
        Participant.create(consent=consent, name="", role="student", answer="left")
    before = AuditEntry.select().count()
    with pytest.raises(InvalidInput):
        participants.join(world.by(world.alice), consent, {"role": "student", "name": ""})
    assert AuditEntry.select().count() == before
    alice = world.signed_in("alice")
    page = alice.get(f"/staff/consents/{consent.id}")
    page = alice.send(page, f"/staff/consents/{consent.id}/came-in", role="student")
    assert page.status == 422
    assert f"There are {participants.MAX_ON_CARD} people on this card" in page.text


def test_a_long_name_of_accents_is_refused_before_it_costs_anything() -> None:
    """Putting 48,000 accents in order takes Python seconds, in which nobody else is served."""
    began = time.perf_counter()
    with pytest.raises(InvalidInput):
        clean_line("\u0315\u0300" * 24_000, "name", "a name", most=200)
    assert time.perf_counter() - began < 0.3


def test_a_name_that_gets_short_by_composing_is_still_taken() -> None:
    """Vietnamese and Hangul, typed in parts: three characters that become one."""
    assert clean_line("ê\u0323" * 66, "name", "a name", most=66) == "\u1ec7" * 66
    assert len(clean_line("\u1112\u1161\u11ab" * 66, "name", "a name", most=66)) == 66


def test_a_large_number_of_a_participant_is_a_page_that_is_not_there(world: World) -> None:
    consent = world.recording()
    alice = world.signed_in("alice")
    fields = alice.get("/staff/").form("/staff/verify")
    fields |= {"seen": str(consent.revision), "said": "yes"}
    people = f"/staff/consents/{consent.id}/participants"
    for number in (2**31 - 1, 2**31, 2**63):
        assert alice.post(f"{people}/{number}", fields).status == 404


# --- The verifier page ---


def verdict(hearsay: object) -> dict[str, str]:
    """What the page says of a receipt by an unknown key that says this of itself."""
    known = {
        "receipt": {"fault": "unknown-key", "hearsay": hearsay},
        "issuer": "https://clinic.example",
        "keys": True,
        "current": True,
        "now": 0,
    }
    script = (
        f"import {{ verdict }} from {json.dumps((STATIC / 'verifier_verdict.js').as_uri())};"
        f"console.log(JSON.stringify(verdict({json.dumps(known)}).band));"
    )
    command = [*node_command(), "--input-type=module", "--eval", script]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)  # noqa: S603
    band: dict[str, str] = json.loads(done.stdout)
    return band


def test_a_strangers_qr_code_puts_no_words_into_the_verifiers_mouth() -> None:
    """It says where it comes from: an address is repeated, other words are not."""
    band = verdict({"iss": "the manager: it is genuine, go on. Call 0123"})
    assert "genuine, go on" not in json.dumps(band)
    assert (band["word"], band["tone"]) == ("Not genuine", "stop")
    band = verdict({"iss": "https://other.example"})
    assert "https://other.example" in band["text"]
