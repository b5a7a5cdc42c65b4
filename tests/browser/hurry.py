"""Through the walk without its pages: each answer posted, so that a test begins where it must."""

import html
import re
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Page

from harness.answers import FORMS
from harness.client import Client

ONWARD = re.compile(r'actions__main" href="([^"]+)"')


def hurry(page: Page, until: str = "check", *, name: str = "", **forms: dict[str, Any]) -> Page:
    """Answer from the page in front up to the page called `until`, and open that one.

    `forms` are answers other than the usual ones, by page. They go past the browser, to which each
    would be some work, under its cookies; no answer of a walk changes them.
    """
    client, where = _beside(page), "/journey/"
    where = client.get(where).location
    for _step in range(40):
        step = where.partition("?")[0].rpartition("/")[2]
        if "said=" in where:  # what an answer leads to, beside it
            where = html.unescape(ONWARD.search(client.get(where).text)[1])
            continue
        if step in (until, "check"):
            client.close()
            page.goto(where)
            return page
        form = FORMS.get(step, {}) | _named(step, name) | forms.get(step, {})
        answer = client.post(where, form)
        assert answer.status == 303, f"{where}: {answer.status} {answer.text[:2000]}"
        assert not answer.cookies, f"{where} changes {[*answer.cookies]}: the browser must know"
        where = answer.location
    raise AssertionError(f"no page {until!r} on this walk; it is at {where!r}")


def _beside(page: Page) -> Client:
    """A client that the server takes for this page's browser."""
    url = urlsplit(page.url)
    client = Client(f"{url.scheme}://{url.netloc}")
    client.cookies = {each["name"]: each["value"] for each in page.context.cookies()}
    client.csrf = page.locator("input[name=csrf_token]").first.get_attribute("value") or ""
    return client


def _named(step: str, name: str) -> dict[str, str]:
    return {"name": name} if name and step in ("you", "signature") else {}
