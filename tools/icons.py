"""Draw our icon as PNG for home screens, which take no SVG: `python -m tools.icons`.

The pictures are kept in static/icons. Their corners are filled: each system rounds them itself.
"""

from pathlib import Path

import typst

ICONS = Path(__file__).resolve().parent.parent / "static" / "icons"
SIZES = (180, 192, 512)  # pixels: iOS; Android's home screen, and its start picture
BLUE = "003087"
PAGE = """#set page(width: 64pt, height: 64pt, margin: 0pt, fill: rgb("{blue}"))
#image(bytes(sys.inputs.icon), format: "svg", width: 64pt)"""


def drawn(size: int) -> bytes:
    """The icon as a square PNG of so many pixels."""
    icon = (ICONS / "icon.svg").read_text(encoding="utf-8")
    page = PAGE.format(blue=BLUE).encode()
    made: bytes = typst.compile(page, format="png", ppi=72 * size / 64, sys_inputs={"icon": icon})
    return made


def main() -> None:
    """Write every size."""
    for size in SIZES:
        (ICONS / f"icon-{size}.png").write_bytes(drawn(size))


if __name__ == "__main__":
    main()
