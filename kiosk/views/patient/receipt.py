"""The patient's receipt page: state, QR, code, and the change of mind."""

import datetime
from typing import Any

from flask import g, redirect, request, url_for
from werkzeug.wrappers import Response

from kiosk import links
from kiosk.actions import consents, receipts, supersede
from kiosk.actions.receipts import wrong
from kiosk.domain import hours, typed_text
from kiosk.domain.refusals import InvalidInput, NotFound, NoTriesLeft
from kiosk.domain.sentences import say
from kiosk.domain.supersede import way_to_supersede
from kiosk.domain.usual import USUAL
from kiosk.domain.vocabulary import Standing
from kiosk.lookups.tries import tries_left
from kiosk.store import queries
from kiosk.store.policies import policy_read_in
from kiosk.views.front import cookies, guards
from kiosk.views.front.bands import patient_band, signed_by
from kiosk.views.front.changed import Changed, changed
from kiosk.views.front.current import config, context, now, secrets
from kiosk.views.front.downloads import download
from kiosk.views.front.language import direction, language, locale, read_as, translated
from kiosk.views.front.pages import Pages
from kiosk.views.front.place import led_instead
from kiosk.views.front.qr import shared_svg, svg
from kiosk.views.front.rendering import fragment, page
from kiosk.views.front.tablet import on_tablet
from kiosk.views.patient import holders, pdf
from kiosk.views.patient.begin import first_page
from kiosk.views.patient.receipt_sheet import paper

pages = Pages("receipt", __name__, audience=guards.receipt, url_prefix="/r")

AGREED_WORDS: tuple[Standing, ...] = ("ok", "recording", "paused", "someone_to_ask")
INSTEAD: tuple[Standing, ...] = ("not_agreed", "wait")  # with what is offered instead (R15, K9)
YOUR_CODE = say("Your code")
QR_LABEL = say("QR code of your receipt, for your health worker to scan")
PAGE_QR_LABEL = say("QR code to keep this receipt on your own phone")
TITLES = {
    "sign_again": say("Read the new rules"),
    "ask_again": say("Ask to record again?"),
}
CHANGE = say("Change your answers?")
GENUINE = say("Scan this to check that the receipt is genuine.")


@pages.get("/<key>")
def show(key: str) -> str:
    """The whole receipt, the same for whoever has its address: state, code and QR name nobody.

    They have to be: who restarts a phone, or takes another, still needs them to be seen (R16, K1).
    """
    consent = _consent(key)
    return page("patient/receipt/receipt.html", **shown(consent, key), **_kept_of(consent))


@pages.get("/<key>/status", polled=True)
def status(key: str) -> str | tuple[str, int]:
    """What holds now, asked every two seconds; 204 when the page shows it already."""
    page_hash, shows = links.token_hash(key), request.args.get("seen", "")
    if shows and shows == queries.page_mark(page_hash, now()):
        return "", 204
    seen = queries.watch(page_hash, now())
    if seen is None:
        raise NotFound
    g.language = read_as(seen.language, seen.text_hash)
    return fragment("patient/receipt/_status.html", **_standing(seen, key))


@pages.get("/<key>/withdraw")
def withdraw_page(key: str) -> str:
    """The one confirmation."""
    return page("patient/receipt/withdraw.html", **shown(_consent(key), key))


@pages.post("/<key>/withdraw")
def withdraw(key: str) -> Response:
    """The patient changes their mind (R16)."""
    consent = _consent(key)
    consents.withdraw(context(consent.site), consent)
    return redirect(url_for("receipt.show", key=key), 303)


@pages.get("/<key>/again")
def again_page(key: str) -> str | Response:
    """Change the answers, or read new rules and sign again: what that means, and a button."""
    consent = _consent(key)
    values, held = shown(consent, key), holders.holding_of(consent, key)
    if values["again"] and not held:
        return _to("birth_date_page", key)
    values |= {"title": TITLES.get(values["again"], CHANGE), "anew": held == "birth_date"}
    values["changes"] = _changes(consent) if values["again"] == "sign_again" else []
    return page("patient/receipt/again.html", **values)


def _changes(consent: queries.Consent) -> list[Changed]:
    """What changed in the rules since they were signed, as managers said it."""
    since = queries.changes_since(consent.text.policy)
    return [said for each in since if (said := changed(each.what_changed))]


@pages.post("/<key>/again")
def again(key: str) -> Response:
    """A journey on this phone; signing it supersedes this receipt. Who signed has their answers
    carried.

    It begins in the language in which the receipt is read now, whatever was signed (M3).
    Where something else holds now than the page said, that is shown first.
    """
    consent = _consent(key)
    holds, held = shown(consent, key)["again"], holders.holding_of(consent, key)
    if holds and (not held or request.form.get("way") != holds):
        return _to("again_page", key)
    site, carry = context(consent.site), held == "signed"
    value = supersede.start_again(site, consent, language(), carry=carry)
    response = _carried(consent, value) if carry else first_page(value)
    return holders.keep(response, key, held) if held else response


def _carried(consent: queries.Consent, value: str) -> Response:
    """New rules come before the questions: the walk begins where nothing is answered yet."""
    first = queries.policy_of(consent.text).questions[0].step
    step = USUAL if USUAL in (consent.answers or ()) else first
    return cookies.write(redirect(url_for("journey.show", step=step), 303), "journey", value)


@pages.get("/<key>/birth-date")
def birth_date_page(key: str) -> str | Response:
    """Whose receipt is it? Asked of a browser that did not sign it; a wrong date leads here."""
    consent = _consent(key)
    if holders.holding_of(consent, key) or not shown(consent, key)["again"]:
        return _to("again_page", key)
    left = tries_left(secrets(), consent)
    return _birth_date_page(consent, key, wrong(left) if "wrong" in request.args and left else {})


@pages.post("/<key>/birth-date")
def birth_date(key: str) -> str | Response | tuple[str, int]:
    """The right one opens this receipt's changes to this browser, and shows nothing.

    After a wrong one Back leads to a page that asks, never to a form that was sent.
    """
    consent = _consent(key)
    if on_tablet() or holders.holding_of(consent, key):
        return _to("birth_date_page", key)
    try:
        born = _typed_date(consent)
    except InvalidInput as amiss:
        return _birth_date_page(consent, key, amiss.errors), amiss.status
    try:
        receipts.prove(context(consent.site), consent, born)
    except (InvalidInput, NoTriesLeft):
        return _to("birth_date_page", key, wrong="yes")
    return holders.keep(_to("again_page", key), key, "birth_date")


def _birth_date_page(consent: queries.Consent, key: str, errors: dict[str, str]) -> str:
    """The same for every receipt, whether it has a birth date or not. On a tablet none is asked."""
    policy = policy_read_in(consent.text.text_hash, language())
    asked = policy.question("you")
    return page(
        "patient/receipt/birth_date.html",
        **shown(consent, key),
        words=asked.words if asked else {},
        errors=errors,
        typed=request.form,
        ask=not on_tablet() and tries_left(secrets(), consent) > 0,
    )


def _typed_date(consent: queries.Consent) -> datetime.date:
    day, month, year = (request.form.get(each, "") for each in ("day", "month", "year"))
    today = hours.local(now(), consent.site.timezone).date()
    return typed_text.birth_date(day, month, year, today)


def _to(endpoint: str, key: str, wrong: str | None = None) -> Response:
    return redirect(url_for(f"receipt.{endpoint}", key=key, wrong=wrong), 303)


@pages.get("/<key>/receipt.pdf")
def as_pdf(key: str) -> Response:
    """The receipt on one sheet, to print or keep."""
    consent = _consent(key)
    made = pdf.pdf(_sheet(consent, key), consent.signed_at)
    return download(made, "application/pdf", "ask-first.pdf")


@pages.get("/<key>/receipt.png")
def as_picture(key: str) -> Response:
    """The receipt as a picture, for a phone's own photos."""
    return download(pdf.png(_sheet(_consent(key), key)), "image/png", "ask-first.png")


def _sheet(consent: queries.Consent, key: str) -> dict[str, Any]:
    """All that is on the sheet. No name: anyone may find it."""
    held = shown(consent, key) | _kept_of(consent)
    words = held["paper"]
    return {
        "title": words.title,
        "rows": words.rows,
        "note": words.note,
        "help": words.help,
        "lang": locale(),
        "dir": direction(),
        "code": held["code"],
        "code_label": translated(YOUR_CODE),
        "qr": str(held["qr"]),
        "qr_label": translated(QR_LABEL),
        "qr_words": translated(GENUINE),
    }


def _consent(key: str) -> queries.Consent:
    return _found(queries.consent_by_page(links.token_hash(key)))


def _found(consent: queries.Consent | None) -> queries.Consent:
    if consent is None:
        raise NotFound
    g.actor = f"receipt:{consent.jti}"
    g.language = read_as(consent.text.language, consent.text.text_hash)
    return consent


def _standing(seen: queries.Watch, key: str) -> dict[str, Any]:
    """What holds now: all that the polled part shows."""
    facts, replaced = seen.facts, seen.replaced_by is not None
    return {
        "key": key,
        "band": patient_band(seen, on_tablet=on_tablet()),
        "mark": seen.mark,
        "recorded": seen.recorded,
        "instead": led_instead(seen.links, seen.offered) if seen.state in INSTEAD else (),
        "again": way_to_supersede(facts, now(), replaced=replaced, old_rules=seen.old_rules),
        "can_withdraw": facts.answer == "given"
        and facts.state == "signed"
        and seen.state != "expired",
        **_agreement(seen),
    }


def _agreement(seen: queries.Watch) -> dict[str, str]:
    """When a clinician agreed, and where anyone can check their signed decision."""
    if seen.state not in AGREED_WORDS or seen.decided_at is None:
        return {"agreed_at": "", "check": ""}
    at = hours.clock(seen.decided_at, seen.timezone)
    page_of = url_for("verifier.page", lang=language())
    check = f"{page_of}#{seen.token}~{seen.decision_token}"
    return {"agreed_at": at, "check": check}


def take_along(journey: queries.Journey) -> dict[str, Any]:
    """The QR that takes a receipt from the tablet to the patient's own phone, once.

    Not the address of the receipt: whoever has that can end it, and the tablet hangs on a wall.
    """
    token = links.to_move(secrets(), journey.id, journey.token_hash, now(), signed=True)
    address = config().public_url + url_for("moves.landing", token=token)
    return {"page_qr": svg(address, translated(PAGE_QR_LABEL))}


def shown(consent: queries.Consent, key: str) -> dict[str, Any]:
    """What every page of a receipt shows of a consent."""
    return {
        **_standing(queries.watch_of(consent, now()), key),
        "site": consent.site,
        "consent": consent,
        "code": links.shown_code(secrets(), consent.jti, consent.code_turn, consent.page_hash),
        "signed_by": translated(signed_by(consent)) if consent.answer == "given" else "",
    }


def _kept_of(consent: queries.Consent) -> dict[str, Any]:
    """What is kept on the phone and on paper alone: drawing so large a QR takes a while."""
    address = f"{config().public_url}{url_for('public.verify')}#{consent.token}"
    return {
        "qr": shared_svg(address, translated(QR_LABEL)),
        "genuine": translated(GENUINE),
        "paper": paper(consent),
        "checked_at": hours.local(now(), consent.site.timezone).strftime("%H:%M:%S"),
    }
