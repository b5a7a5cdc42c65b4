"""Change of mind on the patient's page: change the answers, or sign again (R16, M1)."""

from kiosk.actions import policies
from kiosk.store.models import Consent
from tests.actions.packs import newer
from tests.cast import World, all_rows, fresh


def test_a_patient_changes_an_answer_and_the_old_receipt_says_so(world: World) -> None:
    old = world.signed()
    receipt, phone = world.receipt(old), world.own_phone(old)
    page = phone.get(phone.get(receipt.page).link("Change my answers"))
    page = phone.submit(page, f"{receipt.page}/again")
    assert page.path == "/journey/whose"
    both = {"sound": "yes", "video": "yes", "photo": "no"}
    phone.submit(phone.get("/journey/types"), "/journey/types", **both)
    page = phone.submit(world.walk(phone), "/journey/check")
    new = Consent.select().order_by(Consent.id.desc()).get()
    assert page.path == world.receipt(new).page
    assert new.types == "sound video"
    before = phone.get(receipt.page)
    assert "Replaced" in before.text
    assert "You can record" not in before.text
    leads = [each.get("href") for each in before.tree.iter("a")]
    assert not [href for href in leads if href and (world.receipt(new).page in href)]
    assert not [href for href in leads if href and ("again" in href or "withdraw" in href)]


def test_after_the_decision_nothing_can_be_changed(world: World) -> None:
    consent = world.decided()
    receipt, phone = world.receipt(consent), world.own_phone(consent)
    assert "Change my answers" not in phone.get(receipt.page).text
    page = phone.get(f"{receipt.page}/again")
    assert f"{receipt.page}/again" not in [form.get("action") for form in page.forms()]
    assert "cannot be changed now" in page.text


def test_a_decision_made_while_the_page_was_open_is_a_page_in_words(world: World) -> None:
    consent = world.signed()
    receipt, phone = world.receipt(consent), world.own_phone(consent)
    page = phone.get(f"{receipt.page}/again")
    world.decide(consent)
    answer = phone.send(page, f"{receipt.page}/again")
    assert answer.status == 409
    assert "Nothing was signed" in answer.text
    assert "You agreed" not in answer.text


def test_a_decision_made_before_the_last_tap_wins(world: World) -> None:
    consent = world.signed()
    receipt, phone = world.receipt(consent), world.own_phone(consent)
    phone.submit(phone.get(f"{receipt.page}/again"), f"{receipt.page}/again")
    check = world.walk(phone)
    world.decide(consent)
    assert phone.send(check, "/journey/check").status == 409
    assert fresh(consent).state == "signed"
    assert Consent.select().count() == 1


def test_new_rules_are_offered_on_the_page_and_in_the_part_that_follows(world: World) -> None:
    """M1: the patient need not reload to be asked."""
    consent = world.signed()
    receipt, phone = world.receipt(consent), world.own_phone(consent)
    assert "sign again" not in phone.get(receipt.page).text
    policies.publish(world.context(), newer(world.context()))
    for path in (receipt.page, f"{receipt.page}/status"):
        assert "Read the new rules and sign again" in phone.get(path).text
    page = phone.submit(phone.get(f"{receipt.page}/again"), f"{receipt.page}/again")
    assert page.path.startswith("/journey/rules-")
    phone.submit(world.walk(phone), "/journey/check")
    assert fresh(consent).replaced_by is not None
    assert "sign again" not in phone.get(receipt.page).text


def test_opening_the_page_changes_nothing_and_a_double_tap_begins_once(world: World) -> None:
    consent = world.signed()
    receipt, phone = world.receipt(consent), world.own_phone(consent)
    before = all_rows()
    page = phone.get(f"{receipt.page}/again")
    assert all_rows() == before
    for _tap in range(2):
        phone.send(page, f"{receipt.page}/again")
    assert len(all_rows()["journey"]) == len(before["journey"]) + 1


def test_the_clinician_sees_that_it_was_replaced(world: World) -> None:
    consent = world.signed()
    receipt, phone = world.receipt(consent), world.own_phone(consent)
    phone.submit(phone.get(f"{receipt.page}/again"), f"{receipt.page}/again")
    phone.submit(world.walk(phone), "/journey/check")
    card = world.signed_in("alice").get(world.card(consent.id))
    assert "ask for the new receipt" in card.text
