"""Every route of the application with an address that exists, for tests that walk them all."""

from collections.abc import Iterator

from flask import Flask
from werkzeug.routing import Rule

from kiosk import links
from kiosk.store.models import Consent, Journey
from tests.actions.packs import SHIPPED
from tests.cast import Receipt, World

PUBLIC = {
    "public.home",
    "public.verify",
    "public.verify_check",
    "public.jwks",
    "public.healthz",
    "public.readyz",
    "public.metrics",
    "kiosk.pair",
    "kiosk.join",
    "kiosk.handoff",
    "kiosk.claim",
    "comfort.choose",
    "language.choose",
    "moves.landing",
    "moves.claim",
    "posters.landing",
    "posters.claim",
    "screen.show",
    "screen.live",
    "staff.sign_in",
    "staff.sign_in_check",
    "staff.code",
    "staff.code_check",
    "staff.passkey_options",
    "staff.passkey_sign_in",
    "staff.invited",
    "staff.accept",
    "reach.worker",
    "verifier.page",
    "verifier.manifest",
    "verifier.worker",
    "verifier.status",
    "verifier.status_of_day",
    "developers.page",
    "developers.vectors",
    "owed.privacy",
    "owed.cookies",
    "owed.accessibility",
    "owed.security",
    "published.history",
    "published.version",
}


def routes(app: Flask, method: str) -> list[Rule]:
    """Every rule that answers to this method."""
    return [rule for rule in app.url_map.iter_rules() if method in (rule.methods or ())]


def move_link(world: World) -> str:
    """The token that moves the tablet's journey to a phone, if there is one on its way."""
    journey = Journey.get_or_none((Journey.way_in == "kiosk") & Journey.signed_at.is_null(True))
    if journey is None:
        return ""
    return links.to_move(world.secrets, journey.id, journey.token_hash, world.clock())


def addresses(world: World, method: str, receipt: Receipt) -> Iterator[tuple[str, str]]:
    """(endpoint, path) of every route, with values that lead to something real."""
    urls = world.app.url_map.bind("clinic.example")
    values = {
        "number": receipt.consent,
        "person": 1,
        "key": receipt.page.removeprefix("/r/"),
        "token": world.handoff().removeprefix("/h/"),
        "code": links.poster_code(world.secrets, world.here.id, world.here.poster_turn),
        "step": "rules-before",
        "verb": "publish",
        "part": "name",
        "receipt": Consent.get_by_id(receipt.consent).jti,
        "letter": "letter_1",
        "says": "well",
        "kind": "notes",
        "chart": "became",
        "day": "2026-11-11",
        "language": "en",
        "section": "rules-before",
        "rule": "P00000000",
        "version": SHIPPED,
        "invitation": world.invited or "x" * 43,
        "shown": world.shown or "x" * 22,
    }
    for rule in routes(world.app, method):
        given = {name: values[name] for name in rule.arguments}
        if rule.endpoint.endswith("concern_word"):
            given["key"] = "letter_1"
        if rule.endpoint.startswith("moves.") and "token" in given:
            given["token"] = move_link(world) or given["token"]
        if rule.endpoint.startswith("screen."):
            consent = Consent.get_by_id(receipt.consent)
            given["token"] = links.to_screen(world.secrets, consent.id, world.clock())
        yield rule.endpoint, urls.build(rule.endpoint, given, method=method)
