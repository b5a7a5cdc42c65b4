"""Every question of the walk and what its answer leads to, page by page, without JavaScript."""

import pytest

from kiosk.store.models import AuditEntry, Consent, Journey
from signing import receipts
from tests.cast import FORMS, World
from tests.pages import Page

CHILD = {"name": "Ciara O'Neill", "day": "1", "month": "2", "year": "2015"}
PRESSED = {"more": {"more": "pressed"}}
FLAG = "Speak to the patient alone first"


def step_of(page: Page) -> str:
    return page.path.partition("?")[0].rpartition("/")[2]


def test_the_questions_come_one_a_page_each_with_its_reason(world: World) -> None:
    """Q1 to Q11: the order, “why we ask” on each, and progress that tells the truth."""
    phone, seen = world.phone(), []
    page = phone.open("/journey/")
    while step_of(page) != "check":
        step = step_of(page)
        seen.append(step)
        if not step.startswith("rules-") and step not in ("statements", "signature"):
            assert "Why we ask:" in page.text, step
        assert f"{len(seen)} of " in page.text
        page = phone.submit(page, f"/journey/{step}", **FORMS.get(step, {}))
    assert seen[3:-2] == (
        [
            "whose",
            "where",
            "types",
            "part",
            "by",
            "company",
            "more",
            "others",
            "reason",
            "audience",
            "you",
        ]
    )
    assert f"{len(seen) + 1} of {len(seen) + 1}" in page.text


@pytest.mark.parametrize(
    ("step", "answer", "said"),
    [
        ("others", "maybe", "Ask your clinician before you start."),
        ("reason", "disability", "a support that we owe you"),
        ("audience", "online", "Do not post staff names"),
    ],
)
def test_what_an_answer_leads_to_is_said_on_the_next_page(
    world: World, step: str, answer: str, said: str
) -> None:
    """Q7, Q8, Q9."""
    phone = world.phone()
    page = phone.submit(world.walk(phone, step), f"/journey/{step}", **{step: answer})
    assert said in page.text


def test_a_reason_need_not_be_given(world: World) -> None:
    """Q8: “I would rather not say” is one tap."""
    receipt = world.sign(world.phone(), reason={"reason": "skip"})
    assert Consent.get_by_id(receipt.consent).answers["reason"] == "skip"


def test_a_disability_asks_the_clinician_for_alternatives_first(world: World) -> None:
    """Q8, K9."""
    receipt = world.sign(world.phone(), reason={"reason": "disability"})
    alice = world.signed_in("alice")
    here = f"/staff/consents/{receipt.consent}"
    card = alice.submit(alice.get(here), f"{here}/verify").text
    assert "It helps because of a disability" in card
    for other in ("sound only", "a part of the visit", "a written summary"):
        assert card.index(other) < card.index("It distracts from care")
    plain = world.sign(world.phone())
    here = f"/staff/consents/{plain.consent}"
    assert "First offer" not in alice.submit(alice.get(here), f"{here}/verify").text


# --- Q10: is it your own choice? ---


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
    alice, here = world.signed_in("alice"), f"/staff/consents/{receipt.consent}"
    today = alice.get("/staff/")
    assert FLAG in today.html
    card = alice.submit(today, f"{here}/verify")
    assert FLAG in card.text
    assert "own choice" not in card.text
    card = alice.submit(
        card, f"{here}/decide", kind="agreed", types="sound", others="no", care="no", alone="yes"
    )
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
        consent = receipts_of[name]
        assert (FLAG in alice.get(f"/staff/consents/{consent.id}").text) is shown
        assert "alone" not in alice.get(f"/staff/consents/{consent.id}/note").text
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
    assert FLAG not in alice.get(f"/staff/consents/{receipt.consent}").html


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
    assert FLAG in world.signed_in("alice").get(f"/staff/consents/{Consent.get().id}").text


# --- changes from the read-back ---


def test_every_answer_can_be_changed_from_the_read_back(world: World) -> None:
    """“Change” beside each leads back to it; Back too."""
    phone = world.phone()
    check = world.walk(phone)
    changed = check.html.count("then=check")
    assert changed == 11  # nine answers that may be read back, who the patient is, the signature
    page = phone.get("/journey/part?then=check")
    assert "/journey/check" in page.link("Back")
    form = page.form("/journey/part") | {"part": "whole"}
    page = phone.follow(phone.post("/journey/part?then=check", form))
    assert step_of(page) == "check"
    assert "The whole visit" in page.text
    assert "until your clinician agrees" in page.text  # what the change leads to is said here


def test_a_change_that_adds_pages_goes_through_them_and_back_to_the_read_back(
    world: World,
) -> None:
    phone = world.phone()
    world.walk(phone)
    path, page = "/journey/whose?then=check", phone.get("/journey/whose?then=check")
    page = phone.follow(phone.post(path, page.form("/journey/whose") | {"whose": "carer"}))
    asked = []
    while step_of(page) != "check":
        step = step_of(page)
        asked.append(step)
        path = f"/journey/{step}?then=check"
        page = phone.follow(phone.post(path, page.form(f"/journey/{step}") | FORMS[step]))
    assert asked == ["behalf", "objects"]


# --- Q11 ---


def test_a_childs_birth_date_with_mine_asks_whose_it_is(world: World) -> None:
    """K10: asked, not refused; a child may sign alone."""
    phone = world.phone()
    page = phone.submit(world.walk(phone, "you"), "/journey/you", **CHILD)
    assert step_of(page) == "own"
    assert "Is this your own appointment?" in page.text
    assert step_of(phone.submit(page, "/journey/own", own="yes")) == "statements"


def test_a_parent_who_tapped_mine_is_led_to_the_right_pages(world: World) -> None:
    phone = world.phone()
    page = phone.submit(world.walk(phone, "you"), "/journey/you", **CHILD)
    path = page.link("No, it is my child")
    page = phone.get(path)
    page = phone.follow(phone.post(path, page.form("/journey/whose") | {"whose": "child"}))
    assert step_of(page) == "behalf"


def test_a_grown_persons_birth_date_with_my_childs_asks_whose_it_is(world: World) -> None:
    """K10: from 16 on a person signs for themselves, if they can; asked, not refused."""
    phone = world.phone()
    page = world.walk(phone, "you", whose={"whose": "child"})
    page = phone.submit(page, "/journey/you", **FORMS["you"])
    assert step_of(page) == "grown"
    assert "Is this your child’s appointment?" in page.text
    assert step_of(phone.submit(page, "/journey/grown", grown="yes")) == "child"


def test_a_child_who_tapped_my_childs_is_led_to_the_right_pages(world: World) -> None:
    """K10, Q11: whose it is can be put right, and so can the date."""
    phone = world.phone()
    page = world.walk(phone, "you", whose={"whose": "child"})
    page = phone.submit(page, "/journey/you", **FORMS["you"])
    assert "/journey/you?" in page.link("The date of birth is wrong")
    path = page.link("No, it is my own")
    page = phone.get(path)
    page = phone.follow(phone.post(path, page.form("/journey/whose") | {"whose": "mine"}))
    assert step_of(page) == "more"  # alone, and asked for themselves (Q10)


@pytest.mark.parametrize(
    ("day", "month", "year", "number"),
    [
        ("২৭", "৩", "১৯৪৮", "৯৪৩ ৪৭৬ ৫৯১৯"),
        ("੨੭", "੩", "੧੯੪੮", "੯੪੩੪੭੬੫੯੧੯"),
        ("۲۷", "۳", "۱۹۴۸", "۹۴۳۴۷۶۵۹۱۹"),
        ("٢٧", "٣", "١٩٤٨", "٩٤٣-٤٧٦-٥٩١٩"),
    ],
)
def test_numbers_may_be_typed_in_the_digits_of_any_script(
    world: World, day: str, month: str, year: str, number: str
) -> None:
    """Q11, M3: Bengali, Gurmukhi, Urdu and Arabic; staff read 0 to 9."""
    typed = {"day": day, "month": month, "year": year, "nhs_number": number}
    receipt = world.sign(world.phone(), you=typed)
    card = world.signed_in("alice").get(f"/staff/consents/{receipt.consent}").text
    assert "27 March 1948" in card
    assert "943 476 5919" in card


def test_an_unknown_birth_date_is_matched_by_hand(world: World) -> None:
    """Q11: “I do not know” is an answer."""
    phone = world.phone()
    empty = {"day": "", "month": "", "year": ""}
    page = phone.submit(world.walk(phone, "you"), "/journey/you", name="Sukarno", **empty)
    assert page.status == 422
    page = phone.submit(page, "/journey/you", name="Sukarno", no_birth_date="yes", **empty)
    assert step_of(page) == "statements"
    phone.submit(world.walk(phone), "/journey/check")
    card = world.signed_in("alice").get(f"/staff/consents/{Consent.get().id}")
    assert "match by hand" in card.text


@pytest.mark.parametrize(
    ("number", "said"),
    [("12345", "this one has 5"), ("9434765918", "The last number does not fit")],
)
def test_a_wrong_nhs_number_says_what_is_wrong_and_can_be_left_out(
    world: World, number: str, said: str
) -> None:
    """Q11."""
    phone = world.phone()
    page = phone.submit(
        world.walk(phone, "you"), "/journey/you", **FORMS["you"] | {"nhs_number": number}
    )
    assert said in page.text
    assert "Go on without the NHS number" in page.text
    page = phone.submit(page, "/journey/you", no_number="yes")
    assert step_of(page) == "statements"
    assert Journey.get().answers["you"]["nhs_number"] == ""


@pytest.mark.parametrize(
    "name",
    [
        "X",
        "محمد",
        "ਗੁਰਪ੍ਰੀਤ ਕੌਰ",
        "মো\u200dহাম্মদ",
        "নাসরিন",
        "Nguyễn Thị Minh Khai",
        "李小龙",
        "a" * 200,
        "O'’Neill-Ó",
        "می\u200cخواهم",
    ],
)
def test_a_name_may_be_in_any_script_and_one_word(world: World, name: str) -> None:
    """Q11: kept as it was typed, shown on the card."""
    receipt = world.sign(world.phone(), you={"name": name}, signature={"name": name})
    card = world.signed_in("alice").get(f"/staff/consents/{receipt.consent}")
    assert name in card.html.replace("&#39;", "'")


def test_a_name_of_201_letters_is_asked_for_again(world: World) -> None:
    phone = world.phone()
    page = phone.submit(
        world.walk(phone, "you"), "/journey/you", **FORMS["you"] | {"name": "a" * 201}
    )
    assert page.status == 422
