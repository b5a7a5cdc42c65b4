"""Pages are compressed for those who take it, and are the same page."""

import gzip

from tests.cast import World


def test_a_page_is_compressed_for_a_browser_that_takes_it(world: World) -> None:
    """Each step of the walk has to be light on a waiting room's network."""
    plain = world.app.test_client().get("/", headers={"Accept-Encoding": "identity"})
    packed = world.app.test_client().get("/", headers={"Accept-Encoding": "gzip, br"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert "Accept-Encoding" in packed.headers["Vary"]
    page = gzip.decompress(packed.get_data()).decode()
    assert "Ask first, then record" in page
    assert len(packed.get_data()) < len(plain.get_data())


def test_a_page_that_repeats_its_address_is_not_compressed(world: World) -> None:
    """BREACH: text of an attacker's beside a CSRF token must not change the length of both."""
    takes = {"Accept-Encoding": "gzip"}
    client = world.app.test_client()
    assert "Content-Encoding" in client.get("/staff/sign-in", headers=takes).headers
    repeating = client.get("/staff/sign-in?to=/staff/guess", headers=takes)
    assert "Content-Encoding" not in repeating.headers
    assert "/staff/guess" in repeating.get_data(as_text=True)
