"""A clock that was fast and a changed public URL make no forgery of what was signed meanwhile."""

from collections.abc import Iterator

import pytest

from kiosk.lookups import evidence, genuine
from kiosk.store.models import Consent
from signing import errors, receipts
from tests.cast import World

NEW = "https://ask.example.org"


@pytest.fixture
def fast(world: World) -> Consent:
    """Signed and agreed while the clock was a day ahead; it was put right."""
    world.clock.forward(hours=24)
    consent = world.decided()
    world.clock.forward(hours=-24)
    return consent


@pytest.fixture
def moved(world: World) -> Iterator[Consent]:
    """Signed and agreed before the public URL was changed, and the change was told."""
    consent = world.decided()
    held = world.app.extensions["secrets"]
    new = type(held)(held.key, held.receipt_keys, NEW, (held.issuer,))
    world.secrets = world.app.extensions["secrets"] = new
    yield consent
    world.app.extensions["secrets"] = held


@pytest.fixture(params=["fast", "moved"])
def signed(request: pytest.FixtureRequest) -> Consent:
    found: Consent = request.getfixturevalue(request.param)
    return found


def test_anyone_is_told_that_it_is_genuine(world: World, signed: Consent) -> None:
    browser = world.browser()
    page = browser.submit(browser.get("/v"), "/v", entry=signed.token)
    assert "Genuine" in page.text
    assert "Not genuine" not in page.text


def test_staff_find_whose_it_is(world: World, signed: Consent) -> None:
    alice = world.signed_in("alice")
    page = alice.submit(alice.get("/staff/"), "/staff/verify", entry=signed.token)
    assert page.path.startswith(world.card(signed.id))
    assert "not a genuine" not in page.text


def test_the_operator_is_told_so_too(world: World, signed: Consent) -> None:
    found = evidence.examine(world.secrets, world.clock(), signed.token)
    assert (found.genuine, found.witnessed) == (True, True)
    made, stands = evidence.decision(
        world.secrets, world.clock(), found.claims, signed.decision.token
    )
    assert (made.dec, stands) == ("agreed", True)


def test_the_strict_check_alone_would_refuse_both(world: World, signed: Consent) -> None:
    """The control."""
    with pytest.raises((errors.NotYetValid, errors.WrongIssuer)):
        receipts.check_genuine(
            signed.token,
            world.secrets.receipt_keys,
            issuer=world.secrets.issuer,
            audience=None,
            now=world.clock(),
        )


def test_a_url_that_was_never_told_is_no_forgery_either(world: World, moved: Consent) -> None:
    """Our key signed it: it says so, and what to do."""
    told = world.secrets
    untold = type(told)(told.key, told.receipt_keys, NEW)
    world.app.extensions["secrets"] = untold
    assert evidence.for_anyone(untold, world.clock(), moved.token)[0] == evidence.NEWER
    assert evidence.examine(untold, world.clock(), moved.token).reason == evidence.MOVED
    alice = world.signed_in("alice")
    page = alice.submit(alice.get("/staff/"), "/staff/verify", entry=moved.token)
    assert page.status == 422
    assert "ASKFIRST_FORMER_URLS" in page.text
    assert "not a genuine" not in page.text


def test_what_was_changed_is_a_forgery_still(world: World, signed: Consent) -> None:
    head, payload, signature = signed.token.split(".")
    forged = f"{head}.{payload}.{signature[:-2]}{'AA' if signature[-2:] != 'AA' else 'BA'}"
    assert evidence.for_anyone(world.secrets, world.clock(), forged)[0] == evidence.NOT_GENUINE
    with pytest.raises(errors.BadToken):
        genuine.receipt(world.secrets, forged, None, world.clock())


def test_an_address_of_before_is_read_from_the_settings(world: World) -> None:
    assert world.app.extensions["secrets"].former == world.app.config["ASKFIRST"].former_urls
