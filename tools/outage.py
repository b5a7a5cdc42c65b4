"""`python -m tools.outage`: writes deploy/outage.html, what a proxy shows while the server is away.

One file, with its sentences in every language of the product: there is nobody to ask which.
"""

from babel.support import Translations
from jinja2 import Environment

from harness.server import ROOT
from kiosk.views.front.language import DEFAULT, FOLDER, LOCALES, runs

PAGE = ROOT / "deploy" / "outage.html"
EVERY = 10  # seconds until it tries again
SAYS = (  # sentences of templates/front/_outage.html, so they are translated there
    "No connection now",
    "Please leave this page open. It tries again by itself.",
    "You can also ask at reception. Your care goes ahead.",
)
TEMPLATE = """\
<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="{{ every }}">
<title>{{ words[0].says[0] }}</title>
<style>
:root { color-scheme: light; }
body { margin: 0; font: 1.1875rem/1.5 system-ui, sans-serif; color: #212b32; background: #f0f4f5; }
main { max-width: 44rem; margin: 0 auto; padding: 1.5rem 1rem; }
section { background: #fff; border: 1px solid #d8dde0; padding: 0.25rem 1.25rem; margin: 0 0 1rem; }
h1 { font-size: 2rem; line-height: 1.2; }
h2 { font-size: 1.25rem; }
</style>
</head>
<body>
<main>
{% for each in words %}
<section lang="{{ each.lang }}" dir="{{ each.dir }}">
{% set h = "h1" if loop.first else "h2" %}
<{{ h }}>{{ each.says[0] }}</{{ h }}>
{% for text in each.says[1:] %}
<p>{{ text }}</p>
{% endfor %}
</section>
{% endfor %}
</main>
</body>
</html>
"""


def made() -> str:
    """The page, from the translations as they were last built."""
    words = [
        {"lang": code, "dir": runs(code), "says": [_in(code, each) for each in SAYS]}
        for code in (DEFAULT, *(each for each in LOCALES if each != DEFAULT))
    ]
    page = Environment(autoescape=True, trim_blocks=True).from_string(TEMPLATE)
    return page.render(words=words, every=EVERY) + "\n"


def _in(code: str, text: str) -> str:
    return str(Translations.load(FOLDER, [code]).gettext(text))


if __name__ == "__main__":
    PAGE.write_text(made(), encoding="utf-8")
