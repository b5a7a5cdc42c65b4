"""A clinician with a card open, and what the patient's page says, for tests of the room."""

from kiosk.store.models import Consent
from tests.cast import World
from tests.pages import Browser, Page


class Card:
    """One clinician with one checked card open: each verb is the button of that name."""

    def __init__(self, world: World, consent: Consent, name: str = "alice") -> None:
        world.verify(consent)
        self.browser: Browser = world.signed_in(name)
        self.here = world.card(consent.id)
        self.page: Page = self.browser.get(self.here)

    def press(self, verb: str, **typed: object) -> Page:
        """Send the form and see the card that comes of it.

        Someone who came in is named once recording has paused for it, and after a stop the note
        is next (B4, B5 of the room): here the card is opened again.
        """
        if verb == "came-in" and not self.has(verb):
            self.press("pause", why="came_in")
        self.page = self.browser.submit(self.page, f"{self.here}/{verb}", **typed)
        if verb == "stop":
            assert self.page.path == f"{self.here}/note"
            self.page = self.browser.get(self.here)
        return self.page

    def has(self, verb: str) -> bool:
        return f'action="{self.here}/{verb}"' in self.page.html


def phone_says(world: World, consent: Consent) -> str:
    return world.browser().get(world.receipt(consent).page).text
