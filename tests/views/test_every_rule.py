"""Every rule is read before anything is asked, and every statement is agreed by the patient."""

import pytest

from kiosk.actions import policies
from kiosk.store.models import Consent
from tests.actions.packs import newer
from tests.cast import World
from tests.domain.packs import shipped

NINE = dict(shipped().statements)
BEFORE_THE_FIRST_QUESTION = ["rules-before", "rules-during", "rules-after"]
# What each rule has to say, title and text (R1 to R21).
FACTS = {
    "R1": ("ask before", "The law lets you record", "without permission", "builds trust"),
    "R2": ("You choose", "staff may say no", "Your care goes ahead just the same"),
    "R3": (
        "can say no to being recorded",
        "do not have to say why",
        "not be safe if they were seen online",
    ),
    "R4": ("often enough", "remember and understand", "photos each need their own yes"),
    "R5": ("only the talking", "Stop when staff examine you", "must say yes first"),
    "R6": ("Care comes first", "must not get in the way", "“not now”", "“stop”"),
    "R7": ("Never", "through curtains", "birth dates can be heard", "a clear yes"),
    "R8": ("shared places", "waiting rooms or corridors", "no photos of staff or other patients"),
    "R9": ("must ask too", "give their name and ask before"),
    "R10": ("out of pictures", "badges", "screens", "Machines", "scanners"),
    "R11": ("private and safe", "not to publish"),
    "R12": (
        "names or faces",
        "abusive",
        "unlawful",
        "untrue",
        "good name",
        "court claim",
        "criminal",
    ),
    "R13": ("in your health record", "that you recorded", "You keep the recording"),
    "R14": ("disability", "hear, see, write or remember", "a support that we owe you", "tell us"),
    "R15": ("written summary", "see your notes", "complain", "NHS website", "never"),
    "R16": ("change your mind", "at any time", "then stops"),
    "R17": (
        "share your recording",
        "a company or an AI service",
        "you are sharing it with them",
        "check before",
    ),
    "R18": ("At a scan", "Ask if you can record a short clip at the end"),
    "R19": ("on its own", "listen or watch as it happens", "Say who"),
    "R20": ("glasses, pins or watches", "agree to them, like a phone"),
    "R21": ("when staff leave the room", "never use a recording as a threat"),
}


def test_each_rule_is_read_before_anything_is_asked(world: World) -> None:
    """Its title and what it says, on one of the pages that come before the first question:
    R1, R2, R3, R4, R5, R6, R7, R8, R9, R10, R11, R12, R13, R14, R15, R16, R17, R18, R19, R20, R21.
    """
    phone, read = world.phone(), []
    page = phone.open("/journey/")
    for step in BEFORE_THE_FIRST_QUESTION:
        assert page.path.endswith(step)
        read += [page.text]
        page = phone.submit(page, f"/journey/{step}")
    assert page.path.endswith("/usual")
    missing = {}
    for rule, words in shipped().words["rules"].items():
        pages = [text for text in read if words["title"] in text]
        assert len(pages) == 1, rule
        card = words["title"] + pages[0].partition(words["title"])[2][: len(words["text"]) + 1]
        missing[rule] = [fact for fact in FACTS[rule] if fact not in card]
    assert {rule: facts for rule, facts in missing.items() if facts} == {}
    assert set(missing) == set(FACTS)


def test_the_statements_are_agreed_as_a_list_with_a_tap_of_their_own(world: World) -> None:
    """Nothing is agreed beforehand; the tap signs nothing; the consent keeps how it was done.

    S1, S2, S3, S4, S5, S6, S7, S8, S9.
    """
    phone = world.phone()
    page = world.walk(phone, "statements")
    for text in NINE.values():
        assert text in page.text
    assert "statements" not in page.form("/journey/statements")
    page = phone.submit(page, "/journey/statements")
    assert page.status == 422
    assert "Agree to the list" in page.text
    assert phone.get("/journey/check").location.endswith("/statements")
    page = phone.submit(page, "/journey/statements", statements="all")
    assert page.path.endswith("/signature")
    assert not Consent.select().exists()
    receipt = world.sign(phone)
    consent = Consent.get_by_id(receipt.consent)
    assert consent.answers["told"] == {"statements": list(NINE), "how": "together"}


@pytest.mark.parametrize("statement", ["S1", "S6", "S9"])
def test_each_statement_is_the_patients_own_tick(world: World, statement: str) -> None:
    """Where the policy says `each`: without it there is no consent, and the page says which."""
    policies.publish(world.context(), newer(world.context(), agreed="each"))
    phone = world.phone()
    page = world.walk(phone, "statements")
    assert "statements" not in page.form("/journey/statements")
    others = [each for each in NINE if each != statement]
    page = phone.submit(page, "/journey/statements", statements=others)
    assert page.status == 422
    assert f"{NINE[statement]}Tick this if you agree" in page.text
    assert page.text.count("Tick this if you agree") == 1
    assert page.link("If you agree, tick every line.") == f"#{statement}"
    assert phone.get("/journey/check").location.endswith("/statements")
    page = phone.submit(page, "/journey/statements", statements=list(NINE))
    assert page.path.endswith("/signature")
