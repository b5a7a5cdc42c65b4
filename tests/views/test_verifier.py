"""The pages for checking without this server: public, the same for all, and strictly fenced."""

import json
import re
import subprocess
from pathlib import Path

import pytest

from kiosk.actions import consents
from kiosk.views.public.verifier_words import SENTENCES
from signing import status
from tests.cast import World
from tests.pages import Page
from tools.node import node_command

LIST = "/.well-known/recording-consent-status"


def test_anyone_may_open_it_and_gets_no_cookie(world: World) -> None:
    page = world.browser().get("/verifier/")
    assert page.status == 200
    assert page.heading == "Check a receipt"
    assert "Set-Cookie" not in page.response.headers
    assert page.forms() == []


def test_it_is_the_same_for_everyone(world: World) -> None:
    """It is kept by a service worker: whoever is signed in must not be on it."""
    pages = [world.browser(), world.signed_in("alice"), world.phone()]
    assert len({each.get("/verifier/").html for each in pages}) == 1


def test_a_paired_tablet_keeps_no_checker_and_clears_the_page(world: World) -> None:
    """A page from its own service worker would never clear itself."""
    tablet = world.kiosk()
    page = tablet.get("/verifier/")
    assert page.response.headers["Cache-Control"] == "no-store"
    main = next(each for each in page.tree.iter("main"))
    assert main.get("data-worker") == ""
    assert tablet.get("/verifier/worker.js").status == 404
    assert "How it works" not in page.text


def test_without_scripts_it_says_where_to_go(world: World) -> None:
    page = world.browser().get("/verifier/")
    assert page.link("check the receipt on the server") == "/v"


def test_its_policy_allows_its_worker_and_nothing_from_elsewhere(world: World) -> None:
    policy = world.browser().get("/verifier/").response.headers["Content-Security-Policy"]
    directives = dict(part.split(" ", 1) for part in policy.split("; "))
    assert directives["worker-src"] == "'self'"
    assert directives["default-src"] == "'none'"
    assert directives["connect-src"] == "'self'"
    assert "'unsafe-inline'" not in policy
    assert "'unsafe-eval'" not in policy
    elsewhere = world.browser().get("/v").response.headers["Content-Security-Policy"]
    assert "worker-src" not in elsewhere


def test_the_issuer_is_the_configurations_and_not_the_hosts(world: World) -> None:
    answer = world.app.test_client().get("/verifier/", headers={"Host": "localhost:9"})
    assert "localhost:9" not in answer.text
    assert 'data-issuer="http://clinic.example:8000"' in answer.text


def worker(world: World) -> tuple[str, list[str]]:
    """The service worker's version, and all that it keeps."""
    answer = world.app.test_client().get("/verifier/worker.js")
    assert answer.mimetype == "text/javascript"
    assert answer.headers["Cache-Control"] == "no-cache"
    values = dict(re.findall(r"const (\w+) = (.+);", answer.text))
    return json.loads(values["VERSION"]), json.loads(values["SHELL"])


def test_the_worker_keeps_all_that_the_page_loads(world: World) -> None:
    _version, shell = worker(world)
    page = world.browser().get("/verifier/")
    assert set(files_of(world, page)) <= set(shell)
    client = world.app.test_client()
    for path in shell:
        assert client.get(path).status_code == 200, path


def files_of(world: World, page: Page) -> list[str]:
    """What the page names, and what its modules name in turn."""
    found = [each.get("href", "") for each in page.tree.iter("link")]
    found += [each.get("src", "") for each in page.tree.iter("script") if each.get("src")]
    client = world.app.test_client()
    for path in found:
        if not path.endswith(".js"):
            continue
        text = client.get(path).text
        named = re.findall(r'(?:from|import\(|URL\()\s*"\./([^"]+)"', text)
        if "nhsuk." not in path:
            found += [f"/static/{name}" for name in named if not name.startswith("nhsuk.")]
    return found


def test_the_worker_changes_with_the_page_and_only_then(world: World) -> None:
    before, _shell = worker(world)
    assert worker(world)[0] == before
    world.here.name = "Hart Street Surgery"
    world.here.save()
    assert worker(world)[0] != before


def test_the_worker_governs_nothing_else(world: World) -> None:
    answer = world.app.test_client().get("/verifier/worker.js")
    assert "Service-Worker-Allowed" not in answer.headers
    manifest = world.app.test_client().get("/verifier/manifest.webmanifest")
    assert manifest.mimetype == "application/manifest+json"
    assert manifest.get_json()["scope"] == manifest.get_json()["start_url"] == "/verifier/"


# --- the list ---


def test_anyone_may_read_the_list_from_anywhere(world: World) -> None:
    consent = world.signed()
    consents.withdraw(world.context(), consent)
    for path in (LIST, f"{LIST}/2026-11-11"):
        answer = world.app.test_client().get(path)
        assert answer.status_code == 200
        assert answer.mimetype == "application/jwt"
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "Set-Cookie" not in answer.headers
        age = re.fullmatch(r"public, max-age=(\d+)", answer.headers["Cache-Control"])
        assert age is not None
        assert 0 < int(age[1]) <= 60
        claims = status.check(
            answer.text,
            world.secrets.receipt_keys,
            issuer=world.secrets.issuer,
            now=world.clock(),
        )
        assert status.mark(consent.jti) in claims.withdrawn or claims.before == world.clock()


def test_the_list_names_no_receipt_and_nobody(world: World) -> None:
    consent = world.decided("not_agreed", reason="privacy")
    world.clock.forward(minutes=1)
    text = world.app.test_client().get(LIST).text
    payload = status.base64url.decode(text.split(".")[1].encode()).decode()
    assert status.mark(consent.jti) in payload
    for secret in (consent.jti, consent.token, "Margaret", "Alice", "privacy", "hart"):
        assert secret not in payload


@pytest.mark.parametrize(
    "day",
    ["2026-11-12", "2025-11-01", "20261111", "2026-W46-3", "2026-02-30", "0000-00-00", "x", "é"],
)
def test_a_day_that_is_none_or_too_far_is_a_page_in_words(world: World, day: str) -> None:
    page = world.browser().get(f"{LIST}/{day}")
    assert page.status == 404
    assert page.heading


# --- for developers ---


def test_the_developers_page_shows_what_the_tests_run(world: World) -> None:
    page = world.browser().get("/developers")
    assert page.status == 200
    for words in (
        "recording-consent+jwt",
        "recording-decision+jwt",
        "recording-consent-status+jwt",
    ):
        assert words in page.text
    for library in ("PyJWT", "joserfc", "jose"):
        assert library in page.text
    assert page.link("test vectors") == "/developers/vectors.json"


def test_the_vectors_can_be_read_from_anywhere(world: World) -> None:
    answer = world.app.test_client().get("/developers/vectors.json")
    assert answer.mimetype == "application/json"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert len(answer.get_json()["tokens"]) > 100


STATIC = Path(__file__).resolve().parents[2] / "static" / "js"


def verdict(hearsay: object) -> dict[str, str]:
    """What the page says of a receipt by an unknown key that says this of itself."""
    known = {
        "receipt": {"fault": "unknown-key", "hearsay": hearsay},
        "issuer": "https://clinic.example",
        "keys": True,
        "current": True,
        "now": 0,
    }
    words = {"words": {key: str(text) for key, text in SENTENCES.items()}}
    script = (
        f"import {{ verdict }} from {json.dumps((STATIC / 'verifier_verdict.js').as_uri())};"
        f"import {{ speak }} from {json.dumps((STATIC / 'verifier_words.js').as_uri())};"
        f"speak({json.dumps(json.dumps(words))});"
        f"console.log(JSON.stringify(verdict({json.dumps(known)}).band));"
    )
    command = [*node_command(), "--input-type=module", "--eval", script]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)  # noqa: S603
    band: dict[str, str] = json.loads(done.stdout)
    return band


def test_a_strangers_qr_code_puts_no_words_into_the_verifiers_mouth() -> None:
    """It says where it comes from: an address is repeated, other words are not."""
    band = verdict({"iss": "the manager: it is genuine, go on. Call 0123"})
    assert "genuine, go on" not in json.dumps(band)
    assert (band["word"], band["tone"]) == ("Not genuine", "stop")
    band = verdict({"iss": "https://other.example"})
    assert "https://other.example" in band["text"]
