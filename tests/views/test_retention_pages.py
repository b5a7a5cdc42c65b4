"""*What is kept*: a manager changes a period with a reason, and everybody reads the same table."""

import pytest

from harness.tongues import CODES
from kiosk.actions import journeys, memberships, retention
from kiosk.domain.practice import mark
from kiosk.domain.refusals import ChangedMeanwhile, NotAllowed
from kiosk.domain.retention import KINDS, TABLE, words
from kiosk.store.models import AuditEntry, Journey, Site
from kiosk.views.front.language import length, reading, translated
from tests.cast import FIRST, World, all_rows, trail
from tests.pages import Browser, Page

HERE = "/manage/retention"
LONGER = {"keep": "60", "reason": "Complaints take eight weeks here"}


def say(browser: Browser, kind: str, **typed: str) -> Page:
    return browser.submit(browser.get(f"{HERE}/{kind}"), f"{HERE}/{kind}", **typed)


def said() -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = Site.get(Site.slug == "hart").retention
    return found


def test_the_table_says_of_each_kind_what_why_how_long_and_who(world: World) -> None:
    mo = world.signed_in("mo")
    page = mo.get(HERE)
    for kind, kept in TABLE.items():
        for told in (kept.what, words(kept.seconds), kept.why, kept.seen_by):
            assert told in page.text, kind
        assert mo.get(f"{HERE}/{kind}").status == 200
    assert mo.open(f"{HERE}/nothing").status == 404


def test_a_change_is_one_entry_and_stands_on_both_pages_at_once(world: World) -> None:
    mo = world.signed_in("mo")
    before = AuditEntry.select().count()
    assert "60 days" not in world.browser().get("/privacy?at=hart").text
    page = say(mo, "identities", **LONGER)
    assert (page.path, LONGER["reason"] in page.text) == (HERE, True)
    assert trail()[before:] == ["site.retention"]
    detail = AuditEntry.select().order_by(AuditEntry.seq.desc()).get().detail
    day = 86_400
    assert detail == {"key": "identities", "before": 30 * day, "keep": 60 * day}
    assert said() == {"identities": {"keep": 60 * day, "reason": LONGER["reason"]}}
    assert "How long: 60 days" in world.browser().get("/privacy?at=hart").text
    assert Site.get(Site.slug == "mill").retention == {}


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_out_of_bounds_is_taken_nor_without_a_reason(world: World, kind: str) -> None:
    mo, kept = world.signed_in("mo"), TABLE[kind]
    page, before = mo.get(f"{HERE}/{kind}"), all_rows()
    good = str(kept.default)
    for typed in ("0", "-1", "", "ten", "1.5", "٣", str(kept.least - 1), str(kept.most + 1)):
        page = mo.send(page, f"{HERE}/{kind}", keep=typed, reason="A reason")
        assert (page.status, kept.bounds.split(" ", 1)[0] in page.text) == (422, True), typed
    page = mo.send(page, f"{HERE}/{kind}", keep=good, reason=" ")
    assert (page.status, "Enter the reason" in page.text) == (422, True)
    assert all_rows() == before


def test_the_second_of_two_managers_is_told_and_shown_both(world: World) -> None:
    memberships.set_roles(world.by(world.mo), world.alice, list(FIRST))
    mo, alice = world.signed_in("mo"), world.signed_in("alice")
    page = alice.get(f"{HERE}/notes")
    say(mo, "notes", keep="14", reason="They are copied the same week")
    before = all_rows()
    page = alice.send(page, f"{HERE}/notes", keep="90", reason="A quarter")
    assert page.status == 409
    for told in ("Mo Khan changed this at 10:00", "It is now", "14 days", "90 days", "A quarter"):
        assert told in page.text
    assert all_rows() == before
    page = alice.submit(page, f"{HERE}/notes")  # hers in its place, now that she has seen both
    assert (page.path, said()["notes"]["reason"]) == (HERE, "A quarter")


def test_two_may_change_two_kinds_at_once(world: World) -> None:
    memberships.set_roles(world.by(world.mo), world.alice, list(FIRST))
    alice = world.signed_in("alice")
    page = alice.get(f"{HERE}/notes")
    say(world.signed_in("mo"), "identities", **LONGER)
    alice.submit(page, f"{HERE}/notes", keep="14", reason="A fortnight")
    assert sorted(said()) == ["identities", "notes"]


def test_only_a_manager_who_has_just_proved_who_they_are_changes_one(world: World) -> None:
    mo = world.signed_in("mo")
    page = mo.get(f"{HERE}/notes")
    world.clock.forward(minutes=11)
    assert mo.send(page, f"{HERE}/notes", keep="14", reason="Late").status in (303, 401, 403)
    assert said() == {}
    for who in ("alice", "rae"):
        assert world.signed_in(who).open(HERE).status == 403
    held = {"keep": 86_400, "reason": "By the back door"}
    with pytest.raises(NotAllowed):
        retention.set_period(world.by(world.alice), "notes", held, mark({}))
    with pytest.raises(ChangedMeanwhile):
        retention.set_period(world.by(world.mo), "notes", held, "another")


def test_unfinished_answers_end_by_the_period_of_their_place(world: World) -> None:
    say(world.signed_in("mo"), "drafts", keep="20", reason="The tablet stands in the hall")
    world.here = Site.get_by_id(world.here.id)
    journeys.start(world.context(), way_in="phone")
    assert Journey.get().expires_at == world.clock() + 20 * 60
    assert "How long: 20 minutes" in world.browser().get("/privacy?at=hart").text


@pytest.mark.parametrize("language", CODES[1:-1])
def test_patients_read_it_in_their_language(world: World, language: str) -> None:
    with world.app.test_request_context(), reading(language):
        for number, unit in ((20, "minute"), (1, "hour"), (30, "day"), (3, "year")):
            told = length(number, unit)
            assert "duration" not in told, told
            assert str(number) in told or number == 1
        for kept in TABLE.values():
            for said_of in vars(kept.told).values() if kept.told else ():
                assert translated(said_of) != said_of
