"""What was wrong goes when it is mended, and nothing moves meanwhile (WCAG 3.3.1)."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from harness.patient import Walk
from tests.browser.hurry import hurry
from tests.browser.places import SUMMARY, press_on, say_no_to_all


def wrong(page: Page, step: str) -> Page:
    """A page of the walk sent with nothing given."""
    hurry(page, step)
    press_on(page)
    expect(page.locator(SUMMARY)).to_be_visible()
    return page


def test_a_field_that_is_filled_is_wrong_no_longer(phone: Callable[..., Walk]) -> None:
    page = wrong(phone().page, "you")
    name, day = page.locator("#name"), page.locator("#birth_date-day")
    before = name.bounding_box() or {}
    name.press_sequentially("B")
    expect(page.locator("#name-error")).to_be_hidden()
    expect(name).to_have_attribute("aria-describedby", "name-hint")
    assert (name.bounding_box() or {})["y"] == before["y"]
    expect(page.get_by_role("link", name="date of birth: add")).to_be_visible()
    day.press_sequentially("2")
    expect(page.locator(SUMMARY)).to_be_hidden()
    expect(page.locator("[class*='--error']")).to_have_count(0)


def test_the_line_for_no_type_at_all_goes_with_the_first_yes(phone: Callable[..., Walk]) -> None:
    page = hurry(phone().page, "types")
    say_no_to_all(page)
    expect(page.locator(f"{SUMMARY} a")).to_have_count(1)
    page.locator("form#step input[value=yes]").first.check(force=True)
    expect(page.locator(SUMMARY)).to_be_hidden()


def test_a_group_that_is_answered_is_wrong_no_longer(phone: Callable[..., Walk]) -> None:
    page = wrong(phone().page, "company")
    page.locator("[name=name]").fill("Sam")
    page.locator("[name=add]").click()
    role = page.locator("#role")
    expect(role).to_have_class("pills pills--error")
    role.locator("input").first.check(force=True)
    expect(role).to_have_class("pills")
    expect(page.locator("#says")).to_have_class("pills pills--error")
