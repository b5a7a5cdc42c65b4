"""Every page of the manager's, for an album: as a practice has them that writes its own rules."""

from harness.clinician import Office
from harness.devices import Device
from tools.album import Album, Clinic

PAGES = (
    *("practice", "practice/hours", "practice/pause", "practice/allows", "practice/links"),
    *("tablets", "people", "people/invite", "people/sign-ins", "people/second-step"),
    *("rules", "rules/draft", "rules/draft/en/rules-before", "rules/draft/ur/rules-before"),
    *("rules/draft/en/poster", "rules/draft/en/question-types", "rules/check", "rules/compare"),
    *("rules/draft/own", "rules/languages", "rules/languages/ur", "rules/import", "rules/publish"),
    *("poster", "concerns", "concerns/words", "numbers", "records", "retention", "server"),
)


def office(clinic: Clinic, device: Device, album: Album) -> None:
    """The manager's home, and what it leads to; with a draft, a concern and a new pairing code."""
    page = clinic.devices.open(device, state=clinic.manager)
    desk = Office(page).open()
    album.take(page, "manage")
    page.goto("/manage/rules")
    page.get_by_role("button", name="Begin a draft").first.click()
    page.goto("/manage/rules/draft/en/rules-before")
    page.locator("[name='rules.R2.text']").fill("You must choose. Your care goes ahead.")
    page.get_by_role("button", name="Save").first.click()
    for part in PAGES:
        page.goto(f"/manage/{part}")
        album.take(page, f"manage-{part.replace('/', '-')}")
    desk.open().pairing_code("Reception")
    album.take(page, "manage-pairing-code")
