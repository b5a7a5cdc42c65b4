"""The receipt's QR as SVG, against `qrcode`'s own SVG path image with its automatic mask."""

import qrcode
from qrcode.constants import ERROR_CORRECT_L
from qrcode.image.svg import SvgPathImage

from bench.crypto import ISSUER, claims, per_turn
from bench.table import Figure, interleaved
from kiosk.views.front.qr import svg
from signing import receipts
from signing.keys import KeyRing

ROUNDS = 7


def figures() -> list[Figure]:
    """How many times faster, and how many times smaller, ours is."""
    address = f"{ISSUER}/v#{receipts.issue(claims(), KeyRing.generate())}"
    mine, theirs, ratio = interleaved(
        lambda: per_turn(lambda: _ours(address), 3),
        lambda: per_turn(lambda: _theirs(address), 1),
        ROUNDS,
    )
    small, large = len(_ours(address).encode()), len(_theirs(address))
    return [
        Figure(
            "Receipt QR as SVG, times faster than qrcode",
            1 / ratio,
            5,
            " ×",
            f"{mine * 1e3:.1f} ms against {theirs * 1e3:.1f} ms, {len(address)} characters",
        ),
        Figure(
            "Receipt QR as SVG, part of qrcode's bytes",
            100 * small / large,
            25,
            " %",
            f"{small} bytes against {large}",
            at_most=True,
        ),
    ]


def _ours(address: str) -> str:
    return svg(address, "QR code of your receipt, for your health worker to scan")


def _theirs(address: str) -> bytes:
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_L, image_factory=SvgPathImage)
    code.add_data(address)
    code.make(fit=True)
    image: bytes = code.make_image().to_string()
    return image
