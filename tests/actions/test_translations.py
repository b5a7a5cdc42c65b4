"""A translation beside the English: older than it, and checked by somebody (M3)."""

import pytest

from kiosk.actions import drafts, policies, practice, translations
from kiosk.domain.practice import mark
from kiosk.domain.refusals import NotAllowed, NotFound
from kiosk.domain.translation import Checked, missing_from, older_than
from kiosk.domain.wording import sentences
from kiosk.lookups.trail import verify
from kiosk.store.models import Policy, PolicyText
from kiosk.store.queries import language_of, languages_of, published_policy, texts_of
from tests.cast import World, trail

R2 = "rules.R2.text"
DONE = Checked("Nia Rees, translator", "2026-11-02")


@pytest.fixture
def draft(world: World) -> Policy:
    return drafts.start(world.by(world.mo))


def save(world: World, draft: Policy, language: str, text: str, path: str = R2) -> None:
    held = Policy.get_by_id(draft.id)
    drafts.save(world.by(world.mo), draft, language, {path: text}, held.revision)


def older(draft: Policy, language: str = "cy") -> list[str]:
    texts = texts_of(draft)
    english, own = (sentences(texts[each].words) for each in ("en", language))
    assert missing_from(english, own) == []
    return older_than(english, own, texts[language].follows)


def in_force(world: World, language: str) -> PolicyText:
    held = published_policy(world.here)
    assert held is not None
    return texts_of(held)[language]


def test_a_translation_is_older_once_its_english_has_changed(world: World, draft: Policy) -> None:
    assert older(draft) == []
    save(world, draft, "en", "You get your care.")
    assert older(draft) == older(draft, "ur") == [R2]
    save(world, draft, "cy", "Cewch eich gofal.")
    assert (older(draft), older(draft, "ur")) == ([], [R2])


def test_english_that_is_changed_back_is_followed_again(world: World, draft: Policy) -> None:
    was = sentences(texts_of(draft)["en"].words)[R2]
    save(world, draft, "en", "You get your care.")
    save(world, draft, "en", was)
    assert older(draft) == []
    assert texts_of(draft)["cy"].follows == {}


def test_english_that_changes_twice_is_what_the_translation_was_not_written_for(
    world: World, draft: Policy
) -> None:
    save(world, draft, "en", "You get your care.")
    save(world, draft, "cy", "Cewch eich gofal.")
    save(world, draft, "en", "You always get your care.")
    assert older(draft) == [R2]
    save(world, draft, "en", "You get your care.")
    assert older(draft) == []


def test_what_is_older_stays_so_when_it_is_published(world: World, draft: Policy) -> None:
    """Also in the words that hold where the place allows something else, and in the next draft."""
    save(world, draft, "en", "You get your care.")
    policies.publish(world.by(world.mo), draft)
    practice.set_allowed(world.by(world.mo), {"video": "no"}, mark({}))
    rows = PolicyText.select().where((PolicyText.policy == draft) & (PolicyText.language == "cy"))
    assert [[*each.follows] for each in rows] == [[R2], [R2]]
    assert older(drafts.start(world.by(world.mo))) == [R2]


def test_a_sentence_may_be_said_to_fit_still(world: World, draft: Policy) -> None:
    save(world, draft, "en", "You get your care.")
    before = trail()
    for _ in range(2):
        translations.still_fits(world.by(world.mo), draft, "cy", [R2])
    assert older(draft) == []
    assert trail()[len(before) :] == ["translation.fits"]


def test_a_mark_names_who_and_when_and_holds_in_force_and_in_the_draft(
    world: World, draft: Policy
) -> None:
    text = in_force(world, "cy")
    assert not language_of(text).checked
    before = trail()
    for _ in range(2):
        translations.say_checked(world.by(world.mo), text, DONE)
    assert trail()[len(before) :] == ["translation.checked"]
    for each in (in_force(world, "cy"), texts_of(draft)["cy"]):
        found = language_of(each)
        assert (found.checked, found.checked_by, found.checked_on) == (True, DONE.by, DONE.on)
    assert not language_of(in_force(world, "ur")).checked
    assert verify(world.secrets).entries


def test_a_new_wording_has_the_mark_lapse_there_alone(world: World, draft: Policy) -> None:
    translations.say_checked(world.by(world.mo), in_force(world, "cy"), DONE)
    save(world, draft, "cy", "Cewch eich gofal.")
    assert not language_of(texts_of(draft)["cy"]).checked
    assert language_of(in_force(world, "cy")).checked


def test_a_change_of_the_english_alone_leaves_the_mark(world: World, draft: Policy) -> None:
    """Its words are those that were checked; that they are older is told beside it."""
    translations.say_checked(world.by(world.mo), texts_of(draft)["cy"], DONE)
    save(world, draft, "en", "You get your care.")
    assert language_of(texts_of(draft)["cy"]).checked
    assert older(draft) == [R2]


def test_a_pack_that_came_as_checked_is_not_once_it_is_reworded(
    world: World, draft: Policy
) -> None:
    """What a file says of itself goes with its words."""
    text = texts_of(draft)["cy"]
    PolicyText.update(words=text.words | {"checked": True}).where(
        PolicyText.id == text.id
    ).execute()
    assert language_of(texts_of(draft)["cy"]).checked
    save(world, draft, "cy", "Cewch eich gofal.")
    assert not language_of(texts_of(draft)["cy"]).checked


def test_a_mark_is_taken_back(world: World) -> None:
    text = in_force(world, "cy")
    translations.say_checked(world.by(world.mo), text, DONE)
    translations.say_unchecked(world.by(world.mo), text)
    assert not language_of(in_force(world, "cy")).checked


def test_the_mark_holds_whatever_the_place_allows(world: World) -> None:
    translations.say_checked(world.by(world.mo), in_force(world, "cy"), DONE)
    practice.set_allowed(world.by(world.mo), {"video": "no"}, mark({}))
    here = world.here.get_by_id(world.here.id)
    assert next(each.checked for each in languages_of(here) if each.code == "cy")


def test_only_a_manager_says_so_and_only_of_a_translation_that_stands(world: World) -> None:
    text, by = in_force(world, "cy"), world.by(world.mo)
    with pytest.raises(NotAllowed):
        translations.say_checked(world.by(world.alice), text, DONE)
    with pytest.raises(NotFound):
        translations.say_checked(by, in_force(world, "en"), DONE)
    old = drafts.start(by)
    drafts.discard(by, old)
    with pytest.raises(NotFound):
        translations.say_checked(by, texts_of(old)["cy"], DONE)
    with pytest.raises(NotFound):
        translations.still_fits(by, old, "cy", [R2])
