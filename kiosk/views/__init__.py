"""The pages, by audience, and what stands in front of all of them."""

from flask import Flask
from flask_wtf import CSRFProtect

from kiosk.views import (
    comfort,
    compression,
    covert,
    developers,
    errors,
    guards,
    headers,
    journey,
    kiosk,
    language,
    manage,
    manners,
    moves,
    posters,
    public,
    receipt,
    rendering,
    room,
    screen,
    staff,
    verifier,
)


def install(app: Flask, busy: type[Exception]) -> None:
    """Register every page, guard, header and error page on the application."""
    CSRFProtect(app)
    app.before_request(guards.enforce)
    for pages in (
        public,
        kiosk,
        journey,
        moves,
        receipt,
        staff,
        room,
        covert,
        screen,
        manage,
        posters,
        verifier,
        developers,
    ):
        app.register_blueprint(pages.pages)
    app.register_blueprint(comfort.pages)
    language.install(app)
    comfort.install(app)
    manners.install(app)
    rendering.install(app)
    compression.install(app)
    headers.install(app)
    errors.install(app, busy)
