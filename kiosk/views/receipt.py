"""The patient's receipt page: state, QR, code, and the change of mind."""

from typing import Any

from flask import Blueprint, g, redirect, request, url_for
from werkzeug.wrappers import Response

from kiosk.actions import consents
from kiosk.domain import hours
from kiosk.domain.permission import standing
from kiosk.domain.refusals import NotFound
from kiosk.store import queries
from kiosk.views.qr import svg
from kiosk.views.rendering import fragment, page
from kiosk.views.request import config, context, now, secrets
from kiosk.views.words import patient_band

pages = Blueprint("receipt", __name__, url_prefix="/r")


@pages.get("/<key>")
def show(key: str) -> str:
    """The whole receipt."""
    return page("receipt/receipt.html", **shown(_consent(key), key))


@pages.get("/<key>/status")
def status(key: str) -> str | tuple[str, int]:
    """What holds now, asked every two seconds; 204 when the page shows it already."""
    seen = queries.watch(consents.page_hash(key), now())
    if seen is None:
        raise NotFound
    if request.args.get("seen") == seen.mark:
        return "", 204
    return fragment("receipt/_status.html", **_standing(_consent(key), key))


@pages.get("/<key>/withdraw")
def withdraw_page(key: str) -> str:
    """The one confirmation."""
    return page("receipt/withdraw.html", **shown(_consent(key), key))


@pages.post("/<key>/withdraw")
def withdraw(key: str) -> Response:
    """The patient changes their mind (R16)."""
    consent = _consent(key)
    consents.withdraw(context(consent.site), consent)
    return redirect(url_for("receipt.show", key=key), 303)


def _consent(key: str) -> queries.Consent:
    consent = queries.consent_by_page(consents.page_hash(key))
    if consent is None:
        raise NotFound
    return consent


def _standing(consent: queries.Consent, key: str) -> dict[str, Any]:
    """What holds now: all that the polled part shows."""
    g.language = consent.text.language
    word = standing(queries.facts(consent), now())
    return {
        "site": consent.site,
        "consent": consent,
        "key": key,
        "state": word,
        "band": patient_band(consent, word),
        "mark": queries.mark(consent, word),
    }


def take_along(key: str) -> dict[str, Any]:
    """The QR that takes a receipt from the tablet to the patient's own phone."""
    address = config().public_url + url_for("receipt.show", key=key)
    return {"page_qr": svg(address, "QR code to keep this receipt on your own phone")}


def shown(consent: queries.Consent, key: str) -> dict[str, Any]:
    """Everything that a receipt page shows of a consent."""
    held = _standing(consent, key)
    address = f"{config().public_url}{url_for('public.verify')}#{consent.token}"
    return {
        **held,
        "code": consents.shown_code(secrets(), consent),
        "checked_at": hours.local(now(), consent.site.timezone).strftime("%H:%M:%S"),
        "address": address,
        "qr": svg(address, "QR code of your receipt, for your clinician to scan"),
        "can_withdraw": consent.answer == "given"
        and consent.state == "signed"
        and held["state"] != "expired",
    }
