"""A practice's own rule on the manager's pages, and on the patient's and the printed ones (M1)."""

from kiosk.actions import own_rules, policies
from kiosk.domain.own_rules import own_rules as own_of
from kiosk.store.models import Policy
from kiosk.store.queries import draft_of, published_policy, texts_of
from tests.cast import World
from tests.pages import Browser, Page

OWN = "/manage/rules/draft/own"
TITLE = "Ask the dentist too"
TEXT = "Our dentist works here on Tuesdays. You must be signed before you are seen."
SAID = {"title": TITLE, "text": TEXT, "place": "R2"}


def begun(world: World) -> Browser:
    mo = world.signed_in("mo")
    mo.submit(mo.get("/manage/rules"), "/manage/rules/draft/begin")
    return mo


def draft(world: World) -> Policy:
    held = draft_of(world.here)
    assert held is not None
    return held


def rule(world: World) -> str:
    return own_of(draft(world).pack)[0]


def add(mo: Browser, **said: str) -> Page:
    return mo.submit(mo.get(OWN), OWN, **(SAID | said))


def test_it_is_added_shown_moved_and_taken_out(world: World) -> None:
    mo = begun(world)
    assert "Rules of your own: add one" in mo.get("/manage/rules/draft").text
    page = add(mo)
    assert (page.path, page.status) == (OWN, 200)
    assert "Added to the draft" in page.text
    assert TEXT in page.text
    assert "Rules of your own: 1" in mo.get("/manage/rules/draft").text
    at = f"{OWN}/{rule(world)}"
    assert "Moved in the draft" in mo.submit(page, f"{at}/move", place="after").text
    assert own_of({"groups": draft(world).pack["groups"][-1:]}) == [rule(world)]
    page = mo.submit(mo.get(OWN), f"{at}/out")
    assert "Taken out of the draft" in page.text
    assert TITLE not in page.text


def test_what_cannot_be_kept_is_shown_again_as_it_was_typed(world: World) -> None:
    mo = begun(world)
    page = add(mo, title="", text="Use <b>bold</b>", place="R3")
    assert page.status == 422
    assert page.field("text").text.strip() == "Use <b>bold</b>"
    assert "Use plain words: there is no HTML here" in page.text
    chosen = [each.get("value") for each in page.field("place") if each.get("selected") is not None]
    assert chosen == ["R3"]


def test_its_words_are_changed_beside_the_others_of_its_page(world: World) -> None:
    mo = begun(world)
    add(mo)
    assert "2 changed" in mo.get("/manage/rules/draft").text
    path = "/manage/rules/draft/en/rules-before"
    page = mo.get(path)
    assert "Patients read now: nothing" in page.text
    mo.submit(page, path, **{f"rules.{rule(world)}.text": "Ask her first."})
    assert texts_of(draft(world))["en"].words["rules"][rule(world)]["text"] == "Ask her first."
    assert mo.get("/manage/rules/draft/ur/rules-before").status == 200


def test_a_place_that_is_none_is_said_beside_its_own_field(world: World) -> None:
    mo = begun(world)
    page = mo.submit(add(mo), f"{OWN}/{rule(world)}/move", place="R99")
    assert page.status == 422
    assert "Choose where it stands" in page.text


def test_the_check_of_the_wording_the_comparison_and_the_reading_page_have_it(
    world: World,
) -> None:
    mo = begun(world)
    add(mo)
    found = mo.get("/manage/rules/check").text
    assert f"Own rule “{TITLE}”: Text" in found
    compared = mo.get("/manage/rules/compare?language=en").text
    assert TITLE in compared
    assert TITLE in mo.get(f"/manage/rules/read/{draft(world).id}/en").text


def test_a_rule_that_was_moved_is_said_though_no_sentence_differs(world: World) -> None:
    """What a manager compares and publishes is the whole of what patients will read."""
    mo = begun(world)
    add(mo)
    policies.publish(world.by(world.mo), draft(world))
    mo = begun(world)
    assert "in another place" not in mo.get("/manage/rules/compare").text
    mo.submit(mo.get(OWN), f"{OWN}/{rule(world)}/move", place="R3")
    for path, differ in (("compare", "English: 0 sentences differ"), ("publish", "English: 0")):
        page = mo.get(f"/manage/rules/{path}").text
        assert differ in page
        assert "Rules of your own in another place" in page
        assert f"{TITLE} Patients read it now After “You get your care either way”" in page


def test_each_language_is_missing_it_until_it_is_written(world: World) -> None:
    mo = begun(world)
    add(mo)
    assert "2 missing" in mo.get("/manage/rules/languages").text
    at = "/manage/rules/languages/cy"
    typed = {f"rules.{rule(world)}.{field}": "Gofynnwch" for field in ("title", "text")}
    page = mo.submit(mo.get(at), f"{at}/words", **typed)
    assert "saved in the draft" in page.text
    assert texts_of(draft(world))["cy"].words["rules"][rule(world)]["title"] == "Gofynnwch"


def test_a_language_that_ends_is_said_before_and_cannot_be_offered_half(world: World) -> None:
    mo = begun(world)
    held = published_policy(world.here)
    assert held is not None
    policies.offer_language(world.by(world.mo), texts_of(held)["ur"])
    add(mo)
    page = mo.get("/manage/rules/publish")
    assert "cannot once you publish" in page.text
    assert "Urdu: write them" in page.text
    assert 'name="changed-en"' in page.html
    assert 'name="changed-ur"' not in page.html
    policies.publish(world.by(world.mo), draft(world))
    assert "Not complete in this version" in mo.get("/manage/rules/languages").text
    now = published_policy(world.here)
    assert now is not None
    urdu = texts_of(now)["ur"].id
    page = mo.get("/manage/rules/languages")
    action = page.forms()[0].get("action", "")
    assert f"/languages/{urdu}/publish" not in page.html
    said = {"csrf_token": page.form(action)["csrf_token"]}
    told = mo.follow(mo.post(f"/manage/languages/{urdu}/publish", said))
    assert "write these first" in told.text


def test_patients_read_it_in_its_place(world: World) -> None:
    begun(world)
    own_rules.add(world.by(world.mo), draft(world), SAID, "R2")
    policies.publish(world.by(world.mo), draft(world))
    page = world.walk(world.phone(), until="rules-before")
    assert TEXT in page.text
    assert page.text.index("You get your care either way") < page.text.index(TITLE)
