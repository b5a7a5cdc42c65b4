"""Every rule is read before anything is asked, and every statement is ticked by the patient."""

import pytest

from tests.cast import World
from tests.domain.packs import shipped

NINE = dict(shipped().statements)
BEFORE_THE_FIRST_QUESTION = ["rules-before", "rules-during", "rules-after"]


@pytest.mark.parametrize(
    ("rule", "facts"),
    [
        ("R1", ("The law lets you record", "without permission", "ask first", "builds trust")),
        ("R2", ("Staff may say yes or no", "Your care goes ahead just the same")),
        ("R3", ("can say no", "do not have to say why", "not be safe if they were seen online")),
        ("R4", ("often enough", "remember and understand", "three separate questions")),
        ("R5", ("Record your talk", "Stop for any examination", "Carry on only if they agree")),
        ("R6", ("must not get in the way of care", "“not now”", "“stop”")),
        ("R7", ("carry through curtains", "dates of birth can be heard", "a clear yes")),
        ("R8", ("waiting rooms, corridors", "no photos of staff or other patients")),
        ("R9", ("give their name and ask first",)),
        ("R10", ("out of the picture", "name badges", "screens", "machines", "scanners")),
        ("R11", ("keep safe", "not to publish")),
        ("R12", ("names or faces", "abusive", "unlawful", "untrue", "court claim", "criminal")),
        ("R13", ("in your health record that you recorded",)),
        ("R14", ("disability", "a support that we owe you")),
        ("R15", ("written summary", "see your notes", "complain", "NHS website", "never")),
        ("R16", ("at any time", "then stops")),
        ("R17", ("a company or an AI service", "sharing it with them")),
        ("R18", ("a short clip at the end",)),
    ],
)
def test_each_rule_is_read_before_anything_is_asked(
    world: World, rule: str, facts: tuple[str, ...]
) -> None:
    """Its title and what it says, on one of the pages that come before the first question."""
    phone, read = world.phone(), []
    page = phone.open("/journey/")
    for step in BEFORE_THE_FIRST_QUESTION:
        assert page.path.endswith(step)
        read += [page.text]
        page = phone.submit(page, f"/journey/{step}")
    assert page.path.endswith("/whose")
    title = shipped().words["rules"][rule]["title"]
    pages = [text for text in read if title in text]
    assert len(pages) == 1
    card = title + pages[0].partition(title)[2][:250]
    assert [fact for fact in facts if fact not in card] == []


@pytest.mark.parametrize("statement", ["S1", "S2", "S3", "S4", "S5", "S6", "S7", "S8", "S9"])
def test_each_statement_is_the_patients_own_tick(world: World, statement: str) -> None:
    """Not ticked beforehand; without it there is no consent, and the page says which is open."""
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
    page = phone.submit(page, "/journey/statements", statements=[*others, statement])
    assert page.path.endswith("/signature")
