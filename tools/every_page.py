"""Every page that a patient may see, in one language and on one device, to be looked at.

Nothing here reads a word of the pages: what is tapped is found by its class, and answers are
posted by step, so that every language is walked alike.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from playwright.sync_api import Page

from harness.answers import FORMS
from harness.clinician import Card
from harness.devices import DESKTOP, PHONE, Device
from harness.eyes import scan
from harness.patient import Receipt
from tools.album import TABLETS, Album, Clinic

FORM = "application/x-www-form-urlencoded"
STROKES = [[[90, 250], [180, 90], [260, 250], [350, 90], [430, 250]], [[520, 190], [700, 150]]]
CHILD = {
    "whose": {"whose": "child"},
    "behalf": {"signer": "Ciara O’Neill", "relationship": "parent"},
    "where": {"where": "ward"},
    "types": {"sound": "yes", "video": "yes", "photo": "yes", "live": "no"},
    "part": {"part": "whole"},
    "by": {"by": "companion"},
    "others": {"others": "maybe"},
    "reason": {"reason": "disability"},
    "audience": {"audience": "online"},
    "you": {"name": "Aoife O’Neill", "day": "2", "month": "11", "year": "2019"},
    "signature": {"how": "drawn", "strokes": json.dumps(STROKES), "helper": "Nia Hughes"}
    | {"helper_role": "staff"},
}
PEOPLE = (("Sam O’Neill", "companion", "yes"), ("", "student", "ask"), ("", "staff", "no"))
WITNESS = {"way": "witness", "how": "gesture", "witness": "Ada Fern", "records": "no"}
WRONG: dict[str, dict[str, Any]] = {
    "different": {},
    "behalf": {},
    "types": {"sound": "no", "video": "no", "photo": "no", "live": "no"},
    "company": {"add": "yes"},
    "you": {"name": "M", "day": "31", "month": "2", "year": "1948", "nhs_number": "943 476 5910"},
    "statements": {},
    "signature": {"how": "typed", "name": ""},
}
# Send the form in front with these fields, whatever else it holds.
FILL = """(fields) => {
  const form = document.getElementById("step");
  for (const box of form.querySelectorAll(":checked")) box.checked = false;
  for (const [name, values] of Object.entries(fields)) {
    const text = form.querySelector(`input[name=${name}]:not([type=radio], [type=checkbox])`);
    if (text) { text.value = values; continue; }
    for (const value of [values].flat()) {
      const hidden = document.createElement("input");
      form.append(Object.assign(hidden, { type: "hidden", name, value }));
    }
  }
  form.submit();
}"""
THEMES = (
    {"contrast": "high"},
    {"colours": "dark"},
    {"contrast": "high", "colours": "dark"},
    {"size": "largest"},
)
THEMED_ON, THEMED_IN = ("tablet", "phone"), ("en", "ur")
THEMED = (
    "rules-before",
    "usual",
    "different",
    "types",
    "company",
    "you",
    "statements",
    "signature",
    "check",
)


class Tour:
    """One patient's walk, page by page, a picture of each."""

    def __init__(self, page: Page, album: Album, name: str, forms: Mapping[str, Any]) -> None:
        self.page = page
        self.album = album
        self.name = name
        self.forms = {**FORMS, **forms}
        token = page.locator("input[name=csrf_token]").first
        self.csrf = token.get_attribute("value") or ""

    @property
    def step(self) -> str:
        """The last word of the address."""
        return self.page.url.partition("?")[0].rpartition("/")[2]

    def until(self, last: str = "check", *, quiet: bool = False) -> Tour:
        """Answer page after page until this one, which is open then."""
        for _page in range(40):
            said = "said=" in self.page.url  # what an answer leads to, beside it
            if not quiet:
                self.album.take(self.page, f"{self.name}-{self.step}{'-said' if said else ''}")
            if said:
                self.page.locator(".actions__main").click()
                continue
            if self.step == last:
                return self
            self.answer(self.step, self.forms.get(self.step, {}))
        raise AssertionError(f"no page {last!r} on this walk; it is at {self.step!r}")

    def answer(self, step: str, form: Mapping[str, Any]) -> None:
        """Post one page's answer, and open the page that comes next."""
        page = self.page
        body = urlencode({"csrf_token": self.csrf, **form}, doseq=True)
        headers = {"Content-Type": FORM, "Referer": page.url}
        post = page.context.request.post
        done = post(f"/journey/{step}", data=body, headers=headers, max_redirects=0)
        if done.status != 303:
            raise AssertionError(f"{step}: {done.status} {done.text()[:2000]}")
        page.goto(done.headers["location"])

    def open(self, path: str, name: str) -> Tour:
        """A page beside the way."""
        self.page.goto(path)
        self.album.take(self.page, f"{self.name}-{name}")
        return self

    def wrong(self, step: str, form: Mapping[str, Any]) -> None:
        """The page with its faults named, as a browser shows it."""
        self.page.goto(f"/journey/{step}")
        with self.page.expect_navigation():
            self.page.evaluate(FILL, form)
        self.album.take(self.page, f"errors-{step}")


def patients(clinic: Clinic, device: Device, language: str, album: Album) -> None:
    """All of it."""
    _first(clinic, device, language, album)
    _walks(clinic, device, language, album)
    _turnings(clinic, device, language, album)
    _errors(clinic, device, language, album)
    _states(clinic, device, language, album)
    if device in TABLETS:
        _manners(clinic, device, language, album)
    else:
        _phone_only(clinic, device, language, album)
    for theme in THEMES if device.name in THEMED_ON and language in THEMED_IN else ():
        _themes(clinic, device, language, album, theme)


def _first(clinic: Clinic, device: Device, language: str, album: Album) -> None:
    page = clinic.devices.open(device, state=clinic.tablet if device in TABLETS else None)
    page.goto(f"{'/kiosk' if device in TABLETS else clinic.handoff()}?lang={language}")
    album.take(page, "first")
    page.locator(".comfort__open").click()
    album.take(page, "first-comfort-open")


def _tour(
    clinic: Clinic, device: Device, language: str, album: Album, name: str, **forms: Any
) -> Tour:
    return Tour(clinic.begin(device, language), album, name, forms)


def _walks(clinic: Clinic, device: Device, language: str, album: Album) -> None:
    usual = _tour(clinic, device, language, album, "usual", usual={"usual": "right"})
    usual.until("usual", quiet=True).until()
    mine = _tour(clinic, device, language, album, "mine").until()
    mine.open("/journey/rules-all?back=rules-before", "rules-all")
    mine.open("/journey/where", "answered")
    mine.open("/journey/refuse", "refuse")
    child = _tour(clinic, device, language, album, "child", **CHILD).until("company")
    for who, role, says in PEOPLE:
        child.answer("company", {"name": who, "role": role, "says": says, "add": "yes"})
    child.forms["company"] = {}
    child.open("/journey/company", "people").until()
    child.open("/journey/signature", "signature-drawn")


def _turnings(clinic: Clinic, device: Device, language: str, album: Album) -> None:
    """Where answers lead aside: doubts, ends, a witness."""
    witness = _tour(clinic, device, language, album, "witness", signature=WITNESS)
    witness.until("signature", quiet=True).open("/journey/signature?way=witness", "way")
    witness.answer("signature", WITNESS)
    album.take(witness.page, "doubt-hold")
    witness.answer("hold", {"hold": "yes"})
    album.take(witness.page, "witness-check")
    for name, last, forms in (
        ("doubt", "together", {"by": {"by": "companion"}}),
        ("doubt", "own", {"you": CHILD["you"]}),
        ("end", "not-here", {"where": {"where": "waiting"}}),
        ("end", "patient-no", {**CHILD, "by": {"by": "patient"}, "child": {"child": "not_ok"}}),
        ("carer", "objects", {**CHILD, "whose": {"whose": "carer"}, "by": {"by": "patient"}}),
    ):
        tour = _tour(clinic, device, language, album, name, **forms).until(last, quiet=True)
        album.take(tour.page, f"{name}-{last}")


def _errors(clinic: Clinic, device: Device, language: str, album: Album) -> None:
    tour = _tour(clinic, device, language, album, "errors", whose=CHILD["whose"])
    for step, form in WRONG.items():
        tour.until(step, quiet=True).wrong(step, form)
        tour.page.goto(f"/journey/{step}")
    page = tour.page
    page.goto("/journey/signature?way=witness")
    page.locator(".actions__main").click()
    page.locator(".nhsuk-error-summary").wait_for()
    album.take(page, "errors-witness")
    gone = clinic.devices.open(device, state=clinic.tablet if device in TABLETS else None)
    for path, name in (("/journey/rules-before", "gone"), ("/h/x", "link"), ("/m/x", "move")):
        gone.goto(f"{path}?lang={language}")
        album.take(gone, f"error-{name}")


def later() -> str:
    """A time to wait until: an hour from now, and still today."""
    now = datetime.now(ZoneInfo("Europe/London"))
    last = now.replace(hour=23, minute=59)
    return min(now + timedelta(hours=1), last).strftime("%H:%M")


def sign(tour: Tour) -> Receipt:
    """The last tap."""
    tour.until(quiet=True)
    tour.page.locator(".actions__main").click()
    tour.page.locator(".code").wait_for()
    return Receipt(tour.page)


def _states(clinic: Clinic, device: Device, language: str, album: Album) -> None:
    """One receipt, state by state; and those that ended."""
    video = {
        "types": {"sound": "yes", "video": "yes", "photo": "no", "live": "no"},
        "part": {"part": "whole"},
    }
    receipt = sign(_tour(clinic, device, language, album, "receipt", **video))
    album.take(receipt.page, "receipt-1-new")
    card = clinic.desk().verify(receipt.code)
    for name, act in _decisions(card):
        act()
        receipt.page.reload()
        album.take(receipt.page, f"receipt-{name}")
    refused = _tour(clinic, device, language, album, "refused").page
    refused.goto("/journey/refuse")
    refused.locator(".actions__main").click()
    refused.locator(".code").wait_for()
    album.take(refused, "receipt-9-refused")


def _decisions(card: Card) -> list[tuple[str, Callable[[], None]]]:
    return [
        ("2-verified", lambda: None),
        ("3-wait", card.ask_to_wait),
        ("4-not-agreed", lambda: card.do_not_agree("It distracts from care")),
        ("3-wait-until", lambda: card.ask_to_wait(later())),
        ("5-conditions", lambda: card.agree_with("Talking only", "No faces or name badges")),
        ("5-agreed", card.agree),
        ("6-recording", card.start),
        ("7-stopped", card.stop),
    ]


def _phone_only(clinic: Clinic, device: Device, language: str, album: Album) -> None:
    """What is done with a receipt in the hand."""
    receipt = sign(_tour(clinic, device, language, album, "kept"))
    page, address = receipt.page, receipt.page.url
    for path in ("again", "withdraw"):
        page.goto(f"{address}/{path}")
        album.take(page, f"receipt-{path}")
    album.keep(page.context.request.get(f"{address}/receipt.png").body(), "receipt-sheet")
    (album.folder / "receipt-sheet.pdf").write_bytes(
        page.context.request.get(f"{address}/receipt.pdf").body()
    )
    page.goto(address)
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 559, "height": 794})
    album.take(page, "receipt-on-paper")
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": device.width, "height": device.height})
    for name, assignment in (
        ("expired", "expires_at = signed_at"),
        ("superseded", "state = 'superseded', ended_at = signed_at"),
    ):
        other = sign(_tour(clinic, device, language, album, "kept"))
        clinic.change(other, assignment)
        other.page.reload()
        album.take(other.page, f"receipt-9-{name}")
    page.goto(f"{address}/withdraw")
    page.locator(".actions__main").click()
    page.locator(".band--over").wait_for()
    album.take(page, "receipt-9-withdrawn")
    page.context.set_offline(True)
    page.locator("[data-lost]:not([hidden])").wait_for()
    album.take(page, "receipt-9-lost")
    page.context.set_offline(False)


def _manners(clinic: Clinic, device: Device, language: str, album: Album) -> None:
    """The tablet asks, moves a patient on, and is out of order."""
    tour = _tour(clinic, device, language, album, "tablet").until("types", quiet=True)
    tour.open("/journey/move", "move")
    phone = clinic.devices.open(PHONE)
    phone.goto(scan(tour.page))
    album.take(phone, "move-landing-on-phone")
    tour.page.goto("/journey/still-here?at=types")
    album.take(tour.page, "still-here-without-scripts")
    page = clinic.devices.open(device, state=clinic.tablet)
    page.clock.install()
    page.goto(f"/kiosk?lang={language}")
    page.locator(".attract__button").click()
    page.wait_for_url("**/journey/*")
    while not page.locator("#idle[open]").count():  # a longer page is given longer
        page.clock.fast_forward(15_000)
    album.take(page, "still-here")
    page.evaluate("idle.close(); outage.showModal()")
    album.take(page, "outage")
    office = clinic.devices.open(DESKTOP, state=clinic.manager)
    office.goto("/manage/tablets")
    office.locator("button[name=works]").first.click()
    page.goto(f"/kiosk?lang={language}")
    album.take(page, "out-of-order")
    office.locator("button[name=works]").first.click()
    office.goto(f"/manage/poster?lang={language}")
    album.take(office, "poster")


def _themes(
    clinic: Clinic, device: Device, language: str, album: Album, theme: Mapping[str, str]
) -> None:
    """The same pages in colours and sizes that a patient chose."""
    name = "theme-" + "-".join(theme.values())
    tour = _tour(clinic, device, language, album, name)
    tour.page.locator(".comfort__open").click()
    for field, value in theme.items():
        tour.page.locator(f".comfort__choice[name={field}][value={value}]").click()
        tour.page.locator(f"html.{'size' if field == 'size' else field}-{value}").wait_for()
    for step in THEMED:
        tour.until(step, quiet=True)
        tour.page.reload()
        album.take(tour.page, f"{name}-{step}")
    album.take(sign(tour).page, f"{name}-receipt")
