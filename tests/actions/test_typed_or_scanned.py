"""Whatever a scanner or a hand makes of a receipt's address or code leads to the receipt."""

import pytest

from kiosk.domain import entry as entries
from kiosk.domain import receipt_refusals
from kiosk.store.models import Verification
from tests.cast import Receipt, World

PAIRS = [(scanner, computer) for scanner in ("US", "UK", "German") for computer in entries.LAYOUTS]


@pytest.fixture
def receipt(world: World) -> Receipt:
    return world.receipt(world.signed())


def address(receipt: Receipt) -> str:
    return f"http://clinic.example:8000/v#{receipt.token}"


def typed_by(scanner: str, computer: str, text: str) -> str:
    """What a computer takes in when a scanner presses the keys of its own layout."""
    keys = dict(zip(entries.LAYOUTS[scanner], entries.LAYOUTS[computer], strict=True))
    return "".join(keys[character] for character in text)


def found(world: World, entry: str) -> int:
    return world.enter(world.alice, entry).consent


@pytest.mark.parametrize(("scanner", "computer"), PAIRS, ids=map("-on-".join, PAIRS))
def test_a_scanner_set_to_another_keyboard_is_understood(
    world: World, receipt: Receipt, scanner: str, computer: str
) -> None:
    """US, UK and German, on these and on French; the signature tells which it was."""
    text = address(receipt)
    arrived = typed_by(scanner, computer, text)
    assert (arrived == text) is (scanner == computer)
    assert found(world, arrived) == receipt.consent
    assert Verification.get().way == "token"


def test_the_known_slips_of_a_scanner_on_a_british_keyboard(world: World, receipt: Receipt) -> None:
    """The hash sign is where the slips show: £ for #, and the other way round the backslash."""
    assert "/v£" in typed_by("US", "UK", address(receipt))
    assert "/v\\" in typed_by("UK", "US", address(receipt))
    assert typed_by("US", "German", "https://a-b_z").startswith("httpsÖ--aßb?y")
    assert typed_by("US", "French", "1.m/q-_") == "&:,!a)°"


def test_caps_lock_is_undone(world: World, receipt: Receipt) -> None:
    assert found(world, address(receipt).swapcase()) == receipt.consent
    assert found(world, receipt.token.swapcase()) == receipt.consent


@pytest.mark.parametrize("change", [str.upper, str.lower])
def test_letters_made_all_alike_cannot_be_undone_and_it_says_so(
    world: World, receipt: Receipt, change: object
) -> None:
    """base64url (RFC 4648 §5) tells capitals from small letters: no guess would be honest."""
    assert callable(change)
    with pytest.raises(receipt_refusals.ReceiptGarbled):
        found(world, change(address(receipt)))


@pytest.mark.parametrize(
    "entry",
    [
        "{address}\r",
        "{address}\r\n",
        "\t{address}\t",
        "{address} and more",
        "See {address}\nThank you",
        "]Q1{address}",
        "5012345678900{address}",
        "{address}{address}",
        "{token}",
        "  {token}\r",
        "{address}~x.y.z",
        "{address}~{token}",
        "{address}.",
        "It is {address}. Thank you.",
        "{wrapped}",
        "{wrapped}.",
        "http://clinic.example:8000/verifier/#{token}",
    ],
)
def test_what_stands_around_an_address_makes_no_difference(
    world: World, receipt: Receipt, entry: str
) -> None:
    whole = address(receipt)
    wrapped = f"{whole[:70]}\r\n  {whole[70:140]}\n{whole[140:]}"
    text = entry.format(address=whole, token=receipt.token, wrapped=wrapped)
    assert found(world, text) == receipt.consent


def test_of_two_addresses_the_last_one_counts(world: World, receipt: Receipt) -> None:
    """A scanner types on behind what stands in the box: the patient in front comes last."""
    later = world.receipt(world.signed())
    assert found(world, address(receipt) + address(later)) == later.consent


@pytest.mark.parametrize(
    "entry",
    [
        "{code}",
        "{lower}",
        "{bare}",
        " {spaced} ",
        "{code}\r",
        "code: {code}",
        "{code} Margaret",
        "{wide}",
        "{letters}",
        "\u200f{code}\u200e",
        "{dashed}",
    ],
)
def test_a_code_in_any_case_and_layout(world: World, receipt: Receipt, entry: str) -> None:
    """Small letters, spaces, dashes, O for 0, I and L for 1, full width."""
    code, bare = receipt.code, receipt.code.replace("-", "")
    text = entry.format(
        code=code,
        lower=code.lower(),
        bare=bare,
        spaced=" ".join(bare),
        wide="".join(chr(ord(each) + 0xFEE0) for each in code),
        letters=code.replace("0", "O").replace("1", "l"),
        dashed=code.replace("-", "\u2013"),
    )
    assert found(world, text) == receipt.consent
    assert Verification.get().way == "code"


def test_no_mix_up_makes_a_false_receipt_genuine(world: World, receipt: Receipt) -> None:
    """Each way of reading ends at the same strict check."""
    other = "A" if receipt.token[-20] != "A" else "B"
    false = address(receipt)[:-20] + other + address(receipt)[-19:]
    for scanner, computer in PAIRS:
        with pytest.raises(receipt_refusals.ReceiptFalse):
            found(world, typed_by(scanner, computer, false))
        world.clock.forward(minutes=11)  # the limit on wrong entries is tested elsewhere


def test_every_layout_has_the_same_keys() -> None:
    """One character a key, none twice: whatever was pressed can be told."""
    for name, keys in entries.LAYOUTS.items():
        assert len(keys) == len(set(keys)) == 2 * 47, name
    assert len(entries.MIX_UPS) == 9
