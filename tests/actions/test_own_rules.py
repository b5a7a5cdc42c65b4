"""A practice's own rule: added to a draft, worded in each language, moved, taken out (M1, M3)."""

import pytest

from kiosk.actions import drafts, own_rules, packs_in, policies
from kiosk.domain import pack_file
from kiosk.domain.own_rules import MOST, is_own, put
from kiosk.domain.policy import load
from kiosk.domain.policy_check import PolicyError
from kiosk.domain.refusals import InvalidInput, NotFound
from kiosk.domain.translation import missing_from
from kiosk.domain.wording import sentences
from kiosk.lookups.trail import verify
from kiosk.store.models import Policy, PolicyText
from kiosk.store.policies import default_pack, policy_of, policy_read_in, published_text
from kiosk.store.queries import languages_of, published_policy, texts_of
from tests.cast import World, trail

SAID = {"title": "Ask the dentist too", "text": "Our dentist works here on Tuesdays. Ask her, too."}
URDU = {"title": "دانتوں کے ڈاکٹر سے پوچھیں", "text": "ان سے بھی پوچھیں۔"}


@pytest.fixture
def draft(world: World) -> Policy:
    return drafts.start(world.by(world.mo))


def add(world: World, draft: Policy, place: str = "R2") -> str:
    return own_rules.add(world.by(world.mo), draft, SAID, place)


def paths(rule: str) -> dict[str, str]:
    return {f"rules.{rule}.{field}": text for field, text in URDU.items()}


def now(draft: Policy) -> Policy:
    return Policy.get_by_id(draft.id)


def write_urdu(world: World, draft: Policy, rule: str) -> None:
    drafts.save(world.by(world.mo), draft, "ur", paths(rule), now(draft).revision)


def offer(world: World, code: str) -> None:
    held = published_policy(world.here)
    assert held is not None
    policies.offer_language(world.by(world.mo), texts_of(held)[code])


def order(draft: Policy) -> list[str]:
    return [rule for group in now(draft).pack["groups"] for rule in group["rules"]]


def test_no_rule_of_the_default_has_such_an_id() -> None:
    rules = [rule for group in default_pack()["groups"] for rule in group["rules"]]
    assert not [rule for rule in rules if is_own(rule)]


def test_it_stands_in_english_and_is_missing_elsewhere(world: World, draft: Policy) -> None:
    rule = add(world, draft)
    assert is_own(rule)
    assert order(draft)[order(draft).index("R2") + 1] == rule
    texts = texts_of(now(draft))
    english = sentences(texts["en"].words)
    assert english[f"rules.{rule}.title"] == SAID["title"]
    for code in [each for each in texts if each != "en"]:
        assert missing_from(english, sentences(texts[code].words))[:2] == [*paths(rule)], code
    assert len({each.text_hash for each in texts.values()}) == len(texts)
    assert trail()[-1] == "policy.rules"
    assert verify(world.secrets).entries


def test_what_a_receipt_is_a_hash_of_has_it(world: World, draft: Policy) -> None:
    before = texts_of(draft)["en"].text_hash
    rule = add(world, draft)
    assert texts_of(now(draft))["en"].text_hash != before
    own_rules.take_out(world.by(world.mo), draft, rule)
    assert texts_of(now(draft))["en"].text_hash == before


def test_a_language_without_its_words_is_not_offered(world: World, draft: Policy) -> None:
    for code in ("ur", "pl"):
        offer(world, code)
    rule = add(world, draft)
    write_urdu(world, draft, rule)
    policies.publish(world.by(world.mo), now(draft))
    offered = {each.code for each in languages_of(world.here, offered=True)}
    assert offered == {"en", "ur"}
    assert published_text(world.here, "pl").language == "en"
    urdu = policy_of(published_text(world.here, "ur"))
    assert URDU["title"] in [each["title"] for group in urdu.groups for each in group["rules"]]
    with pytest.raises(InvalidInput):
        offer(world, "pl")
    signed = published_text(world.here, "en").text_hash
    assert policy_read_in(signed, "pl").language == "en"
    assert policy_read_in(signed, "ur").language == "ur"


def test_a_language_is_offered_again_once_it_is_whole(world: World, draft: Policy) -> None:
    offer(world, "ur")
    rule = add(world, draft)
    policies.publish(world.by(world.mo), now(draft))
    later = drafts.start(world.by(world.mo))
    write_urdu(world, later, rule)
    policies.publish(world.by(world.mo), now(later))
    offer(world, "ur")
    assert published_text(world.here, "ur").words["rules"][rule] == URDU


def test_its_words_once_written_may_not_be_emptied(world: World, draft: Policy) -> None:
    rule = add(world, draft)
    write_urdu(world, draft, rule)
    for code in ("en", "ur"):
        with pytest.raises(InvalidInput):
            drafts.save(world.by(world.mo), draft, code, {f"rules.{rule}.text": ""}, 99)


def test_it_is_moved_and_taken_out(world: World, draft: Policy) -> None:
    was = order(draft)
    rule = add(world, draft)
    last = draft.pack["groups"][-1]
    own_rules.move(world.by(world.mo), draft, rule, last["id"])
    assert order(draft)[order(draft).index(last["rules"][0]) - 1] == rule
    entries = trail()
    own_rules.move(world.by(world.mo), draft, rule, last["id"])
    assert trail() == entries
    own_rules.take_out(world.by(world.mo), draft, rule)
    assert order(draft) == was
    assert not [each for each in texts_of(now(draft)).values() if rule in each.words["rules"]]
    with pytest.raises(NotFound):
        own_rules.take_out(world.by(world.mo), draft, rule)


def test_a_rule_of_the_default_is_not_its_to_move(world: World, draft: Policy) -> None:
    for act in (
        lambda: own_rules.take_out(world.by(world.mo), draft, "R2"),
        lambda: own_rules.move(world.by(world.mo), draft, "R2", "R1"),
    ):
        with pytest.raises(NotFound):
            act()


@pytest.mark.parametrize(
    ("said", "place", "field"),
    [
        ({**SAID, "title": " "}, "R2", "title"),
        ({**SAID, "text": ""}, "R2", "text"),
        ({**SAID, "text": "<script>alert(1)</script>"}, "R2", "text"),
        ({**SAID, "title": "x" * 121}, "R2", "title"),
        (SAID, "R99", "place"),
        (SAID, "", "place"),
    ],
)
def test_what_cannot_be_a_rule_is_refused_by_its_field(
    world: World, draft: Policy, said: dict[str, str], place: str, field: str
) -> None:
    before = trail()
    with pytest.raises(InvalidInput) as refused:
        own_rules.add(world.by(world.mo), draft, said, place)
    assert [*refused.value.errors] == [field]
    assert trail() == before


def test_what_is_published_keeps_its_rules(world: World, draft: Policy) -> None:
    rule = add(world, draft)
    policies.publish(world.by(world.mo), now(draft))
    for act in (
        lambda: own_rules.take_out(world.by(world.mo), draft, rule),
        lambda: own_rules.add(world.by(world.mo), draft, SAID, "R2"),
    ):
        with pytest.raises(NotFound):
            act()


def test_a_pack_takes_it_along_to_another_practice(world: World, draft: Policy) -> None:
    """Out of one place with its words, and into a place that has never had it."""
    rule = add(world, draft)
    write_urdu(world, draft, rule)
    texts = texts_of(now(draft))
    data = pack_file.written(now(draft).pack, {code: each.words for code, each in texts.items()})
    drafts.discard(world.by(world.mo), now(draft))
    brought = packs_in.bring_file(world.by(world.mo), pack_file.read(data))
    assert brought is not None
    there, changed = brought
    assert order(there) == order(draft)
    assert changed == {"en": [*paths(rule)], "ur": [*paths(rule)]}
    assert texts_of(there)["cy"].words["rules"][rule] == {"title": "", "text": ""}


def test_english_without_its_words_is_no_policy(world: World, draft: Policy) -> None:
    add(world, draft)
    text: PolicyText = texts_of(now(draft))["en"]
    rule = next(each for each in text.words["rules"] if is_own(each))
    empty = {**text.words, "rules": {**text.words["rules"], rule: {"title": "", "text": ""}}}
    pack = put(now(draft).pack, rule, "R1")
    with pytest.raises(PolicyError, match=rule):
        load(pack, empty)


def test_there_are_ten_at_the_most(world: World, draft: Policy) -> None:
    for _each in range(MOST):
        add(world, draft)
    with pytest.raises(InvalidInput):
        add(world, draft)


def test_a_retry_adds_nothing_again(world: World, draft: Policy) -> None:
    once = world.by(world.mo, once="1")
    rule = own_rules.add(once, draft, SAID, "R2")
    assert own_rules.add(once, draft, SAID, "R2") == ""
    assert [each for each in order(draft) if is_own(each)] == [rule]
