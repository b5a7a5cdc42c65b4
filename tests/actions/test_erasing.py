"""What is deleted is deleted by an entry that names it; the trail verifies, and tells nobody."""

import pytest
from cryptography.fernet import Fernet

from kiosk.actions import keys, upkeep
from kiosk.actions.change import append
from kiosk.domain.audit import digest
from kiosk.lookups import trail
from kiosk.lookups.trail import TrailBroken
from kiosk.store import sealing
from kiosk.store.database import database, write
from kiosk.store.models import AuditEntry, Consent, Handoff
from kiosk.store.rows import erase_names
from tests.cast import World, fresh


def last_entry() -> AuditEntry:
    return AuditEntry.select().order_by(AuditEntry.seq.desc()).get()


def erase(world: World, consent: Consent, verb: str = "database.purge") -> None:
    """As retention will: the names go, and what was stated stays."""
    with write():
        erase_names("consent", [consent.id])
        append(world.context(), verb, "database", {})


def test_after_erasing_the_trail_verifies_and_the_facts_stay(world: World) -> None:
    consent = world.recording()
    erase(world, consent)
    assert last_entry().changed == {"consent": {str(consent.id): {"identity": ""}}}
    assert (fresh(consent).patient_name, fresh(consent).answers, fresh(consent).salt) == (
        "",
        {},
        "",
    )
    assert fresh(consent).types == "sound"
    trail.verify(world.secrets)


def test_nobody_can_guess_a_name_from_what_is_left(world: World) -> None:
    """The commitment is to the names *and* the salt; with the salt in hand a guess fits."""
    consent = world.signed()
    told = last_entry().changed["consent"][str(consent.id)]["identity"]
    columns = ("patient_name", "birth_date", "nhs_number")
    names = {name: getattr(consent, name) for name in columns}
    names |= {"answers": plain("answers", consent), "signature": plain("signature", consent)}
    assert digest("identity", consent.salt, "consent", consent.id, names) == told  # the control
    erase(world, consent)
    assert consent.salt not in str(all_text())
    assert digest("identity", "", "consent", consent.id, names) != told


def plain(column: str, consent: Consent) -> str:
    sql = f"SELECT {column} FROM consent WHERE id = ?"
    stored = database.execute_sql(sql, (consent.id,)).fetchone()[0]
    return sealing.opened(stored, sealing.Place("consent", column, consent.place))


def all_text() -> list[object]:
    return [
        *database.execute_sql("SELECT * FROM consent"),
        *database.execute_sql("SELECT * FROM audit_entry"),
    ]


def test_another_verb_erases_nothing(world: World) -> None:
    consent = world.signed()
    erase(world, consent, "consent.withdraw")
    with pytest.raises(TrailBroken, match=f"changes who consent {consent.id} is about"):
        trail.verify(world.secrets)


def test_another_row_than_the_entry_names_is_found(world: World) -> None:
    """The replay accepts exactly what the entry says."""
    first, second = world.signed(), world.signed()
    erase(world, first)
    erase_names("consent", [second.id])
    with pytest.raises(TrailBroken, match=f"consent {second.id} is not about whom"):
        trail.verify(world.secrets)


def test_names_that_come_back_after_erasing_are_found(world: World) -> None:
    consent = world.signed()
    kept = database.execute_sql("SELECT patient_name, salt FROM consent").fetchone()
    erase(world, consent)
    database.execute_sql("UPDATE consent SET patient_name = ?, salt = ?", kept)
    with pytest.raises(TrailBroken, match=f"consent {consent.id} is not about whom"):
        trail.verify(world.secrets)


def test_purge_names_each_row_that_it_deletes(world: World) -> None:
    world.show_a_code()
    number = Handoff.get().id
    world.clock.forward(hours=40)
    upkeep.purge(world.context())
    assert last_entry().changed == {"handoff": {str(number): None}}
    trail.verify(world.secrets)


def test_a_row_that_purge_named_and_is_there_again_is_found(world: World) -> None:
    world.show_a_code()
    row = database.execute_sql("SELECT * FROM handoff").fetchone()
    world.clock.forward(hours=40)
    upkeep.purge(world.context())
    database.execute_sql(f"INSERT INTO handoff VALUES ({', '.join('?' * len(row))})", row)
    with pytest.raises(TrailBroken, match="is in no audit entry"):
        trail.verify(world.secrets)


def test_a_new_field_key_changes_no_digest(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows are encrypted again with another key; the trail says what it said (no entry at all)."""
    consent = world.signed()
    another = sealing.FieldKey(Fernet.generate_key().decode())
    monkeypatch.setattr(sealing._Held, "keys", (another, *sealing._Held.keys))
    keys.note(world.context())
    again = {"patient_name": consent.patient_name, "place": consent.place}
    with write():
        Consent.update(**again).where(Consent.id == consent.id).execute()
    assert another.mark in database.execute_sql("SELECT patient_name FROM consent").fetchone()[0]
    trail.verify(world.secrets)
