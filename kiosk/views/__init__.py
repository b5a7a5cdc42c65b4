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
    uploads,
)
from kiosk.views.front.sessions import Sessions
from kiosk.views.manage import (
    comparing,
    drafting,
    findings,
    join,
    languages,
    letters,
    numbers,
    own_rules,
    packs,
    patient_requests,
    people,
    poster,
    practice,
    publishing,
    records,
    retention,
    rules,
    sections,
    tablets,
)
from kiosk.views.manage import concerns as manage_concerns
from kiosk.views.manage import home as manage_home
from kiosk.views.manage import second_step as required_step
from kiosk.views.patient import journey, kiosk, language_control, moves, posters, receipt
from kiosk.views.public import developers, home, owed, published, verifier, watched
from kiosk.views.staff import (
    account,
    card,
    code,
    codes,
    concerns,
    covert,
    invited,
    joining,
    keep,
    news,
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
        *(sign_in, code, where, invited, joining, account, passkeys, second_step),
        *(keep, running, today, verify, card),
    ),
    manage: (
        *(manage_home, practice, tablets, people, join, required_step, rules, poster, records),
        *(drafting, own_rules, comparing, publishing),
        *(findings, languages, packs),
        *(manage_concerns, letters, retention, patient_requests, numbers),
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
    language_control,
    visit,
    covert,
    concerns,
    codes,
    second_screen,
)
PUBLIC = (verifier, developers, owed, published)
# What templates and answers share, in the order in which they are put in place.
IN_FRONT = (language, comfort, place, tablet, seen, rendering, compression, headers)


def install(app: Flask, busy: type[Exception]) -> None:
    """Register every page, guard, header and error page on the application."""
    addresses.install(app)
    app.session_interface = Sessions()
    origin.install(app)  # before the token is looked for: its words fit better
    uploads.install(app)  # before the token is looked for: that reads the form
    CSRFProtect(app)
    app.before_request(guards.enforce)
    for each in (*SHARED, *OWN, *PUBLIC, comfort, reach):
        app.register_blueprint(each.pages)
    for part in (*IN_FRONT, running, news, sections, manage_concerns):
        part.install(app)
    errors.install(app, busy)
