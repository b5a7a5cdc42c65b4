"""The whole walk, page by page, on both devices."""

from kiosk.store.models import Consent, Journey
from tests.cast import World


def test_a_patient_on_the_tablet_walks_to_a_receipt(world: World) -> None:
    """R1 to R21, Q1 to Q11: every page is fetched and checked on the way."""
    tablet = world.kiosk()
    tablet.submit(tablet.get("/kiosk"), "/kiosk/start")
    page = tablet.submit(world.walk(tablet), "/journey/check")
    receipt = world.receipt(Consent.get())
    assert page.path == "/journey/receipt"
    assert receipt.code in page.text
    assert "Do not record yet" in page.text


def test_a_patient_on_a_phone_walks_to_a_receipt(world: World) -> None:
    phone = world.phone()
    page = phone.submit(world.walk(phone), "/journey/check")
    receipt = world.receipt(Consent.get())
    assert page.path.endswith(receipt.page)
    assert receipt.code in page.text


def test_the_next_patient_on_the_tablet_signs_for_themselves(world: World) -> None:
    """A journey that ended leaves nothing behind that the next one could be taken for."""
    tablet = world.kiosk()
    tablet.submit(tablet.get("/kiosk"), "/kiosk/start")
    first = world.sign(tablet)
    tablet.submit(tablet.open("/journey/receipt"), "/journey/leave")
    assert Journey.select().count() == 0
    tablet.submit(tablet.get("/kiosk"), "/kiosk/start")
    second = world.sign(tablet, you={"name": "Idris Obi", "day": "1", "month": "2", "year": "1990"})
    assert Consent.select().count() == 2
    assert Consent.get_by_id(second.consent).patient_name == "Idris Obi"
    assert first.code not in tablet.open("/journey/receipt").text


def test_a_clinician_checks_decides_starts_stops_and_reads_the_note(world: World) -> None:
    """K1, K3, K4, K6, K7 in one go."""
    phone, alice = world.phone(), world.signed_in("alice")
    receipt = world.sign(phone)
    card = alice.enter(receipt.code)
    here = world.card(receipt.consent)
    assert "Margaret O'Neill" in card.text
    card = alice.submit(card, f"{here}/decide", kind="agreed", others="no", care="no")
    assert "You can record" in phone.get(receipt.page).text
    card = alice.submit(card, f"{here}/start")
    assert "Recording now" in phone.get(receipt.page).text
    alice.submit(card, f"{here}/stop")
    assert "Stop recording" in phone.get(receipt.page).text
    note = alice.get(f"{here}/note")
    assert receipt.code in note.text
    assert "Dr Alice Hart" in note.text


def test_who_changes_to_their_own_appointment_is_not_told_that_they_sign_for_another(
    world: World,
) -> None:
    """K10: on the page for the signature, on the one before signing, and in the note."""
    phone, alice = world.phone(), world.signed_in("alice")
    page = world.walk(phone, "signature", whose={"whose": "child"})
    assert "You sign for" in page.text
    page = phone.submit(phone.get("/journey/whose"), "/journey/whose", whose="mine")
    page = world.walk(phone, "signature")
    assert "You sign for" not in page.text
    check = world.walk(phone)
    assert "Tom O'Neill" not in check.text
    phone.submit(check, "/journey/check")
    here = world.card(Consent.get().id)
    for path in (here, f"{here}/note"):
        assert "Tom O'Neill" not in alice.get(path).text


def test_what_is_signed_is_what_was_read_back(world: World) -> None:
    """Answers changed in another window are shown before they are signed."""
    kiosk = world.kiosk()
    kiosk.submit(kiosk.open("/kiosk"), "/kiosk/start")
    check = world.walk(kiosk, until="check")
    form = check.form("/journey/check")
    kiosk.post(
        "/journey/types", kiosk.get("/journey/types").form("/journey/types") | {"photo": "yes"}
    )
    again = kiosk.post("/journey/check", form)
    assert again.location.endswith("/journey/check")
    assert Consent.select().count() == 0
    assert kiosk.post("/journey/check", kiosk.open("/journey/check").form("/journey/check")).status
    assert Consent.get().types == "sound photo"
