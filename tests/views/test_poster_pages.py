"""The poster: printed by a manager, scanned by patients (M8)."""

import re

import pytest
from flask import g

from kiosk import links
from kiosk.actions import policies
from kiosk.store import packs, queries
from kiosk.store.models import Consent
from kiosk.views.manage.poster_sheets import sheet
from tests.cast import World, all_rows, trail


def path_of(world: World) -> str:
    return f"/p/{links.poster_code(world.secrets, world.here.id, world.here.poster_turn)}"


def test_the_page_says_where_the_poster_leads(world: World) -> None:
    page = world.signed_in("mo").get("/manage/poster")
    assert f"clinic.example:8000{path_of(world)}" in page.text


def test_a_phone_that_scans_it_walks_to_a_receipt(world: World) -> None:
    phone, path = world.browser(), path_of(world)
    before = all_rows()
    page = phone.get(path)
    assert all_rows() == before
    assert phone.submit(page, path).path.startswith("/journey/")
    world.sign(phone)
    consent = Consent.get()
    assert (consent.way_in, consent.kiosk_id, consent.site_id) == ("phone", None, world.here.id)


def test_a_typed_address_may_be_in_small_letters(world: World) -> None:
    assert world.browser().get(path_of(world).lower()).status == 200


def test_a_replaced_code_dies_at_once_and_says_whom_to_ask(world: World) -> None:
    mo, phone, old = world.signed_in("mo"), world.browser(), path_of(world)
    shown = phone.get(old)
    page = mo.submit(mo.get("/manage/poster"), "/manage/poster")
    assert "new code" in page.text
    assert old not in page.text
    for answer in (phone.get(old), phone.send(shown, old)):
        assert answer.status == 404
        assert "ask at reception" in answer.text
    new = re.search(r"/p/[0-9A-Z-]{9}", page.text)
    assert new is not None
    assert phone.get(new[0]).status == 200


def test_a_double_tap_replaces_the_code_once(world: World) -> None:
    mo = world.signed_in("mo")
    page = mo.get("/manage/poster")
    for _tap in range(2):
        assert mo.submit(page, "/manage/poster").status == 200
    assert trail().count("poster.replace") == 1


@pytest.mark.parametrize("turn", ["", "-1", "x", "7", "9" * 30])
def test_a_turn_that_was_never_shown_replaces_nothing(world: World, turn: str) -> None:
    mo = world.signed_in("mo")
    page = mo.send(mo.get("/manage/poster"), "/manage/poster", turn=turn)
    assert page.status == 409
    assert "poster.replace" not in trail()


def test_a_clinician_cannot_replace_it(world: World) -> None:
    alice = world.signed_in("alice")
    assert alice.get("/manage/poster").status == 403
    token = alice.get("/staff/").form("/staff/verify")
    assert alice.post("/manage/poster", token | {"turn": "0"}).status == 403


def test_the_pack_says_which_rules_stand_on_it(world: World) -> None:
    """Data, not code."""
    pack, _words = packs.read_pack(packs.default_pack())
    with world.app.test_request_context("/"):
        g.site = world.here
        rules = sheet("patients", "a4", "en")["rules"]
    assert len(rules) == len(pack["poster"])
    assert all(each["picture"].startswith("<svg xmlns=") for each in rules)


def test_a_managers_refusal_is_in_english_whatever_a_patient_read_in_that_browser(
    world: World,
) -> None:
    """The poster is the manager's page, as every other under `/manage`."""
    urdu = next(each for each in queries.languages_of(world.here) if each.code == "ur")
    policies.offer_language(world.context(), urdu.text)
    mo = world.signed_in("mo")
    mo.submit(mo.open(f"{path_of(world)}?lang=ur"), path_of(world))
    assert 'lang="ur"' in mo.open("/journey/").html
    page = mo.send(mo.get("/manage/poster"), "/manage/poster", turn="7")
    assert page.status == 409
    assert '<html lang="en"' in page.html
    assert "Somebody changed this a moment ago" in page.text
