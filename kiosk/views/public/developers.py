"""For those who check receipts with tools of their own (issue 4, item 10)."""

from pathlib import Path

from flask import Response, send_file

from kiosk.views.front import rendering
from kiosk.views.front.current import config, open_site
from kiosk.views.front.pages import Pages

pages = Pages("developers", __name__, english=True)

DOCS = Path(__file__).resolve().parents[3] / "docs"
VECTORS = DOCS / "vectors.json"
# The examples are files that tests run as they stand.
EXAMPLES = {
    "PyJWT": DOCS / "checks" / "check_with_pyjwt.py",
    "joserfc": DOCS / "checks" / "check_with_joserfc.py",
    "jose (npm)": DOCS / "checks" / "check_with_jose.mjs",
}
VECTORS_AGE = 3600  # seconds for which anybody may keep them


@pages.get("/developers", open=True)
def page() -> str:
    """The format, its rules, and how to check with three libraries."""
    examples = [(name, file.read_text(encoding="utf-8")) for name, file in EXAMPLES.items()]
    return rendering.page(
        "public/developers.html",
        site=open_site(),
        issuer=config().public_url,
        examples=examples,
    )


@pages.get("/developers/vectors.json", open=True, shared=True)
def vectors() -> Response:
    """Tokens to test a check with, good and bad, each with the reason. `make vectors` made them."""
    response = send_file(VECTORS, mimetype="application/json", max_age=VECTORS_AGE)
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
