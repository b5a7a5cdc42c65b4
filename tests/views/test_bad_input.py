"""Wrong or old links, codes and drafts: a page in plain words that says what to do next."""

import pytest

from kiosk.actions import kiosks
from kiosk.store.models import Consent, Decision, Journey
from signing import codes
from tests.cast import World
from tests.pages import Browser


def box(world: World) -> Browser:
    return world.signed_in("alice")


@pytest.mark.parametrize("token", ["x", "a.b.c", "{}x", "x{}", "%00", "..%2f.."])
def test_a_link_that_we_did_not_make_says_to_scan_again(world: World, token: str) -> None:
    real = world.handoff().removeprefix("/h/")
    page = world.browser().get(f"/h/{token.format(real)}")
    assert page.status == 404
    assert "scan the code again" in page.text or "cannot find" in page.text


def test_a_link_that_is_too_old_says_to_scan_again(world: World) -> None:
    path, phone = world.handoff(), world.browser()
    landing = phone.get(path)
    world.clock.forward(minutes=21)
    for page in (phone.get(path), phone.send(landing, path)):
        assert page.status == 410
        assert "Scan the code on the tablet again" in page.text
    assert Journey.select().count() == 0


def test_a_link_of_a_revoked_tablet_no_longer_works(world: World) -> None:
    path, phone = world.handoff(), world.browser()
    landing = phone.get(path)
    kiosks.revoke(world.context(), world.kiosk_row())
    assert phone.get(path).status == 404
    assert phone.send(landing, path).status == 404
    assert Journey.select().count() == 0


def test_opening_a_link_begins_nothing_until_it_is_pressed(world: World) -> None:
    world.browser().get(world.handoff())
    assert Journey.select().count() == 0


def test_a_draft_that_was_purged_says_what_happened(world: World) -> None:
    phone = world.phone()
    page = world.walk(phone, "you")
    Journey.delete().execute()
    for answer in (phone.get("/journey/you"), phone.send(page, "/journey/you", name="A")):
        assert answer.status == 410
        assert "no longer here" in answer.text
        assert "Please start again" in answer.text


def test_a_draft_that_grew_old_cannot_be_signed(world: World) -> None:
    phone = world.phone()
    check = world.walk(phone)
    world.clock.forward(hours=1)
    assert phone.send(check, "/journey/check").status == 410
    assert Consent.select().count() == 0


def test_a_page_asked_for_too_early_leads_to_the_first_open_one(world: World) -> None:
    phone = world.phone()
    for step in ("check", "signature", "you", "no-such-step", "receipt"):
        page = phone.open(f"/journey/{step}")
        assert page.path == "/journey/rules-before" or page.status == 410, step


def test_an_answer_sent_too_early_is_not_kept(world: World) -> None:
    phone = world.phone()
    token = phone.open("/journey/").form("/journey/rules-before")
    page = phone.follow(phone.post("/journey/audience", token | {"audience": "me"}))
    assert page.path == "/journey/rules-before"
    page = phone.follow(phone.post("/journey/check", token))
    assert page.path == "/journey/rules-before"
    assert Consent.select().count() == 0


def test_the_waiting_area_ends_the_walk_and_says_what_to_do_instead(world: World) -> None:
    """Q2, R8."""
    phone = world.phone()
    page = world.walk(phone, where={"where": "waiting"})
    assert page.path == "/journey/not-here"
    assert "cannot record here" in page.text
    assert "care goes ahead" in page.text
    phone.submit(page, "/journey/leave")
    assert Journey.select().count() == 0


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("", "not a receipt code"),
        ("rubbish", "not a receipt code"),
        ("unknown", "No receipt here"),
        ("elsewhere", "another"),
        ("tampered", "not a genuine receipt"),
        ("cut off", "That is not a receipt. It cannot be read as one."),
    ],
)
def test_a_wrong_entry_is_told_beside_the_box_and_kept(world: World, entry: str, said: str) -> None:
    receipt = world.receipt(world.signed())
    entries = {
        "unknown": codes.display(codes.code_from_bytes(b"\1\2\3\4\5")),
        "elsewhere": world.signed(world.there).token,
        "tampered": receipt.token[:40] + "x" + receipt.token[41:],
        "cut off": receipt.token[:-3],
    }
    alice, typed = box(world), entries.get(entry, entry)
    page = alice.submit(alice.get("/staff/"), "/staff/verify", entry=typed)
    assert page.status == 422
    assert said in page.text
    assert page.field("entry").get("value") == typed
    assert page.field("entry").get("aria-invalid") == "true"


def test_what_copying_does_to_an_address_is_undone(world: World) -> None:
    """A wrapped line, the full stop of a sentence, a decision beside it, £ for #."""
    receipt = world.receipt(world.signed())
    token, decision = receipt.token, world.decided().decision.token
    alice, start = box(world), "http://clinic.example:8000/v"
    for entry in (
        f"{start}#{token}.",
        f"{start}£{token[:60]}  {token[60:]}",
        f"{token}~{decision}",
    ):
        page = alice.submit(alice.get("/staff/"), "/staff/verify", entry=entry)
        assert page.path.partition("?")[0] == world.card(receipt.consent)


def test_too_many_wrong_codes_are_told_beside_the_box(world: World) -> None:
    alice = box(world)
    page = alice.get("/staff/")
    for _try in range(21):
        page = alice.submit(page, "/staff/verify", entry="rubbish")
    assert page.status == 429
    assert "minutes" in page.text


def test_a_wrong_pairing_code_is_told_beside_its_field_and_kept(world: World) -> None:
    tablet = world.browser()
    page = tablet.submit(tablet.get("/kiosk/pair"), "/kiosk/pair", code="0000-0000")
    assert page.status == 422
    assert page.field("code").get("value") == "0000-0000"


def test_too_many_wrong_pairing_codes_are_a_page_in_words(world: World) -> None:
    tablet = world.browser()
    page = tablet.get("/kiosk/pair")
    for _try in range(11):
        page = tablet.post("/kiosk/pair", tablet.get("/kiosk/pair").form("/kiosk/pair"))
    assert page.status == 429
    assert "minutes" in page.text


def test_a_decision_without_the_checks_is_told_and_keeps_what_was_chosen(world: World) -> None:
    """K4."""
    alice, here = box(world), world.card(world.verify(world.signed()).id)
    page = alice.get(here)
    page = alice.submit(
        page, f"{here}/decide", kind="conditions", others="yes", conditions="no_faces"
    )
    assert page.status == 422
    assert "Does it get in the way of care?" in page.text
    assert page.form(f"{here}/decide") | {"others": "yes", "conditions": "no_faces"} == page.form(
        f"{here}/decide"
    )


@pytest.mark.parametrize("seen", ["", "x", "-1", "99", "9" * 400, "\u0661"])
def test_a_decision_from_an_old_page_says_that_somebody_was_quicker(
    world: World, seen: str
) -> None:
    """Issue 4: the card again, with whose decision stands, what it is, and since when."""
    consent = world.decided("wait")
    bob, here = world.signed_in("bob"), world.card(consent.id)
    world.clock.forward(minutes=7)
    page = bob.send(bob.get(here), f"{here}/decide", kind="not_agreed", reason="privacy", seen=seen)
    assert page.status == 409
    assert "Dr Alice Hart decided first, at 10:00: asked to wait." in page.text
    assert "Yours was not kept" in page.text
    assert [each.kind for each in Decision.select()] == ["wait"]
    assert page.form(f"{here}/decide")["seen"] == str(consent.revision)  # the next one counts


def test_a_start_after_the_patient_withdrew_says_what_holds(world: World) -> None:
    alice, consent = box(world), world.decided()
    receipt, here = world.receipt(consent), world.card(consent.id)
    card, phone = alice.get(here), world.browser()
    phone.submit(phone.get(f"{receipt.page}/withdraw"), f"{receipt.page}/withdraw")
    page = alice.send(card, f"{here}/start")
    assert page.status == 409
    assert "Withdrawn by patient" in page.text


@pytest.mark.sqlite("lets a row point at none")
def test_a_site_that_was_never_opened_says_so(world: World) -> None:
    """Nobody meets a traceback between migrating and opening the first site."""
    from kiosk.store.database import database
    from kiosk.store.models import TABLES

    database.execute_sql("PRAGMA foreign_keys = 0")
    for model in TABLES:
        if model._meta.table_name != "audit_entry":
            model.delete().execute()
    for path in ("/", "/v", "/kiosk/pair", "/staff/sign-in"):
        page = world.browser().get(path)
        assert page.status == 503
        assert page.heading


def test_a_large_number_in_an_address_is_a_page_that_is_not_there(world: World) -> None:
    """Beyond what the database can hold, and no fault."""
    alice = world.signed_in("alice")
    for number in (1, 2**63):
        assert alice.get(f"/staff/consents/{number}").status == 404


def test_a_large_number_of_a_participant_is_a_page_that_is_not_there(world: World) -> None:
    consent = world.recording()
    alice = world.signed_in("alice")
    fields = alice.get("/staff/").form("/staff/verify")
    fields |= {"seen": str(consent.revision), "said": "yes"}
    people = f"{world.card(consent.id)}/participants"
    for number in (2**31 - 1, 2**31, 2**63):
        assert alice.post(f"{people}/{number}", fields).status == 404
