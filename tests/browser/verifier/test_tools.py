"""The check in the browser against the published vectors, and by camera (issue 4, 9 and 10)."""

import io
from pathlib import Path
from typing import Any

import pytest
import qrcode
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from harness import cameras
from harness.devices import PHONE, Devices, launch
from harness.server import Server
from tests.browser.checker import NO_ED25519, Checker
from tests.signing.test_vectors import FILE, names

# The page's own modules, asked one after the other; what comes back is each one's code, or "ok".
CHECK_TOKENS = """async ([module, { jwks, issuer, audience, now, tokens }]) => {
  const { readKeys, readReceipt, readDecision, readStatus } = await import(module);
  const reads = { receipt: readReceipt, decision: readDecision, status: readStatus };
  const answers = [];
  for (const each of tokens) {
    const where = { issuer, audience, now: each.now ?? now, seen: each.seen };
    try {
      await reads[each.kind](each.token, readKeys(jwks), where);
      answers.push("ok");
    } catch (error) {
      answers.push(error.code ?? String(error));
    }
  }
  return answers;
}"""
CHECK_ALL = """async ([modules, { jwks, issuer, checks, now: made }]) => {
  const [token, words] = await Promise.all(modules.map((each) => import(each)));
  const keys = token.readKeys(jwks);
  const answers = [];
  for (const { receipt, decision, status, now } of checks) {
    const claims = await token.readReceipt(receipt, keys, { issuer, now });
    const known = { receipt: { claims, mark: await token.mark(claims.jti) }, issuer, now, keys: 2 };
    known.list = status && (await token.readStatus(status, keys, { issuer, now: made }));
    if (decision) {
      try {
        const where = { issuer, audience: claims.aud, now };
        known.decision = { claims: await token.readDecision(decision, keys, where) };
      } catch (error) {
        known.decision = { claims: error.claims, fault: error.code };
      }
      const { sub, n } = known.decision.claims;
      known.decision.mark = await token.mark(`${sub}~${n}`);
    }
    const { band, types } = words.verdict(known);
    answers.push([band.code, band.tone === "go", types]);
  }
  return answers;
}"""


def module(page: Page, name: str) -> str:
    """The address of one of the page's modules."""
    shell: list[str] = page.evaluate(
        """async () => {
          const text = await (await fetch("/verifier/worker.js")).text();
          return JSON.parse(text.match(/SHELL = (.+);/)[1]);
        }"""
    )
    return next(path for path in shell if path.startswith(f"/static/{name}."))


@pytest.mark.parametrize("own", [True, False], ids=["WebCrypto", "fallback"])
def test_the_browser_gives_every_vector_its_answer(devices: Devices, own: bool) -> None:
    """As signing/ does, with the same codes: one file holds both. With Ed25519 and without."""
    page = devices.open(PHONE, workers=True)
    if not own:
        page.add_init_script(NO_ED25519)
    Checker(page).open()
    answers: list[str] = page.evaluate(CHECK_TOKENS, [module(page, "verifier_token"), FILE])
    wrong = {
        name: (answer, vector.get("code", "ok"))
        for name, vector, answer in zip(names(FILE["tokens"]), FILE["tokens"], answers, strict=True)
        if answer != vector.get("code", "ok")
    }
    assert wrong == {}


def test_the_browser_comes_to_the_same_verdicts(devices: Devices) -> None:
    page = Checker(devices.open(PHONE, workers=True)).open().page
    modules = [module(page, each) for each in ("verifier_token", "verifier_verdict")]
    answers: list[Any] = page.evaluate(CHECK_ALL, [modules, FILE])
    expected = {  # green where an agreement stands, and nowhere else (E4)
        name: [case["reason"], case["reason"] == "ok" and bool(case["agreed"]), case["agreed"]]
        for name, case in zip(names(FILE["checks"]), FILE["checks"], strict=True)
    }
    assert dict(zip(expected, answers, strict=True)) == expected


# --- with the camera ---


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory, server: Server) -> Path:
    """First some other QR code, then a receipt's that was signed elsewhere, in a shaky hand."""
    given = next(each for each in FILE["tokens"] if each["name"] == "a consent given")
    receipt = f"{FILE['issuer']}/v#{given['token']}"
    path = tmp_path_factory.mktemp("verifier-camera") / "film.y4m"
    scenes = [cameras.held(code("https://www.example.org/menu"))] * 15
    cameras.video(path, scenes + [cameras.noisy(cameras.held(code(receipt), side=420))] * 25)
    return path


def code(text: str) -> Image.Image:
    picture = qrcode.make(text, error_correction=qrcode.constants.ERROR_CORRECT_L)
    file = io.BytesIO()
    picture.save(file)
    return Image.open(file)


@pytest.fixture
def with_camera(playwright: Any, film: Path) -> Any:
    found = launch(playwright.chromium, *cameras.flags(film), whole=True)
    yield found
    found.close()


def test_the_camera_reads_a_receipt_and_no_menu(with_camera: Browser, server: Server) -> None:
    rooms = Devices(with_camera, server.url)
    page = rooms.open(PHONE, workers=True)
    page.context.grant_permissions(["camera"])
    checker = Checker(page).open().installed()
    page.get_by_role("button", name="Scan with the camera").click()
    expect(page.get_by_text("That is another QR code, not a receipt’s.")).to_be_visible()
    checker.says("From another place", tone="over")
    expect(page.get_by_role("button", name="Scan with the camera")).to_be_visible()
    assert page.evaluate("document.querySelector('video').srcObject") is None
    rooms.close()
    assert rooms.watch.unexpected == []


def test_without_a_camera_it_says_why(devices: Devices) -> None:
    page = Checker(devices.open(PHONE, workers=True)).open().installed().page
    page.get_by_role("button", name="Scan with the camera").click()
    expect(page.get_by_text("Paste the address instead.")).to_be_visible()
