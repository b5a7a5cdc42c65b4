"""The signed status list: what no longer stands, and nobody's name (issue 4, item 9)."""

import datetime

import pytest

from kiosk.actions import consents, decisions, participants, recordings
from kiosk.domain.refusals import NotFound
from kiosk.lookups import status
from kiosk.store.models import AuditEntry, Consent, Decision, Policy
from signing import decisions as signed
from signing import offline
from signing import status as lists
from tests.actions.room import STUDENT
from tests.actions.test_participants import answer, room
from tests.actions.test_supersede import again, finish
from tests.cast import NO_TO_BOTH, World, fresh

DAY = 24 * 60 * 60
TODAY = datetime.date(2026, 11, 11)


def recent(world: World) -> lists.StatusClaims:
    """The list as anyone reads it who holds the published keys, a minute later."""
    world.clock.forward(minutes=1)
    return read(world, status.recent(world.secrets, world.clock()))


def read(world: World, token: str) -> lists.StatusClaims:
    return lists.check(
        token, world.secrets.receipt_keys, issuer=world.secrets.issuer, now=world.clock()
    )


def marks(*held: Consent) -> tuple[str, ...]:
    return lists.in_order(lists.mark(each.jti) for each in held)


def test_what_stands_is_not_in_it(world: World) -> None:
    world.signed()
    world.refused()
    world.decided()
    world.decided("wait")
    world.recording()
    found = recent(world)
    assert [getattr(found, name) for name in lists.KINDS] == [(), (), (), ()]


def test_each_end_is_in_its_list(world: World) -> None:
    withdrawn, agreed_first = world.signed(), world.decided()
    for consent in (withdrawn, agreed_first):
        consents.withdraw(world.context(), consent)
    refused = world.decided("not_agreed", reason="privacy")
    found = recent(world)
    assert found.withdrawn == marks(withdrawn, agreed_first)
    assert found.not_agreed == marks(refused)
    assert found.superseded == found.agreement_ended == ()


def test_a_receipt_signed_anew_is_superseded(world: World) -> None:
    old = world.signed()
    consents.sign(world.context(), finish(world, again(world, old), types=["sound", "video"]))
    assert fresh(old).state == "superseded"
    assert recent(world).superseded == marks(old)


@pytest.mark.parametrize("verb", ["undo", "hand_over"])
def test_an_agreement_that_ended_is_named_by_its_own_number(world: World, verb: str) -> None:
    consent = world.decided()
    if verb == "undo":
        decisions.undo(world.by(world.alice), consent, consent.revision)
    else:
        decisions.hand_over(world.by(world.alice), consent)
    assert recent(world).agreement_ended == (lists.decision_mark(consent.jti, 1),)


def test_agreed_anew_the_second_agreement_stands_and_the_first_does_not(world: World) -> None:
    """Else the first, with fewer conditions, would come back to life with the second."""
    consent = world.decided()
    world.decide(consent, "conditions", conditions=("no_faces",))
    ended = recent(world).agreement_ended
    assert ended == (lists.decision_mark(consent.jti, 1),)
    assert judged(world, consent, 0).reason == "agreement_ended"
    assert judged(world, consent, 1).reason == offline.OK


def test_an_agreement_covers_one_recording(world: World) -> None:
    """Stopped, it is asked again; until then the list says so too."""
    consent = world.recording()
    assert recent(world).agreement_ended == ()
    recordings.stop(world.by(world.alice), consent)
    assert recent(world).agreement_ended == (lists.decision_mark(consent.jti, 1),)
    world.decide(consent)
    assert judged(world, consent, 0).reason == "agreement_ended"
    assert judged(world, consent, 1).reason == offline.OK


def test_an_agreement_does_not_hold_while_somebody_says_no_or_is_to_be_asked(world: World) -> None:
    """K5, K6: as the server itself says; with their yes it holds again."""
    consent, student = room(world)
    answer(world, consent, student, "yes")
    assert judged(world, consent, 0).reason == offline.OK
    answer(world, consent, student, "no")
    assert judged(world, consent, 0).reason == "agreement_ended"
    answer(world, consent, student, "yes")
    assert judged(world, consent, 0).reason == offline.OK
    participants.join(world.by(world.alice), fresh(consent), STUDENT)
    assert judged(world, consent, 0).reason == "agreement_ended"


def test_the_number_is_the_one_in_the_decisions_own_token(world: World) -> None:
    other = world.decided()  # so that a row's number is not an ordinal
    consent = world.decided("wait")
    world.decide(consent, "agreed")
    world.decide(consent, "not_agreed", reason="privacy")
    claims = [decision_claims(world, consent, place) for place in range(3)]
    assert [each.n for each in claims] == [1, 2, 3]
    found = recent(world)
    assert found.agreement_ended == (lists.decision_mark(consent.jti, 2),)
    assert found.not_agreed == marks(consent)
    assert judged(world, other, 0).reason == offline.OK


def test_a_no_that_turned_into_a_yes_is_out_of_the_list(world: World) -> None:
    consent = world.decided("not_agreed", reason="privacy")
    assert recent(world).not_agreed == marks(consent)
    world.decide(consent, "agreed")
    assert recent(world).not_agreed == ()
    assert judged(world, consent, 1).reason == offline.OK


def decision_claims(world: World, consent: Consent, place: int) -> signed.DecisionClaims:
    token = tokens(consent)[place]
    keys, issuer = world.secrets.receipt_keys, world.secrets.issuer
    return signed.check(token, keys, issuer=issuer, audience="hart", now=world.clock())


def tokens(consent: Consent) -> list[str]:
    rows = fresh(consent).decision_set
    return [row.token for row in rows.order_by(Decision.id)]


def judged(world: World, consent: Consent, place: int) -> offline.Judged:
    """What someone without this server makes of the receipt and one of its decisions."""
    return offline.judge(
        consent.token,
        tokens(consent)[place],
        recent(world),
        world.secrets.receipt_keys,
        issuer=world.secrets.issuer,
        now=world.clock(),
    )


def test_it_holds_every_site(world: World) -> None:
    there = world.signed(world.there)
    consents.withdraw(world.context(world.there), there)
    assert recent(world).withdrawn == marks(there)


def test_its_number_is_the_trails_and_never_falls(world: World) -> None:
    numbers = []
    for _turn in range(3):
        consents.withdraw(world.context(), world.signed())
        numbers.append(recent(world).seq)
        last = AuditEntry.select().order_by(AuditEntry.seq.desc()).get()
        assert numbers[-1] == last.seq
    assert numbers == sorted(set(numbers))


def test_the_same_marks_are_not_looked_for_twice(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Anybody may ask, as often as they like: a list is found once for each state of the trail."""
    found: list[int] = []
    real = status._marks

    def count(since: int, before: int) -> status.Marks:
        found.append(since)
        return real(since, before)

    monkeypatch.setattr(status, "_marks", count)
    consent = world.signed()
    first, second = recent(world), recent(world)
    assert len(found) == 1
    assert second.iat > first.iat  # and still it is signed anew, and as fresh as can be
    consents.withdraw(world.context(), consent)
    assert recent(world).withdrawn == marks(consent)
    assert len(found) == 2


def test_the_recent_list_reaches_back_to_yesterday(world: World) -> None:
    old = world.signed()
    consents.withdraw(world.context(), old)
    found = recent(world)
    assert found.since <= world.clock() - DAY
    assert found.before == world.clock() == found.iat
    assert found.covers(old.signed_at)
    world.clock.forward(hours=48)
    later = recent(world)
    assert later.withdrawn == ()
    assert not later.covers(old.signed_at)


def test_a_day_has_a_list_of_its_own_for_a_year(world: World) -> None:
    consent = world.signed()
    consents.withdraw(world.context(), consent)
    world.clock.forward(hours=24 * 365)
    found = read(world, status.of_day(world.secrets, world.clock(), TODAY))
    assert found.withdrawn == marks(consent)
    assert found.before - found.since == DAY
    assert found.covers(consent.signed_at)
    next_day = status.of_day(world.secrets, world.clock(), TODAY + datetime.timedelta(days=1))
    assert read(world, next_day).withdrawn == ()


@pytest.mark.parametrize("days", [1, 400, -367, -4000])
def test_other_days_have_none(world: World, days: int) -> None:
    day = TODAY + datetime.timedelta(days=days)
    with pytest.raises(NotFound):
        status.of_day(world.secrets, world.clock(), day)


def test_how_long_it_is_fresh_is_the_sites_choice(world: World) -> None:
    """The shortest that any site's policy says; a quarter of an hour where none says."""
    assert recent(world).fresh == 900
    policy = Policy.get(Policy.site == world.there)
    policy.pack["status_fresh_minutes"] = 5
    policy.save()
    assert recent(world).fresh == 300


def test_a_decision_is_as_good_as_its_list(world: World) -> None:
    """With neither server nor network: agreed, until the list is too old to say so."""
    consent = world.decided("conditions", conditions=("no_faces",), checks=NO_TO_BOTH)
    known = recent(world)
    keys, issuer = world.secrets.receipt_keys, world.secrets.issuer
    for later, reason in ((0, "ok"), (900, "ok"), (901, "stale"), (13 * 3600, "expired")):
        found = offline.judge(
            consent.token,
            tokens(consent)[0],
            known,
            keys,
            issuer=issuer,
            now=world.clock() + later,
        )
        assert found.reason == reason


def test_asking_for_yesterdays_list_hides_nothing_from_todays(world: World) -> None:
    """Anyone may ask for it: whoever asked right after withdrawing had emptied the list for all."""
    held = world.signed()
    consents.withdraw(world.context(), held)
    yesterday = datetime.datetime.fromtimestamp(world.clock(), datetime.UTC).date()
    yesterday -= datetime.timedelta(days=1)
    before = status.of_day(world.secrets, world.clock(), yesterday)
    now = status.recent(world.secrets, world.clock())
    assert read(world, now).withdrawn == (lists.mark(held.jti),)
    assert read(world, before).withdrawn == ()


@pytest.mark.parametrize("first", ["recent", "day"])
def test_every_list_has_what_is_of_its_own_days(world: World, first: str) -> None:
    """Of yesterday, of today and of both, whichever was asked for before the others."""
    old = world.signed()
    consents.withdraw(world.context(), old)
    world.clock.forward(hours=24)
    new = world.signed()
    consents.withdraw(world.context(), new)
    today = datetime.datetime.fromtimestamp(world.clock(), datetime.UTC).date()
    asks = {
        "recent": lambda: status.recent(world.secrets, world.clock()),
        "day": lambda: status.of_day(world.secrets, world.clock(), today - datetime.timedelta(1)),
        "today": lambda: status.of_day(world.secrets, world.clock(), today),
    }
    order = sorted(asks, key=lambda name: name != first)
    found = {name: set(read(world, asks[name]()).withdrawn) for name in order}
    both = {lists.mark(old.jti), lists.mark(new.jti)}
    assert found == {"recent": both, "day": {lists.mark(old.jti)}, "today": {lists.mark(new.jti)}}
