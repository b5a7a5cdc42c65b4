"""The head of a Merkle log (RFC 6962 §2.1): one hash over all leaves, in order.

Later proofs that an entry is in the log, or that one head extends another, are of this very tree.
"""

import hashlib

EMPTY = hashlib.sha256(b"").digest()


class Tree:
    """A log that grows leaf by leaf; it keeps one hash for each full subtree, and no leaf."""

    def __init__(self) -> None:
        self.size = 0
        self._full: list[bytes] = []  # of the full subtrees, the largest first

    def append(self, leaf: bytes) -> None:
        """Add one leaf."""
        node, rest = hashlib.sha256(b"\x00" + leaf).digest(), self.size
        while rest & 1:  # two full subtrees of one size become one
            node = _node(self._full.pop(), node)
            rest >>= 1
        self._full.append(node)
        self.size += 1

    @property
    def root(self) -> bytes:
        """The hash over all leaves so far (32 bytes)."""
        if not self._full:
            return EMPTY
        root = self._full[-1]
        for left in reversed(self._full[:-1]):
            root = _node(left, root)
        return root


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()
