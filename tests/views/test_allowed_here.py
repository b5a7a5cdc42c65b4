"""What a place allows (M2, K15): from the manager's switch to the walk, the card and the note."""

from typing import Any

import pytest
from playhouse.shortcuts import model_to_dict

from kiosk.actions import consents, decisions, policies, practice, supersede
from kiosk.actions.policies import offer_language
from kiosk.domain.decision import Choice
from kiosk.domain.local import CHOICES
from kiosk.domain.practice import mark
from kiosk.domain.refusals import ChangedMeanwhile, InvalidInput, NotAllowed, StepNotReady
from kiosk.lookups import trail, visitors
from kiosk.store.models import AuditEntry, Consent, Journey, PolicyText, Site
from kiosk.store.policies import policy_of
from tests.actions.packs import newer
from tests.cast import NO_TO_BOTH, World
from tests.pages import Browser, Page

ALLOWS = "/manage/practice/allows"
USUAL = {key: each.usual for key, each in CHOICES.items()}
SOUND = {"sound": "yes", "video": "no", "photo": "no", "live": "no"}
CHANGED = "Our rules changed while you were answering"


def switch(world: World, **choices: str) -> Page:
    """The manager chooses, on the page."""
    mo = world.signed_in("mo")
    page = mo.submit(mo.get(ALLOWS), ALLOWS, **(USUAL | choices))
    world.here = Site.get_by_id(world.here.id)
    return page


def step_of(page: Page) -> str:
    return page.path.partition("?")[0].rpartition("/")[2]


def again(phone: Browser, page: Page, **forms: dict[str, Any]) -> list[str]:
    """Answer what is asked again, until the last page; returns what was."""
    seen = []
    while (step := step_of(page)) != "check":
        seen.append(step)
        assert CHANGED in page.text
        page = phone.submit(page, f"/journey/{step}", **forms.get(step, {}))
    return seen


def test_the_summary_says_each_choice_and_one_change_is_one_entry(world: World) -> None:
    before = AuditEntry.select().count()
    page = switch(world, video="no", scan="no")
    assert "Video: No: not offered here" in page.text
    assert "Recording at a scan: No: not offered here" in page.text
    assert "Sound can always be asked for" in world.signed_in("mo").get(ALLOWS).text
    entries = [row.verb for row in AuditEntry.select()][before:]
    assert [each for each in entries if each.startswith("site.")] == ["site.allows"]
    assert Site.get(Site.slug == "mill").allows == {}
    trail.verify(world.secrets, None)


def test_two_managers_are_shown_both(world: World) -> None:
    first, second = world.signed_in("mo"), world.signed_in("manager")
    page = second.get(ALLOWS)
    first.submit(first.get(ALLOWS), ALLOWS, **(USUAL | {"video": "no"}))
    beaten = second.submit(page, ALLOWS, **(USUAL | {"photo": "no"}))
    assert beaten.status == 409
    assert "Video: No: not offered here" in beaten.text
    assert "Photos: No: not offered here" in beaten.text
    with pytest.raises(ChangedMeanwhile):
        practice.set_allowed(world.by(world.mo), {}, mark({}))
    with pytest.raises(NotAllowed):
        practice.set_allowed(world.by(world.alice), {}, mark({"video": "no"}))


def test_a_walk_begun_after_it_offers_no_video_whatever_the_form_says(world: World) -> None:
    switch(world, video="no")
    phone = world.phone()
    assert "but not for video" in phone.get("/journey/rules-all").text
    page = world.walk(phone, until="types")
    assert 'name="video"' not in page.html
    wrong = phone.submit(page, "/journey/types", **(SOUND | {"sound": "no", "video": "yes"}))
    assert wrong.status == 422
    world.sign(phone, types=SOUND | {"video": "yes"})
    consent = Consent.get()
    assert consent.types == "sound"
    assert consent.text.local == "video=no"
    assert consent.text.text_hash != PolicyText.get(PolicyText.language == "en").text_hash


def test_the_rules_say_so_in_every_language_that_is_offered(world: World) -> None:
    urdu = PolicyText.get((PolicyText.language == "ur") & (PolicyText.local == ""))
    switch(world, photo="no")
    offer_language(world.by(world.mo), urdu)
    for code in ("en", "ur"):
        phone = world.browser()
        phone.client.set_cookie("language", code, domain="clinic.example")
        path = world.handoff()
        phone.submit(phone.get(path), path, language=code)
        journey = Journey.select().order_by(Journey.started_at.desc(), Journey.id).first()
        assert journey.text.local == "photo=no"
    offered = PolicyText.select().where(PolicyText.published_at.is_null(False))
    assert sorted(each.language for each in offered if each.policy.site_id == world.here.id) == [
        "en",
        "en",
        "ur",
        "ur",
    ]


def test_in_the_middle_of_a_walk_only_what_changed_is_asked_again(world: World) -> None:
    phone = world.phone()
    page = world.walk(phone, types=SOUND | {"video": "yes"})
    assert page.path.endswith("check")
    switch(world, video="no")
    late = phone.submit(page, "/journey/check")
    assert Consent.select().count() == 0
    assert step_of(late) == "rules-before"
    assert again(phone, late, types=SOUND) == ["rules-before", "types"]
    check = phone.open("/journey/")
    assert CHANGED not in check.text
    phone.submit(check, "/journey/check")
    consent = Consent.get()
    assert (consent.types, consent.text.local) == ("sound", "video=no")
    assert consent.patient_name == "Margaret O'Neill"


def test_who_asked_for_sound_alone_reads_the_changed_page_and_goes_on(world: World) -> None:
    phone = world.phone()
    page = world.walk(phone)
    switch(world, live="no")
    page = phone.submit(page, "/journey/check")
    assert again(phone, page) == ["rules-before"]


def test_looking_at_a_walk_writes_nothing_though_the_place_has_changed(world: World) -> None:
    phone = world.phone()
    world.walk(phone)
    switch(world, video="no")
    before = [model_to_dict(each, recurse=False) for each in Journey.select()]
    phone.get("/journey/")
    assert [model_to_dict(each, recurse=False) for each in Journey.select()] == before


def test_a_switch_between_the_page_and_the_signature_is_not_passed_by(world: World) -> None:
    """The walk was read just before; the transaction asks once more."""
    draft = world.draft(types=["video"])
    practice.set_allowed(world.by(world.mo), {"video": "no"}, mark({}))
    with pytest.raises(StepNotReady):
        consents.sign(world.context(), draft)
    nobody = {"name": "", "birth_date": "", "nhs_number": ""}
    consents.refuse(world.context(), draft, nobody)  # a patient's no is never refused


def test_what_was_asked_before_can_be_agreed_and_the_card_says_so(world: World) -> None:
    consent = world.signed(types=["sound", "video"])
    old = consent.text.text_hash
    switch(world, video="no")
    alice = world.signed_in("alice")
    world.verify(consent)
    card = alice.get(world.card(consent.id))
    assert "No longer offered here Video. Asked before that: you may agree" in card.text
    world.decide(consent)
    held = Consent.get_by_id(consent.id)
    assert (held.decision.types, held.text.text_hash, held.state) == ("sound video", old, "signed")
    assert "video" in policy_of(held.text).types


def test_a_type_that_was_off_when_it_was_asked_cannot_be_agreed(world: World) -> None:
    """Whatever wrote it into the consent."""
    switch(world, video="no")
    consent = world.signed()
    Consent.update(types="sound video").where(Consent.id == consent.id).execute()
    world.verify(consent)
    held = Consent.get_by_id(consent.id)
    choice = Choice("agreed", NO_TO_BOTH, types=("sound", "video"))
    with pytest.raises(InvalidInput):
        decisions.decide(world.by(world.alice), held, held.revision, choice)


def test_an_answer_to_change_is_asked_again_where_it_is_off_now(world: World) -> None:
    consent = world.signed(types=["sound", "video"])
    switch(world, video="no")
    token = supersede.start_again(world.context(), consent)
    journey = visitors.journey_of(token, world.clock())
    assert "types" not in journey.answers
    assert journey.answers["part"] == "talking"


def test_a_scan_that_is_not_recorded_here_says_what_to_do_instead(world: World) -> None:
    switch(world, scan="no")
    phone = world.phone()
    page = world.walk(phone, until="where")
    page = phone.submit(page, "/journey/where", where="scan")
    assert step_of(page) == "no-scan"
    assert "Please do not record a scan" in page.text
    assert "Your care goes ahead just the same" in page.text


def test_a_clip_and_a_copy_stand_ticked_on_the_card(world: World) -> None:
    switch(world, copy="yes")
    consent = world.signed(where="scan")
    world.verify(consent)
    card = world.signed_in("alice").get(world.card(consent.id))
    for key in ("clip_at_end", "copy_requested"):
        assert f'value="{key}" checked' in " ".join(card.html.split())
    assert "Here: a short clip at the end" in card.text


def test_who_read_nothing_of_a_copy_is_asked_for_none(world: World) -> None:
    consent = world.signed()
    switch(world, copy="yes")
    world.verify(consent)
    card = world.signed_in("alice").get(world.card(consent.id))
    assert 'value="copy_requested" checked' not in " ".join(card.html.split())


@pytest.mark.parametrize(("said", "words"), [("yes", "said yes"), ("no", "said no")])
def test_the_practices_own_scribe_takes_a_yes_or_a_no(world: World, said: str, words: str) -> None:
    """K15: and both recordings stand on one page: read-back, receipt, card and note."""
    switch(world, scribe="yes")
    phone = world.phone()
    check = world.walk(phone, scribe={"scribe": said})
    assert "Can we use an AI note taker?" in check.text
    phone.submit(check, "/journey/check")
    consent = Consent.get()
    assert consent.answers["scribe"] == said
    assert (
        "Can we use an AI note taker?"
        in world.own_phone(consent).get(world.receipt(consent).page).text
    )
    world.verify(consent)
    alice = world.signed_in("alice")
    assert f"The patient {words}" in alice.get(world.card(consent.id)).text
    note = alice.get(f"{world.card(consent.id)}/note").text
    assert f"AI note taker: the patient {words}" in note


def test_a_version_published_later_keeps_the_choices(world: World) -> None:
    switch(world, video="no")
    policies.publish(world.context(), newer(world.context(), "2027-1"))
    journey = world.draft()
    assert (journey.text.policy.version, journey.text.local) == ("2027-1", "video=no")
