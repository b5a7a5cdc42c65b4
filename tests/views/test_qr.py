"""Our QR codes are those of `qrcode`, module by module, in a fraction of the time."""

import qrcode
from hypothesis import example, given, settings
from hypothesis import strategies as st
from qrcode.constants import ERROR_CORRECT_L

from kiosk.views.front.qr import MASK, matrix, smallest_version


def theirs(data: bytes) -> list[list[bool]]:
    code = qrcode.QRCode(smallest_version(len(data)), ERROR_CORRECT_L, mask_pattern=MASK)
    code.add_data(data, optimize=0)
    code.make(fit=False)
    return [list(row) for row in code.modules]


@settings(max_examples=30, deadline=None)
@given(data=st.binary(min_size=1, max_size=500).map(lambda each: b"\xff" + each))
@example(data=b"x")
@example(data=b"x" * 17)  # as full as its version can be
@example(data=b"x" * 271)
@example(data=b"x" * 1000)  # its blocks are not all of one length
def test_each_module_is_the_same(data: bytes) -> None:
    """ISO/IEC 18004: mode, length, padding, Reed-Solomon, order of blocks and modules, mask."""
    assert matrix(data) == theirs(data)
