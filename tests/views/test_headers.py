"""The security headers stand on everything, and the Host header is believed by nothing."""

import base64
import json
import re

import pytest

from tests.cast import World
from tests.pages import Page, check_headers


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/healthz", 200),
        ("/readyz", 200),
        ("/.well-known/jwks.json", 200),
        ("/nothing", 404),
        ("/kiosk", 403),
        ("/journey/", 410),
        ("/staff/", 303),
        ("/staff/sign-out", 405),
    ],
)
def test_every_answer_carries_the_headers(world: World, path: str, status: int) -> None:
    response = world.app.test_client().get(path)
    assert response.status_code in (status, 401)
    check_headers(response)
    assert "Server" not in response.headers


def test_a_refused_form_carries_them_too(world: World) -> None:
    response = world.app.test_client().post("/staff/verify", data={})
    assert response.status_code == 400
    check_headers(response)


def test_only_own_scripts_run_and_one_inline_script_by_its_hash(world: World) -> None:
    page = world.browser().get("/")
    policy = page.response.headers["Content-Security-Policy"]
    scripts = re.search(r"script-src ([^;]+)", policy)
    assert scripts is not None
    assert re.fullmatch(r"'self' 'sha256-[A-Za-z0-9+/]{43}='", scripts.group(1))
    inline = [each for each in page.tree.iter("script") if not each.get("src")]
    assert len(inline) == 1


def test_static_files_cannot_be_taken_for_something_else(world: World) -> None:
    page = world.browser().get("/")
    files = [each.get("href", "") for each in page.tree.iter("link")]
    files += [each.get("src", "") for each in page.tree.iter("script") if each.get("src")]
    assert len(files) > 2
    for file in files:
        assert file.startswith("/static/")
        response = world.app.test_client().get(file)
        assert response.status_code == 200
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "immutable" in response.headers["Cache-Control"]
        assert "Access-Control-Allow-Origin" not in response.headers


def test_personal_pages_are_kept_by_no_browser_and_no_proxy(world: World) -> None:
    receipt = world.receipt(world.signed())
    alice = world.signed_in("alice")
    here = world.card(receipt.consent)
    paths = ["/staff/", "/staff/list", here, f"{here}/live", f"{here}/note", "/manage/", "/nothing"]
    paths += [receipt.page, f"{receipt.page}/status", f"{receipt.page}/withdraw", "/v", "/"]
    for path in paths:
        assert alice.get(path).response.headers["Cache-Control"] == "no-store", path


def test_keys_may_be_kept_and_read_by_anyone(world: World) -> None:
    response = world.app.test_client().get("/.well-known/jwks.json")
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "max-age" in response.headers["Cache-Control"]
    assert all("d" not in key for key in response.get_json()["keys"])


@pytest.mark.parametrize("host", ["evil.example", "evil.example:1", "clinic.example@evil.example"])
def test_the_host_header_gets_into_no_page_code_or_receipt(world: World, host: str) -> None:
    """QR codes and issuer come from the configuration."""
    headers = {"Host": host, "X-Forwarded-Host": host, "Forwarded": f"host={host}"}
    receipt = world.receipt(world.signed())
    client = world.app.test_client()
    for path in ("/", "/v", receipt.page, world.handoff(), "/staff/sign-in", "/staff/", "/nothing"):
        answer = client.get(path, headers=headers)
        assert "evil" not in answer.get_data(as_text=True), path
        assert "evil" not in answer.headers.get("Location", ""), path


def test_the_host_header_gets_into_no_qr_code(world: World) -> None:
    """The tablet's, the receipt's, and the one that takes the receipt along."""
    tablet = world.kiosk()
    tablet.submit(tablet.get("/kiosk"), "/kiosk/start")
    receipt = world.sign(tablet)
    cookies = "; ".join(f"{name}={tablet.cookie(name)}" for name in ("kiosk", "journey"))
    client = world.app.test_client(use_cookies=False)
    for path in ("/journey/receipt", receipt.page, "/kiosk"):  # the first screen forgets
        headers = {"Cookie": cookies, "Host": "localhost:9"}
        deceived = Page(client.get(path, headers=headers), path)
        assert drawings(tablet.get(path)) == drawings(deceived) != []


def drawings(page: Page) -> list[str]:
    """What a page's QR codes draw: the long paths."""
    paths = (each.get("d", "") for each in page.tree.iter() if each.tag.endswith("path"))
    return [each for each in paths if len(each) > 500]


def test_the_host_header_gets_into_no_receipt(world: World) -> None:
    """The whole walk under a false name: the issuer is the public URL all the same."""
    path = world.handoff()
    phone = world.browser(environ_overrides={"HTTP_HOST": "localhost:9"})
    phone.submit(phone.get(path), path)
    receipt = world.sign(phone)
    payload = receipt.token.split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(payload + "=="))
    assert claims["iss"] == "http://clinic.example:8000"
    assert "localhost" not in phone.get(receipt.page).html
