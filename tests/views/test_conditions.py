"""Conditions come from the policy (K3): note, card, patient's page and verifier read that one."""

import html
import json

from kiosk.actions import policies
from kiosk.domain.conditions import Condition
from kiosk.store import queries
from kiosk.store.models import Decision
from tests.actions.packs import newer
from tests.cast import NO_TO_BOTH, World

QUIET = Condition("quiet", "No music in the background", "Turn your music off")
PACK = f"""
[[conditions]]
key = "{QUIET.key}"
answers = []
"""
WORDS = f"""
[conditions.{QUIET.key}]
staff = "{QUIET.staff}"
patient = "{QUIET.patient}"
"""


def test_a_condition_that_a_practice_adds_stands_on_every_page(world: World) -> None:
    policies.publish(world.context(), newer(world.context(), pack=PACK, words=WORDS))
    consent = world.verify(world.signed())
    alice, here = world.signed_in("alice"), world.card(consent.id)
    card = alice.get(here)
    assert QUIET.staff in card.text
    chosen = {"kind": "agreed", "conditions": QUIET.key, **NO_TO_BOTH}
    assert QUIET.staff in alice.submit(card, f"{here}/decide", **chosen).text
    assert "no music in the background" in alice.get(f"{here}/note").text
    assert QUIET.patient in world.browser().get(world.receipt(consent).page).text
    verifier = world.browser().get("/verifier/").html
    words = html.unescape(verifier.split('data-conditions="')[1].split('"')[0])
    assert json.loads(words) == {each.key: each.staff for each in queries.conditions_of(world.here)}
    assert QUIET.key in json.loads(words)


def test_a_condition_of_a_newer_release_is_a_condition_still(world: World) -> None:
    """An older release reads it after a way back: ask the clinician, never a fault."""
    consent = world.decided("conditions", conditions=("no_faces",))
    Decision.update(conditions=["no_faces", "of_tomorrow"]).execute()
    patient = world.browser().get(world.receipt(consent).page)
    assert "There is one more condition: ask before you record" in patient.text
    alice, here = world.signed_in("alice"), world.card(consent.id)
    assert "A condition: ask the clinician" in alice.get(here).text
    assert "a condition: ask the clinician" in alice.get(f"{here}/note").text
