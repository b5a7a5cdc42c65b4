"""The languages of the rules: offered, checked by whom, and each beside the English (M3)."""

import pytest

from harness.tongues import CODES
from kiosk.actions import drafts, policies
from kiosk.domain.wording import with_sentence
from kiosk.store.models import Policy, PolicyText, Site
from kiosk.store.queries import languages_of, published_policy, texts_of
from tests.cast import World, trail
from tests.pages import Browser, Page

LANGUAGES = "/manage/rules/languages"
CY = f"{LANGUAGES}/cy"
R2 = "rules.R2.text"
NEW = "You get your care."
MARK = {"by": "Nia Rees, translator", "on": "2 November 2026"}
OTHERS = len(CODES) - 1  # than English


@pytest.fixture
def mo(world: World) -> Browser:
    return world.signed_in("mo")


def reworded(world: World) -> Policy:
    """A draft whose English says R2 otherwise."""
    draft = drafts.start(world.by(world.mo))
    drafts.save(world.by(world.mo), draft, "en", {R2: NEW}, 0)
    return draft


def marked(mo: Browser, **typed: str) -> Page:
    return mo.submit(mo.get(CY), f"{CY}/checked", **(MARK | typed))


def said(language: str = "cy") -> str:
    draft = Policy.select().order_by(Policy.id.desc()).get()
    return texts_of(draft)[language].words["rules"]["R2"]["text"]


def test_each_language_has_its_english_name_beside_its_own_script(mo: Browser) -> None:
    page = mo.get(LANGUAGES)
    for english, own in (("Urdu", "اردو"), ("Polish", "Polski"), ("Welsh", "Cymraeg")):
        assert english in page.text
        assert own in page.text
    assert "Easy Read" in page.text
    assert page.text.count("Not checked") == OTHERS
    assert page.text.count("Complete") == OTHERS
    assert page.text.count("Do not see it") == OTHERS


def test_a_language_is_offered_and_withdrawn_here(world: World, mo: Browser) -> None:
    text = next(each.text for each in languages_of(world.here) if each.code == "cy")
    at = f"/manage/languages/{text.id}"
    page = mo.submit(mo.get(LANGUAGES), f"{at}/publish")
    assert (page.path, page.text.count("Do not see it")) == (LANGUAGES, OTHERS - 1)
    page = mo.submit(mo.get(CY), f"{at}/withdraw")
    assert page.text.count("Do not see it") == OTHERS
    assert trail()[-2:] == ["language.publish", "language.withdraw"]


def test_who_checked_it_stands_on_its_page_and_in_the_list(mo: Browser) -> None:
    page = marked(mo)
    told = "Checked by Nia Rees, translator on 2 November 2026"
    assert page.path == CY
    assert told in page.text
    assert told in mo.get(LANGUAGES).text
    page = mo.submit(page, f"{CY}/unchecked")
    assert "Not checked" in page.text


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"by": " "}, "Enter who checked it"),
        ({"on": "soon"}, "Enter the day, like 25 November 2026"),
        ({"on": "1 January 2099"}, "still to come"),
        ({"shown": "x"}, "have changed since you opened this page"),
    ],
)
def test_a_mark_that_cannot_be_kept_is_typed_again(
    mo: Browser, typed: dict[str, str], told: str
) -> None:
    before = trail()
    page = marked(mo, **typed)
    assert page.status == 422
    assert told in page.text
    assert trail() == before


def test_what_is_older_or_missing_is_listed_with_its_english(world: World, mo: Browser) -> None:
    draft = reworded(world)
    text = texts_of(draft)["cy"]
    words = with_sentence(text.words, "questions.types.options.sound.hint", "")
    PolicyText.update(words=words).where(PolicyText.id == text.id).execute()
    page = mo.get(LANGUAGES)
    assert "1 missing" in page.text
    assert page.text.count("1 older") == OTHERS
    page = mo.get(CY)
    assert "2 to do" in page.text
    assert NEW in page.text
    assert page.field(R2).get("lang") == "cy"


def test_a_sentence_is_written_beside_its_english(world: World, mo: Browser) -> None:
    reworded(world)
    page = mo.submit(mo.get(CY), f"{CY}/words", **{R2: "Cewch eich gofal."})
    assert "Welsh: saved in the draft" in page.text
    assert "Complete, and as new as the English" in page.text
    assert said() == "Cewch eich gofal."


def test_a_sentence_that_fits_still_is_said_to(world: World, mo: Browser) -> None:
    reworded(world)
    was = said()
    page = mo.submit(mo.get(CY), f"{CY}/words", fits=R2)
    assert "Complete, and as new as the English" in page.text
    assert said() == was


def test_a_colleagues_sentence_is_not_overwritten(world: World, mo: Browser) -> None:
    draft = reworded(world)
    page = mo.get(CY)
    drafts.save(world.by(world.mo), draft, "cy", {R2: "Fy un i"}, 1)
    drafts.save(world.by(world.mo), draft, "en", {R2: f"{NEW} Yes."}, 2)
    page = mo.submit(page, f"{CY}/words", **{R2: "Cewch eich gofal."})
    assert page.status == 409
    assert "A colleague has changed this" in page.text
    assert said() == "Fy un i"
    mo.submit(page, f"{CY}/words", **{R2: "Cewch eich gofal."})
    assert said() == "Cewch eich gofal."


def test_markup_in_a_sentence_is_typed_again(world: World, mo: Browser) -> None:
    reworded(world)
    page = mo.submit(mo.get(CY), f"{CY}/words", **{R2: "<b>Cewch</b>"})
    assert page.status == 422
    assert "there is no HTML here" in page.text
    assert "<b>Cewch</b>" in page.field(R2).text


def test_without_a_draft_the_page_offers_to_begin_one(world: World, mo: Browser) -> None:
    policies.publish(world.by(world.mo), reworded(world))
    page = mo.get(CY)
    assert "1 to do" in page.text
    assert mo.submit(page, "/manage/rules/draft/begin").path == "/manage/rules/draft"


@pytest.mark.parametrize("language", ["en", "eo", "xx-yy"])
def test_english_and_what_is_not_here_have_no_such_page(mo: Browser, language: str) -> None:
    assert mo.get(f"{LANGUAGES}/{language}").status == 404


def test_only_a_manager_sees_them(world: World) -> None:
    alice = world.signed_in("alice")
    assert {alice.get(each).status for each in (LANGUAGES, CY)} == {403}


def test_what_is_behind_is_told_before_a_draft_is_published(world: World, mo: Browser) -> None:
    """M10: of languages that patients can choose; it stops nobody."""
    draft = reworded(world)
    drafts.save(world.by(world.mo), draft, "en", {R2: "You must sign before you can be seen."}, 1)
    page = mo.get("/manage/rules/publish")
    assert "Check of the wording: 1 to look at" in page.text
    assert "older than the English" not in page.text
    text = next(each.text for each in languages_of(world.here) if each.code == "cy")
    policies.offer_language(world.by(world.mo), text)
    assert "Welsh: 1 missing or older than the English" in mo.get("/manage/rules/publish").text


def test_a_language_that_the_pages_are_not_in_is_named(world: World, mo: Browser) -> None:
    """Brought in by the operator's command: rules in Esperanto would stand amid English buttons."""
    PolicyText.update(language="eo").where(PolicyText.language == "ro").execute()
    page = mo.get(LANGUAGES)
    assert page.text.count("The pages around it are in English") == 1


def test_words_that_stand_elsewhere_are_named(world: World, mo: Browser) -> None:
    """Nobody looks for them in vain here."""
    assert "in no language yet" in mo.get(LANGUAGES).text
    Site.update(help={"en": "Ring the bell", "cy": "Canwch y gloch"}).execute()
    page = mo.get(LANGUAGES)
    assert "in your own words: English, Welsh. In other languages they read ours." in page.text
    assert "/manage/practice/help" in page.html


@pytest.mark.parametrize("which", ["draft", "before"])
def test_a_language_is_offered_of_what_patients_read_now_alone(
    world: World, mo: Browser, which: str
) -> None:
    """A draft is offered in the languages of the version before it; and the public history says
    for ever in which languages a version was read.
    """
    before, draft = published_policy(world.here), drafts.start(world.by(world.mo))
    assert before is not None
    text, verb = texts_of(draft)["pl"], "publish"
    page = mo.get(LANGUAGES)
    form = page.form(f"/manage/languages/{texts_of(before)['cy'].id}/publish")
    if which == "before":
        text, verb = texts_of(before)["en-easy"], "withdraw"
        policies.offer_language(world.by(world.mo), text)
        policies.publish(world.by(world.mo), draft)
    offered = PolicyText.get_by_id(text.id).published_at
    assert mo.post(f"/manage/languages/{text.id}/{verb}", form).status == 404
    assert PolicyText.get_by_id(text.id).published_at == offered
