"""Q10: is it the patient's own choice? Asked alone, and shown to nobody but the clinician."""

from kiosk.store.models import AuditEntry, Consent
from signing import receipts
from tests.cast import World
from tests.pages import Page

CHILD = {"name": "Ciara O'Neill", "day": "1", "month": "2", "year": "2015"}
PRESSED = {"more": {"more": "pressed"}}
FLAG = "Speak to the patient alone first"


def step_of(page: Page) -> str:
    return page.path.partition("?")[0].rpartition("/")[2]


def test_only_a_patient_who_is_alone_is_asked_about_their_own_choice(world: World) -> None:
    """Q10: never with somebody beside them, nor of who signs for another."""
    phone = world.phone()
    page = world.walk(phone, "company")
    sam = {"name": "Sam", "role": "companion", "says": "yes"}
    assert step_of(phone.submit(page, "/journey/company", **sam)) == "others"
    mother = world.phone()
    page = world.walk(mother, "others", whose={"whose": "child"}, you=CHILD)
    assert step_of(page) == "others"
    assert mother.get("/journey/more").status == 303


def test_a_patient_who_is_pressed_reads_something_neutral_once(world: World) -> None:
    """Q10: on the next page alone; never as the chosen answer when somebody taps Back."""
    phone = world.phone()
    page = phone.submit(world.walk(phone, "more"), "/journey/more", more="pressed")
    assert "Someone will talk to you first." in page.text
    assert "Someone will talk" not in phone.get("/journey/others?then=check").text
    assert "Your answer" not in phone.get("/journey/more").text
    assert "Someone will talk" not in phone.get("/journey/where?said=more").text


def test_nothing_that_the_patient_holds_shows_that_they_are_pressed(world: World) -> None:
    """Q10: no address, read-back, receipt, claim or status says it, nor that it was asked."""
    pressed, free = world.phone(), world.phone()
    pages = [world.walk(pressed, **PRESSED), world.walk(free)]
    asked, chosen = "your own choice", "Someone wants me to"
    for page in pages:
        assert asked not in page.text
        assert chosen not in page.text
        assert "/journey/more" not in page.html
    first = world.sign(pressed, **PRESSED)
    second = world.sign(free)
    one, two = (
        receipts.check_genuine(
            each.token,
            world.secrets.receipt_keys,
            issuer=world.secrets.issuer,
            audience="hart",
            now=world.clock(),
        )
        for each in (first, second)
    )
    assert (one.ans, one.rec, one.part, one.by) == (two.ans, two.rec, two.part, two.by)
    words = [
        world.browser().get(each.page).text.replace(each.code, "").replace(" ", "")
        for each in (first, second)
    ]
    assert words[0] == words[1]


def test_the_clinician_sees_a_discreet_flag_and_may_decide(world: World) -> None:
    """Q10: on the card and in the list, not in the note, the answers or the trail."""
    receipt = world.sign(world.phone(), **PRESSED)
    alice, here = world.signed_in("alice"), world.card(receipt.consent)
    today = alice.get("/staff/")
    assert FLAG in today.html
    person = alice.get(here)
    assert FLAG not in person.text  # K2: nothing but whose it is, until they are matched
    card = alice.match(person)
    assert FLAG in card.text
    assert "own choice" not in card.text
    card = alice.submit(card, f"{here}/decide", kind="agreed", others="no", care="no")
    assert "Do the step with this sign first" in card.text
    card = alice.submit(card, f"{here}/decide", kind="agreed", others="no", care="no", alone="yes")
    assert "You agreed" in card.text
    assert "alone" not in alice.get(f"{here}/note").text
    assert "alone" not in repr(list(AuditEntry.select().tuples()))
    assert "pressed" not in repr(Consent.get_by_id(receipt.consent).answers)


def test_a_pressed_patient_who_refuses_is_still_talked_to_alone(world: World) -> None:
    """Q10: the flag on the card and in the list; nothing on the receipt, its claims or its PDF."""
    receipts_of = {}
    for name, more in (("pressed", PRESSED), ("free", {})):
        phone = world.phone()
        world.walk(phone, "others", **more)
        page = phone.submit(phone.get("/journey/refuse"), "/journey/refuse", name="Margaret")
        assert "alone" not in page.path + page.text
        receipts_of[name] = Consent.select().order_by(Consent.id.desc()).get()
    alice = world.signed_in("alice")
    for name, shown in (("pressed", True), ("free", False)):
        consent = world.verify(receipts_of[name])
        assert (FLAG in alice.get(world.card(consent.id)).text) is shown
        assert "alone" not in alice.get(f"{world.card(consent.id)}/note").text
        assert consent.answers == ({"flags": ["alone_first"]} if shown else {})
    assert alice.get("/staff/").html.count(FLAG) == 1
    held = [world.receipt(receipts_of[name]) for name in ("pressed", "free")]
    words = [world.browser().get(each.page).text.replace(each.code, "") for each in held]
    assert "".join(words[0].split()) == "".join(words[1].split())
    assert "alone" not in repr(list(AuditEntry.select().tuples()))


def test_nobody_else_has_the_flag(world: World) -> None:
    receipt = world.sign(world.phone())
    alice = world.signed_in("alice")
    assert FLAG not in alice.get("/staff/").html
    assert FLAG not in alice.get(world.card(receipt.consent)).html


def test_who_presses_a_patient_cannot_undo_the_flag_by_joining_them(world: World) -> None:
    """Q10: company added after the answer skips the question, and keeps what it said."""
    phone = world.phone()
    world.walk(phone, **PRESSED)
    page = phone.get("/journey/company?then=check")
    sam = {"name": "Sam", "role": "companion", "says": "yes"}
    page = phone.follow(
        phone.post("/journey/company?then=check", page.form("/journey/company") | sam)
    )
    assert step_of(page) == "check"
    phone.submit(page, "/journey/check")
    consent = world.verify(Consent.get())
    assert FLAG in world.signed_in("alice").get(world.card(consent.id)).text
