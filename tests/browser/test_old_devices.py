"""Safari 15.4 and Chrome 100: what came later is taken away, and the job is done (A5)."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from harness.clinician import Desk
from harness.devices import DESKTOP, PHONE, TABLET, Devices
from harness.patient import Kiosk, Receipt, claim
from tests.browser.conftest import Cast

# By object: what Safari 15.4 or Chrome 100 has not. A browser that lacks it ignores the button of a
# FormData, and gives a click no kind of pointer.
LATER = """() => {
  const later = [
    [AbortSignal, "timeout any"],
    [HTMLFormElement.prototype, "requestSubmit"],
    [Array, "fromAsync"],
    [Array.prototype, "toSorted toReversed toSpliced with"],
    [Promise, "withResolvers try"],
    [Object, "groupBy"],
    [Map, "groupBy"],
    [Set.prototype, "union intersection difference isSubsetOf isSupersetOf isDisjointFrom"],
    [String.prototype, "isWellFormed toWellFormed"],
    [Document, "parseHTMLUnsafe"],
    [Document.prototype, "startViewTransition caretPositionFromPoint"],
    [Element.prototype, "moveBefore checkVisibility setHTMLUnsafe getHTML"],
    [HTMLElement.prototype, "showPopover hidePopover togglePopover popover inert"],
    [HTMLDialogElement.prototype, "requestClose closedBy"],
    [Navigator.prototype, "wakeLock userActivation"],
    [URL, "canParse parse"],
    [URLSearchParams.prototype, "size"],
    [Uint8Array, "fromBase64 fromHex"],
    [Uint8Array.prototype, "toBase64 toHex"],
    [Iterator?.prototype ?? {}, "map filter take drop flatMap toArray"],
    [window, "scheduler navigation cookieStore Iterator"],
    [PointerEvent.prototype, "getCoalescedEvents getPredictedEvents"],
  ];
  for (const [object, names] of later) for (const name of names.split(" ")) delete object[name];
  window.FormData = class extends FormData {
    constructor(form) {
      super(form);
    }
  };
}"""


def aged(page: Page) -> Page:
    page.add_init_script(f"({LATER})()")
    return page


def test_a_patient_asks_and_changes_their_mind_on_an_old_phone(
    devices: Devices, handoff: str
) -> None:
    """Every page, drawn signature and live receipt included."""
    page = aged(devices.open(PHONE))
    walk = claim(page, handoff).to("signature")
    assert page.evaluate("typeof AbortSignal.timeout + typeof Set.prototype.union") == (
        "undefined" * 2
    )
    walk.draw_signature()
    walk.go_on()
    page.wait_for_url("**/journey/check")
    receipt = walk.sign()
    receipt.says("Do not record yet")
    receipt.withdraw()
    receipt.says("You changed your mind")


def test_an_old_tablet_warns_clears_and_does_not_say_that_it_is_broken(
    devices: Devices, cast: Cast
) -> None:
    """`AbortSignal.timeout` was missing on iOS 15: "not working" stood there for ever."""
    page = aged(devices.open(TABLET, state=cast.tablet))
    page.clock.install()
    Kiosk(page).open()
    for _turn in range(3):
        page.clock.fast_forward(11_000)
        page.wait_for_timeout(200)
    expect(page.get_by_role("alertdialog")).to_have_count(0)
    Kiosk(page).start()
    quiet = float(page.locator("#idle").get_attribute("data-quiet") or 0)
    page.clock.fast_forward(int(1000 * quiet + 1000))
    expect(page.get_by_role("alertdialog", name="Are you still here?")).to_be_visible()
    page.get_by_role("button", name="Finish now").click()
    Kiosk(page).waits()


def test_a_clinician_decides_starts_and_stops_on_an_old_computer(
    devices: Devices, cast: Cast, signed: Callable[..., Receipt]
) -> None:
    """A button's own value goes with its form, though this browser does not send it along."""
    receipt = signed()
    card = Desk(aged(devices.open(DESKTOP, state=cast.alice))).open().verify(receipt.code)
    card.agree()
    card.start()
    receipt.says("Recording now")
    card.page.get_by_role("button", name="Someone came in").click()
    receipt.says("Pause recording")
    card.stop()
    receipt.says("Stop recording")


def test_an_old_phone_checks_a_receipt(devices: Devices) -> None:
    """What stands behind `#` is sent by a script."""
    page = aged(devices.open(PHONE))
    page.goto(f"/v#{'x' * 20}")
    expect(page.get_by_text(re.compile("Not a receipt|Not genuine")).first).to_be_visible()
