"""Hostile text in every field: shown as text or refused beside the field, never a 500."""

import urllib.parse
from collections.abc import Callable

import pytest

from kiosk.store.models import Consent
from tests.cast import FORMS, NO_TO_BOTH, World
from tests.pages import Browser, Page

MARKUP = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{7*7}}${7*7}"
TEXTS = {
    "markup": MARKUP,
    "quotes": "\"'`&quot;&lt;</textarea></title>",
    "bidi": "\u202eabc\u2066def\u2069",
    "long": "x" * 10_000,
    "nul": "a\0b",
    "controls": "a\r\nb\x1b[31m\x7f",
    "emoji": "\U0001f468\u200d\U0001f469\u200d\U0001f467 \U0001f600",
    "wide": "\uff21\ufdfd\U000e0041",
    "number": "9" * 400,
    "empty": "",
    "spaces": " \u00a0\u2003 ",
}
RAW = {
    "surrogate": b"%ED%A0%80",
    "junk": b"%FF%FE%80%C0%AF",
    "broken": b"%",
    "nul": b"%00%00",
}
Ready = tuple[Browser, Page, str]


def walking(step: str) -> Callable[[World], Ready]:
    def prepare(world: World) -> Ready:
        phone = world.phone()
        return phone, world.walk(phone, step), f"/journey/{step}"

    return prepare


def behalf(world: World) -> Ready:
    phone = world.phone()
    return phone, world.walk(phone, "behalf", whose={"whose": "carer"}), "/journey/behalf"


def refusing(world: World) -> Ready:
    phone = world.phone()
    return phone, phone.get("/journey/refuse"), "/journey/refuse"


def pairing(world: World) -> Ready:
    browser = world.browser()
    return browser, browser.get("/kiosk/pair"), "/kiosk/pair"


def outsider(world: World) -> Ready:
    browser = world.browser()
    return browser, browser.get("/v"), "/v"


def signing_in(world: World) -> Ready:
    browser = world.browser()
    return browser, browser.get("/staff/sign-in"), "/staff/sign-in"


def checking(world: World) -> Ready:
    alice = world.signed_in("alice")
    return alice, alice.get("/staff/"), "/staff/verify"


def deciding(world: World) -> Ready:
    consent = world.verify(world.signed())
    alice, here = world.signed_in("alice"), world.card(consent.id)
    return alice, alice.get(here), f"{here}/decide"


def naming_a_tablet(world: World) -> Ready:
    mo = world.signed_in("mo")
    return mo, mo.get("/manage/tablets"), "/manage/tablets"


def inviting(world: World) -> Ready:
    mo, path = world.signed_in("mo"), "/manage/people/invite"
    return mo, mo.get(path), path


def coming_in(world: World) -> Ready:
    visitor, path = world.browser(), world.invite()
    return visitor, visitor.get(path), path


FIELDS: list[tuple[Callable[[World], Ready], dict[str, object], tuple[str, ...]]] = [
    (walking("whose"), FORMS["whose"], ("whose",)),
    (behalf, FORMS["behalf"], ("signer", "relationship")),
    (walking("types"), FORMS["types"], ("sound", "video")),
    (walking("you"), FORMS["you"], ("name", "day", "month", "year", "nhs_number")),
    (walking("statements"), {}, ("statements",)),
    (walking("signature"), FORMS["signature"], ("how", "name")),
    (walking("signature"), {"how": "drawn"}, ("strokes",)),
    (refusing, {}, ("name", "day", "year", "nhs_number")),
    (pairing, {}, ("code",)),
    (outsider, {}, ("entry",)),
    (signing_in, {"password": "x"}, ("username", "password", "to")),
    (checking, {}, ("entry",)),
    (deciding, {"kind": "wait"} | NO_TO_BOTH, ("kind", "wait_until", "seen", "others")),
    (deciding, {"kind": "conditions"} | NO_TO_BOTH, ("conditions",)),
    (deciding, {"kind": "not_agreed"} | NO_TO_BOTH, ("reason",)),
    (naming_a_tablet, {}, ("label",)),
    (inviting, {"label": "Dee"}, ("label", "roles", "since", "until")),
    (coming_in, {"password": "x" * 12, "again": "x" * 12}, ("name", "job", "username", "password")),
    (signing_in, {}, ("credential",)),
]
CASES = [(prepare, good, field) for prepare, good, fields in FIELDS for field in fields]


def check_answer(page: Page, what: str) -> None:
    assert page.status < 500, what
    scripts = [each for each in page.tree.iter("script") if "alert" in "".join(each.itertext())]
    assert scripts == [], what
    assert not [each for each in page.tree.iter() if "onerror" in each.attrib], what
    assert "49" not in page.heading, what


@pytest.mark.parametrize(
    ("prepare", "good", "field"),
    CASES,
    ids=[f"{number}-{each[2]}" for number, each in enumerate(CASES)],
)
def test_hostile_text_is_text_or_is_refused_beside_its_field(
    world: World, prepare: Callable[[World], Ready], good: dict[str, object], field: str
) -> None:
    browser, page, action = prepare(world)
    sent = page.form(action) | good
    for what, text in TEXTS.items():
        answer = browser.post(action, sent | {field: text})
        check_answer(answer, what)
        if answer.status == 303:
            check_answer(browser.follow(answer), what)
            browser.get(page.path)
        elif answer.status == 422:
            assert "Error" in answer.html, what
    head = urllib.parse.urlencode({k: v for k, v in sent.items() if k != field}, doseq=True)
    for what, raw in RAW.items():
        body = head.encode() + b"&" + field.encode() + b"=" + raw
        kind = "application/x-www-form-urlencoded"
        check_answer(browser.post(action, body, content_type=kind), what)


def test_a_name_of_markup_is_the_name_everywhere(world: World) -> None:
    """On the check page, the receipt, the list, the card, the note."""
    name = '<b>Bobby</b> "Tables" {{7*7}}'
    phone, alice = world.phone(), world.signed_in("alice")
    check = world.walk(phone, you={"name": name}, signature={"how": "typed", "name": name})
    assert name in check.text
    phone.submit(check, "/journey/check")
    consent = Consent.get()
    assert consent.patient_name == name
    assert name in alice.match(alice.get(world.card(consent.id))).text
    for path in ("/staff/", world.card(consent.id), f"{world.card(consent.id)}/note"):
        page = alice.get(path)
        assert name in page.text, path
        assert "<b>Bobby" not in page.html, path


def test_what_was_typed_is_kept_beside_the_message(world: World) -> None:
    phone = world.phone()
    page = world.walk(phone, "you")
    typed = {"name": MARKUP, "day": "31", "month": "2", "year": "1948", "nhs_number": "12"}
    page = phone.submit(page, "/journey/you", **typed)
    assert page.status == 422
    for name, value in typed.items():
        assert page.field(name).get("value") == value
    assert "no such date" in page.text


def test_a_hostile_name_is_kept_as_it_was_typed(world: World) -> None:
    """Refused for a character that cannot be shown, and still there to be mended."""
    phone = world.phone()
    page = world.walk(phone, "you")
    page = phone.submit(page, "/journey/you", **FORMS["you"] | {"name": "Mar\ue000garet"})
    assert page.status == 422
    assert page.field("name").get("value") == "Mar\ue000garet"


def test_marks_of_direction_are_left_out_of_what_is_kept(world: World) -> None:
    """They come along with a copied name or number, and nobody can see them to mend them."""
    phone = world.phone()
    page = world.walk(phone, "you")
    typed = {"name": "Mar\u202egaret\u200e O'Neill", "day": "\u200f27"}
    page = phone.submit(page, "/journey/you", **FORMS["you"] | typed)
    assert page.status == 200
    assert world.walk(phone).text.count("Margaret O'Neill") == 2


def test_a_tablet_named_in_markup_is_text_on_the_managers_page(world: World) -> None:
    mo = world.signed_in("mo")
    page = mo.submit(mo.get("/manage/tablets"), "/manage/tablets", label="<i>Front</i>")
    assert page.status == 201
    assert "<i>Front</i>" in page.text


@pytest.mark.parametrize("cookie", ["x" * 5000, "a\tb", "\xff\xfe", "..", "a.b.c", "e30.x.y"])
def test_hostile_cookies_open_nothing_and_break_nothing(world: World, cookie: str) -> None:
    client = world.app.test_client()
    for name in ("kiosk", "journey", "staff", "session"):
        headers = {"Cookie": f"{name}={cookie}"}
        for path in ("/", "/kiosk", "/journey/", "/staff/", "/v"):
            assert client.get(path, headers=headers).status_code < 500, (name, path)


@pytest.mark.parametrize(
    "path",
    ["/h/%00", "/h/%ff%fe", "/h/" + "x" * 5000, "/r/%ed%a0%80", "/journey/%0d%0aX:y", "/v?a=%ff"],
)
def test_hostile_addresses_are_pages_in_words(world: World, path: str) -> None:
    for browser in (world.browser(), world.phone()):
        assert browser.open(path).status < 500
