"""For those who check receipts with tools of their own (issue 4, item 10)."""

from pathlib import Path

from flask import Blueprint, Response, send_file

from kiosk.views import rendering
from kiosk.views.request import config, open_site

pages = Blueprint("developers", __name__)

DOCS = Path(__file__).resolve().parents[2] / "docs"
VECTORS = DOCS / "vectors.json"
# The examples are files that tests run as they stand.
EXAMPLES = {
    "PyJWT": DOCS / "checks" / "check_with_pyjwt.py",
    "joserfc": DOCS / "checks" / "check_with_joserfc.py",
    "jose (npm)": DOCS / "checks" / "check_with_jose.mjs",
}
VECTORS_AGE = 3600  # seconds for which anybody may keep them


@pages.get("/developers")
def page() -> str:
    """The format, its rules, and how to check with three libraries."""
    examples = [(name, file.read_text(encoding="utf-8")) for name, file in EXAMPLES.items()]
    return rendering.page(
        "developers/page.html", site=open_site(), issuer=config().public_url, examples=examples
    )


@pages.get("/developers/vectors.json")
def vectors() -> Response:
    """Tokens to test a check with, good and bad, each with the reason. `make vectors` made them."""
    response = send_file(VECTORS, mimetype="application/json", max_age=VECTORS_AGE)
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
