"""Signed notes and Merkle heads, against the texts of C2SP and RFC 6962."""

import base64
import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from signing.errors import BadNote
from signing.keys import KeyRing
from signing.merkle import Tree
from signing.notes import Checkpoint, read, sign

# The leaves and roots that Certificate Transparency's own implementations are tested with.
LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657"]
LEAVES.append("606162636465666768696a6b6c6d6e6f")
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
HEAD = Checkpoint("clinic.example/audit", 8, bytes.fromhex(ROOTS[8]))


def test_the_head_of_each_length_is_that_of_the_standard() -> None:
    tree, found = Tree(), []
    for leaf in [*LEAVES, None]:
        found.append(tree.root.hex())
        if leaf is not None:
            tree.append(bytes.fromhex(leaf))
    assert (found, tree.size) == (ROOTS, 8)


def _by_the_book(leaves: list[bytes]) -> bytes:
    """RFC 6962 §2.1 word for word: slow, and nothing kept."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    half = 1 << (len(leaves) - 1).bit_length() - 1
    left, right = _by_the_book(leaves[:half]), _by_the_book(leaves[half:])
    return hashlib.sha256(b"\x01" + left + right).digest()


def test_heads_of_a_hundred_lengths_are_the_standards() -> None:
    tree, leaves = Tree(), []
    for number in range(100):
        leaves.append(hashlib.sha256(b"%d" % number).digest())
        tree.append(leaves[-1])
        assert tree.root == _by_the_book(leaves)


def test_a_note_is_read_as_c2sp_writes_it() -> None:
    """Taken apart by the text of the standard, not by our own reader."""
    keys = KeyRing.generate()
    note = sign(HEAD, keys)
    text, _, line = note.rpartition("\n\n")
    origin, size, root = text.split("\n")
    assert (origin, size, base64.b64decode(root)) == ("clinic.example/audit", "8", HEAD.root)
    dash, name, packed = line.rstrip("\n").split(" ")
    raw = base64.b64decode(packed)
    key = keys.signing_key.x
    assert (dash, name) == ("\u2014", origin)
    assert raw[:4] == hashlib.sha256(name.encode() + b"\n\x01" + key).digest()[:4]
    Ed25519PublicKey.from_public_bytes(key).verify(raw[4:], (text + "\n").encode())


def test_a_note_is_read_by_keys_of_before_and_with_others_signatures_beside() -> None:
    keys = KeyRing.generate()
    note = sign(HEAD, keys)
    assert read(note, keys.rotate()) == HEAD
    witness = sign(HEAD, KeyRing.generate()).rpartition("\n\n")[2]
    assert read(note + witness, keys) == HEAD
    assert read(note.replace("\n\n", "\n\n" + witness), keys) == HEAD


def test_no_changed_note_is_read() -> None:
    keys = KeyRing.generate()
    note = sign(HEAD, keys)
    for place, letter in enumerate(note):
        for other in {"A", "1", "\n", ""} - {letter}:
            changed = note[:place] + other + note[place + 1 :]
            try:
                assert read(changed, keys) == HEAD, changed  # only what is no part of it changed
                assert place == len(note) - 1, changed
            except BadNote:
                pass


def test_a_signature_has_one_spelling() -> None:
    """RFC 4648 §3.5: the bits that are left over before `=` are zero."""
    keys = KeyRing.generate()
    note = sign(HEAD, keys).removesuffix("=\n")
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    spare = letters[letters.index(note[-1]) + 1]
    assert base64.b64decode(note[-92:] + "=") == base64.b64decode(note[-92:-1] + spare + "=")
    with pytest.raises(BadNote):
        read(f"{note[:-1]}{spare}=\n", keys)


@pytest.mark.parametrize(
    "text", ["", "\n\n", "a\n1\nx\n", "clinic.example/audit\n08\nAAAA\n", "no note", "\n" * 5000]
)
def test_what_is_no_checkpoint_is_none(text: str) -> None:
    with pytest.raises(BadNote):
        read(text, KeyRing.generate())


def test_a_signed_note_of_another_form_is_no_checkpoint() -> None:
    keys = KeyRing.generate()
    for odd in (
        Checkpoint("clinic.example/audit", -1, HEAD.root),
        Checkpoint("clinic.example/audit", 8, b"short"),
    ):
        note = sign(odd, keys)
        with pytest.raises(BadNote):
            read(note, keys)


def test_a_note_of_another_place_is_not_taken_for_ours() -> None:
    with pytest.raises(BadNote, match="no key of ours"):
        read(sign(HEAD, KeyRing.generate()), KeyRing.generate())
