"""Publish a draft, go back to an earlier version, and what was published before (M1)."""

from kiosk.views.manage import pages
from kiosk.views.manage.drafting import the_draft


@pages.get("/rules/publish")
def publish_draft() -> str:
    """What is said of the draft as it is published."""
    return str(the_draft().version)
