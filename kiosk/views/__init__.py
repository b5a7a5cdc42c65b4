"""The pages, by audience, and what stands in front of all of them."""

from flask import Flask
from flask_wtf import CSRFProtect

from kiosk.views import (
    errors,
    guards,
    headers,
    journey,
    kiosk,
    language,
    manage,
    public,
    receipt,
    rendering,
    staff,
)


def install(app: Flask, busy: type[Exception]) -> None:
    """Register every page, guard, header and error page on the application."""
    CSRFProtect(app)
    app.before_request(guards.enforce)
    for pages in (public, kiosk, journey, receipt, staff, manage):
        app.register_blueprint(pages.pages)
    language.install(app)
    rendering.install(app)
    headers.install(app)
    errors.install(app, busy)
