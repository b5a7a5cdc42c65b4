"""Rules: the version in force, read first, as patients do (issue 13, §1)."""

import pytest

from kiosk.store.models import Policy, PolicyText
from kiosk.store.queries import published_policy
from tests.actions.packs import SHIPPED
from tests.cast import World

RULES = "/manage/rules"


def in_force(world: World) -> Policy:
    policy = published_policy(world.here)
    assert policy is not None
    return policy


def test_the_version_in_force_and_who_answers_for_it(world: World) -> None:
    page = world.signed_in("mo").get(RULES)
    for words in (SHIPPED, "10 November 2026", "Nobody is named yet", "No date is set yet"):
        assert words in page.text
    Policy.update(owner="Mo Khan", approved_by="The partners", review_on="2027-11-01").execute()
    page = world.signed_in("mo").get(RULES)
    for words in ("Mo Khan", "The partners", "1 November 2027"):
        assert words in page.text


def test_a_default_is_not_yet_read_until_a_manager_has_said_so(world: World) -> None:
    mo = world.signed_in("mo")
    assert mo.get("/manage/").link("Read the rules that came with the product") == f"{RULES}#read"
    page = mo.get(RULES)
    assert "Not yet read by this place" in page.text
    page = mo.submit(page, f"{RULES}/read")
    assert "Not yet read by this place" not in page.text
    assert "11 November 2026, Mo Khan" in page.text
    assert "Read the rules that came with" not in mo.get("/manage/").text


def test_a_practices_own_pack_is_not_the_default(world: World) -> None:
    policy = in_force(world)
    Policy.update(pack=policy.pack | {"id": "hart"}).execute()
    assert "Not yet read by this place" not in world.signed_in("mo").get(RULES).text


def test_a_review_date_that_is_over_is_said(world: World) -> None:
    Policy.update(review_on="2026-11-10").execute()
    assert "were to be reviewed by 2026-11-10" in world.signed_in("mo").get("/manage/").text


@pytest.mark.parametrize("language", ["en", "en-easy", "ur"])
@pytest.mark.parametrize("size", ["phone", "tablet", "wall"])
def test_each_language_is_read_as_its_patients_do(world: World, language: str, size: str) -> None:
    policy = in_force(world)
    page = world.signed_in("mo").get(f"{RULES}/read/{policy.id}/{language}?size={size}")
    mine = (PolicyText.policy == policy) & (PolicyText.language == language)
    words = PolicyText.get(mine).words
    for sentence in (
        words["rules"]["R15"]["title"],
        words["statements"]["S9"],
        words["questions"]["types"]["title"],
        words["refusal"]["title"],
        words["conditions"]["no_faces"]["patient"],
    ):
        assert sentence in page.text
    read = [each for each in page.tree.iter("div") if "as-read" in each.get("class", "")]
    assert {(each.get("lang"), each.get("dir")) for each in read} == {
        (language[:2], "rtl" if language == "ur" else "ltr")
    }


def test_what_the_place_allows_is_in_what_is_read(world: World) -> None:
    mo = world.signed_in("mo")
    page = mo.get("/manage/practice/allows")
    mo.submit(page, "/manage/practice/allows", video="no", photo="no")
    page = mo.get(f"{RULES}/read/{in_force(world).id}/en")
    assert "Here, please ask for sound only" in page.text


def test_a_version_of_another_place_or_a_language_that_is_not_there(world: World) -> None:
    theirs = Policy.get(Policy.site == world.there)
    mo = world.signed_in("mo")
    for path in (f"{theirs.id}/en", f"{in_force(world).id}/xx", "9/en"):
        assert mo.get(f"{RULES}/read/{path}").status == 404
    page = mo.get(RULES)
    for odd in (str(theirs.id), "", "x", "9" * 20):
        assert mo.send(page, f"{RULES}/read", version=odd).status == 404
