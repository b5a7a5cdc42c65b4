"""What a manager in a hurry would misread, said plainly (issue 12, §1 to §4)."""

import pytest

from kiosk.store.models import Site
from tests.cast import World
from tests.conftest import PUBLIC_URL
from tests.views.test_concerns import TO_LETTER, make, raised


def test_a_link_says_what_it_makes_somebody_and_until_when(world: World) -> None:
    mo = world.signed_in("mo")
    form = mo.get("/manage/people/invite")
    typed = {"label": "Dee", "roles": "clinician", "until": "25 December 2031"}
    page = mo.submit(form, "/manage/people/invite", **typed)
    assert "Clinician. Last day Thursday 25 December 2031." in page.text


def test_a_pairing_code_comes_with_the_whole_address_to_open(world: World) -> None:
    mo = world.signed_in("mo")
    page = mo.submit(mo.get("/manage/tablets"), "/manage/tablets", label="Side room")
    assert f"{PUBLIC_URL}/kiosk/pair" in page.text


@pytest.mark.parametrize("said", [True, False])
def test_times_that_nobody_said_are_called_a_start(world: World, said: bool) -> None:
    if not said:
        Site.update(week=[], closes="").execute()
    page = world.signed_in("mo").get("/manage/practice/hours")
    assert ("These times are a start" in page.text) is not said


def test_a_letter_is_left_out_in_so_many_words(world: World) -> None:
    """Beside "Write letter 1", a button "Note it" left the letter out."""
    path, mo = raised(world), world.signed_in("mo")
    page = make(mo, path, *TO_LETTER)
    now = next(each for each in page.tree.iter("li") if each.get("aria-current") == "step")
    buttons = [" ".join(each.itertext()).strip() for each in now.iter("button")]
    assert buttons == ["Leave this step out"]


def test_a_request_that_deletes_nothing_says_so(world: World) -> None:
    """A receipt that is still in use stays: "Deleted the names in 0 visits" read as done."""
    mo = world.signed_in("mo")
    here = f"/manage/records/{world.card(world.signed().id).rpartition('/')[2]}"
    page = mo.submit(mo.get(here), f"{here}/delete", checked="photo")
    assert "stays: its receipt is still in use" in page.text
    assert "No names were deleted." in page.text
