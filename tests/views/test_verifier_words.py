"""`/verifier/` speaks its reader's language (M3): its words come with the page, and none is left in
its scripts; its service worker keeps the page in every language that is offered."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from harness.tongues import CODES, Tongue, tongue
from kiosk.actions import policies
from kiosk.domain.sentences import say
from kiosk.store import queries
from kiosk.views.public.verifier_words import SENTENCES
from tests.actions.packs import newer
from tests.cast import World
from tests.pages import Page
from tests.views.test_conditions import PACK, QUIET, WORDS
from tools.node import node_command

SCRIPTS = Path(__file__).resolve().parents[2] / "static" / "js"
FILES = sorted(SCRIPTS.glob("verifier*.js"))
COMMENT = re.compile(r"/\*.*?\*/|(?<![:\"'`])//[^\n]*", re.DOTALL)
TEXT = re.compile(r""""((?:[^"\\\n]|\\.)*)"|'((?:[^'\\\n]|\\.)*)'|`((?:[^`\\]|\\.)*)`""")
KEY = re.compile(r"[a-z]+(?:_[a-z]+)+|[a-z]{3,}")
# The only texts of two words or more: names of classes, and of what this device keeps.
NO_SENTENCES = {
    "band__in nhsuk-width-container",
    "nhsuk-width-container verdict__known",
    "nhsuk-width-container verdict__waiting",
    "answers verdict__facts",
    "band band--${tone}",
    "ask-first verifier ${this.#issuer}",
    "verifier ${VERSION}",
    "verifier ",
    "verifier typed",
}


def texts_of(file: Path) -> set[str]:
    """Every text that a script holds."""
    source = COMMENT.sub("", file.read_text(encoding="utf-8"))
    return {"".join(each) for each in TEXT.findall(source)}


def is_a_sentence(text: str) -> bool:
    """Two words, a capital with letters after it, or a stop: something to read."""
    words = re.sub(r"\$\{[^}]*\}", "", text)
    return bool(re.search(r"[A-Za-z]{2,}[^\S\n]+[A-Za-z]{2,}|[a-z]{3,}[.!?…]$", words))


def test_the_scripts_hold_no_sentence() -> None:
    assert len(FILES) >= 7
    found = {text for file in FILES for text in texts_of(file) if is_a_sentence(text)}
    assert found <= NO_SENTENCES
    for control in ("Not genuine", "Checking the receipt…", "Withdrawn."):
        assert is_a_sentence(control)


def test_every_word_that_the_scripts_look_for_is_there_and_no_other() -> None:
    """Two of them are put together: `genuine` and its `_ask` or `_as_of`."""
    held = {text for file in FILES for text in texts_of(file)}
    named = {
        match[1]
        for file in FILES
        for match in re.finditer(r'\bsay\("(\w+)"', file.read_text(encoding="utf-8"))
    }
    assert named <= set(SENTENCES)
    together = {
        f"{first}_{last}"
        for first in ("genuine", "genuine_agreed", "genuine_agreed_with_conditions")
        for last in ("ask", "as_of")
    }
    assert set(SENTENCES) - held == together
    assert together <= set(SENTENCES)


def test_a_key_is_english_that_never_says_not_genuine() -> None:
    """Where a page lacks a word, a script shows its key."""
    for key in SENTENCES:
        assert KEY.fullmatch(key), key
        assert "not_genuine" not in key
        assert not key.startswith("false")


# --- the page ---


def offer(world: World, *codes: str) -> None:
    for each in queries.languages_of(world.here):
        if each.code in codes:
            policies.offer_language(world.context(), each.text)


def data(page: Page, name: str) -> Any:
    main = next(each for each in page.tree.iter("main"))
    return json.loads(main.get(f"data-{name}") or "")


@pytest.mark.parametrize("code", CODES[1:])
def test_all_words_come_in_the_language_of_the_page(world: World, code: str) -> None:
    offer(world, code)
    spoken = tongue(code)
    page = world.browser().get(f"/verifier/?lang={code}")
    assert (page.tree.get("lang"), page.tree.get("dir")) == (spoken.lang, spoken.dir)
    assert page.heading == spoken.say("Check a receipt")
    said = data(page, "tongue")
    assert said["code"] == code
    assert said["words"] == {key: worded(spoken, text) for key, text in SENTENCES.items()}
    assert all(said["words"].values())
    assert len(set(said["months"])) == 12
    assert len(said["minutes"]) == 59
    assert said["clock"] == "Europe/London"
    assert said["clocks"] == {"hart": "Europe/London", "mill": "Europe/London"}
    assert said["types"]["sound video photo"] == low(spoken.say("Sound, video and photos"))
    assert len(said["types"]) == 15
    conditions = data(page, "conditions")
    for key, each in spoken.words["conditions"].items():
        assert conditions[key] == each["patient"]


def worded(spoken: Tongue, text: str) -> str:
    return spoken.say(getattr(text, "key", text))


def low(text: str) -> str:
    return text[:1].lower() + text[1:]


def test_a_condition_that_a_language_lacks_stands_as_staff_call_it(world: World) -> None:
    """Never blank: a practice's own condition that is not translated yet."""
    offer(world, "ur")
    policies.publish(world.context(), newer(world.context(), pack=PACK, words=WORDS))
    offer(world, "ur")
    for code in ("en", "ur"):
        held = data(world.browser().get(f"/verifier/?lang={code}"), "conditions")
        assert held[QUIET.key] in (QUIET.staff, QUIET.patient)


def test_a_phone_is_met_in_its_own_language_or_in_the_one_chosen(world: World) -> None:
    offer(world, "ur", "pl")
    phone = world.browser(headers={"Accept-Language": "ur-PK,en;q=0.5"})
    page = phone.get("/verifier/")
    assert page.tree.get("lang") == "ur"
    assert "Set-Cookie" not in page.response.headers
    assert {"accept-language", "cookie"} <= {
        each.strip().lower() for each in page.response.headers["Vary"].split(",")
    }
    assert page.forms() == []
    chosen = {each.get("href"): each.get("aria-current") for each in page.tree.iter("a")}
    assert (chosen["/verifier/?lang=ur"], chosen["/verifier/?lang=pl"]) == ("true", None)
    assert phone.get("/verifier/?lang=pl").tree.get("lang") == "pl"
    assert phone.get("/verifier/?lang=ar").tree.get("lang") == "en"  # not offered here
    phone.submit(phone.get("/"), "/language", lang="pl")
    assert phone.get("/verifier/").tree.get("lang") == "pl"
    assert "/verifier/?lang=pl" in phone.get("/").html
    assert phone.get("/verifier/manifest.webmanifest?lang=ur").response.json["dir"] == "rtl"


def test_the_tablet_starts_in_english_and_offers_the_others(world: World) -> None:
    offer(world, "ur")
    tablet = world.kiosk()
    tablet.environ["headers"] = {"Accept-Language": "ur"}
    assert tablet.get("/verifier/").tree.get("lang") == "en"
    assert tablet.get("/verifier/?lang=ur").tree.get("dir") == "rtl"


def test_a_receipt_leads_to_the_checker_in_the_language_it_is_read_in(world: World) -> None:
    offer(world, "ur")
    receipt = world.receipt(world.decided("agreed"))
    status = world.browser().get(f"{receipt.page}/status")
    assert str(status.link("Check this agreement")).startswith("/verifier/?lang=en#")


# --- the service worker ---


def constants(world: World) -> dict[str, Any]:
    script = world.app.test_client().get("/verifier/worker.js").text
    return {name: json.loads(value) for name, value in re.findall(r"const (\w+) = (.+);", script)}


def test_the_worker_keeps_every_language_that_is_offered_and_no_other(world: World) -> None:
    assert constants(world)["TONGUES"] == ["en"]
    before = constants(world)["VERSION"]
    offer(world, "ur", "en-easy")
    held = constants(world)
    assert held["TONGUES"] == ["en", "en-easy", "ur"]
    assert held["VERSION"] != before
    client = world.app.test_client()
    for code in held["TONGUES"]:
        address = f"/verifier/?lang={code}"
        assert address in held["SHELL"]
        page = client.get(address, headers={"Accept-Language": "cy"}).text
        named = re.findall(r'"(/static/[^"]+)"', page)
        assert set(named) <= set(held["SHELL"])  # words and scripts of one version, whole


def test_a_changed_word_of_one_language_is_a_new_version(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = constants(world)["VERSION"]
    monkeypatch.setitem(SENTENCES, "wait", say("Please wait"))
    assert constants(world)["VERSION"] != before


# --- how the scripts say it ---


def said(*calls: str, zone: str = "UTC", **page: Any) -> list[Any]:
    """What the page's own module says, on a device in this time zone."""
    module = (SCRIPTS / "verifier_words.js").as_uri()
    script = (
        f"import * as words from {json.dumps(module)};"
        f"words.speak({json.dumps(json.dumps(page)) if page else 'undefined'});"
        f"const {{ say, list, when, ago, heardAt }} = words;"
        f"console.log(JSON.stringify([{', '.join(calls)}]));"
    )
    command = [*(node_command() or []), "--input-type=module", "--eval", script]
    done = subprocess.run(  # noqa: S603
        command, capture_output=True, text=True, check=True, timeout=60, env={"TZ": zone}
    )
    found: list[Any] = json.loads(done.stdout)
    return found


def test_a_word_that_the_page_lacks_is_said_in_plain_english() -> None:
    """An older page with newer scripts: never blank, never a wrong verdict."""
    assert said(
        'say("cannot_tell")',
        'say("last_heard", { at: "10:31" })',
        'list(["sound", "live"])',
        'when(0, 86400, "hart")',
        "ago(300)",
        "heardAt(0, 300)",
    ) == [
        "Cannot tell",
        "Last heard 10:31",
        "sound, live",
        "Time and day 00:00 01/01/1970",
        "",
        "00:00",
    ]


def test_times_are_said_by_the_clock_of_the_place(world: World) -> None:
    offer(world, "ur")
    page = data(world.browser().get("/verifier/?lang=ur"), "tongue")
    page |= {"clock": "Asia/Karachi", "clocks": {"hart": "Europe/London", "odd": "Nowhere/None"}}
    at = 1_793_696_400  # 3 November 2026, 09:00 in London
    day = 24 * 60 * 60
    assert said(
        f'when({at}, {at + 60}, "hart")',
        f"when({at}, {at + 60})",
        f'when({at}, {at + 60}, "odd")',
        f'when({at}, {at + day}, "hart")',
        f"heardAt({at}, {at + 180})",
        f"heardAt({at}, {at + 90 * day})",
        "ago(0)",
        zone="America/New_York",
        **page,
    ) == [
        "09:00",
        "14:00",
        "04:00",
        "09:00، 3 نومبر 2026",
        "14:00 (3 منٹ پہلے)",
        "14:00، 3 نومبر 2026",
        tongue("ur").say("just now"),
    ]
