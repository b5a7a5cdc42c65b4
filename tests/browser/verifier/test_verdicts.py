"""`/verifier/`: receipts checked in the browser, with and without the server (issue 4, item 9).

Old news is never a plain yes, a receipt and an agreement are two facts, and nobody is named (K2).
"""

import re
import time

from playwright.sync_api import Page, expect

from harness.devices import DESKTOP, PHONE, Device, Devices
from signing.keys import KeyRing
from tests.browser.checker import (
    AGREED,
    CLOCK,
    FRESH,
    NO_ED25519,
    Place,
    device,
)
from tests.browser.survey import Survey
from tests.browser.test_keyboard import Keys

# --- what it says ---

SAYS = {
    "signed": (FRESH, "seal"),
    "refused": ("No recording", "stop"),
    "withdrawn": ("Withdrawn", "stop"),
    "agreed": (AGREED, "go"),
    "conditions": (
        re.compile(rf"^Genuine\. Agreed with conditions: sound\. Not withdrawn as of {CLOCK}$"),
        "go",
    ),
    "wait": ("Wait", "wait"),
    "not agreed": ("Not agreed", "stop"),
    "handed over": ("No agreement now", "stop"),
    "replaced": ("No agreement now", "stop"),
}


def test_each_state_has_its_words_and_nobody_a_name(rooms: Devices, place: Place) -> None:
    assert set(place.cases) == set(SAYS)
    checker = device(rooms).open().installed()
    for name, (word, tone) in SAYS.items():
        checker.open(place.cases[name]).says(word, tone=tone)
        body = checker.page.locator("body")
        for person in ("Margaret", "Neill", "Alice"):
            expect(body).not_to_contain_text(person)


def test_an_agreement_says_by_whom_and_when_and_on_what_terms(rooms: Devices, place: Place) -> None:
    checker = device(rooms).open(place.cases["conditions"])
    said = re.compile(f"Agreed with conditions: sound. Decided by a health worker at {CLOCK}")
    expect(checker.band).to_contain_text(said)
    expect(checker.band.locator("li")).to_have_text(
        ["No faces or name badges", "Pause for the examination"]
    )
    expect(checker.facts).to_contain_text(said)


def test_a_receipt_alone_does_not_say_that_a_clinician_agrees(rooms: Devices, place: Place) -> None:
    """K2: two facts, never one."""
    receipt = place.cases["agreed"].split("~")[0]
    checker = device(rooms).open(receipt).says(FRESH, tone="seal")
    expect(checker.band).to_contain_text("It does not say that a health worker agrees: ask.")


def test_the_whole_address_the_fragment_and_the_token_are_the_same(
    rooms: Devices, place: Place
) -> None:
    checker, tokens = device(rooms).open().installed(), place.cases["agreed"]
    for text in (tokens, f"#{tokens}", f"{place.url}/verifier/#{tokens}", f"  {tokens}\n"):
        checker.check(text).says(AGREED, tone="go")
    wrapped = f"{place.url}/verifier/#{tokens[:90]}\n  {tokens[90:]}."
    for text in (wrapped, f"{place.url}/verifier/£{tokens}"):
        checker.check(text).says(AGREED, tone="go")
    checker.check(f"{place.url}/v#{tokens.split('~')[0]}").says(FRESH, tone="seal")


def test_the_address_keeps_no_token(rooms: Devices, place: Place) -> None:
    checker = device(rooms).open(place.cases["signed"]).says(FRESH, tone="seal")
    assert checker.page.url == f"{place.url}/verifier/"


def test_what_is_false_is_not_genuine(rooms: Devices, place: Place) -> None:
    receipt, decision = place.cases["agreed"].split("~")
    head, payload, signature = receipt.split(".")
    other = "B" if signature[0] == "A" else "A"
    checker = device(rooms).open().installed()
    for text in (
        f"{head}.{payload}.{other}{signature[1:]}",
        f"{head}.{payload}.{place.cases['signed'].split('.')[2]}",
    ):
        checker.check(text).says("Not genuine", tone="stop")
    checker.check(f"{receipt}~{decision[:-5]}AAAAA").says("Agreement not genuine", tone="stop")
    checker.check(f"{receipt}~{receipt}").says("Agreement not genuine", tone="stop")
    checker.check(decision).says("Cannot tell", tone="lost")
    others = place.cases["conditions"].split("~")[1]
    checker.check(f"{receipt}~{others}").says("Not of this receipt", tone="stop")


def test_what_cannot_be_read_is_not_a_receipt(rooms: Devices, place: Place) -> None:
    """E4: nobody is told that a mistyped code is a forgery."""
    checker = device(rooms).open().installed()
    for text in ("1CB7-VBXE", "a.b.c", "nothing of ours", f"{place.cases['signed']}A"):
        checker.check(text).says("Not a receipt", tone="lost")


def test_it_says_type_by_type_what_was_agreed(rooms: Devices, place: Place) -> None:
    """K3: sound yes, video no; and green never covers what was not agreed."""
    checker, receipt = device(rooms).open().installed(), place.receipt()
    sound = place.decision(rec=("sound",))
    checker.check(f"{receipt}~{sound}")
    expect(checker.word).to_contain_text("Genuine. Agreed: sound.")
    for part in (checker.band, checker.facts):
        expect(part).to_contain_text("Agreed: sound. Not agreed: video. Decided by a health worker")
    expect(checker.facts).to_contain_text("Our practice")
    more = place.decision(rec=("sound", "photo"))
    checker.check(f"{receipt}~{more}").says("Not of this receipt", tone="stop")


def test_what_a_newer_version_signed_cannot_be_told(rooms: Devices, place: Place) -> None:
    checker, receipt = device(rooms).open().installed(), place.receipt()
    for text in (
        place.newer(receipt),
        f"{receipt}~{place.newer(place.decision(rec=('sound', 'video')))}",
    ):
        checker.check(text).says("Cannot tell: update this page", tone="lost")


def test_past_its_end_a_recording_may_finish(rooms: Devices, place: Place) -> None:
    checker, past = device(rooms).open().installed(), int(time.time()) - 600
    old = place.receipt(iat=past - 600, exp=past)
    checker.check(f"{old}~{place.decision(iat=past - 60, exp=past)}")
    checker.says("Out of date", tone="over")
    expect(checker.band).to_contain_text("A recording that has begun may finish. Ask the health")


def test_out_of_date_from_the_future_and_from_elsewhere(rooms: Devices, place: Place) -> None:
    checker = device(rooms).open().installed()
    old = place.receipt(iat=1_700_000_000, exp=1_700_003_600)
    checker.check(old).says("Out of date", tone="over")
    week = int(time.time()) - 7 * 24 * 3600
    checker.check(place.receipt(iat=week, exp=week + 60)).says("Out of date", tone="over")
    day = time.strftime("%Y-%m-%d", time.gmtime(week))
    assert f"/.well-known/recording-consent-status/{day}" in rooms.watch.asked
    ahead = place.receipt(iat=4_000_000_000, exp=4_000_003_600)
    checker.check(ahead).says("Cannot tell", tone="lost")
    elsewhere = place.receipt(KeyRing.generate(), iss="https://record.example.org")
    checker.check(elsewhere).says("From another place", tone="over")
    expect(checker.band).to_contain_text("https://record.example.org")
    stranger = place.receipt(KeyRing.generate())
    checker.check(stranger).says("Not genuine", tone="stop")


def test_nothing_pasted_is_a_fault_in_words(rooms: Devices, place: Place) -> None:
    checker = device(rooms).open().installed()
    checker.page.get_by_role("button", name="Check it").click()
    expect(checker.box).to_be_focused()
    expect(checker.box).to_have_accessible_description(re.compile("Scan or paste a receipt first"))


def test_a_browser_without_ed25519_checks_as_strictly(rooms: Devices, place: Place) -> None:
    checker = device(rooms)
    checker.page.add_init_script(NO_ED25519)
    checker.open(place.cases["agreed"]).says(AGREED, tone="go")
    receipt = place.cases["agreed"].split("~")[0]
    head, payload, signature = receipt.split(".")
    other = "B" if signature[0] == "A" else "A"
    checker.check(f"{head}.{payload}.{other}{signature[1:]}").says("Not genuine", tone="stop")
    assert any("/static/ed25519." in path for path in rooms.watch.asked)


# --- for everyone ---


def test_without_scripts_it_says_what_to_do(rooms: Devices) -> None:
    page = rooms.open(PHONE, js=False)
    page.goto("/verifier/")
    expect(page.get_by_text("This page needs JavaScript")).to_be_visible()
    page.get_by_role("link", name="check the receipt on the server").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check a receipt")
    assert page.url.endswith("/v")


def test_with_the_keyboard_alone(rooms: Devices, place: Place) -> None:
    """And as a USB scanner types: the address, and Enter. The answer is what is read out next."""
    checker = device(rooms, DESKTOP).open().installed()
    Keys(checker.page).reach(checker.box)
    checker.page.keyboard.insert_text(f"{place.url}/v#{place.cases['signed']}")
    checker.page.keyboard.press("Enter")
    checker.says(FRESH, tone="seal")
    expect(checker.word).to_be_focused()


NARROW = Device("narrow", 320, 640)


def test_every_state_is_accessible_and_fits_320_pixels(rooms: Devices, place: Place) -> None:
    checker = device(rooms, NARROW).open().installed()
    survey = Survey(height=NARROW.height, least_text=16, least_target=44)
    survey.look(checker.page, "empty")
    for name, (word, tone) in SAYS.items():
        checker.open(place.cases[name]).says(word, tone=tone)
        survey.look(checker.page, name)
    checker.check("a.b.c").says("Not a receipt", tone="lost")
    survey.look(checker.page, "false")
    elsewhere = place.receipt(KeyRing.generate(), iss=f"https://{'r' * 60}.example.org")
    checker.check(elsewhere).says("From another place", tone="over")
    survey.look(checker.page, "elsewhere")
    checker.page.goto("/developers")
    survey.look(checker.page, "developers")
    assert (survey.axe, survey.text, survey.targets, survey.sideways) == ({}, {}, {}, [])


def test_the_state_is_told_by_more_than_colour(rooms: Devices, place: Place) -> None:
    """K1: word, icon and edge differ too."""
    checker, looks = device(rooms).open().installed(), set()
    for name in ("agreed", "signed", "wait", "withdrawn"):
        checker.open(place.cases[name]).says(SAYS[name][0], tone=SAYS[name][1])
        looks.add(look_of(checker.page))
    checker.check(place.receipt(iat=1, exp=2)).says("Out of date", tone="over")
    looks.add(look_of(checker.page))
    assert len({icon for icon, _edge in looks}) == len(looks) == 5


def look_of(page: Page) -> tuple[str, str]:
    """The drawing in the band, and the kind of its edge."""
    band = page.locator("[data-verdict] .band")
    icon = band.locator("svg").inner_html()
    return icon, str(band.evaluate("each => getComputedStyle(each).borderBottomStyle"))


def test_a_receipt_of_a_former_address_is_genuine_once_that_is_said(
    rooms: Devices, place: Place
) -> None:
    """Issue 11 §2.6: ASKFIRST_FORMER_URLS holds here, too; without it, the page cannot know."""
    old = place.receipt(iss="https://before.example")
    rooms.watch.excuse("request failed: .*ERR_CONNECTION")  # while it is begun again
    device(rooms).open(old).says("From another place", tone="over")
    _restarted(place, "https://long-before.example https://before.example")
    try:
        device(rooms).open(old).says(FRESH, tone="seal")
    finally:
        _restarted(place, "")


def _restarted(place: Place, former: str) -> None:
    place.server.stop()
    place.server.env["ASKFIRST_FORMER_URLS"] = former
    place.server.start()
