"""The one box: a code, a token, or a whole address; or a person picked from the list."""

import pytest

from kiosk.actions import attempts, consents, policies, verifications
from kiosk.domain import receipt_refusals, refusals
from kiosk.lookups import evidence
from kiosk.store.models import Attempt, Consent, Verification
from kiosk.store.queries import card_at
from signing import base64url, codes, receipts
from tests.actions.packs import newer
from tests.cast import Receipt, World, fresh, trail

FLIP = str.maketrans("AB", "BA")


@pytest.fixture
def receipt(world: World) -> Receipt:
    return world.receipt(world.signed())


def verify(world: World, entry: str) -> verifications.Verified:
    return world.enter(world.alice, entry)


@pytest.mark.parametrize(
    "typed",
    [
        "{code}",
        " {code}\n",
        "{low}",
        "{bare}",
        "{token}",
        "http://clinic.example:8000/v#{token}",
        "https://other.name/v#{token}",
        "\t{token}\r\n",
    ],
)
def test_whatever_a_person_or_a_scanner_enters_finds_the_receipt(
    world: World, receipt: Receipt, typed: str
) -> None:
    entry = typed.format(
        code=receipt.code,
        low=receipt.code.lower(),
        bare=receipt.code.replace("-", " "),
        token=receipt.token,
    )
    found = verify(world, entry)
    assert (found.consent, found.first) == (receipt.consent, True)


def test_the_first_verification_is_the_one_that_counts(world: World, receipt: Receipt) -> None:
    verify(world, receipt.code)
    world.clock.forward(minutes=5)
    again = world.enter(world.bob, receipt.token)
    assert not again.first
    consent = Consent.get_by_id(receipt.consent)
    assert (consent.verified_by, consent.verified_at) == (world.alice, world.clock() - 300)
    card = card_at(world.here, consent.id, world.clock())
    assert card is not None
    assert card.verified is not None
    first = card.verified
    assert (first.staff, first.way) == (world.alice, "code")
    assert Verification.select().count() == 2
    assert trail().count("receipt.verify") == 2


def test_a_double_tap_is_one_verification(world: World, receipt: Receipt) -> None:
    first = world.enter(world.alice, receipt.code, once="tap")
    assert world.enter(world.alice, receipt.code, once="tap") == first
    assert first.first
    assert Verification.select().count() == 1
    assert trail().count("receipt.verify") == 1


def test_another_code_in_the_same_form_is_another_patient(world: World, receipt: Receipt) -> None:
    """Back, and the next code typed: a page the browser kept must not show the patient before."""
    other = world.receipt(world.signed())
    for each in (receipt, other):
        assert world.enter(world.alice, each.code, once="tap").consent == each.consent


def test_to_find_a_receipt_verifies_nobody(world: World, receipt: Receipt) -> None:
    """Whose it is comes first; the tap there is what counts (A7)."""
    before = len(trail())
    for entry in (receipt.code, receipt.token):
        found, _way = verifications.find(world.by(world.alice), entry)
        assert (found.id, found.verified_at) == (receipt.consent, None)
    assert Verification.select().count() == 0
    assert len(trail()) == before


def test_picking_from_the_list_is_a_verification_too(world: World, receipt: Receipt) -> None:
    consent = Consent.get_by_id(receipt.consent)
    found = verifications.verify(world.by(world.alice), consent)
    assert found.first
    assert Verification.get().way == "list"


@pytest.mark.parametrize("entry", ["", "hello", "1234-567", "a.b", "UUUU-UUUU", "\0", "é" * 5000])
def test_what_is_no_code_at_all_is_said_so(world: World, entry: str) -> None:
    with pytest.raises(receipt_refusals.BadCode):
        verify(world, entry)


def test_a_mistyped_code_is_noticed(world: World, receipt: Receipt) -> None:
    """The check symbol: a wrong one, and two swapped ones."""
    code = receipt.code.replace("-", "")
    wrong = ("0" if code[0] != "0" else "1") + code[1:]
    with pytest.raises(receipt_refusals.BadCode):
        verify(world, wrong)


def test_a_code_that_nobody_has_is_unknown(world: World, receipt: Receipt) -> None:
    with pytest.raises(receipt_refusals.CodeUnknown):
        verify(world, codes.code_from_bytes(b"\1\2\3\4\5"))


def test_a_code_of_another_site_is_unknown_here(world: World) -> None:
    theirs = world.receipt(world.signed(world.there))
    with pytest.raises(receipt_refusals.CodeUnknown):
        verify(world, theirs.code)


def test_a_receipt_of_another_site_is_called_that(world: World) -> None:
    theirs = world.receipt(world.signed(world.there))
    with pytest.raises(receipt_refusals.ReceiptElsewhere):
        verify(world, theirs.token)
    assert fresh(Consent.get_by_id(theirs.consent)).verified_at is None


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_receipt_changed_in_any_part_is_false(world: World, receipt: Receipt, place: int) -> None:
    parts = receipt.token.split(".")
    parts[place] = parts[place][:10].translate(FLIP)[:9] + "x" + parts[place][10:]
    with pytest.raises(receipt_refusals.ReceiptFalse):
        verify(world, ".".join(parts))


@pytest.mark.parametrize("entry", ["a.b.c", "..", "....", "{token}=", "{token}A", "x.{token}"])
def test_what_cannot_be_read_as_a_receipt_is_not_called_false(
    world: World, receipt: Receipt, entry: str
) -> None:
    """Issue 9, E4: nobody is told that a slip is a forgery."""
    with pytest.raises(receipt_refusals.ReceiptUnreadable):
        verify(world, entry.format(token=receipt.token))


def test_a_letter_too_many_is_no_receipt_of_ours(world: World, receipt: Receipt) -> None:
    with pytest.raises(receipt_refusals.ReceiptFalse):
        verify(world, f"x{receipt.token}")


def test_a_genuine_receipt_that_the_database_does_not_know_is_an_answer_of_its_own(
    world: World, receipt: Receipt
) -> None:
    """Issue 11: signed with our key, so never called false, nor agreed: a database was put back."""
    Consent.update(token_hash="x").where(Consent.id == receipt.consent).execute()
    with pytest.raises(receipt_refusals.ReceiptLost):
        verify(world, receipt.token)


def test_withdrawn_superseded_and_expired_receipts_are_still_found(world: World) -> None:
    """The card says what holds; an error would leave the clinician guessing."""
    consent = world.signed()
    consents.withdraw(world.context(), consent)
    old = world.signed()
    policies.publish(world.context(), newer(world.context()))
    for each in (consent, old):
        assert verify(world, world.receipt(each).code).consent == each.id
    world.clock.now = consent.expires_at + 3600
    for each in (consent, old):
        assert verify(world, each.token).consent == each.id
        assert verify(world, world.receipt(each).code).consent == each.id


def test_a_code_is_forgotten_a_day_later(world: World, receipt: Receipt) -> None:
    """Codes are unique per day: tomorrow the same one may be somebody else's."""
    world.clock.forward(hours=24)
    with pytest.raises(receipt_refusals.CodeUnknown):
        verify(world, receipt.code)


def test_wrong_codes_are_counted_in_the_database(world: World, receipt: Receipt) -> None:
    """All workers together; the right code does not help once the limit is reached."""
    for _try in range(attempts.CODE.most):
        with pytest.raises(receipt_refusals.BadCode):
            verify(world, "nonsense")
    assert Attempt.select().count() == attempts.CODE.most
    with pytest.raises(refusals.TooManyTries) as caught:
        verify(world, receipt.code)
    assert caught.value.minutes == attempts.CODE.window // 60
    assert world.enter(world.bob, receipt.code).first
    world.clock.forward(seconds=attempts.CODE.window)
    assert verify(world, receipt.code).consent == receipt.consent


def test_a_right_code_is_no_failed_try(world: World, receipt: Receipt) -> None:
    verify(world, receipt.code)
    assert Attempt.select().count() == 0


def test_anyone_can_see_whether_a_receipt_is_genuine(world: World, receipt: Receipt) -> None:
    """Two answers, never one: genuine says nothing about recording, and fades with the visit."""
    expires = Consent.get_by_id(receipt.consent).expires_at

    def say(entry: str, now: int) -> tuple[str, str]:
        return evidence.for_anyone(world.secrets, now, entry)

    address = f"http://clinic.example:8000/v#{receipt.token}"
    for entry in (
        *(receipt.token, address, f"{address}.", address.replace("#", "£"), f"{address}~x.y.z"),
        *(f"{address}~{receipt.token}", f" {address[:90]}\r\n {address[90:]} "),
    ):
        assert say(entry, world.clock()) == (evidence.GENUINE, "hart")
        assert say(entry, expires + receipts.LEEWAY - 1) == (evidence.GENUINE, "hart")
        assert say(entry, expires + receipts.LEEWAY) == (evidence.TOO_OLD, "hart")
        assert say(entry, expires + 10 * 365 * 86_400) == (evidence.TOO_OLD, "hart")
    false = receipt.token[:-86] + "A" * 86
    for now in (world.clock(), expires + 86_400):
        assert say(false, now) == (evidence.NOT_GENUINE, "")
        for entry in (receipt.code, receipt.token[:-1], "", ".", "x" * 100_000, "\ud800"):
            assert say(entry, now) == (evidence.NOT_A_RECEIPT, "")


def test_what_a_newer_version_signed_is_not_called_false(world: World, receipt: Receipt) -> None:
    """E.g. a type of recording that came later: its signature holds, so nobody made it up."""
    header, payload, _signature = receipt.token.split(".")
    claims = base64url.decode(payload.encode()).replace(b'["sound"', b'["smell"')
    key = world.secrets.receipt_keys.signing_key
    text = f"{header}.{base64url.encode(claims).decode()}"
    token = key.signer.sign(text.encode()).decode()
    assert evidence.for_anyone(world.secrets, world.clock(), token) == (evidence.NEWER, "")
