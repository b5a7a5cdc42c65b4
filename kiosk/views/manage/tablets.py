"""Tablets: pair one, put it out of order, shut it out for good; and the way to the poster."""

from typing import Any

from flask import flash, g, redirect, request, url_for
from werkzeug.wrappers import Response

from kiosk.actions import kiosks
from kiosk.domain.refusals import InvalidInput, NotFound
from kiosk.store import queries
from kiosk.views.front import guards
from kiosk.views.front.addresses import NUMBER
from kiosk.views.front.current import config, context
from kiosk.views.front.rendering import page
from kiosk.views.manage import pages


@pages.get("/tablets", audience=guards.desk)
def tablets() -> str:
    """Which works, and which does not. The desk sees them; a manager pairs and revokes."""
    return page("manage/tablets.html", **_values())


@pages.post("/tablets")
def add_kiosk() -> str | tuple[str, int]:
    """Enrol a tablet; its pairing code is shown this once."""
    label = request.form.get("label", "")
    try:
        code = kiosks.pair(context(), label)
    except InvalidInput as wrong:
        values = _values()
        return page("manage/tablets.html", **values, errors=wrong.errors, typed=request.form), 422
    shown = {"pairing_code": code, "pairing_label": label}
    return page("manage/tablets.html", **(_values() | shown)), 201


@pages.post(f"/tablets/{NUMBER}/revoke")
def revoke_kiosk(number: int) -> Response:
    """Shut a tablet out."""
    kiosk = queries.kiosk_at(g.site, number)
    if kiosk is None:
        raise NotFound
    kiosks.revoke(context(), kiosk)
    flash(f"{kiosk.label} can no longer be used")
    return redirect(url_for("manage.tablets"), 303)


@pages.post(f"/tablets/{NUMBER}/order", audience=guards.desk)
def order_kiosk(number: int) -> Response:
    """Take a tablet out of use for a while, or into use again."""
    kiosk = queries.kiosk_at(g.site, number)
    if kiosk is None:
        raise NotFound
    works = request.form.get("works") == "yes"
    (kiosks.put_in_use if works else kiosks.take_out_of_use)(context(), kiosk)
    flash(f"{kiosk.label} is {'in use again' if works else 'marked out of order'}")
    return redirect(url_for("manage.tablets"), 303)


def _values() -> dict[str, Any]:
    address = config().public_url + url_for("kiosk.pair")
    shown = {"pairing_code": "", "pairing_label": "", "pairing_address": address}
    return {"kiosks": queries.kiosks_of(g.site), **shown}
