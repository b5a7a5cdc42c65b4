"""The practice writes its own rules: a draft, sentence by sentence, beside what is in force."""

from urllib.parse import quote

import pytest

from kiosk.actions import policies
from kiosk.domain.local import CHOICES
from kiosk.domain.wording import sentences
from kiosk.store.models import Policy
from kiosk.store.policies import published_text
from kiosk.store.queries import draft_of, texts_of
from tests.cast import World
from tests.pages import Browser, Page

RULES = "/manage/rules"
BEFORE = f"{RULES}/draft/en/rules-before"
R2 = "rules.R2.text"


def begun(world: World) -> Browser:
    mo = world.signed_in("mo")
    page = mo.submit(mo.get(RULES), f"{RULES}/draft/begin")
    assert page.path == f"{RULES}/draft"
    return mo


def save(browser: Browser, path: str, typed: dict[str, str], page: Page | None = None) -> Page:
    return browser.submit(page or browser.get(path), path, **typed)


def word(world: World, path: str = R2, language: str = "en") -> str:
    draft = draft_of(world.here)
    assert draft is not None
    words = texts_of(draft)[language].words
    for key in path.split("."):
        words = words[key]
    return words


def test_every_sentence_of_every_part_has_its_field(world: World) -> None:
    mo = begun(world)
    page = mo.get(f"{RULES}/draft")
    links = [each.get("href", "") for each in page.tree.iter("a")]
    pages = [mo.get(each) for each in links if f"{RULES}/draft/en/" in each]
    named = {each.get("name") for page in pages for each in page.tree.iter() if each.get("name")}
    draft = draft_of(world.here)
    assert draft is not None
    wanted = {*sentences(texts_of(draft)["en"].words)}
    assert wanted <= named
    assert len(pages) == 3 + len(draft.pack["questions"]) + 8


def test_a_sentence_is_saved_and_said_to_be_changed(world: World) -> None:
    mo = begun(world)
    page = save(mo, BEFORE, {R2: "You get your care, always."})
    assert "saved in the draft" in page.text
    assert "1 changed" in page.text
    assert word(world) == "You get your care, always."
    page = mo.get(BEFORE)
    assert page.field(R2).text == "\nYou get your care, always." or "always" in page.text
    assert "Patients read now: You choose, and staff may say no." in page.text
    assert published_text(world.here, "en").words["rules"]["R2"]["text"].startswith("You choose")


def test_other_languages_stand_beside_the_english(world: World) -> None:
    mo = begun(world)
    page = mo.get(f"{RULES}/draft/ur/rules-before")
    field = page.field("rules.R2.title")
    assert (field.get("lang"), field.get("dir")) == ("ur", "rtl")
    assert "You get your care either way" in page.text
    path = f"{RULES}/draft/ur/rules-before"
    save(mo, path, {"rules.R2.title": "ہر حال میں دیکھ بھال"})
    assert word(world, "rules.R2.title", "ur") == "ہر حال میں دیکھ بھال"


def test_easy_read_keeps_its_lines_and_an_end_its_list(world: World) -> None:
    mo = begun(world)
    save(mo, f"{RULES}/draft/en-easy/rules-before", {R2: "One.\r\n\r\nTwo."})
    assert word(world, R2, "en-easy") == "One.\nTwo."
    save(mo, f"{RULES}/draft/en/ends", {"ends.not-here.text": "One.\r\nTwo."})
    assert word(world, "ends.not-here.text") == ["One.", "Two."]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Enter this text"),
        ("x" * 1001, "Use 1000 characters or fewer"),
        ("<script>alert(1)</script>", "there is no HTML here"),
        ("A &lt;b&gt; & ‘quotes’ “too”", ""),
    ],
)
def test_plain_text_alone_is_kept_and_what_is_refused_stays_typed(
    world: World, text: str, said: str
) -> None:
    mo, before = begun(world), ""
    before = word(world)
    page = mo.send(mo.get(BEFORE), BEFORE, **{R2: text})
    if not said:
        assert page.status == 303
        assert text in mo.get(BEFORE).text
        return
    assert page.status == 422
    assert said in page.text
    assert text[:30] in page.text
    assert "<script>alert" not in page.html
    assert word(world) == before


def test_two_managers_at_one_sentence_keep_what_each_typed(world: World) -> None:
    mine, theirs = begun(world), world.signed_in("manager")
    mine_page, their_page = mine.get(BEFORE), theirs.get(BEFORE)
    save(mine, BEFORE, {R2: "Mine"}, mine_page)
    page = theirs.send(their_page, BEFORE, **{R2: "Theirs"})
    assert page.status == 409
    assert "Mo Khan saved some of these sentences" in page.text
    for words in ("it is now Mine", "You typed Theirs"):
        assert words in page.text
    assert word(world) == "Mine"
    assert theirs.submit(page, BEFORE).path.startswith(f"{RULES}/draft")
    assert word(world) == "Theirs"


def test_two_managers_at_different_parts_do_not_meet(world: World) -> None:
    mine, theirs = begun(world), world.signed_in("manager")
    other = f"{RULES}/draft/en/statements"
    mine_page, their_page = mine.get(BEFORE), theirs.get(other)
    save(mine, BEFORE, {R2: "Mine"}, mine_page)
    assert theirs.send(their_page, other, **{"statements.S1": "Theirs"}).status == 303
    assert (word(world), word(world, "statements.S1")) == ("Mine", "Theirs")


def test_a_draft_that_was_thrown_away_or_published_meanwhile(world: World) -> None:
    mo = begun(world)
    page, list_ = mo.get(BEFORE), mo.get(f"{RULES}/draft")
    assert "thrown away" in mo.submit(list_, f"{RULES}/draft/discard").text
    assert mo.send(page, BEFORE, **{R2: "Late"}).status == 404
    begun(world)
    assert mo.send(list_, f"{RULES}/draft/discard").status == 404  # it was of another draft
    assert draft_of(world.here) is not None


def test_what_is_no_part_of_the_draft(world: World) -> None:
    mo = world.signed_in("mo")
    for path in ("draft", "draft/en/rules-before", "compare"):
        assert mo.get(f"{RULES}/{path}").status == 404
    begun(world)
    for path in ("draft/xx/rules-before", "draft/en/rules-x", f"draft/en/{quote('../x')}"):
        assert mo.get(f"{RULES}/{path}").status == 404
    page = mo.get(BEFORE)
    assert mo.send(page, BEFORE, revision="9" * 30, **{"rules.R99.text": "odd"}).status == 303
    assert "R99" not in str(texts_of(draft_of(world.here) or Policy())["en"].words)


def test_the_draft_beside_what_patients_read(world: World) -> None:
    mo = begun(world)
    save(mo, BEFORE, {R2: "You choose, and staff may say no. You are cared for just the same."})
    page = mo.get(f"{RULES}/compare")
    assert "English: one sentence differs" in page.text
    gone = [" ".join("".join(each.itertext()).split()) for each in page.tree.iter("del")]
    new = [" ".join("".join(each.itertext()).split()) for each in page.tree.iter("ins")]
    assert gone == ["[taken out: Your care goes ahead ]"]
    assert new == ["[put in: You are cared for ]"]
    assert "0 sentences differ" in mo.get(f"{RULES}/compare?language=ur").text


def test_switches_go_on_working_on_edited_words(world: World) -> None:
    """M2: what a place allows is said in the practice's own words, whatever it chooses later."""
    mo = begun(world)
    save(mo, f"{RULES}/draft/en/here", {"here.no_video.text": "Here, please: no video."})
    draft = draft_of(world.here)
    assert draft is not None
    page = mo.get("/manage/practice/allows")
    mo.submit(page, "/manage/practice/allows", video="no")
    assert "Here, please: no video." not in mo.get(f"{RULES}/read/{draft.id}/en").text
    policies.publish(world.context(), draft)
    assert "Here, please: no video." in mo.get(f"{RULES}/read/{draft.id}/en").text
    for choice, options in CHOICES.items():
        for value in options.words:
            page = mo.get("/manage/practice/allows")
            mo.submit(page, "/manage/practice/allows", **{choice: value})
            assert mo.get(f"{RULES}/read/{draft.id}/en").status == 200
