"""Concerns: raised by anyone who is signed in, worked through by a manager, step by step (M4)."""

from typing import Any

import pytest

from kiosk.domain.concern import MAX_HAPPENED
from kiosk.store.models import AuditEntry, Concern, ConcernDetail, ConcernStep
from tests.cast import PASSWORD, World, all_rows, trail
from tests.pages import Browser, Page

HERE = "/staff/concerns/"
MINE = "/staff/concerns/mine"
POST = {
    "kind": "post",
    "happened": "A film of our desk\nwith <b>names</b>.",
    "address": "https://www.tiktok.com/@ann/video/1",
    "named": "Rae, at the desk",
    "affects": ["staff", "patients"],
}


def raised(world: World, who: str = "rae", **changes: Any) -> str:
    """The address of a concern that somebody raised, as its manager opens it."""
    browser = world.signed_in(who)
    browser.send(browser.get(HERE), HERE, **(POST | changes))
    return f"/manage/concerns/{Concern.select().order_by(Concern.id.desc()).get().id}"


def step(mo: Browser, path: str, name: str, answer: str, words: str = "") -> Page:
    """Make one step, as its form on the page does."""
    form = form_of(mo.get(path), name)
    return mo.post(path, form | {"answer": answer, "words": words})


def form_of(page: Page, name: str) -> dict[str, Any]:
    for each in page.forms():
        fields = {one.get("name"): one.get("value", "") for one in each.iter("input")}
        if fields.get("step") == name:
            return {key: fields[key] for key in ("csrf_token", "once", "seen", "step")}
    raise AssertionError(f"no step {name} on the page")


def offered(page: Page) -> set[str]:
    """The steps that a page has a form for."""
    inputs = [one for each in page.forms() for one in each.iter("input")]
    return {one.get("value", "") for one in inputs if one.get("name") == "step"}


def make(mo: Browser, path: str, *steps: tuple[str, str, str]) -> Page:
    for each in steps:
        page = step(mo, path, *each)
        assert page.status == 303, page.text
    return mo.get(path)


READ = ("told", "done", "")
NO_COMPLAINT = ("complaint", "no", "")
TO_LETTER = (
    READ,
    NO_COMPLAINT,
    ("privacy", "affected", ""),
    ("governance", "done", "Told Priya"),
    ("platform", "done", ""),
)


# --- raised ---


@pytest.mark.parametrize("who", ["rae", "alice", "mo"])
def test_anyone_who_is_signed_in_raises_one_from_the_header(world: World, who: str) -> None:
    browser = world.signed_in(who)
    path = browser.get("/staff/").link("Raise a concern")
    assert path == HERE
    page = browser.submit(browser.get(path), path, **POST)
    assert "Your manager has been told." in page.text
    assert page.path == MINE
    held, detail = Concern.get(), ConcernDetail.get()
    assert (held.raised_by.username, held.kind) == (who, "post")
    assert held.text == POST["happened"]
    assert (detail.address, detail.named) == (POST["address"], POST["named"])
    assert held.affects == "staff patients"
    entry = AuditEntry.select().order_by(AuditEntry.seq.desc()).get()
    assert (entry.verb, entry.detail) == ("concern.raise", {"kind": "post"})


def test_a_stranger_raises_none(world: World) -> None:
    assert world.browser().get(HERE).location.startswith("/staff/sign-in")


def test_from_a_card_it_says_which_visit(world: World) -> None:
    consent, alice = world.verify(world.signed()), world.signed_in("alice")
    path = alice.get(world.card(consent.id)).link("Raise a concern about")
    page = alice.get(path)
    assert "About the visit signed 10:00, 11 November 2026" in page.text
    alice.send(page, path, **POST)
    assert Concern.get().receipt == consent.jti
    page = world.signed_in("mo").get(f"/manage/concerns/{Concern.get().id}")
    assert page.link("Signed 10:00").startswith("/manage/records/")
    assert "Margaret" not in page.text  # the record has it, and writes who looked
    assert world.signed_in("rae").get(path).status == 403


@pytest.mark.parametrize("name", ["kind", "happened"])
def test_what_is_missing_is_said_and_what_was_typed_stays(world: World, name: str) -> None:
    rae = world.signed_in("rae")
    page = rae.send(rae.get(HERE), HERE, **(POST | {name: ""}))
    assert page.status == 422
    assert Concern.select().count() == 0
    kept = page.form(HERE)
    for each in {"kind", "happened", "address", "named", "affects"} - {name}:
        assert kept[each] == POST[each], each


@pytest.mark.parametrize(
    "address", ["data:image/png;base64,iVBORw0KGgo", "javascript:alert(1)", "x" * 301]
)
def test_links_and_words_alone(world: World, address: str) -> None:
    rae = world.signed_in("rae")
    page = rae.send(rae.get(HERE), HERE, **(POST | {"address": address}))
    assert page.status == 422
    assert "address-error" in page.field("address").get("aria-describedby", "")
    assert page.field("address").get("value") == address


def test_a_link_that_is_none_stands_as_words(world: World) -> None:
    mo = world.signed_in("mo")
    bait = "https://www.tiktok.com@evil.example/"  # it looks known, and leads elsewhere
    assert f'href="{bait}' not in mo.get(raised(world, address=bait)).html
    page = mo.get(raised(world, address="on TikTok, @ann: today"))
    assert "on TikTok, @ann: today" in page.text
    assert "<b>names</b>" in page.text
    assert not [each for each in page.tree.iter("a") if "TikTok" in (each.get("href") or "")]


@pytest.mark.parametrize("script", ["It went on and on. ", "یہ سب کے سامنے ہوا، اور پھر "])
def test_the_longest_text_is_kept_over_the_idle_limit(world: World, script: str) -> None:
    said = " ".join(f"{script}{number}" for number in range(MAX_HAPPENED))[: MAX_HAPPENED - 1]
    said = said.strip()
    rae = world.signed_in("rae")
    page = rae.get(HERE)
    world.clock.forward(minutes=16)
    asked = rae.send(page, HERE, **(POST | {"happened": said}))
    assert asked.status == 401
    page = rae.submit(asked, "/staff/sign-in", username="rae", password=PASSWORD)
    assert page.path == HERE
    assert page.form(HERE)["happened"] == said
    assert page.form(HERE)["kind"] == "post"


def test_a_double_tap_raises_one(world: World) -> None:
    rae = world.signed_in("rae")
    form = rae.get(HERE)
    for _tap in range(2):
        assert rae.send(form, HERE, **POST).status == 303
    assert (Concern.select().count(), ConcernDetail.select().count()) == (1, 1)


# --- worked through ---


def test_the_manager_sees_a_count_everywhere_and_nobody_else_does(world: World) -> None:
    mo = world.signed_in("mo")
    assert "open concern" not in mo.get("/staff/").text
    raised(world)
    for path in ("/staff/", "/manage/practice", HERE):
        assert mo.get(path).link("1 open concern") == "/manage/", path
    assert mo.get("/manage/people").link("Concerns: 1 open") == "/manage/concerns"
    for name in ("rae", "alice"):
        assert "open concern" not in world.signed_in(name).get("/staff/").text


def test_the_steps_come_in_their_order_each_with_who_and_when(world: World) -> None:
    mo, path = world.signed_in("mo"), raised(world)
    assert "Not read yet" in mo.get("/manage/concerns").text
    page = mo.get(path)
    assert offered(page) == {"told"}
    for name, answer, words in TO_LETTER:
        before = len(trail())
        if name == "platform":
            assert mo.get(path).link("TikTok").startswith("https://www.tiktok.com/")
        page = make(mo, path, (name, answer, words))
        assert "10:00" in page.text
        assert trail()[before:] == ["concern.step"]
    assert "Told Priya" in page.text
    assert [row.step for row in ConcernStep.select().order_by(ConcernStep.id)] == [
        each[0] for each in TO_LETTER
    ]
    assert page.link("Write letter 1") == f"{path}/letters/letter_1"
    assert "next: ask the author: letter 1" in mo.get("/manage/concerns").text.lower()


@pytest.mark.parametrize(
    ("before", "made", "field"),
    [
        ((READ,), ("complaint", "", ""), "answer"),
        ((READ, NO_COMPLAINT, ("privacy", "no", "")), ("platform", "skipped", ""), "words"),
        ((READ,), ("close", "nothing", ""), "words"),
        ((READ, NO_COMPLAINT), ("complaint", "yes", ""), "words"),
    ],
)
def test_nothing_is_left_out_without_a_word(
    world: World, before: tuple[Any, ...], made: tuple[str, str, str], field: str
) -> None:
    mo, path = world.signed_in("mo"), raised(world)
    make(mo, path, *before)
    rows = all_rows()
    page = step(mo, path, *made)
    assert page.status == 422
    assert all_rows() == rows
    told = [each.get("id") for each in page.tree.iter()]
    assert f"{field}-error" in told


def test_a_step_out_of_turn_is_not_made_and_what_was_typed_is_shown(world: World) -> None:
    mo, path = world.signed_in("mo"), raised(world)
    token = form_of(mo.get(path), "told")
    page = mo.post(path, token | {"step": "laws", "answer": "done", "words": "They said so"})
    assert page.status == 409
    assert "They said so" in page.text
    assert ConcernStep.select().count() == 0


def test_two_managers_at_once_make_one_step_and_one_is_told(world: World) -> None:
    mo, other, path = world.signed_in("mo"), world.signed_in("manager"), raised(world)
    make(mo, path, READ, NO_COMPLAINT)
    mine, theirs = form_of(mo.get(path), "privacy"), form_of(other.get(path), "privacy")
    assert other.post(path, theirs | {"answer": "no", "words": ""}).status == 303
    page = mo.post(path, mine | {"answer": "breach", "words": "Our own screen is in it"})
    assert page.status == 409
    assert "The practice manager made a step at 10:00" in page.text
    assert "Our own screen is in it" in page.text
    assert [row.answer for row in ConcernStep.select().order_by(ConcernStep.id)] == [
        "done",
        "no",
        "no",
    ]


def test_where_it_is_a_complaint_nothing_else_follows(world: World) -> None:
    mo, path = world.signed_in("mo"), raised(world)
    page = make(mo, path, READ, ("complaint", "yes", "She is unhappy with her care"))
    assert "A complaint stands." in page.text
    assert offered(page) == {"pathway", "complaint", "close"}
    page = make(mo, path, ("pathway", "done", ""), ("privacy", "no", ""))
    assert offered(page) == {"complaint", "close"}
    assert "Write letter" not in page.text
    assert mo.get(f"{path}/letters/letter_1").status == 404
    page = make(mo, path, ("close", "complaint", ""))
    assert offered(page) == {"reopen"}
    assert "open concern" not in page.text


def test_a_complaint_that_comes_in_late_stops_the_letters(world: World) -> None:
    mo, path = world.signed_in("mo"), raised(world)
    make(mo, path, *TO_LETTER)
    page = make(mo, path, ("complaint", "yes", "Her letter came today"))
    assert "A complaint stands." in page.text
    assert mo.get(f"{path}/letters/letter_1").status == 404
    page = make(mo, path, ("pathway", "done", ""), ("complaint", "no", "It was of another visit"))
    assert page.link("Write letter 1")


def test_ending_care_is_never_proposed(world: World) -> None:
    mo, path = world.signed_in("mo"), raised(world)
    letters = (("letter_1", "skipped", "no name"), ("letter_2", "skipped", "no name"))
    page = make(mo, path, *TO_LETTER, *letters)
    assert "Ending somebody’s care is never proposed here" in page.text
    page = make(mo, path, ("partner", "advised", "Dr Hart: leave it"))
    for law in ("UK GDPR, Article 5", "section 119", "Online Safety Act 2023"):
        assert law in page.text
    assert "Take advice" in page.text


def test_closed_with_an_outcome_and_opened_again(world: World) -> None:
    mo, path = world.signed_in("mo"), raised(world)
    make(mo, path, READ)
    page = make(mo, path, ("close", "removed", "She took it down at once"))
    assert "It was taken down or deleted" in page.text
    assert offered(page) == {"reopen"}
    assert Concern.get().closed_at == world.clock()
    page = make(mo, path, ("reopen", "done", "It is back"))
    assert offered(page) == {"complaint", "close"}
    assert Concern.get().closed_at is None


def test_a_possible_breach_is_not_closed_before_it_is_told(world: World) -> None:
    mo, path = world.signed_in("mo"), raised(world)
    page = make(mo, path, READ, NO_COMPLAINT, ("privacy", "breach", ""))
    assert "close" not in offered(page)
    assert "By 10:00, 14 November 2026" in page.text


def test_another_site_and_another_role_find_nothing(world: World) -> None:
    path = raised(world)
    for name, status in (("alice", 403), ("rae", 403)):
        assert world.signed_in(name).get(path).status == status
    Concern.update(site=world.there).execute()
    assert world.signed_in("mo").get(path).status == 404


def test_a_concern_of_before_is_worked_through_too(world: World) -> None:
    """Raised with a covert note, or by the release before: it has no detail, and no visit."""
    Concern.create(site=world.here, kind="covert", raised_by=world.alice, at=1, text="An old note")
    mo = world.signed_in("mo")
    page = make(mo, f"/manage/concerns/{Concern.get().id}", READ)
    assert "An old note" in page.text


def test_what_was_typed_into_a_step_is_there_again_after_the_idle_limit(world: World) -> None:
    mo, path = world.signed_in("mo"), raised(world)
    make(mo, path, *TO_LETTER[:4])
    form = form_of(mo.get(path), "platform")
    world.clock.forward(minutes=16)
    asked = mo.post(path, form | {"answer": "done", "words": "As private information"})
    assert asked.status == 401
    page = mo.submit(asked, "/staff/sign-in", username="mo", password=PASSWORD)
    assert page.path == path
    assert "As private information" in page.text
    assert ConcernStep.select().count() == 4
