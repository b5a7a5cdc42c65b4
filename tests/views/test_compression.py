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
