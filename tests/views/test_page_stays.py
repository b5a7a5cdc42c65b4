"""The service worker of the patient's pages, and the notice that each of them has ready (A2)."""

import json
import re

from kiosk.views.front.language import LOCALES
from tests.cast import World


def test_the_worker_speaks_every_language_and_may_be_new_at_once(world: World) -> None:
    answer = world.app.test_client().get("/worker.js")
    assert answer.mimetype == "text/javascript"
    assert answer.headers["Cache-Control"] == "no-cache"
    said = re.search(r"const AWAY = (.*);", answer.get_data(as_text=True))
    assert said
    away = json.loads(said[1])
    assert set(away) == set(LOCALES)
    assert {away[each]["dir"] for each in ("ar", "ur")} == {"rtl"}
    assert len({each["text"] for each in away.values()}) == len(LOCALES)


def test_every_page_of_a_patient_has_the_notice_in_their_words(world: World) -> None:
    """There is no fetching it later."""
    receipt = world.receipt(world.signed())
    for page in (
        world.phone().get("/journey/rules-before"),
        world.browser().get(receipt.page),
        world.browser().get(f"{receipt.page}/withdraw"),
    ):
        assert "No connection now" in page.text
        assert "Not sent. Tell your health worker now" in page.text
    assert "This tablet is not working now" in world.kiosk().get("/kiosk").text


def test_staffs_pages_have_neither(world: World) -> None:
    html = world.signed_in("alice").get("/staff/").html
    assert 'id="outage"' not in html
    assert "away." not in html
