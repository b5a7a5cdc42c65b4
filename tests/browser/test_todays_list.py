"""Today's list under a finger: a tap lands on what was under it when the finger came down (E2)."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from harness.clinician import Desk
from harness.devices import DESKTOP
from harness.patient import Walk

MADE_UP = "x-made-up"  # told apart from a list that was asked for before: it may come late


@pytest.fixture
def sign(phone: Callable[..., Walk]) -> Callable[[str], None]:
    def signed(name: str) -> None:
        walk = phone()
        walk.name = name
        walk.hurry().sign()

    return signed


def point_at(page: Page, name: str) -> None:
    """Bring the row to the middle of the screen, and the finger over it."""
    Desk(page).row(name).evaluate("each => each.scrollIntoView({block: 'center'})")
    page.mouse.move(*middle(page, name))


def middle(page: Page, name: str) -> tuple[float, float]:
    box = Desk(page).row(name).bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def add_above(page: Page, name: str) -> None:
    """Let the next answer bring one more row, above the others."""
    page.route(
        "**/staff/list*",
        lambda route: route.fulfill(
            status=200,
            headers={"Content-Type": "text/html", MADE_UP: name},
            body=page.evaluate(
                """(name) => {
                  const list = document.getElementById("list").cloneNode(true);
                  const first = list.querySelector("li").cloneNode(true);
                  first.querySelector(".row__name").textContent = name;
                  first.querySelector("a").id = "row-0";
                  list.querySelector("ul").prepend(first);
                  return list.outerHTML;
                }""",
                name,
            ),
        ),
        times=1,
    )


@pytest.mark.parametrize("steady", [True, False], ids=["steady", "control"])
def test_a_row_that_comes_between_pushes_nobody_away(
    sign: Callable[[str], None], desk: Callable[..., Desk], steady: bool
) -> None:
    """The control: without the script, the same finger opens somebody else."""
    who = f"Petra {'Steady' if steady else 'Control'}"
    sign(who)
    page = desk(device=DESKTOP).page
    if not steady:
        page.route("**/steady*.js", lambda route: route.fulfill(content_type="text/javascript"))
    page.reload()
    row = Desk(page).row(who)
    expect(row).to_be_visible()
    point_at(page, who)
    before = middle(page, who)
    # Chromium holds a scrolled page where it is by itself; not every browser does.
    page.evaluate("document.documentElement.style.overflowAnchor = 'none'")
    page.mouse.down()
    add_above(page, "Nora New")
    with page.expect_response(lambda answer: MADE_UP in answer.headers):
        pass
    if steady:
        page.wait_for_timeout(300)
    else:
        expect(Desk(page).row("Nora New")).to_be_visible()
    assert (middle(page, who) == before) is steady
    page.mouse.up()
    if not steady:
        return
    page.wait_for_url("**/staff/consents/*")
    expect(page.get_by_role("button", name=f"Yes, this is {who}")).to_be_visible()


def test_what_was_held_back_comes_when_the_finger_is_gone(
    sign: Callable[[str], None], desk: Callable[..., Desk]
) -> None:
    sign("Petra Held")
    page = desk(device=DESKTOP).page
    point_at(page, "Petra Held")
    page.mouse.down()
    sign("Wanda Waited-For")
    page.wait_for_timeout(4000)
    expect(Desk(page).row("Wanda Waited-For")).to_have_count(0)
    page.mouse.move(5, 5)
    page.mouse.up()
    expect(Desk(page).row("Wanda Waited-For")).to_be_visible()
