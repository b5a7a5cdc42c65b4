"""A pack from a file becomes a draft, as a difference to the version in force (M1, M3)."""

from copy import deepcopy

import pytest

from kiosk.actions import drafts, packs_in, policies, translations
from kiosk.domain.pack_file import PackFile, read, written
from kiosk.domain.refusals import InvalidInput, NotAllowed
from kiosk.domain.translation import Checked, older_than
from kiosk.domain.wording import differences, sentences, with_sentence
from kiosk.lookups.trail import verify
from kiosk.store.models import Policy, PolicyText
from kiosk.store.policies import whole
from kiosk.store.queries import draft_of, published_policy, texts_of
from tests.cast import World, all_rows, trail

R2 = "rules.R2.text"


def in_force(world: World) -> Policy:
    held = published_policy(world.here)
    assert held is not None
    return held


def exported(policy: Policy) -> PackFile:
    """What the export of a version says, read back."""
    texts = texts_of(policy)
    both = {code: whole(policy.pack, each.words) for code, each in texts.items()}
    return deepcopy(read(written(both["en"][0], {code: each[1] for code, each in both.items()})))


def reworded(found: PackFile, language: str, path: str, text: str) -> None:
    found.words[language] = with_sentence(found.words[language], path, text)


def bring(world: World, found: PackFile) -> tuple[Policy, dict[str, list[str]]]:
    brought = packs_in.bring_file(world.by(world.mo), found)
    assert brought is not None
    return brought


def why(world: World, found: PackFile) -> str:
    before = all_rows()
    with pytest.raises(InvalidInput) as refused:
        bring(world, found)
    assert all_rows() == before, "a refused file left something"
    return refused.value.errors["file"]


def test_an_import_is_a_draft_that_differs_by_what_the_file_says(world: World) -> None:
    held, before = in_force(world), trail()
    found = exported(held)
    reworded(found, "en", R2, "You get your care.")
    reworded(found, "cy", R2, "Cewch eich gofal.")
    draft, changed = bring(world, found)
    assert changed == {"en": [R2], "cy": [R2]}
    assert draft_of(world.here) == draft
    assert trail()[len(before) :] == ["policy.bring"]
    for code, text in texts_of(draft).items():
        was = texts_of(held)[code].words
        said = [path for path, _, _ in differences(was, text.words)]
        assert said == changed.get(code, []), code
    assert published_policy(world.here) == held
    assert verify(world.secrets).entries


def test_what_the_file_left_is_older_than_its_english(world: World) -> None:
    found = exported(in_force(world))
    reworded(found, "en", R2, "You get your care.")
    reworded(found, "cy", R2, "Cewch eich gofal.")
    texts = texts_of(bring(world, found)[0])
    said = {code: sentences(each.words) for code, each in texts.items()}
    assert older_than(said["en"], said["ur"], texts["ur"].follows) == [R2]
    assert older_than(said["en"], said["cy"], texts["cy"].follows) == []


def test_the_round_trip_is_exact(world: World) -> None:
    """A draft with another shape and other words, out, published elsewhere, in, and out again."""
    found = exported(in_force(world))
    assert found.pack is not None
    found.pack["groups"][0]["rules"].remove("R20")
    found.pack["groups"].reverse()
    found.pack["agreed"] = "each"
    reworded(found, "en", R2, 'You get "your" care. Ⓐ – \\ “so”')
    reworded(found, "en-easy", R2, "You get your care.\nAlways.")
    reworded(found, "ur", "ends.not-here.text", "ایک\nدو")
    first = exported(bring(world, found)[0])
    drafts.discard(world.by(world.mo), draft_of(world.here) or in_force(world))
    second = exported(bring(world, first)[0])
    assert (first.pack or {}) | {"version": ""} == (second.pack or {}) | {"version": ""}
    assert first.words == second.words
    assert first.words["en"]["rules"]["R2"]["text"] == 'You get "your" care. Ⓐ – \\ “so”'
    assert first.words["ur"]["ends"]["not-here"]["text"] == ["ایک", "دو"]


def test_another_shape_is_read_by_patients_once_it_is_published(world: World) -> None:
    found = exported(in_force(world))
    assert found.pack is not None
    found.pack["groups"][0]["rules"].remove("R20")
    text = texts_of(in_force(world))["cy"]
    translations.say_checked(world.by(world.mo), text, Checked("Nia Rees", "2026-11-02"))
    PolicyText.update(words=text.words | {"checked": True}).where(
        PolicyText.id == text.id
    ).execute()
    draft, changed = bring(world, found)
    assert changed == {}
    assert texts_of(draft)["cy"].checked_by == "Nia Rees"
    assert texts_of(draft)["cy"].words["checked"] is True
    policies.publish(world.by(world.mo), draft)
    assert "R20" not in in_force(world).pack["groups"][0]["rules"]
    assert "glasses" not in world.phone().open("/journey/rules-before").text


def test_one_language_goes_into_the_draft_or_begins_one(world: World) -> None:
    words = exported(in_force(world)).words["cy"]
    one = PackFile(None, {"cy": with_sentence(words, R2, "Cewch eich gofal.")})
    draft, changed = bring(world, one)
    assert changed == {"cy": [R2]}
    two = PackFile(None, {"cy": with_sentence(one.words["cy"], R2, "Cewch ofal.")})
    assert bring(world, two)[0] == draft
    assert sentences(texts_of(draft)["cy"].words)[R2] == "Cewch ofal."


def test_a_whole_pack_waits_for_the_draft_that_there_is(world: World) -> None:
    found = exported(in_force(world))
    reworded(found, "en", R2, "You get your care.")
    drafts.start(world.by(world.mo))
    assert "There is a draft already" in why(world, found)


def test_what_does_not_fit_leaves_nothing(world: World) -> None:
    """What does not, and how it is said: tests/domain/test_pack_fit.py."""
    found = exported(in_force(world))
    found.words.pop("cy")
    assert "no Cymraeg (cy.toml)" in why(world, found)


def test_a_second_tap_brings_nothing_in_again(world: World) -> None:
    found = exported(in_force(world))
    reworded(found, "en", R2, "You get your care.")
    assert packs_in.bring_file(world.by(world.mo, once="1"), found) is not None
    before = all_rows()
    assert packs_in.bring_file(world.by(world.mo, once="1"), found) is None
    assert all_rows() == before


def test_what_says_nothing_new_begins_no_draft(world: World) -> None:
    assert "nothing to import" in why(world, exported(in_force(world)))


def test_a_file_does_not_say_that_it_was_checked(world: World) -> None:
    """M3: this place's manager does. Nor may it rename a language, or turn its script round."""
    found = exported(in_force(world))
    found.words["cy"] |= {"checked": True, "name": "Cymraeg?", "direction": "rtl"}
    reworded(found, "cy", R2, "Cewch eich gofal.")
    words = texts_of(bring(world, found)[0])["cy"].words
    assert (words["checked"], words["name"], words["direction"]) == (False, "Cymraeg", "ltr")


def test_only_a_manager_imports(world: World) -> None:
    found = exported(in_force(world))
    reworded(found, "en", R2, "You get your care.")
    with pytest.raises(NotAllowed):
        packs_in.bring_file(world.by(world.alice), found)
