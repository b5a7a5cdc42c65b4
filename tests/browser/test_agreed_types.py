"""The card decides type by type: what was asked is on, one tap takes one off (K3)."""

from collections.abc import Callable

from playwright.sync_api import expect

from harness.clinician import Desk
from harness.devices import Device
from harness.patient import Receipt

LAPTOP, PHONE = Device("laptop", 1280, 720, touch=False), Device("a phone", 390, 844)


def test_sound_yes_video_no(
    signed: Callable[..., Receipt], desk: Callable[..., Desk], js: bool
) -> None:
    receipt = signed(js=js, types="sound video")
    card = desk(js=js).verify(receipt.code)
    page = card.page
    expect(card.agreeing).to_have_text("Agree to sound and video")
    card.toggle("VIDEO", on=False)
    if js:
        expect(card.agreeing).to_have_text("Agree to sound")
    card.agree()
    pills = page.locator(".card__types li")
    expect(pills.filter(has_text="SOUND")).to_have_text("SOUND agreed")
    expect(pills.filter(has_text="VIDEO")).to_have_text("VIDEO not agreed")
    expect(pills.filter(has_text="PHOTO")).to_have_text("PHOTO not asked")
    receipt.says("You can record")
    expect(receipt.page.get_by_text("Not agreed: Video")).to_be_visible()


def test_with_all_of_them_off_it_is_a_no(
    signed: Callable[..., Receipt], desk: Callable[..., Desk]
) -> None:
    card = desk().verify(signed().code)
    card.toggle("SOUND", on=False)
    button = card.page.locator("[data-agree]")
    expect(button).to_have_text("Do not agree")
    button.click()
    expect(card.page.get_by_role("radio", name="It distracts from care")).to_be_visible()
    card.says("Not decided yet")
    card.toggle("SOUND", on=True)
    expect(button).to_have_text("Agree to sound")


def test_agree_stands_within_the_first_screen(
    signed: Callable[..., Receipt], desk: Callable[..., Desk]
) -> None:
    """E1: a laptop's first screen, and at most a fifth more on a phone."""
    card = desk().verify(signed(types="sound video").code)
    for device, screens in ((LAPTOP, 1.0), (PHONE, 1.2)):
        card.page.set_viewport_size({"width": device.width, "height": device.height})
        box = card.agreeing.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= device.height * screens, device.name
