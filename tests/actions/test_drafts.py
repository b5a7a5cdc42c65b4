"""A practice writes its own rules: a draft is a version that is not published yet (M1)."""

import pytest

from harness.tongues import CODES
from kiosk.actions import consents, drafts, policies
from kiosk.domain.announced import Announced
from kiosk.domain.drafts import Overtaken
from kiosk.domain.policy import load
from kiosk.domain.policy_check import PolicyError
from kiosk.domain.refusals import (
    CannotDecide,
    ChangedMeanwhile,
    InvalidInput,
    NotAllowed,
    NotFound,
)
from kiosk.domain.wording import sentences
from kiosk.lookups.trail import verify
from kiosk.store.models import Consent, Policy, PolicyText
from kiosk.store.policies import published_text
from kiosk.store.queries import draft_of, published_policy, texts_of
from tests.actions.packs import DRAFTED, DRAFTED_AFTER, newer
from tests.cast import World, fresh, trail

R2 = "rules.R2.text"


@pytest.fixture
def draft(world: World) -> Policy:
    return drafts.start(world.by(world.mo))


def said(draft: Policy, path: str = R2, language: str = "en") -> str:
    return sentences(texts_of(draft)[language].words)[path]


def save(world: World, draft: Policy, text: str, revision: int = 0, path: str = R2) -> int:
    return drafts.save(world.by(world.mo), draft, "en", {path: text}, revision)


def test_a_draft_is_a_copy_of_what_is_in_force_in_every_language(
    world: World, draft: Policy
) -> None:
    held = published_policy(world.here)
    assert held is not None
    assert (draft.version, draft.copied_from) == (DRAFTED, held.id)
    assert draft.pack == held.pack | {"version": DRAFTED}
    old, new = texts_of(held), texts_of(draft)
    assert [*old] == [*new] == ["en", "en-easy", *sorted(CODES[1:-1])]
    assert [each.words for each in old.values()] == [each.words for each in new.values()]
    assert all(each.published_at is None for each in new.values())
    assert {each.text_hash for each in old.values()}.isdisjoint(
        each.text_hash for each in new.values()
    )


def test_there_is_one_draft_at_most(world: World, draft: Policy) -> None:
    before = trail()
    assert drafts.start(world.by(world.mo)) == draft
    with pytest.raises(InvalidInput):
        drafts.start(world.by(world.mo), published_policy(world.here))
    assert trail() == before


def test_the_version_is_a_fresh_one(world: World, draft: Policy) -> None:
    """Also after one was discarded: its name was used."""
    drafts.discard(world.by(world.mo), draft)
    assert drafts.start(world.by(world.mo)).version == DRAFTED_AFTER


def test_patients_read_nothing_of_a_draft(world: World, draft: Policy) -> None:
    text = published_text(world.here, "en")
    save(world, draft, "You get your care whatever you choose.")
    now = published_text(world.here, "en")
    assert (now.id, now.text_hash, now.words) == (text.id, text.text_hash, text.words)


def test_many_small_edits_are_one_version(world: World, draft: Policy) -> None:
    first = save(world, draft, "You get your care.")
    assert save(world, draft, "You get your care, always.", first) == 2
    assert said(draft) == "You get your care, always."
    assert trail()[-2:] == ["policy.edit", "policy.edit"]
    assert Policy.select().where(Policy.site == world.here).count() == 2
    assert verify(world.secrets).entries


def test_saving_what_stands_there_is_no_change(world: World, draft: Policy) -> None:
    before = trail()
    assert save(world, draft, said(draft)) == 0
    assert trail() == before


def test_a_colleague_who_saved_the_same_sentence_is_not_overwritten(
    world: World, draft: Policy
) -> None:
    save(world, draft, "Mine")
    with pytest.raises(Overtaken) as late:
        save(world, draft, "Theirs")
    assert late.value.paths == (R2,)
    assert said(draft) == "Mine"
    save(world, draft, "Theirs", 1)
    assert said(draft) == "Theirs"


def test_colleagues_at_different_sentences_do_not_stand_in_each_others_way(
    world: World, draft: Policy
) -> None:
    save(world, draft, "Mine")
    save(world, draft, "Theirs", path="rules.R1.title")
    assert (said(draft), said(draft, "rules.R1.title")) == ("Mine", "Theirs")


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (R2, " "),
        (R2, "x" * 1001),
        ("rules.R2.title", "x" * 121),
        (R2, "Read <b>this</b>"),
        ("statements.S1", ""),
        ("here.copy", ""),
        (R2, "a\x00b"),
    ],
)
def test_what_cannot_be_kept_is_refused_under_its_sentence(
    world: World, draft: Policy, path: str, text: str
) -> None:
    with pytest.raises(InvalidInput) as wrong:
        save(world, draft, text, path=path)
    assert [*wrong.value.errors] == [path]


def test_an_unknown_sentence_or_language(world: World, draft: Policy) -> None:
    for language, path in (("en", "rules.R99.text"), ("en", "name"), ("xx", R2)):
        with pytest.raises(NotFound):
            drafts.save(world.by(world.mo), draft, language, {path: "words"}, 0)


def test_what_is_published_never_changes_its_words(world: World, draft: Policy) -> None:
    policies.publish(world.context(), draft)
    before = [each.words for each in PolicyText.select()]
    for verb in (
        lambda: save(world, draft, "Other words"),
        lambda: drafts.discard(world.by(world.mo), draft),
        lambda: drafts.touch(world.by(world.mo), draft),
    ):
        with pytest.raises(NotFound):
            verb()
    assert [each.words for each in PolicyText.select()] == before


def test_what_is_discarded_cannot_be_published_or_written(world: World, draft: Policy) -> None:
    drafts.discard(world.by(world.mo), draft)
    assert draft_of(world.here) is None
    with pytest.raises(NotFound):
        save(world, draft, "Other words")
    with pytest.raises(PolicyError):
        policies.publish(world.context(), draft)


def test_managers_alone_write_and_each_their_own_place(world: World, draft: Policy) -> None:
    for person in (world.alice, world.rae):
        with pytest.raises(NotAllowed):
            drafts.start(world.by(person))
        with pytest.raises(NotAllowed):
            drafts.save(world.by(person), draft, "en", {R2: "words"}, 0)
        with pytest.raises(NotAllowed):
            drafts.discard(world.by(person), draft)
    with pytest.raises(NotFound):
        drafts.save(world.context(world.there), draft, "en", {R2: "words"}, 0)


def test_what_was_brought_in_is_a_draft_too(world: World) -> None:
    brought = newer(world.context())
    assert draft_of(world.here) == brought
    save(world, brought, "You get your care.")
    assert load(brought.pack, texts_of(brought)["en"].words).rule_text("R2") == "You get your care."


SAID = {
    "owner": "Mo Khan",
    "approved_by": "The partners",
    "review_on": "2027-11-01",
    "what_changed": {"en": "Care comes first."},
}


def announce(world: World, draft: Policy, *, matters: bool, revision: int = 0) -> int:
    held = published_policy(world.here).id
    said = Announced(revision=revision, matters=matters, instead_of=held, **SAID)  # type: ignore[arg-type]
    return policies.publish(world.by(world.mo), draft, said)


def test_what_is_said_of_a_version_is_kept_with_it(world: World, draft: Policy) -> None:
    announce(world, draft, matters=True)
    held = published_policy(world.here)
    assert held is not None
    assert {name: getattr(held, name) for name in SAID} == SAID
    assert (held.matters, held.read_by, held.read_at) == (True, world.mo.id, world.clock())
    assert verify(world.secrets).entries


@pytest.mark.parametrize("matters", [True, False])
def test_whether_it_matters_decides_who_is_asked_again(
    world: World, draft: Policy, matters: bool
) -> None:
    consent = world.signed()
    assert announce(world, draft, matters=matters) == int(matters)
    held = fresh(consent)
    assert held.state == ("superseded" if matters else "signed")
    assert held.text.words["rules"]["R2"]["title"] == "You get your care either way"
    if matters:
        with pytest.raises(CannotDecide):
            world.decide(consent)
    else:
        world.decide(consent)


def test_a_later_change_that_matters_reaches_what_an_earlier_one_left_standing(
    world: World, draft: Policy
) -> None:
    consent = world.signed()
    announce(world, draft, matters=False)
    assert Policy.get_by_id(draft.copied_from).outdated is False
    second = drafts.start(world.by(world.mo))
    assert announce(world, second, matters=True) == 1
    assert fresh(consent).state == "superseded"
    assert Policy.get_by_id(draft.copied_from).outdated is True


def test_who_is_in_mid_walk_signs_what_they_read_where_it_does_not_matter(
    world: World, draft: Policy
) -> None:
    journey = world.draft()
    announce(world, draft, matters=False)
    signed = consents.sign(world.context(), journey)
    assert Consent.get_by_id(signed.consent).text_id == journey.text_id


def test_a_draft_that_a_colleague_changed_is_looked_at_before_it_is_published(
    world: World, draft: Policy
) -> None:
    save(world, draft, "You get your care, always.")
    with pytest.raises(ChangedMeanwhile):
        announce(world, draft, matters=True)
    assert draft_of(world.here) == draft
    announce(world, draft, matters=True, revision=1)


def test_going_back_is_a_new_version_of_the_earlier_words(world: World, draft: Policy) -> None:
    first = published_policy(world.here)
    assert first is not None
    save(world, draft, "You get your care, always.")
    announce(world, draft, matters=True, revision=1)
    back = drafts.start(world.by(world.mo), first)
    assert back.version not in (first.version, draft.version)
    assert said(back) == said(first)
    announce(world, back, matters=True)
    now = published_policy(world.here)
    assert now == back
    assert fresh_policy(first).withdrawn_at is not None


def fresh_policy(policy: Policy) -> Policy:
    return Policy.get_by_id(policy.id)


def test_clinicians_publish_nothing(world: World, draft: Policy) -> None:
    held = published_policy(world.here).id
    said = Announced(revision=0, matters=True, instead_of=held, **SAID)  # type: ignore[arg-type]
    with pytest.raises(NotAllowed):
        policies.publish(world.by(world.alice), draft, said)


def test_a_policy_with_no_rules_is_no_policy(world: World, draft: Policy) -> None:
    with pytest.raises(PolicyError, match="groups"):
        newer(world.context(), version="2027-1", words="", pack="", rules=False)
