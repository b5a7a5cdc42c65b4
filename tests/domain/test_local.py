"""What a place allows (M2): its words in every language, and what it makes of the questions."""

import itertools
import json

import pytest

from kiosk.domain import local
from kiosk.domain.local import CHOICES, key_of, localised
from kiosk.domain.mid_walk import carried_on, fitted, looked_at
from kiosk.domain.older import completed
from kiosk.domain.policy import Policy, load, text_hash
from kiosk.domain.policy_check import PolicyError
from kiosk.domain.refusals import InvalidInput
from kiosk.store.packs import default_pack, read_pack

PACK, WORDS = read_pack(default_pack())
EACH = [(key, value) for key, each in CHOICES.items() for value in each.words]


def here(language: str = "en", **allows: str) -> Policy:
    words = next(each for each in WORDS if each["language"] == language)
    return load(*localised(PACK, words, key_of(allows)))


@pytest.mark.parametrize("words", WORDS, ids=lambda words: words["language"])
def test_every_set_of_choices_is_a_whole_policy_in_every_language(words: dict) -> None:
    """And the one that nobody has changed is the policy as it stands."""
    for values in itertools.product(*(each.words for each in CHOICES.values())):
        allows = local.chosen(dict(zip(CHOICES, values, strict=True)))
        made = load(*localised(PACK, words, key_of(allows)))
        assert [each["id"] for group in made.groups for each in group["rules"]] == [
            rule for group in PACK["groups"] for rule in group["rules"]
        ]
    assert localised(PACK, words, "") == (PACK, words)


@pytest.mark.parametrize("language", [each["language"] for each in WORDS])
@pytest.mark.parametrize(("key", "value"), [(k, v) for k, v in EACH if v != CHOICES[k].usual])
def test_each_choice_changes_what_is_read_in_every_language(
    language: str, key: str, value: str
) -> None:
    made, usual = here(language, **{key: value}), here(language)
    asked = [each.step for each in made.questions] != [each.step for each in usual.questions]
    assert made.groups != usual.groups or (asked and key == "scribe")


def test_what_is_off_is_no_option_and_the_rule_says_here() -> None:
    made = here(video="no", live="no")
    assert made.types == ("sound", "photo")
    assert "Here, you can ask for sound or photos, but not for video" in made.rule_text("R4")
    assert "Here, we ask that nobody listens" in made.rule_text("R19")
    assert here(video="no", photo="no").rule_text("R4").endswith("not for video or photos.")


def test_no_word_of_it_calls_a_recording_illegal() -> None:
    said = json.dumps([each["here"] for each in WORDS if each["language"].startswith("en")])
    for word in ("law", "illegal", "must", "forbidden", "prohibited", "ban"):
        assert word not in said.lower().replace("a copy", "")


def test_a_scan_is_not_here_a_clip_or_all_of_it() -> None:
    """R18: with what to do instead, and that care goes ahead."""
    no, clip, all_of_it = here(scan="no"), here(), here(scan="yes")
    where = no.question("where")
    assert where is not None
    assert where.ends["scan"] == "no-scan"
    assert no.words["ends"]["no-scan"]["text"][-1] == "Your care goes ahead just the same."
    assert "clip" in clip.rule_text("R18")
    assert all_of_it.rule_text("R18").startswith("Here, you can ask to record at a scan")
    assert local.expected({}, "scan") == ("clip_at_end",)
    assert local.expected({"copy": "yes", "scan": "yes"}, "scan") == ("copy_requested",)


def test_the_short_way_is_not_offered_where_a_copy_makes_it_untrue() -> None:
    """Issue 10, B7: "it is only for me" is not so where the place asks for a copy."""
    assert here().usual is not None
    assert here(video="no", scan="no", notice="yes", scribe="yes").usual is not None
    assert here(copy="yes").usual is None


def test_the_hash_of_what_is_read_follows_and_the_usual_one_stays() -> None:
    words = WORDS[0]
    hashes = {text_hash(PACK, words, key_of({key: value})) for key, value in EACH}
    assert len(hashes) == 1 + sum(len(each.words) - 1 for each in CHOICES.values())
    assert text_hash(PACK, words) in hashes


def test_a_policy_without_some_of_these_words_is_not_taken() -> None:
    words = {**WORDS[0], "here": {**WORDS[0]["here"], "scan": {"title": "x"}}}
    with pytest.raises(PolicyError, match=r"here\.scan\.text is missing"):
        load(PACK, words)


def test_only_what_there_is_can_be_chosen() -> None:
    usual = {key: each.usual for key, each in CHOICES.items()}
    assert local.chosen(usual) == {}
    with pytest.raises(InvalidInput) as wrong:
        local.chosen({**usual, "video": "end", "scan": ""})
    assert set(wrong.value.errors) == {"video", "scan"}


READ = {"rules-before": True, "rules-during": True, "rules-after": True}


def test_only_what_changed_is_asked_again() -> None:
    answers = READ | {"types": ["sound", "video"], "part": "talking", "you": {"name": "A"}}
    after = carried_on(here(), here(video="no"), answers)
    assert after["renewed"] == ["rules-before", "types"]
    assert set(answers) - set(after) == {"rules-before", "types"}
    sound = carried_on(here(), here(video="no"), answers | {"types": ["sound"]})
    assert (sound["types"], sound["renewed"]) == (["sound"], ["rules-before"])
    assert carried_on(here(), here(scribe="yes"), answers)["renewed"] == ["scribe"]
    once = looked_at(after | {"rules-before": True}, "rules-before")
    assert once["renewed"] == ["types"]
    assert "renewed" not in looked_at(once, "types")


def test_what_is_carried_from_an_earlier_consent_fits_the_place() -> None:
    assert fitted(here(live="no"), {"types": ["live"], "part": "whole"}) == {"part": "whole"}
    assert fitted(here(), {"types": ["live"]}) == {"types": ["live"]}


def test_for_a_policy_published_before_the_defaults_words_stand_in() -> None:
    """In its own language; what is stored, and its hash, stay as they are."""
    welsh = next(each for each in WORDS if each["language"] == "cy")
    before = {part: welsh[part] for part in welsh if part != "here"}
    made = load(*localised(*completed(PACK, before, PACK, welsh), key_of({"live": "no"})))
    assert made.rule_text("R19") == welsh["here"]["no_live"]["text"]
    assert "here" not in before


@pytest.mark.parametrize("key", [key for key in CHOICES if key != "scribe"])
def test_a_policy_without_the_rule_or_question_takes_every_choice(key: str) -> None:
    """A practice's own pack may have other rules, and ask less."""
    words = WORDS[[each["language"] for each in WORDS].index("en")]
    kept = [each for each in PACK["questions"] if each["step"] not in ("where", "audience")]
    rules = {"id": "before", "rules": ["R2"]}
    pack = {**PACK, "groups": [rules], "questions": kept}
    pack = {each: pack[each] for each in pack if each != "usual"}
    for value in CHOICES[key].words:
        load(*localised(pack, words, key_of({key: value})))
