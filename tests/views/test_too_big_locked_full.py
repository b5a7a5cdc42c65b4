"""Too big, locked, full: a page in plain words that keeps what was sent, under the same key."""

from collections.abc import Iterator

import pytest

from harness.databases import Outsider, lose, wait_only
from kiosk.domain.signature import MAX_POINTS
from kiosk.store.database import database
from kiosk.store.models import Consent, Decision
from tests.cast import NO_TO_BOTH, World, all_rows
from tests.pages import Page


@pytest.fixture
def locked(world: World) -> Iterator[Outsider]:
    """Another process that holds the write lock; the product gives up after 20 ms."""
    wait_only(20)
    other = Outsider()
    yield other
    other.close()


def try_again(page: Page, action: str) -> dict[str, str]:
    """The form that a fault page offers."""
    assert page.status == 503
    assert "Nothing was lost" in page.text
    return page.form(action)


def test_a_locked_database_keeps_the_form_and_its_key(world: World, locked: Outsider) -> None:
    phone = world.phone()
    check = world.walk(phone)
    sent = check.form("/journey/check")
    locked.lock()
    page = phone.post("/journey/check", sent)
    again = try_again(page, "/journey/check")
    assert again["once"] == sent["once"]
    assert Consent.select().count() == 0
    locked.unlock()
    page = phone.submit(page, "/journey/check")
    assert page.status == 200
    assert Consent.select().count() == 1


def test_a_locked_database_keeps_every_answer_typed(world: World, locked: Outsider) -> None:
    phone = world.phone()
    page = world.walk(phone, "you")
    typed = {"name": 'Margaret "O\'Neill"', "day": "27", "month": "3", "year": "1948"}
    locked.lock()
    page = phone.send(page, "/journey/you", **typed)
    assert try_again(page, "/journey/you").items() >= typed.items()
    locked.unlock()
    assert phone.submit(page, "/journey/you").path == "/journey/statements"


def test_a_locked_database_keeps_every_ticked_condition(world: World, locked: Outsider) -> None:
    """Two values under one name."""
    alice, here = world.signed_in("alice"), world.card(world.verify(world.signed()).id)
    card = alice.get(here)
    ticked = ["no_faces", "talking_only"]
    locked.lock()
    page = alice.send(card, f"{here}/decide", kind="conditions", conditions=ticked, **NO_TO_BOTH)
    assert page.status == 503
    kept = [
        each.get("value") for each in page.tree.iter("input") if each.get("name") == "conditions"
    ]
    assert kept == ticked
    locked.unlock()
    alice.send(page, f"{here}/decide", conditions=kept)
    assert Decision.get().conditions == ticked


def test_reading_goes_on_while_somebody_writes(world: World, locked: Outsider) -> None:
    receipt = world.receipt(world.decided())
    alice = world.signed_in("alice")
    locked.lock()
    for path in (receipt.page, f"{receipt.page}/status"):
        assert "You can record" in world.browser().get(path).text
    assert alice.get("/staff/").status == 200


def test_a_sign_in_that_could_not_be_kept_asks_for_the_password_again(
    world: World, locked: Outsider
) -> None:
    """A password is never sent back, and a form without it would only fail."""
    browser = world.browser()
    page = browser.get("/staff/sign-in")
    locked.lock()
    page = browser.send(
        page, "/staff/sign-in", username="alice", password="correct horse battery staple"
    )
    assert page.status == 503
    assert page.forms() == []
    assert "correct horse" not in page.html


@pytest.mark.sqlite("fills its file")
def test_a_full_disk_changes_nothing_and_keeps_the_form(world: World) -> None:
    phone = world.phone()
    check = world.walk(phone)
    pages = database.execute_sql("PRAGMA page_count").fetchone()[0]
    database.execute_sql(f"PRAGMA max_page_count = {pages}")
    before, status, tries = all_rows(), 0, 0
    page = check
    while status != 503:  # free room inside the file is used up first
        assert tries < 60, "the disk never filled"
        page = phone.send(check, "/journey/check")
        status, tries = page.status, tries + 1
        if status != 503:
            phone = world.browser()
            world.clock.forward(seconds=1)
            phone, check = _another(world)
            before = all_rows()
    assert try_again(page, "/journey/check")["once"] == check.form("/journey/check")["once"]
    assert all_rows() == before
    database.execute_sql("PRAGMA max_page_count = 1000000")
    assert phone.submit(page, "/journey/check").status == 200


def test_a_database_that_is_gone_is_a_page_in_words(world: World) -> None:
    receipt = world.receipt(world.signed())
    lose()
    page = world.browser().get(receipt.page)
    assert page.status == 503
    assert "Traceback" not in page.html


@pytest.mark.parametrize("size", [400 * 1024, 2 * 1024 * 1024])
def test_a_request_over_size_is_a_page_in_words(world: World, size: int) -> None:
    phone = world.phone()
    page = world.walk(phone, "signature")
    sent = page.form("/journey/signature") | {"how": "drawn", "strokes": "1" * size}
    page = phone.post("/journey/signature", sent)
    assert page.status == 413
    assert "too big" in page.text
    page = phone.post("/journey/signature", sent, content_type="multipart/form-data")
    assert page.status == 413
    assert phone.open("/journey/").path == "/journey/signature"


def test_too_much_ink_is_said_beside_the_drawing(world: World) -> None:
    """A6: 64 KB are read, however a form spells them; more, and more points than are kept, is a
    fault like any other, in our words.
    """
    phone = world.phone()
    page = world.walk(phone, "signature")
    for many in (12_000, MAX_POINTS + 1):
        drawing = f"[[{','.join(['[999,399]'] * many)}]]"
        answer = phone.submit(page, "/journey/signature", how="drawn", strokes=drawing)
        assert answer.status == 422
        assert "Your drawing is too big to keep" in answer.text


def test_a_drawing_survives_what_is_wrong_in_another_field(world: World) -> None:
    phone = world.phone()
    page = world.walk(phone, "signature")
    drawn = "[[[1,2],[3,4],[5,6],[7,8]]]"
    sent = {"how": "drawn", "strokes": drawn, "helper": "Ann"}  # and not who Ann is
    page = phone.submit(page, "/journey/signature", **sent)
    assert page.status == 422
    assert page.field("strokes").get("value") == drawn


def test_a_form_of_too_many_parts_is_a_page_in_words(world: World) -> None:
    phone = world.phone()
    sent = {f"field{number}": "x" for number in range(300)}
    page = phone.post("/journey/whose", sent, content_type="multipart/form-data")
    assert page.status == 413


def test_a_drawing_of_the_most_that_is_allowed_is_kept(world: World) -> None:
    phone = world.phone()
    page = world.walk(phone, "signature")
    points = ",".join(["[500,200]"] * MAX_POINTS)
    page = phone.submit(page, "/journey/signature", how="drawn", strokes=f"[[{points}]]")
    assert page.path == "/journey/check"


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", b'{"csrf_token": "x"}'),
        ("multipart/form-data", b"no boundary"),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data\r\n\r\n"),
        ("text/plain", b"\xff\xfe"),
        ("application/x-www-form-urlencoded; charset=utf-16", b"\xff\xfe"),
    ],
)
def test_a_body_that_is_no_form_is_a_page_in_words(world: World, kind: str, body: bytes) -> None:
    page = world.phone().post("/journey/whose", body, content_type=kind)
    assert page.status in (400, 413)


def _another(world: World) -> tuple[object, Page]:
    phone = world.phone()
    return phone, world.walk(phone)
