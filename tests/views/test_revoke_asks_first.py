"""Revoking a tablet cannot be taken back: it asks first, without scripts, and stands apart."""

from xml.etree.ElementTree import Element

from kiosk.store.models import Kiosk
from tests.cast import World
from tests.pages import Page, words


def holders(page: Page, action: str) -> list[str]:
    """The tags around the form with this action, from the page inwards."""

    def search(element: Element, above: list[str]) -> list[str]:
        if element.tag == "form" and element.get("action") == action:
            return above
        found = (search(child, [*above, element.tag]) for child in element)
        return next(filter(None, found), [])

    return search(page.tree, [])


def test_revoking_unfolds_a_question_that_names_the_tablet(world: World) -> None:
    mo, kiosk = world.signed_in("mo"), world.kiosk_row()
    page, action = mo.get("/manage/tablets"), f"/manage/tablets/{kiosk.id}/revoke"
    assert "details" in holders(page, action), "one tap revoked it"
    asking = next(each for each in page.tree.iter("details") if each.get("class") == "revoke")
    assert asking.get("open") is None
    assert f"Shut out {kiosk.label} for good?" in words(asking)
    assert f"Yes, revoke {kiosk.label}" in words(asking)
    done = mo.submit(page, action)
    assert f"{kiosk.label} can no longer be used" in done.text
    assert Kiosk.get_by_id(kiosk.id).revoked_at is not None


def test_it_does_not_stand_beside_out_of_order(world: World) -> None:
    """A slip of the finger between the two shut a tablet out for good."""
    mo, tablet = world.signed_in("mo"), world.kiosk()
    assert tablet.get("/kiosk").status == 200
    page = mo.get("/manage/tablets")
    actions = [form.get("action", "") for form in page.forms()]
    orders = [each for each in actions if each.endswith("/order")]
    assert orders
    for order in orders:
        assert "details" not in holders(page, order)
        revoke = holders(page, order.replace("/order", "/revoke"))
        assert "details" in revoke, "it lies in what is folded away"
