"""Prove it is you: whatever changes people, or how they sign in, asks for it (issue 12, §3)."""

import pytest

from kiosk.views.front.pages import declared
from tests.cast import PASSWORD, World, all_rows
from tests.views.routes import routes

WHERE = ("/manage/people", "/staff/account")
# One asks for the password itself, and to be signed out is always safe.
NEED_NONE = {"staff.change_password", "staff.sign_out_elsewhere", "staff.end_session"}


def test_whatever_changes_people_or_how_they_sign_in_asks_for_it(world: World) -> None:
    changes = {each.endpoint for each in routes(world.app, "POST") if each.rule.startswith(WHERE)}
    assert len(changes) > 12
    assert {each for each in changes if not declared(each).proved} == NEED_NONE


@pytest.mark.parametrize("path", ["/manage/people/second-step", "/staff/account/codes"])
def test_after_ten_minutes_it_asks_first(world: World, path: str) -> None:
    mo = world.signed_in("mo")
    page = mo.get(path)
    world.clock.forward(minutes=11)
    before = all_rows()
    asked = mo.send(page, path, required="everyone", one_time="123456")
    assert (asked.status, asked.heading) == (403, "Prove that it is you")
    assert all_rows() == before
    assert mo.open(path).heading == "Prove that it is you"
    assert mo.submit(mo.open(path), "/staff/prove", password=PASSWORD).path == path
