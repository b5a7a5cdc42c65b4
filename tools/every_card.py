"""Every state of the clinician's card, with its bar, and of the room's other screens.

Beside each card stands the patient's phone, in the same state, as they would in the room.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import Any

from playwright.sync_api import Page

from harness.devices import PHONE, Device
from harness.patient import Receipt
from tools.album import Album, Clinic
from tools.every_page import CHILD, Tour, later, sign

LONG = ("Wolfeschlegelsteinhausenbergerdorff-" * 5 + "Maria Fernández de Córdoba")[:200]
Forms = Mapping[str, Any]
CASES: dict[str, Forms] = {
    "adjustment": {"reason": {"reason": "disability"}, "audience": {"audience": "app"}},
    "alone": {"more": {"more": "pressed"}},
    "remote": {"where": {"where": "remote"}},
    "long-name": {"you": {"name": LONG, "day": "1", "month": "1", "year": "1970"}},
    "right-to-left": {
        "you": {"name": "محمد عبد الرحمن الأنصاري", "day": "9", "month": "9"} | {"year": "1959"}
    },
}


class Room:
    """One patient's phone and one clinician's card."""

    def __init__(self, clinic: Clinic, device: Device, album: Album, **forms: Any) -> None:
        self.clinic = clinic
        self.album = album
        self.device = device
        self.receipt = signed(clinic, album, **forms)
        self.card = clinic.desk(device).verify(self.receipt.code)

    def take(self, name: str, phone: str = "") -> Room:
        """Both screens, the phone once it says its word."""
        if phone:
            self.receipt.says(phone)
            self.album.take(self.receipt.page, f"{name}-patient")
        self.album.take(self.card.page, name)
        return self


def signed(clinic: Clinic, album: Album, **forms: Any) -> Receipt:
    """A receipt on a phone, after a walk with these answers."""
    return sign(Tour(clinic.begin(PHONE, "en"), album, "", forms))


def rooms(clinic: Clinic, device: Device, album: Album) -> None:
    """All of it on one device."""
    _decisions(clinic, device, album)
    _visit(clinic, device, album)
    _beaten(clinic, device, album)
    _second_screen(clinic, device, album)
    for name, forms in CASES.items():
        Room(clinic, device, album, **forms).take(f"card-0-{name}")
    _child(clinic, device, album)
    _endings(clinic, device, album)
    _found(clinic, device, album)


def _decisions(clinic: Clinic, device: Device, album: Album) -> None:
    types = {"sound": "yes", "video": "yes", "photo": "no", "live": "no"}
    video = {"types": types, "part": {"part": "whole"}}
    room = Room(clinic, device, album, **video)
    card, page = room.card, room.card.page
    room.take("card-0-undecided", "Do not record yet")
    card.agreeing.click()
    page.get_by_role("alert").filter(visible=True).wait_for()
    room.take("card-0-errors")
    card.ask_to_wait()
    room.take("card-1-wait", "Please wait")
    card.ask_to_wait(later())
    room.receipt.page.get_by_text("Ask again at").wait_for()
    room.take("card-1-wait-until", "Please wait")
    _change(clinic, "UPDATE decision SET wait_until = at WHERE kind = 'wait'")
    card.says("The wait is over: decide")
    room.take("card-1-wait-over", "Please ask again")
    card.do_not_agree("It distracts from care")
    room.take("card-2-not-agreed", "Not this time")
    card.undo()
    room.take("card-2-undone", "Do not record yet")
    card.agree_with("Talking only", "No faces or name badges", "Pause for the examination")
    room.take("card-3-conditions", "You can record")


def _lost(room: Room) -> None:
    """The network goes, and comes back."""
    for page in (room.receipt.page, room.card.page):
        page.context.set_offline(True)
    room.card.page.get_by_text("Lost touch with the server").wait_for()
    room.take("card-4-lost", "Lost touch")
    for page in (room.receipt.page, room.card.page):
        page.context.set_offline(False)
    room.receipt.says("You can record")


def _beaten(clinic: Clinic, device: Device, album: Album) -> None:
    """Somebody else decided while this page was open, and could not hear of it."""
    room = Room(clinic, device, album)
    page = room.card.page
    page.route("**/live?*", lambda route: route.abort())
    clinic.desk(device).verify(room.receipt.code).ask_to_wait()
    room.card.do_not_agree_too_late("It distracts from care")
    page.get_by_text("Yours was not kept").wait_for()
    room.take("card-1-beaten")


def _visit(clinic: Clinic, device: Device, album: Album) -> None:
    """From the start of a recording to its note, and the next clinician."""
    room = Room(clinic, device, album)
    card, page = room.card, room.card.page
    card.agree()
    room.take("card-4-agreed", "You can record")
    _lost(room)
    card.start()
    room.take("card-5-recording", "Recording now")
    _open(page, "More")
    room.take("card-5-recording-more")
    page.get_by_role("button", name="Someone came in").click()
    page.get_by_role("group", name="Who came in?").wait_for()
    room.take("card-5-recording-came-in", "Pause recording")
    card.came_in("Student")
    room.take("card-6-someone-to-ask", "Pause recording")
    card.said("Student", "No")
    card.says("Someone said no")
    room.take("card-6-someone-said-no", "Pause recording")
    card.said("Student", "Left")
    card.says("Recording paused")
    room.take("card-6-paused", "Pause recording")
    card.resume()
    card.hand_over()
    room.take("card-7-handed-over", "Stop recording")
    card.agree()
    card.start()
    card.stop()
    room.take("card-8-stopped", "Stop recording")
    _note(card.open_note(), album)


def _note(page: Page, album: Album) -> None:
    album.take(page, "note")
    page.get_by_role("button", name="Copy and keep").click()
    page.locator("[data-copied]", has_text="ept ").wait_for()
    album.take(page, "note-kept")


def _second_screen(clinic: Clinic, device: Device, album: Album) -> None:
    room = Room(clinic, device, album)
    card = room.card
    card.agree()
    card.start()
    address = card.second_screen()
    album.take(card.page, "second-screen-invitation")
    wall = clinic.devices.open(device)
    wall.goto(address)
    album.take(wall, "second-screen-recording")
    card.page.go_back()
    for name, act, word in (
        ("paused", card.pause, "Recording paused"),
        ("quiet", card.stop, "No recording agreed now"),
    ):
        act()
        wall.get_by_text(word, exact=True).filter(visible=True).wait_for()
        album.take(wall, f"second-screen-{name}")


def _child(clinic: Clinic, device: Device, album: Album) -> None:
    """A child, whose parent signed, with three others in the room."""
    people = (("Sam O’Neill", "companion", "yes"), ("", "student", "ask"))
    tour = Tour(clinic.begin(PHONE, "en"), album, "", CHILD).until("company", quiet=True)
    for who, role, says in people:
        tour.answer("company", {"name": who, "role": role, "says": says, "add": "yes"})
    tour.forms["company"] = {}
    receipt = sign(tour)
    album.take(clinic.desk(device).verify(receipt.code).page, "card-0-child")


def _endings(clinic: Clinic, device: Device, album: Album) -> None:
    """A change of mind, the end of the day, rules that changed, and a patient who said no."""
    room = Room(clinic, device, album)
    room.receipt.withdraw()
    room.card.says("Withdrawn by patient")
    room.take("card-9-withdrawn", "You changed your mind")
    for name, assignment, phone, word in (
        ("expired", "expires_at = signed_at", "This has ended", "Expired"),
        (
            "superseded",
            "state = 'superseded', ended_at = signed_at",
            "Please sign again",
            "No longer valid: sign again",
        ),
    ):
        room = Room(clinic, device, album)
        clinic.change(room.receipt, assignment)
        room.card.says(word)
        room.take(f"card-9-{name}", phone)
    page = clinic.begin(PHONE, "en")
    page.goto("/journey/refuse")
    page.locator(".actions__main").click()
    page.locator(".code").wait_for()
    album.take(clinic.desk(device).verify(Receipt(page).code).page, "card-9-refused")


def _found(clinic: Clinic, device: Device, album: Album) -> None:
    """A recording that was found out (K8)."""
    page = clinic.desk(device).page
    page.get_by_role("link", name="Found a recording?").click()
    album.take(page, "covert")
    write = page.get_by_role("button", name="Write the note")
    write.click()
    page.get_by_role("alert").filter(visible=True).wait_for()
    album.take(page, "covert-errors")
    for label in (
        "The patient’s own consultation",
        "To remember what was said",
        "A written summary",
        "They stopped recording",
        "Tell the practice manager about this",
    ):
        page.get_by_label(label).check()
    write.click()
    page.get_by_role("textbox", name="Note of a recording").wait_for()
    album.take(page, "covert-note")


def _open(page: Page, words: str) -> None:
    page.locator(".visit summary", has_text=words).click()


def _change(clinic: Clinic, statement: str) -> None:
    """Bring about what takes hours."""
    with sqlite3.connect(clinic.server.data_dir / "askfirst.db", timeout=5) as database:
        database.execute(statement)
