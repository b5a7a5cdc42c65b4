"""A card's address cannot be guessed: nobody reads the cards of all time by counting upwards."""

from kiosk import links
from kiosk.links import Secrets
from tests.cast import World


def test_a_card_is_found_at_its_own_address_alone(world: World) -> None:
    consent, alice = world.signed(), world.signed_in("alice")
    here = world.card(consent.id)
    assert alice.get(here).status == 200
    for guess in (consent.id, f"{consent.id:032d}", "A" * 32, here[-32:].swapcase()):
        for part in ("", "/live", "/note", "/screen"):
            assert alice.get(f"/staff/consents/{guess}{part}").status == 404


def test_nothing_is_done_at_a_guessed_address(world: World) -> None:
    consent, alice = world.recording(), world.signed_in("alice")
    tokens = alice.get("/staff/").form("/staff/verify")
    for verb in ("verify", "not-them", "decide", "start", "stop", "note", "participants/1"):
        assert alice.post(f"/staff/consents/{consent.id}/{verb}", tokens).status == 404
    assert alice.post(f"{world.card(consent.id)}/stop", tokens).status == 303


def test_the_receipts_own_key_opens_no_card(world: World) -> None:
    """The patient's secret is not the clinic's."""
    consent, alice = world.signed(), world.signed_in("alice")
    key = world.receipt(consent).page.removeprefix("/r/")
    assert key not in world.card(consent.id)
    assert alice.get(f"/staff/consents/{key}").status == 404


def test_another_places_secret_gives_other_addresses(world: World) -> None:
    consent, alice = world.signed(), world.signed_in("alice")
    strange = Secrets("z" * 48, world.secrets.receipt_keys, "")
    assert alice.get(f"/staff/consents/{links.card_key(strange, consent.id)}").status == 404


def test_the_list_leads_to_it_and_shows_no_number(world: World) -> None:
    consent, alice = world.signed(), world.signed_in("alice")
    page = alice.get("/staff/")
    assert f'href="{world.card(consent.id)}"' in page.html
    assert f"/consents/{consent.id}" not in page.html
