"""One table holds a condition (K3): note, card, patient's page and verifier read that one."""

import html
import json

import pytest

from kiosk.domain.conditions import CONDITIONS, Condition
from kiosk.domain.sentences import say
from kiosk.store.models import Decision
from tests.cast import NO_TO_BOTH, World

QUIET = Condition("quiet", "No music in the background", say("Turn your music off"))


def test_a_condition_that_is_added_to_the_table_stands_on_every_page(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(CONDITIONS, QUIET.key, QUIET)  # type: ignore[arg-type]
    consent = world.verify(world.signed())
    alice, here = world.signed_in("alice"), f"/staff/consents/{consent.id}"
    card = alice.get(here)
    assert QUIET.staff in card.text
    chosen = {"kind": "conditions", "conditions": QUIET.key, **NO_TO_BOTH}
    assert QUIET.staff in alice.submit(card, f"{here}/decide", **chosen).text
    assert "no music in the background" in alice.get(f"{here}/note").text
    assert QUIET.patient in world.browser().get(world.receipt(consent).page).text
    verifier = world.browser().get("/verifier/").html
    words = html.unescape(verifier.split('data-conditions="')[1].split('"')[0])
    assert json.loads(words) == {key: each.staff for key, each in CONDITIONS.items()}


def test_a_condition_of_a_newer_release_is_a_condition_still(world: World) -> None:
    """An older release reads it after a way back: ask the clinician, never a fault."""
    consent = world.decided("conditions", conditions=("no_faces",))
    Decision.update(conditions=["no_faces", "of_tomorrow"]).execute()
    patient = world.browser().get(world.receipt(consent).page)
    assert "There is one more condition: ask before you record" in patient.text
    alice, here = world.signed_in("alice"), f"/staff/consents/{consent.id}"
    assert "A condition: ask the clinician" in alice.get(here).text
    assert "a condition: ask the clinician" in alice.get(f"{here}/note").text
