"""Every route of the application with an address that exists, for tests that walk them all."""

from collections.abc import Iterator

from flask import Flask
from werkzeug.routing import Rule

from tests.cast import Receipt, World

PUBLIC = {
    "public.home",
    "public.verify",
    "public.verify_check",
    "public.jwks",
    "public.healthz",
    "public.readyz",
    "kiosk.pair",
    "kiosk.join",
    "kiosk.handoff",
    "kiosk.claim",
    "staff.sign_in",
    "staff.sign_in_check",
}


def routes(app: Flask, method: str) -> list[Rule]:
    """Every rule that answers to this method."""
    return [rule for rule in app.url_map.iter_rules() if method in (rule.methods or ())]


def addresses(world: World, method: str, receipt: Receipt) -> Iterator[tuple[str, str]]:
    """(endpoint, path) of every route, with values that lead to something real."""
    urls = world.app.url_map.bind("clinic.example")
    values = {
        "number": receipt.consent,
        "key": receipt.page.removeprefix("/r/"),
        "token": world.handoff().removeprefix("/h/"),
        "step": "rules-before",
    }
    for rule in routes(world.app, method):
        given = {name: values[name] for name in rule.arguments}
        yield rule.endpoint, urls.build(rule.endpoint, given, method=method)
