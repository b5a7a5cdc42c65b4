"""`receipt verify`: two answers, never one (K2)."""

import dataclasses

import pytest

from harness.databases import lift_triggers
from kiosk.actions import consents
from kiosk.store.database import database
from kiosk.store.models import Consent
from signing import receipts
from tests.cast import Receipt
from tests.cli.desk import Desk, one_line


def receipt(desk: Desk, consent: Consent) -> Receipt:
    return desk.world.receipt(consent)


def answers(desk: Desk, entry: str) -> tuple[str, str]:
    """The two answers, in the order they are printed."""
    lines = desk.type("receipt", "verify", entry).stdout.splitlines()
    assert lines[0].startswith("Genuine: ")
    assert lines[1].startswith("May be recorded now: ")
    return lines[0].removeprefix("Genuine: "), lines[1].removeprefix("May be recorded now: ")


def test_a_signed_receipt_is_genuine_and_still_no_permission(desk: Desk) -> None:
    assert answers(desk, desk.world.signed().token) == ("yes", "no (not_decided)")


def test_only_the_clinicians_yes_makes_it_recordable(desk: Desk) -> None:
    assert answers(desk, desk.world.decided().token) == ("yes", "yes")


def test_an_expired_receipt_stays_genuine(desk: Desk) -> None:
    consent = desk.world.decided()
    desk.clock.forward(hours=48)
    assert answers(desk, consent.token) == ("yes", "no (expired)")


def test_a_refusal_is_genuine_and_no_permission(desk: Desk) -> None:
    assert answers(desk, desk.world.refused().token) == ("yes", "no (refused)")


def test_a_withdrawn_one_is_genuine_and_no_permission(desk: Desk) -> None:
    consent = desk.world.decided()
    consents.withdraw(desk.world.context(), consent)
    assert answers(desk, consent.token) == ("yes", "no (withdrawn)")


def test_the_whole_address_does_as_well(desk: Desk) -> None:
    url = desk.app.config["ASKFIRST"].public_url
    assert answers(desk, f"{url}/v#{desk.world.signed().token}")[0] == "yes"


def test_a_receipt_of_another_site_is_genuine_too(desk: Desk) -> None:
    """The operator serves every site: the answer names the one that it was signed at."""
    printed = desk.ok("receipt", "verify", desk.world.signed(desk.world.there).token)
    assert "at site mill" in printed


def test_nothing_personal_is_printed(desk: Desk) -> None:
    printed = desk.ok("receipt", "verify", desk.world.signed().token)
    assert not any(part in printed for part in ("Margaret", "1948", "9434765919"))


def flipped(token: str) -> str:
    head, claims, signature = token.split(".")
    return f"{head}.{claims}.{'B' if signature[0] == 'A' else 'A'}{signature[1:]}"


def test_a_tampered_one_is_not_genuine(desk: Desk) -> None:
    token = flipped(desk.world.decided().token)
    genuine, recordable = answers(desk, token)
    assert genuine.startswith("no (")
    assert recordable == "no (not_genuine)"
    assert "no receipt that was signed here" in desk.refused("receipt", "verify", token)


@pytest.mark.parametrize("junk", ["", "abc", "...", "\u202e" * 50, "x" * 100_000, "#", "é.é.é"])
def test_junk_is_no_receipt_and_is_not_called_false(desk: Desk, junk: str) -> None:
    """Issue 9, E4."""
    said = desk.refused("receipt", "verify", junk)
    assert "not a receipt: it cannot be read as one" in said
    assert "genuine" not in said.lower()


@pytest.mark.parametrize("spoil", [lambda token: token + "A", lambda token: token[:-20]])
def test_a_cut_or_lengthened_one_is_no_receipt(desk: Desk, spoil: object) -> None:
    assert callable(spoil)
    token = spoil(desk.world.decided().token)
    assert "not a receipt" in desk.refused("receipt", "verify", token)


@pytest.mark.parametrize("slip", ["{0}.", "{0}~", "{0}~{0}", " {0}\n", "{1}\n  {2}", "{3}£{0}"])
def test_what_copying_does_to_a_receipt_is_undone(desk: Desk, slip: str) -> None:
    """A full stop, a decision beside it, a wrapped line, a keyboard's pound sign."""
    token = desk.world.signed().token
    url = desk.app.config["ASKFIRST"].public_url
    printed = desk.type("receipt", "verify", slip.format(token, token[:60], token[60:], f"{url}/v"))
    assert printed.stdout.startswith("Genuine: yes")


def test_a_real_signature_on_words_that_are_not_in_the_database_is_told_apart(desk: Desk) -> None:
    """As after restoring a backup that is older than the receipt."""
    ring = desk.world.secrets.receipt_keys
    seen = {"issuer": desk.world.secrets.issuer, "audience": None, "now": desk.clock()}
    claims = receipts.check_genuine(desk.world.signed().token, ring, **seen)
    lost = receipts.issue(dataclasses.replace(claims, jti="A" * 22), ring)
    assert answers(desk, lost) == ("yes", "no (not_in_this_database)")


def test_a_receipt_witnesses_to_its_entry(desk: Desk) -> None:
    consent = desk.world.signed()
    assert "is the one that it witnesses" in desk.ok("receipt", "verify", consent.token)


def test_a_rewritten_entry_is_shown_up_by_the_receipt_that_witnesses_to_it(desk: Desk) -> None:
    consent = desk.world.signed()
    lift_triggers()
    database.execute_sql("UPDATE audit_entry SET hash = ? WHERE verb = 'consent.sign'", ("0" * 64,))
    done = desk.type("receipt", "verify", consent.token)
    assert "not the one that it witnesses" in one_line(done)
    assert done.stdout.startswith("Genuine: yes")


def test_it_is_read_from_standard_input(desk: Desk) -> None:
    """As a word it would stand in the process list, for everyone on the machine."""
    consent = desk.world.decided()
    by_word = desk.ok("receipt", "verify", consent.token)
    assert desk.ok("receipt", "verify", "-", stdin=f"{consent.token}\n") == by_word
    address = f"http://127.0.0.1:8000/v#{consent.token}~{consent.decision.token}"
    assert "it stands" in desk.ok("receipt", "verify", "-", stdin=address)
    assert "not a receipt" in desk.refused("receipt", "verify", "-", stdin="")
    assert "not a receipt" in desk.refused("receipt", "verify", "-", stdin="x" * 100_000)
