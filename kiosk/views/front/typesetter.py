"""A process that typesets one sheet and ends, so that the fonts and what typst remembers of earlier
sheets (40 MB and more) stay with no worker. Run by `typeset.py`, without site-packages: it starts
in 15 ms, and knows nothing of the product.

`python -I -S typesetter.py FOLDER`, where FOLDER holds typst: reads what to do as JSON, writes the
sheet; where typst refuses it, exits with 1 and its words on standard error.
"""

import json
import sys


def main() -> int:
    """Typeset what standard input says."""
    sys.path.append(sys.argv[1])
    import typst

    asked = json.load(sys.stdin)
    fonts = typst.Fonts(include_system_fonts=False, font_paths=asked.pop("fonts"))
    text = asked.pop("template").encode()
    try:
        made = typst.compile(text, font_paths=fonts, **asked)
    except typst.TypstError as refused:
        json.dump({"diagnostic": refused.diagnostic}, sys.stderr)
        return 1
    sys.stdout.buffer.write(made)
    return 0


if __name__ == "__main__":
    sys.exit(main())
