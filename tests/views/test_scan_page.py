"""The scan page's rights, and help with a code that was misheard."""

import re

import pytest

from kiosk.assets import asset_url
from signing import codes
from tests.cast import World
from tests.pages import Page
from tests.views.routes import addresses

CAMERA = {"staff.scan", "verifier.page"}


def policy(page: Page) -> str:
    return str(page.response.headers["Content-Security-Policy"])


def test_todays_list_leads_to_the_camera_with_one_tap(world: World) -> None:
    alice = world.signed_in("alice")
    assert alice.get("/staff/").link("Scan with the camera") == "/staff/scan#start"
    page = alice.get("/staff/scan")
    assert page.status == 200
    assert page.form("/staff/verify")["entry"] == ""
    assert "The camera needs JavaScript" in page.text


def test_a_browser_that_asks_for_it_has_the_card_in_the_answer(world: World) -> None:
    """One trip fewer; the page names its own address, which says "again" once it was verified."""
    alice, consent = world.signed_in("alice"), world.signed()
    for again in ("", "?again=yes"):
        page = alice.send(alice.get("/staff/"), "/staff/verify", entry=consent.token, at_once="yes")
        assert page.status == 200
        main = page.tree.find(".//main")
        assert main is not None
        address = main.get("data-address") or ""
        assert address.startswith(f"{world.card(consent.id)}{again or '?found='}")
        assert ("Already verified" in page.text) == bool(again)
        card = alice.get(address)
        assert [card.heading, card.text] == [page.heading, page.text]
        alice.match(card)


def test_only_pages_with_a_camera_may_use_it_or_run_webassembly(world: World) -> None:
    """CSP `'wasm-unsafe-eval'` and the Permissions-Policy, page by page."""
    receipt = world.receipt(world.signed())
    mo = world.signed_in("mo")
    seen = set()
    for endpoint, path in addresses(world, "GET", receipt):
        if endpoint == "staff.sign_out":
            continue
        page = mo.get(path)
        allowed = endpoint in CAMERA
        seen |= {endpoint} & CAMERA
        assert ("'wasm-unsafe-eval'" in policy(page)) is allowed, endpoint
        assert "unsafe" not in policy(page).replace("'wasm-unsafe-eval'", ""), endpoint
        camera = "camera=(self)" if allowed else "camera=()"
        assert camera in page.response.headers["Permissions-Policy"], endpoint
    assert "staff.scan" in seen


def test_the_reader_is_served_by_us_compiled_as_it_comes(world: World) -> None:
    """Its WebAssembly is no other server's to give, and comes packed."""
    with world.app.app_context():
        script, wasm = asset_url("scan.js"), asset_url("zxing_reader.wasm")
    client = world.app.test_client()
    text = client.get(script).get_data(as_text=True)
    assert f'new URL("./{wasm.removeprefix("/static/")}", import.meta.url)' in text
    answer = client.get(wasm, headers={"Accept-Encoding": "br"})
    assert answer.headers["Content-Type"] == "application/wasm"
    assert answer.headers["Content-Encoding"] == "br"
    assert int(answer.headers["Content-Length"]) < 400_000
    assert not re.search(r"https?://", text)


def wrong(code: str) -> str:
    """The code with its first symbol changed."""
    return ("0" if code[0] != "0" else "1") + code[1:]


def test_a_misheard_code_is_said_again_in_the_spelling_alphabet(world: World) -> None:
    """K12: read aloud, B and V sound alike; the clinician reads back what was typed."""
    alice = world.signed_in("alice")
    page = alice.submit(alice.get("/staff/"), "/staff/verify", entry="kb7m-2v0x")
    if page.status == 422 and "No receipt here" in page.text:
        raise AssertionError("choose another code: this one fits its check")
    assert "You typed: K for kilo, B for bravo, 7, M for mike, 2, V for victor, 0, X for x-ray" in (
        page.text
    )
    assert "B (like C D E G P T V 3)" in page.text
    assert "M (like N)" in page.text
    assert "7 (like" not in page.text


def test_a_code_that_nobody_has_is_said_again_too(world: World) -> None:
    alice = world.signed_in("alice")
    code = codes.display(codes.code_from_bytes(b"\1\2\3\4\5"))
    page = alice.submit(alice.get("/staff/"), "/staff/verify", entry=code)
    assert "No receipt here has that code" in page.text
    assert ", ".join(codes.spell(code)) in page.text


@pytest.mark.parametrize("entry", ["", "nobody", "x.y.z", "5012345678900", "x" * 3000])
def test_what_was_never_meant_as_a_code_is_not_spelled(world: World, entry: str) -> None:
    alice = world.signed_in("alice")
    page = alice.submit(alice.get("/staff/"), "/staff/verify", entry=entry)
    assert page.status == 422
    assert "You typed" not in page.text


def test_the_card_spells_its_code(world: World) -> None:
    """K12: the clinician reads it out, or follows along."""
    receipt = world.receipt(world.signed())
    alice = world.signed_in("alice")
    page = alice.match(alice.get(world.card(receipt.consent)))
    assert ", ".join(codes.spell(receipt.code)) in page.text


def test_an_outsider_is_told_that_a_receipt_is_too_old_to_tell(world: World) -> None:
    """Genuine for ever, of use for a day: three answers, none of them personal."""
    receipt, browser = world.receipt(world.decided()), world.browser()
    address = f"http://clinic.example:8000/v#{receipt.token}"
    now = browser.submit(browser.get("/v"), "/v", entry=address)
    world.clock.forward(hours=24)
    later = browser.submit(browser.get("/v"), "/v", entry=address)
    false = browser.submit(browser.get("/v"), "/v", entry=address[:-3] + "AAA")
    bands = [bands_of(page) for page in (now, later, false)]
    assert bands == [
        ("band--seal", "Genuine"),
        ("band--over", "Too old to tell"),
        ("band--stop", "Not genuine"),
    ]
    for page in (now, later, false):
        for secret in ("Margaret", "1948", receipt.code, "agree with", "Agreed"):
            assert secret not in page.html


def bands_of(page: Page) -> tuple[str, str]:
    """The tone and the word of the wide band."""
    band = next(each for each in page.tree.iter() if "band--" in (each.get("class") or ""))
    word = next(each for each in band.iter() if each.get("class") == "band__word")
    return (band.get("class") or "").split()[-1], "".join(word.itertext())
