"""Through the walk without its pages: each answer posted, so that a test begins where it must."""

from typing import Any
from urllib.parse import urlencode

from playwright.sync_api import Page

from harness.answers import FORMS

FORM = "application/x-www-form-urlencoded"


def hurry(page: Page, until: str = "check", *, name: str = "", **forms: dict[str, Any]) -> Page:
    """Answer from the page in front up to the page called `until`, and open that one.

    `forms` are answers other than the usual ones, by page.
    """
    csrf = page.locator("input[name=csrf_token]").first.get_attribute("value") or ""
    referer, where = page.url, "/journey/"
    for _step in range(40):
        where = _location(page, where, referer) if where == "/journey/" else where
        step = where.partition("?")[0].rpartition("/")[2]
        if step in (until, "check"):
            page.goto(where)
            return page
        form = {"csrf_token": csrf, **FORMS.get(step, {}), **_named(step, name)}
        form |= forms.get(step, {})
        where = _posted(page, where, urlencode(form, doseq=True), referer)
    raise AssertionError(f"no page {until!r} on this walk; it is at {where!r}")


def _named(step: str, name: str) -> dict[str, str]:
    return {"name": name} if name and step in ("you", "signature") else {}


def _location(page: Page, path: str, referer: str) -> str:
    answer = page.context.request.get(path, headers={"Referer": referer}, max_redirects=0)
    return str(answer.headers["location"])


def _posted(page: Page, path: str, form: str, referer: str) -> str:
    headers = {"Content-Type": FORM, "Referer": referer}
    answer = page.context.request.post(path, data=form, headers=headers, max_redirects=0)
    assert answer.status == 303, f"{path}: {answer.status} {answer.text()[:2000]}"
    return str(answer.headers["location"])
