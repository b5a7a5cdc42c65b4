"""What the database file holds of a person: nothing that can be read without the field keys."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet

from kiosk.actions.keys import note
from kiosk.lookups import fingerprints
from kiosk.lookups.fingerprints import KeysWrong
from kiosk.store.database import database
from kiosk.store.models import Consent, Journey
from kiosk.store.queries.unreadable import is_unreadable
from kiosk.store.sealing import set_field_keys
from tests.cast import World

BEHALF = {"signer": "Thaddeus Quillfeather", "relationship": "attorney"}
DRAWN = {"how": "drawn", "strokes": [[[311, 127], [313, 131], [317, 137], [331, 139]]]}
YOU = {"name": "Margaret Zebrowska", "birth_date": "1948-03-27", "nhs_number": "9434765919"}
SECRETS = [
    "Zebrowska",
    "Quillfeather",
    "1948-03-27",
    "9434765919",
    "311,127",
    '"strokes"',
]


@pytest.fixture
def keys(world: World) -> Iterator[tuple[str, ...]]:
    """The field keys in use, put back afterwards."""
    before = world.app.config["ASKFIRST"].field_keys
    yield before
    set_field_keys(before)


def raw() -> bytes:
    """Every byte of the database and of its write-ahead log."""
    path = Path(str(database.obj.database))
    return b"".join(each.read_bytes() for each in path.parent.glob(f"{path.name}*"))


def personal(consent: Consent) -> list[Any]:
    return [consent.patient_name, consent.birth_date, consent.nhs_number, consent.answers]


@pytest.mark.sqlite("reads its file")
def test_a_signed_consent_is_unreadable_in_the_file(world: World) -> None:
    consent = world.signed(whose="carer", behalf=BEHALF, you=YOU, signature=DRAWN)
    bytes_ = raw()
    assert consent.jti.encode() in bytes_  # it is this file, and it was written
    assert [each for each in SECRETS if each.encode() in bytes_] == []
    again = Consent.get_by_id(consent.id)
    assert again.patient_name == "Margaret Zebrowska"
    assert again.signature == DRAWN
    assert again.answers["behalf"] == BEHALF


@pytest.mark.sqlite("reads its file")
def test_an_unsigned_draft_is_unreadable_in_the_file(world: World) -> None:
    journey = world.draft(whose="carer", behalf=BEHALF, you=YOU, signature=DRAWN)
    bytes_ = raw()
    assert journey.token_hash.encode() in bytes_
    assert [each for each in SECRETS if each.encode() in bytes_] == []


def test_signing_empties_the_draft(world: World) -> None:
    world.signed(you=YOU)
    assert Journey.get().answers == {}


@pytest.mark.sqlite("reads its file")
def test_the_cookie_and_the_code_of_a_receipt_are_not_in_the_file(world: World) -> None:
    """Only hashes are kept: of the page's key, and a keyed one of the short code."""
    receipt = world.receipt(world.signed())
    assert receipt.page.removeprefix("/r/").encode() not in raw()
    assert receipt.code.replace("-", "").encode() not in raw()


def test_a_new_key_reads_what_the_old_one_wrote(world: World, keys: tuple[str, ...]) -> None:
    """Rotation: newest first, all of them read."""
    consent = world.signed()
    before = personal(consent)
    new = Fernet.generate_key().decode()
    set_field_keys((new, *keys))
    note(world.context())
    assert personal(Consent.get_by_id(consent.id)) == before
    later = world.signed()
    set_field_keys((new,))
    assert personal(Consent.get_by_id(later.id)) == before
    assert is_unreadable(Consent.get_by_id(consent.id))


def test_a_wrong_key_is_a_named_fault(world: World, keys: tuple[str, ...]) -> None:
    world.signed()
    set_field_keys((Fernet.generate_key().decode(),))
    with pytest.raises(KeysWrong, match="ASKFIRST_FIELD_KEY"):
        fingerprints.require(world.secrets)


def test_what_cannot_be_read_is_written_back_as_it_was(world: World, keys: tuple[str, ...]) -> None:
    """A damaged row stays as it is for whoever can mend it, whatever else is saved in it."""
    consent = world.signed()
    before = personal(consent)
    set_field_keys((Fernet.generate_key().decode(),))
    damaged = Consent.get_by_id(consent.id)
    assert personal(damaged) == ["", "", "", {}]
    damaged.save()
    set_field_keys(keys)
    assert personal(Consent.get_by_id(consent.id)) == before


def test_the_same_name_is_never_written_the_same_way_twice(world: World) -> None:
    """Nobody with the file can tell which two consents are of one person."""
    world.signed()
    world.signed()
    rows = database.execute_sql("SELECT patient_name, birth_date FROM consent").fetchall()
    assert len({value for row in rows for value in row}) == 4


def test_nothing_stays_nothing(world: World) -> None:
    consent = world.refused()
    assert (consent.patient_name, consent.birth_date, consent.nhs_number) == ("", "", "")
