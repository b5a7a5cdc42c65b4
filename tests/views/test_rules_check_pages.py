"""What the rules check finds stands beside the sentence, and stops nothing (M10)."""

from typing import get_args

from kiosk.actions import drafts, policies
from kiosk.domain.rules_check import Kind
from kiosk.domain.translation import ENGLISH
from kiosk.store.models import Policy
from kiosk.store.queries import published_policy
from kiosk.views.manage.findings import LOOKED_FOR
from tests.cast import World

CHECK = "/manage/rules/check"
PART = "/manage/rules/draft/en/rules-before"
BAD = {"rules.R2.text": "You must sign this form before you can be seen."}


def drafted(world: World, language: str = ENGLISH, said: dict[str, str] = BAD) -> Policy:
    draft = drafts.start(world.by(world.mo))
    drafts.save(world.by(world.mo), draft, language, said, draft.revision)
    return draft


def test_what_patients_read_now_is_checked_where_there_is_no_draft(world: World) -> None:
    page = world.signed_in("mo").get(CHECK)
    assert "as patients read it now" in page.text
    assert "English: nothing found" in page.text
    assert "Easy Read: nothing found" in page.text
    assert "Only English is checked" in page.text


def test_each_finding_of_the_draft_says_what_why_and_what_instead(world: World) -> None:
    drafted(world)
    page = world.signed_in("mo").get(CHECK)
    for words in (
        "English: 1 to look at",
        *BAD.values(),
        "Makes care depend on recording, asking or signing",
        "Care goes ahead whatever a patient or staff decide",
        "Write instead:",
        "R2",
    ):
        assert words in page.text
    assert f'href="{PART}#rules.R2.text"' in page.html


def test_a_finding_stands_beside_its_sentence_and_lets_it_be_saved(world: World) -> None:
    drafts.start(world.by(world.mo))
    mo = world.signed_in("mo")
    assert "Write instead" not in mo.get(PART).text
    page = mo.submit(mo.get(PART), PART, **BAD)
    assert "saved in the draft. Check of the wording: 1 to look at" in page.text
    assert page.link("Check the wording: 1 to look at") == CHECK
    assert mo.get(PART).text.count("Write instead:") == 1


def test_a_rule_that_was_left_out_is_named(world: World) -> None:
    draft = drafted(world)
    groups = [{**each, "rules": each["rules"][1:]} for each in draft.pack["groups"]]
    Policy.update(pack=draft.pack | {"groups": groups}).where(Policy.id == draft.id).execute()
    page = world.signed_in("mo").get(CHECK)
    assert "R2, “You get your care either way”, is no longer there" in page.text


def test_other_languages_are_not_checked(world: World) -> None:
    drafted(world, "cy", {"rules.R2.text": "Recording is illegal."})
    page = world.signed_in("mo").get(CHECK)
    assert "to look at" not in page.text
    page = world.signed_in("mo").get("/manage/rules/draft/cy/rules-before")
    assert "Write instead" not in page.text


def test_it_never_stops_a_version_from_being_published(world: World) -> None:
    policies.publish(world.by(world.mo), drafted(world))
    held = published_policy(world.here)
    assert held is not None
    assert held.copied_from is not None


def test_every_kind_is_named_on_the_page(world: World) -> None:
    assert {*LOOKED_FOR} == {*get_args(Kind)}
    page = world.signed_in("mo").get(CHECK)
    assert all(words in page.text for words in LOOKED_FOR.values())


def test_only_a_manager_sees_it(world: World) -> None:
    assert world.signed_in("alice").get(CHECK).status == 403
