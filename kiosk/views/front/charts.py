"""Bar charts as SVG by leather: shapes and letters alone, so our CSP has nothing to forbid in them.

The figure stands in words beside each bar, and there is one colour: it reads in grey, and on paper.
"""

from collections.abc import Sequence

import leather

WIDTH = 460  # so that its letters can be read on a phone
ROW, EDGE = 32, 12  # pixels
MARGIN = 0.01  # of the width
LETTER = 7  # as wide as one, about
INK, BAR, PAPER = "#212b32", "#4c6272", "#ffffff"

_look = leather.theme
_look.background_color, _look.margin = PAPER, MARGIN
_look.tick_font_family = "Arial, Helvetica, sans-serif"
_look.tick_font_size = 15
_look.tick_font_char_width, _look.tick_font_char_height = LETTER, 0
_look.tick_color, _look.label_color, _look.zero_color = PAPER, INK, INK
_look.tick_size = 4


def bars(rows: Sequence[tuple[str, str, int]]) -> str:
    """One bar a row: its words (of which no two are the same), its figure in words, its length."""
    chart = leather.Chart()
    most = max([size for _words, _figure, size in rows] + [1])
    chart.add_bars([(size, f"{words}: {figure}") for words, figure, size in rows], fill_color=BAR)
    chart.add_x_scale(0, most)
    chart.add_x_axis(ticks=[0], tick_formatter=lambda *_tick: "")
    made: str = chart.to_svg(width=WIDTH, height=EDGE + ROW * len(rows))
    return made
