"""The pages, room by room, and what stands in front of all of them."""

from flask import Flask
from flask_wtf import CSRFProtect

from kiosk.views import manage, staff
from kiosk.views.front import (
    addresses,
    comfort,
    compression,
    errors,
    guards,
    headers,
    language,
    origin,
    place,
    reach,
    rendering,
    seen,
    tablet,
)
from kiosk.views.front.sessions import Sessions
from kiosk.views.manage import concerns as manage_concerns
from kiosk.views.manage import home as manage_home
from kiosk.views.manage import (
    letters,
    people,
    poster,
    practice,
    records,
    retention,
    rules,
    sections,
    tablets,
)
from kiosk.views.manage import second_step as required_step
from kiosk.views.patient import journey, kiosk, moves, posters, receipt, tongue
from kiosk.views.public import developers, home, owed, verifier, watched
from kiosk.views.staff import (
    account,
    card,
    code,
    codes,
    concerns,
    covert,
    invited,
    keep,
    passkeys,
    running,
    second_screen,
    second_step,
    sign_in,
    today,
    verify,
    visit,
    where,
)

# The pages of these rooms stand in one blueprint, to which their modules add.
SHARED = {
    staff: (
        *(sign_in, code, where, invited, account, passkeys, second_step),
        *(keep, running, today, verify, card),
    ),
    manage: (
        *(manage_home, practice, tablets, people, required_step, rules, poster, records),
        *(manage_concerns, letters, retention),
    ),
    home: (watched,),
}
# These have a blueprint of their own: another audience, or another address.
OWN = (
    kiosk,
    journey,
    moves,
    receipt,
    posters,
    tongue,
    visit,
    covert,
    concerns,
    codes,
    second_screen,
)
PUBLIC = (verifier, developers, owed)
# What templates and answers share, in the order in which they are put in place.
IN_FRONT = (language, comfort, place, tablet, seen, rendering, compression, headers)


def install(app: Flask, busy: type[Exception]) -> None:
    """Register every page, guard, header and error page on the application."""
    addresses.install(app)
    app.session_interface = Sessions()
    origin.install(app)  # before the token is looked for: its words fit better
    CSRFProtect(app)
    app.before_request(guards.enforce)
    for each in (*SHARED, *OWN, *PUBLIC, comfort, reach):
        app.register_blueprint(each.pages)
    for part in (*IN_FRONT, running, sections, manage_concerns):
        part.install(app)
    errors.install(app, busy)
