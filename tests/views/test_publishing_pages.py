"""Publish the practice's own rules: staff and patients are told, anyone may read (issue 13)."""

import pytest

from kiosk.actions import drafts, policies
from kiosk.domain.announced import Announced
from kiosk.store.models import Consent, Journey, Policy, PolicyText
from kiosk.store.queries import draft_of, published_policy
from tests.actions.packs import BROUGHT, DRAFTED, DRAFTED_AFTER, SHIPPED, newer
from tests.cast import FORMS, World, all_rows, fresh
from tests.pages import Browser

RULES = "/manage/rules"
PUBLISH = f"{RULES}/publish"
SAID = {
    "owner": "Mo Khan",
    "approved_by": "The partners",
    "review_on": "1 November 2027",
    "changed-en": "Care comes first.",
    "matters": "yes",
}


def drafted(world: World, text: str = "You get your care, always.", path: str = "") -> Policy:
    draft = drafts.start(world.by(world.mo))
    typed = {path or "rules.R2.text": text}
    drafts.save(world.by(world.mo), draft, "en", typed, 0)
    return Policy.get_by_id(draft.id)


def published(
    world: World, *, matters: bool, changed: dict[str, str] | None = None, path: str = ""
) -> Policy:
    draft = drafted(world, path=path)
    said = changed or {"en": "Care comes first."}
    policies.publish(
        world.by(world.mo),
        draft,
        Announced(
            draft.revision,
            "Mo",
            "The partners",
            "2027-11-01",
            said,
            matters,
            published_policy(world.here).id,
        ),
    )
    return Policy.get_by_id(draft.id)


def test_what_an_operator_published_meanwhile_is_not_replaced_unseen(world: World) -> None:
    """M1: by the command line, while the page stood open; and before it was opened."""
    draft, mo = drafted(world), world.signed_in("mo")
    looked = mo.get(PUBLISH)
    assert "began as a copy" not in looked.text
    other = newer(world.context())
    policies.publish(world.context(), other)
    page = mo.send(looked, PUBLISH, **SAID)
    assert page.status == 409
    assert "Another version was published since you looked" in page.text
    assert f"a copy of version {Policy.get_by_id(draft.copied_from).version}" in page.text
    assert published_policy(world.here).id == other.id
    assert mo.send(page, PUBLISH, **SAID).status == 303
    assert published_policy(world.here).id == draft.id


def offer(world: World, language: str) -> None:
    policy = published_policy(world.here)
    same = (PolicyText.policy == policy) & (PolicyText.language == language)
    PolicyText.update(published_at=world.clock()).where(same).execute()


@pytest.mark.parametrize("revision", ["9" * 5000, "²", ""])
def test_a_revision_that_is_none_is_not_the_one_that_was_looked_at(
    world: World, revision: str
) -> None:
    """A number of thousands of digits was a fault of ours (`int` refuses it)."""
    drafted(world)
    mo = world.signed_in("mo")
    sent = mo.get(PUBLISH).form(PUBLISH) | SAID
    assert mo.post(PUBLISH, sent | {"revision": revision}).status == 409


def test_a_manager_publishes_and_says_what_changed(world: World) -> None:
    drafted(world)
    mo = world.signed_in("mo")
    page = mo.submit(mo.get(PUBLISH), PUBLISH, **SAID)
    assert page.path == RULES
    assert f"Patients read version {DRAFTED} from now on. Asked to sign again: 0" in page.text
    for words in ("Mo Khan", "The partners", "1 November 2027", "Care comes first."):
        assert words in page.text
    assert "Not yet read by this place" not in page.text
    assert draft_of(world.here) is None


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("owner", "", "Enter who owns these rules"),
        ("approved_by", "x" * 81, "Use 80 characters or fewer"),
        ("review_on", "1 November 2025", "Enter a date to come"),
        ("review_on", "soon", "Enter a date, like"),
        ("review_on", "1 November 2099", "within five years"),
        ("changed-en", "", "Enter what changed"),
        ("changed-en", "<b>care</b>", "there is no HTML here"),
        ("matters", "", "Say whether patients who have signed"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(
    world: World, field: str, typed: str, said: str
) -> None:
    drafted(world)
    mo = world.signed_in("mo")
    before = all_rows()["policy"]
    page = mo.send(mo.get(PUBLISH), PUBLISH, **SAID | {field: typed})
    assert page.status == 422
    assert said in page.text
    kept = "The partners" if field != "approved_by" else "Mo Khan"
    assert kept in page.html
    assert all_rows()["policy"] == before


def test_a_colleague_changed_the_draft_meanwhile(world: World) -> None:
    draft = drafted(world)
    mo = world.signed_in("mo")
    page = mo.get(PUBLISH)
    drafts.save(world.by(world.mo), draft, "en", {"rules.R1.title": "Ask first"}, 1)
    page = mo.send(page, PUBLISH, **SAID)
    assert page.status == 409
    assert "A colleague changed the draft since you looked at it" in page.text
    assert draft_of(world.here) is not None
    assert mo.submit(page, PUBLISH).path == RULES


@pytest.mark.parametrize("seen", ["9" * 5000, "²", "-1", "", "99999999999"])
def test_a_revision_that_is_none_is_looked_at_again(world: World, seen: str) -> None:
    """Python reads no number of 5,000 digits: that was a fault of ours."""
    drafted(world)
    mo = world.signed_in("mo")
    assert mo.send(mo.get(PUBLISH), PUBLISH, **SAID | {"revision": seen}).status == 409


def test_published_meanwhile_or_thrown_away(world: World) -> None:
    draft = drafted(world)
    mo = world.signed_in("mo")
    page = mo.get(PUBLISH)
    drafts.discard(world.by(world.mo), draft)
    assert mo.send(page, PUBLISH, **SAID).status == 404
    assert mo.get(PUBLISH).status == 404


def test_going_back_begins_with_the_earlier_words(world: World) -> None:
    first = published_policy(world.here)
    assert first is not None
    published(world, matters=True)
    mo = world.signed_in("mo")
    page = mo.submit(mo.get(RULES), f"{RULES}/back/{first.id}")
    assert page.path == PUBLISH
    assert f"The words of version {SHIPPED} are a draft again" in page.text
    page = mo.submit(mo.get(RULES), f"{RULES}/back/{first.id}")
    assert "There is a draft already" in page.text
    mo.submit(mo.get(PUBLISH), PUBLISH, **SAID)
    rows = Policy.select().where(Policy.site == world.here).order_by(Policy.id)
    assert [each.version for each in rows] == [SHIPPED, DRAFTED, DRAFTED_AFTER]
    assert mo.send(mo.get(RULES), f"{RULES}/back/{first.id}").status == 303


def test_who_signed_before_reads_what_changed_and_signs_again(world: World) -> None:
    offer(world, "ur")
    consent = world.signed()
    receipt, phone = world.receipt(consent), world.own_phone(consent)
    published(world, matters=True, changed={"en": "Care comes first.", "ur": "پہلے علاج۔"})
    page = phone.get(phone.get(receipt.page).link("Read the new rules and sign again"))
    assert "What changed Care comes first." in page.text
    page = phone.get(f"{receipt.page}/again?lang=ur")
    phone.submit(phone.get(f"{receipt.page}/again"), f"{receipt.page}/again")
    phone.submit(world.walk(phone), "/journey/check")
    assert fresh(consent).replaced_by is not None
    assert fresh(consent).text.policy.version == SHIPPED  # what was read stays with it


def test_who_signed_before_is_left_alone_where_it_does_not_matter(world: World) -> None:
    consent = world.signed()
    receipt, phone = world.receipt(consent), world.own_phone(consent)
    published(world, matters=False)
    page = phone.get(receipt.page)
    assert "sign again" not in page.text
    assert "Do not record yet" in page.text
    assert "Change my answers" in page.text


def test_the_card_of_a_receipt_that_is_over_says_what_changed(world: World) -> None:
    consent = world.decided()
    published(world, matters=True)
    page = world.signed_in("alice").get(world.card(consent.id))
    assert "No longer valid: sign again" in page.text
    assert "The rules have changed: Care comes first." in page.text


def test_staff_read_what_changed_for_a_week(world: World) -> None:
    alice, rae = world.signed_in("alice"), world.signed_in("rae")
    assert "New rules since" not in alice.get("/staff/").text
    published(world, matters=False)
    for browser in (alice, rae):
        page = browser.get("/staff/")
        assert "New rules since 11 November 2026: Care comes first." in page.text
        assert browser.open(page.link("Read them")).status == 200
    world.clock.forward(hours=7 * 24)
    assert "New rules since" not in world.signed_in("alice").get("/staff/").text


def in_mid_walk(world: World, until: str) -> Browser:
    phone = world.phone()
    world.walk(phone, until)
    return phone


def test_in_mid_walk_what_was_read_may_be_signed_where_it_does_not_matter(world: World) -> None:
    phone = in_mid_walk(world, "check")
    published(world, matters=False)
    phone.submit(world.walk(phone), "/journey/check")
    assert Consent.get().text.policy.version == SHIPPED


def test_in_mid_walk_what_the_place_allows_since_leads_to_the_rules_of_now(world: World) -> None:
    """What was read has no words for it, and nobody would get past the last page."""
    phone = in_mid_walk(world, "check")
    published(world, matters=False)
    mo = world.signed_in("mo")
    mo.submit(mo.get("/manage/practice/allows"), "/manage/practice/allows", video="no")
    assert phone.follow(phone.get("/journey/check")).path == "/journey/rules-before"
    phone.submit(world.walk(phone), "/journey/check")
    assert Consent.get().text.policy.version == DRAFTED


def test_in_mid_walk_only_what_changed_is_asked_again(world: World) -> None:
    phone = in_mid_walk(world, "check")
    check = phone.get("/journey/check")
    published(world, matters=True)
    page = phone.follow(phone.send(check, "/journey/check"))
    assert Consent.select().count() == 0
    assert page.path.startswith("/journey/rules-before")
    assert "Our rules changed while you were answering" in page.text
    assert "You get your care, always." in page.text
    steps = []
    while page.path != "/journey/check":
        step = page.path.removeprefix("/journey/").partition("?")[0]
        steps.append(step)
        page = phone.submit(page, f"/journey/{step}", **FORMS.get(step, {}))
        assert page.status == 200, page.text  # else the same page for ever
    assert steps == ["rules-before", "statements", "signature"]
    phone.submit(page, "/journey/check")
    assert Consent.get().text.policy.version == DRAFTED


def test_a_question_with_other_words_is_asked_again(world: World) -> None:
    phone = in_mid_walk(world, "signature")
    published(world, matters=True, path="questions.whose.title")
    page = phone.open("/journey/")
    assert page.path in ("/journey/usual", "/journey/whose")
    assert "Our rules changed while you were answering" in page.text


def test_a_walk_under_a_pack_with_other_questions_still_ends(world: World) -> None:
    phone = in_mid_walk(world, "check")
    policies.publish(world.context(), newer(world.context(), usual=False))
    phone.submit(world.walk(phone), "/journey/check")
    assert Consent.get().text.policy.version == BROUGHT
    assert Journey.get().signed_at is not None


def test_anyone_reads_every_version_with_its_dates(world: World) -> None:
    published(world, matters=True)
    anyone = world.browser()
    page = anyone.get("/rules?at=hart")
    assert "From 10 November 2026 to 11 November 2026" in page.text
    assert "Since 11 November 2026. These are the rules now. What changed: Care" in page.text
    for version, sentence in (
        (SHIPPED, "You choose, and staff may say no"),
        (DRAFTED, "You get your care, always."),
    ):
        page = anyone.get(page_of(anyone, version))
        assert sentence in page.text
        assert "I know I can change my mind at any time." in page.text


def page_of(browser: Browser, version: str) -> str:
    return browser.get("/rules?at=hart").link(version)


def test_a_version_is_read_in_each_language_that_was_offered(world: World) -> None:
    offer(world, "ur")
    published(world, matters=True)
    anyone = world.browser()
    page = anyone.get(f"/rules/{DRAFTED}?at=hart&lang=ur")
    assert page.tree.get("lang") == "ur"
    assert page.tree.get("dir") == "rtl"
    assert "English Care comes first." in page.text  # marked: nobody said it in Urdu
    page = anyone.get(f"/rules/{DRAFTED}?at=hart&lang=cy")  # not offered: English, all of it
    assert page.tree.get("lang") == "en"


def test_a_draft_and_another_places_version_are_nobodys_to_read(world: World) -> None:
    draft = drafted(world)
    anyone = world.browser()
    assert anyone.get(f"/rules/{draft.version}?at=hart").status == 404
    assert anyone.get("/rules/1999?at=hart").status == 404
    assert anyone.get(f"/rules/{SHIPPED}?at=nowhere").status == 200  # asks which place
    assert "Which place do you mean?" in anyone.get("/rules").text


def test_the_page_of_versions_is_found_from_the_rules(world: World) -> None:
    page = world.phone().get("/journey/rules-all")
    assert page.link("Every version of these rules") == "/rules?at=hart"
    page = world.signed_in("mo").get(RULES)
    assert page.link("the page of versions") == "/rules?at=hart"
