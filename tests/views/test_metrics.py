"""`/metrics`: for this machine or with a token, closed to everybody else; and of nobody."""

import re
from collections.abc import Iterator
from contextlib import suppress

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kiosk import metrics
from kiosk.actions import change
from kiosk.config import Config
from kiosk.domain.decision import CHECKS
from kiosk.store import watch
from kiosk.store.models import AuditEntry, Consent
from tests.cast import World

TOKEN = "a token that nobody guesses"
BEARER = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture
def counted(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """The application, counting, as ASKFIRST_METRICS=loopback and a token let it."""
    allow(world.app, monkeypatch, metrics="loopback", metrics_token=TOKEN)
    monkeypatch.setattr(world.app, "after_request_funcs", {**world.app.after_request_funcs})
    hooks = world.app.after_request_funcs
    hooks[None] = [*hooks[None]]
    world.app._got_first_request, before = False, world.app._got_first_request
    metrics.install(world.app)
    world.app._got_first_request = before
    yield world
    watch.tell(watch.NOBODY)
    world.app.extensions.pop("metrics")


def allow(app: Flask, monkeypatch: pytest.MonkeyPatch, **settings: str) -> None:
    config = app.config["ASKFIRST"]
    changed = Config(**{**vars(config), **settings})
    monkeypatch.setitem(app.config, "ASKFIRST", changed)


def client(world: World) -> FlaskClient:
    return world.app.test_client()


def test_closed_unless_it_is_allowed(world: World) -> None:
    assert client(world).get("/metrics", headers=BEARER).status_code == 404


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Forwarded-For": "127.0.0.1"},
        {"X-Forwarded-Proto": "https"},
        {"Forwarded": "for=127.0.0.1"},
        {"Via": "1.1 Caddy"},
        {"X-Real-IP": "127.0.0.1"},
    ],
)
def test_what_came_through_a_proxy_did_not_come_from_here(
    counted: World, headers: dict[str, str]
) -> None:
    """A proxy on this machine is a peer on loopback, whoever it speaks for."""
    assert client(counted).get("/metrics").status_code == 200
    assert client(counted).get("/metrics", headers=headers).status_code == 404


@pytest.mark.parametrize("host", ["clinic.example", "10.0.0.7", "127.0.0.1.example", ""])
def test_a_proxy_that_says_nothing_of_itself_passes_on_the_name(counted: World, host: str) -> None:
    """Some add no header at all; what comes from the Internet asks for the public name still."""
    for given, status in ((host, 404), ("127.0.0.1:8000", 200), ("[::1]:8000", 200)):
        assert client(counted).get("/metrics", headers={"Host": given}).status_code == status


def test_behind_a_trusted_proxy_it_is_the_peer_that_counts(counted: World) -> None:
    """What ProxyFix put in the place of the peer is what somebody said."""
    said = {"werkzeug.proxy_fix.orig": {"REMOTE_ADDR": "203.0.113.7"}, "REMOTE_ADDR": "127.0.0.1"}
    assert client(counted).get("/metrics", environ_overrides=said).status_code == 404


@pytest.mark.parametrize(
    "address", ["203.0.113.7", "10.0.0.7", "::ffff:10.0.0.7", "", "2001:db8::1"]
)
def test_elsewhere_it_takes_the_token(counted: World, address: str) -> None:
    there = {"REMOTE_ADDR": address}
    ask = client(counted)
    assert ask.get("/metrics", environ_overrides=there).status_code == 404
    wrong = {"Authorization": f"Bearer {TOKEN}x"}
    assert ask.get("/metrics", environ_overrides=there, headers=wrong).status_code == 404
    assert ask.get("/metrics", environ_overrides=there, headers=BEARER).status_code == 200


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "::ffff:127.0.0.1", "127.8.8.8"])
def test_this_machine_has_many_names(counted: World, address: str) -> None:
    there = {"REMOTE_ADDR": address}
    assert client(counted).get("/metrics", environ_overrides=there).status_code == 200


def test_without_a_token_an_empty_one_opens_nothing(
    counted: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    allow(counted.app, monkeypatch, metrics="off", metrics_token="")
    for given in ("Bearer ", "Bearer", ""):
        assert client(counted).get("/metrics", headers={"Authorization": given}).status_code == 404


def test_the_whole_job_is_counted_and_nobody_named(counted: World) -> None:
    phone, alice = counted.phone(), counted.signed_in("alice")
    receipt = counted.sign(phone, you={"nhs_number": "943 476 5919"})
    for entry in (receipt.code, receipt.token, "nonsense"):
        alice.submit(alice.open("/staff/"), "/staff/verify", entry=entry)
    consent = counted.verify(Consent.get_by_id(receipt.consent))
    counted.decide(consent, kind="agreed", checks=dict.fromkeys(CHECKS, "no"))
    phone.get("/nothing/Margaret?name=Margaret")
    client(counted).open("/", method="MARGARET")
    client(counted).post("/staff/verify")
    text = client(counted).get("/metrics").text
    for line in (
        'askfirst_changes_total{verb="consent.sign"} 1.0',
        'askfirst_changes_total{verb="decision.decide"} 1.0',
        'askfirst_request_seconds_count{method="(other)",route="(none)",status="4xx"} 1.0',
        'askfirst_refusals_total{reason="forged"} 1.0',
        "askfirst_writers_waiting 0.0",
        "askfirst_database_up 1.0",
        f"askfirst_trail_entries {AuditEntry.select().count()}.0",
    ):
        assert line in text, line
    key = receipt.page.removeprefix("/r/")
    personal = ("argaret", "ARGARET", "O'Neill", "1948-", "943476")
    for secret in (*personal, key, receipt.code, receipt.token):
        assert secret not in text, secret


def test_labels_are_words_of_this_program(counted: World) -> None:
    """However many addresses somebody tries, there are no more lines."""
    ask = client(counted)
    for number in range(50):
        ask.get(f"/r/{number}")
        ask.get(f"/nothing/{number}?{number}")
        ask.open(f"/{number}", method=f"M{number}")
    lines = re.findall("askfirst_request_seconds_count.*", ask.get("/metrics").text)
    assert len(lines) == 3, lines


def test_a_change_that_is_undone_or_was_made_before_is_not_counted(counted: World) -> None:
    context = counted.context()
    with change.change(context, "site.nothing"):
        pass  # as a retry does: it enters nothing
    with suppress(ZeroDivisionError), change.change(context, "site.undone") as made:
        made.audit("site:1")
        raise ZeroDivisionError
    with change.change(context, "site.done") as made:
        made.audit("site:1")
    text = client(counted).get("/metrics").text
    assert re.findall(r'changes_total{verb="(site[^"]+)"} (\S+)', text) == [("site.done", "1.0")]
