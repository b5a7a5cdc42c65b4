"""The check from files alone at its edges: the last second of a receipt, the first of a list."""

from __future__ import annotations

import pytest

from signing import decisions, offline, receipts, status
from signing.compact import LEEWAY

HOUR = 3600


def news(clinic, now: int, **other) -> status.StatusClaims:
    """A list made this second, of all that was signed up to it, on which nothing has ended."""
    nothing = dict.fromkeys(status.KINDS, ())
    whole = {"since": clinic.given.iat - HOUR, "before": now, "fresh": 900, **nothing, **other}
    return status.StatusClaims(iss=clinic.issuer, iat=now, seq=1, **whole)


def agreed(clinic, at: int, **other) -> decisions.DecisionClaims:
    return decisions.DecisionClaims(
        **{
            "iss": clinic.issuer,
            "aud": clinic.site,
            "sub": clinic.given.jti,
            "n": 2,
            "dec": "agreed",
            "con": (),
            "role": "clinician",
            "iat": at,
            "exp": clinic.given.exp,
            **other,
        }
    )


def reason(clinic, now: int, known, decision: decisions.DecisionClaims | None = None) -> str:
    receipt = receipts.issue(clinic.given, clinic.keys)
    shown = decisions.issue(decision, clinic.keys) if decision else None
    return offline.judge(receipt, shown, known, clinic.keys, issuer=clinic.issuer, now=now).reason


@pytest.mark.parametrize(("late", "said"), [(LEEWAY - 1, offline.OK), (LEEWAY, "expired")])
def test_a_receipt_ends_at_its_end_and_the_leeway(clinic, late, said):
    """As the check online has it: two clocks may differ by so much, and no second more."""
    now = clinic.given.exp + late
    assert reason(clinic, now, news(clinic, now)) == said


@pytest.mark.parametrize(("after", "said"), [(-1, "not_agreed"), (0, offline.OK), (1, offline.OK)])
def test_a_decision_the_list_cannot_know_is_not_undone_by_an_earlier_no(clinic, after, said):
    """The list knows what was before ``before``: a yes at that second came after its no.

    (K3) It is no yes yet: a list that does not know it is too old to say that it stands.
    """
    now = clinic.given.iat + 600
    known = news(clinic, now, not_agreed=(status.mark(clinic.given.jti),))
    found = reason(clinic, now, known, agreed(clinic, now + after))
    assert found == ("stale" if said == offline.OK else said)


@pytest.mark.parametrize(("after", "said"), [(-1, offline.OK), (0, "stale")])
def test_a_list_says_of_decisions_before_it_alone_that_they_stand(clinic, after, said):
    now = clinic.given.iat + 600
    assert reason(clinic, now, news(clinic, now), agreed(clinic, now + after)) == said


@pytest.mark.parametrize(
    ("since", "before", "said"), [(0, 1, offline.OK), (1, 2, "stale"), (-1, 0, "stale")]
)
def test_a_list_says_of_receipts_of_its_own_seconds_alone(clinic, since, before, said):
    """From ``since`` on, and before ``before``: of another receipt it says nothing at all."""
    at = clinic.given.iat
    known = news(clinic, at + 600, since=at + since, before=at + before)
    assert reason(clinic, at + 600, known) == said


def test_without_a_list_nothing_is_ok(clinic):
    assert reason(clinic, clinic.given.iat, None) == "stale"


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(-LEEWAY - 1, "stale"), (-LEEWAY, offline.OK), (900, offline.OK), (901, "stale")],
)
def test_a_list_is_fresh_for_its_time(clinic, seconds, said):
    at = clinic.given.iat + 600
    assert reason(clinic, at + seconds, news(clinic, at)) == said
