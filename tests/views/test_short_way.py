"""The short way on the pages, without JavaScript: the usual, what is different, the read-back."""

import re
from typing import Any

import pytest

from harness.answers import PATIENT, SHORT_WAY
from kiosk.actions import policies
from kiosk.store.models import Consent, Journey, PolicyText
from kiosk.store.models import Policy as PolicyRow
from kiosk.store.policies import policy_of
from tests.actions.packs import newer
from tests.cast import FORMS, World
from tests.domain.packs import shipped
from tests.domain.test_usual import THE_USUAL
from tests.pages import Browser, Page

WORDS = shipped().words
LINES = WORDS["usual"]["lines"]
OWN_WORD = ("whose", "where", "device", "company", "others", "audience")


def step_of(page: Page) -> str:
    return page.path.partition("?")[0].rpartition("/")[2]


def walked(browser: Browser, **forms: dict[str, Any]) -> list[str]:
    """The steps of a walk that sends what it is told, and nothing where the page offers enough."""
    page, seen = browser.open("/journey/"), []
    given = FORMS | SHORT_WAY | {"signature": {"how": "typed"}} | forms
    while step_of(page) != "check":
        seen.append(step_of(page))
        page = browser.submit(page, f"/journey/{seen[-1]}", **given.get(seen[-1], {}))
        assert page.status == 200, page.text  # else the same page for ever
        if "said=" in page.path:
            page = browser.open(page.link("Continue"))
    return [*seen, "check"]


def test_the_usual_walk_is_nine_pages_and_every_line_is_read_back(world: World) -> None:
    """Q1 to Q11: Q10 by itself, each line with Change, the name given once and offered."""
    phone = world.phone()
    seen = walked(phone)
    assert seen[3:] == ["usual", "more", "you", "statements", "signature", "check"]
    assert len(seen) == 9
    check = phone.get("/journey/check")
    for step, line in LINES.items():
        assert line in check.text
        assert f"/journey/{step}?then=check" in check.html
    assert "You did not say" in check.text  # why: nobody asked, and it can be told here
    assert PATIENT["name"] in check.text
    phone.submit(check, "/journey/check")
    consent = Consent.get()
    assert {step: consent.answers[step] for step in OWN_WORD} == {
        step: THE_USUAL[step] for step in OWN_WORD
    }
    assert (consent.types, consent.part, consent.recorder) == ("sound", "talking", "patient")
    assert "reason" not in consent.answers
    assert consent.answers["usual"] == {"said": "right", "ticked": False}
    # Answers that are changed later are stated again.
    again = phone.submit(
        phone.get(f"{world.receipt(consent).page}/again"), f"{world.receipt(consent).page}/again"
    )
    assert step_of(again) == "usual"


def test_nothing_counts_as_answered_before_the_tap(world: World) -> None:
    phone = world.phone()
    page = world.walk(phone, "usual")
    assert set(page.form("/journey/usual")) == {
        "csrf_token",
        "once",
        "made",
    }  # and no tick beforehand
    assert not set(THE_USUAL) & set(Journey.get().answers)
    assert phone.get("/journey/where").location.endswith("/journey/usual")
    page = phone.submit(page, "/journey/usual")  # the form, without either button
    assert page.status == 422
    assert not set(THE_USUAL) & set(Journey.get().answers)


def test_a_disability_ticked_beside_the_usual_reaches_the_health_worker(world: World) -> None:
    """K9, Q8: not lost on the short way; read back as the answer that it is."""
    phone, alice = world.phone(), world.signed_in("alice")
    walked(phone, usual={"usual": "right", "ticked": "yes"})
    check = phone.get("/journey/check")
    assert "It helps me because of a disability" in check.text
    phone.submit(check, "/journey/check")
    here = world.card(Consent.get().id)
    assert (
        "Recording is said to help because of a disability"
        in alice.submit(alice.get(here), f"{here}/verify").text
        or alice.get(f"{here}/note").text
    )


def test_only_what_is_different_is_asked(world: World) -> None:
    """Video, at home: two pages more; what each leads to is said with it."""
    phone = world.phone()
    seen = walked(
        phone,
        usual={"usual": "different"},
        different={"different": ["types", "where"]},
        types=FORMS["types"] | {"video": "yes"},
        where={"where": "ward"},
    )
    assert seen[3:7] == ["usual", "different", "where", "types"]
    check = phone.get("/journey/check")
    assert "In a ward or bay" in check.text
    assert LINES["where"] not in check.text
    assert LINES["part"] in check.text
    different = phone.get("/journey/different")
    assert set(different.form("/journey/different")["different"]) == {"types", "where"}


def test_whoever_ticks_nothing_is_told_of_the_button_by_its_own_words(world: World) -> None:
    """Which are the practice's to change."""
    made = newer(world.context(), version="2026-10-7")
    text = PolicyText.get((PolicyText.policy == made.id) & (PolicyText.language == "en"))
    usual = text.words["usual"] | {"all": "Go through 100 % of it"}
    PolicyText.update(words=text.words | {"usual": usual}).where(PolicyText.id == text.id).execute()
    policies.publish(world.context(), PolicyRow.get_by_id(made.id))
    phone = world.phone()
    page = world.walk(phone, until="different", usual={"usual": "different"})
    page = phone.submit(page, "/journey/different", different=[])
    assert page.status == 422
    assert "Tick what is different, or press “Go through 100 % of it”" in page.text


def test_a_change_on_the_read_back_is_no_longer_the_usual(world: World) -> None:
    phone = world.phone()
    walked(phone)
    page = phone.get("/journey/audience?then=check")
    page = phone.follow(
        phone.post("/journey/audience?then=check", page.form("/journey/audience") | ONLINE)
    )
    assert "Do not post staff names" in page.text
    page = phone.open(page.link("Continue"))
    assert step_of(page) == "check"
    assert LINES["audience"] not in page.text
    assert "People online" in page.text


ONLINE = {"audience": "online"}


@pytest.mark.parametrize(
    ("given", "step"),
    [
        ({"different": {"different": "whose"}, "whose": {"whose": "child"}}, "behalf"),
        ({"you": PATIENT | {"year": "2015"}}, "own"),
    ],
)
def test_on_behalf_or_under_16_everything_is_asked(
    world: World, given: dict[str, Any], step: str
) -> None:
    """K10: a mother is not told that nobody else is in the room."""
    phone = world.phone()
    way = {"usual": {"usual": "different" if "different" in given else "right"}}
    seen = walked(phone, **way, **given, own={"own": "yes"}, grown={"grown": "yes"})
    assert {*THE_USUAL, step} <= set(seen)
    assert "answers__row--line" not in phone.get("/journey/check").html


def test_a_policy_published_before_asks_each_question_and_keeps_its_hash(world: World) -> None:
    """M1: no short way, each statement ticked as its words say, not one letter changed."""
    made = newer(world.context(), version="2026-10-1")
    old = {key: part for key, part in made.pack.items() if key not in ("usual", "agreed")}
    PolicyRow.update(pack=old).where(PolicyRow.id == made.id).execute()
    policies.publish(world.context(), PolicyRow.get_by_id(made.id))
    text = PolicyText.get((PolicyText.policy == made.id) & (PolicyText.language == "en"))
    before = (text.text_hash, text.words)
    policy = policy_of(text)
    assert policy.usual is None
    assert policy.agreed == "each"
    phone = world.phone()
    page = world.walk(phone, "statements")
    assert "usual" not in Journey.get().answers
    nine = [each for each, _text in policy.statements]
    page = phone.submit(page, "/journey/statements", statements=nine)
    assert step_of(page) == "signature"
    world.walk(phone)
    phone.submit(phone.get("/journey/check"), "/journey/check")
    assert Consent.get().answers["told"] == {"statements": nine, "how": "each"}
    kept = PolicyText.get_by_id(text.id)
    assert (kept.text_hash, kept.words) == before


def test_the_first_page_says_how_long_it_takes(world: World) -> None:
    """Computed from the words of this place: more rules, more minutes."""
    tablet = world.kiosk()
    assert "Time to read and sign: about 8 minutes." in tablet.get("/kiosk").text
    assert "about 8 minutes" in world.browser().get(world.handoff()).text
    policies.publish(world.context(), newer(world.context(), usual=False))
    longer = re.search(r"about (\d+) minutes", tablet.get("/kiosk").text)
    assert longer is not None
    assert int(longer[1]) > 8  # where every question is asked
