"""People: who may sign in, what each of them is here and until when, and links to come in by.

Whatever changes something asks for a proof first that it is really the manager (`proved`).
"""

from typing import Any, Literal

from flask import flash, g, redirect, request, url_for
from werkzeug.wrappers import Response

from kiosk import links
from kiosk.actions import account, invitations, memberships
from kiosk.domain.membership import Presence, Term, in_words, read_term, typed_term
from kiosk.domain.refusals import InvalidInput, NotFound
from kiosk.domain.roles import WORDS, Roles, chosen, of_text
from kiosk.domain.roles import in_words as roles_in_words
from kiosk.store import queries
from kiosk.store.queries import Member
from kiosk.views.front import kept
from kiosk.views.front.addresses import NUMBER
from kiosk.views.front.current import config, context, now, secrets
from kiosk.views.front.forms import as_typed
from kiosk.views.front.qr import svg
from kiosk.views.front.rendering import page
from kiosk.views.manage import pages
from kiosk.views.manage.second_step import people_values

LinkFor = Literal["new", "password", "joins"]


@pages.get("/people")
def people() -> str:
    """Everyone who may sign in, who is to come and who has left, and the links not used yet."""
    found = queries.members_of(g.site)
    groups: dict[Presence, list[Any]] = {"here": [], "coming": [], "gone": []}
    for each in found:
        groups[each.term.presence(now())].append((each, _term_words(each.term)))
    unused = queries.invitations_of(g.site, now())
    open_links = [(each, _link_words(each)) for each in unused]
    return page("manage/people.html", groups=groups, links=open_links, **people_values())


def _link_words(link: queries.Invitation) -> str:
    if link.staff_id is not None:
        return "For a new password"
    if link.whom:
        said = means(of_text(link.roles), Term(link.since, link.until))
        return f"For whoever has this user name at another place. {said}"
    return means(of_text(link.roles), Term(link.since, link.until))


def means(theirs: Roles, term: Term) -> str:
    """What somebody is, and from when until when, in words."""
    return ". ".join(filter(None, [roles_in_words(theirs).capitalize(), _term_words(term)]))


def _term_words(term: Term) -> str:
    return in_words(term, now(), g.site.timezone)


# --- links ---


@pages.get("/people/invite", proved=True)
def invite() -> str:
    """Asks whom a link is for, what they will be here, and from when until when."""
    return page("manage/invite.html", roles=WORDS, theirs=typed_roles(["clinician"]))


@pages.post("/people/invite", proved=True)
def make_invitation() -> tuple[str, int]:
    """A link for one use, shown this once."""
    form = request.form
    try:
        term = read_term(form, now(), g.site.timezone)
        key = invitations.invite(context(), form.get("label", ""), form.getlist("roles"), term)
    except InvalidInput as wrong:
        theirs = form.getlist("roles")
        values = {"roles": WORDS, "theirs": theirs, "errors": wrong.errors, "typed": form}
        return page("manage/invite.html", **values), 422
    said = means(chosen(form.getlist("roles")), term)
    return _link(key, form.get("label", "").strip(), new=True, means=said)


@pages.post(f"/people/links/{NUMBER}/withdraw", proved=True)
def withdraw_link(number: int) -> Response:
    """A link that nobody has used works no longer."""
    link = queries.invitation_at(g.site, number)
    if link is None:
        raise NotFound
    invitations.withdraw(context(), link)
    flash(f"The link for {link.label} works no longer")
    return redirect(url_for("manage.people"), 303)


def _link(
    key: str, name: str, *, new: bool, means: str = "", told: tuple[str, ...] = ()
) -> tuple[str, int]:
    address = config().public_url + url_for("staff.invited", invitation=key)
    return link_page(address, name, "new" if new else "password", means=means, told=told)


def link_page(
    address: str, name: str, what: LinkFor, *, means: str = "", told: tuple[str, ...] = ()
) -> tuple[str, int]:
    """A link, shown this once."""
    label = f"QR code of the link for {name}"
    values = {
        "address": address,
        "qr": svg(address, label),
        "name": name,
        "what": what,
        "means": means,
    }
    hours = invitations.LIFE // 3600
    return page("manage/link.html", **values, hours=hours, told=told), 201


# --- one person ---


@pages.get(f"/people/{NUMBER}")
def person(number: int) -> str:
    """What a person is here, with what can be changed about it."""
    return _person(_the(number))


@pages.post(f"/people/{NUMBER}/roles", proved=True)
def set_roles(number: int) -> Response | tuple[str, int]:
    """Say what a person is here from now on."""
    who = _the(number)
    try:
        memberships.set_roles(context(), who.person, request.form.getlist("roles"))
    except InvalidInput as wrong:
        return _person(who, errors=wrong.errors, typed=request.form), 422
    theirs = queries.roles_of(who.person, g.site, now())
    told = _running(who) if "clinician" not in theirs else ()
    return _done(who, f"{who.person.name} is {roles_in_words(_the(number).roles)} now", told)


@pages.post(f"/people/{NUMBER}/dates", proved=True)
def set_dates(number: int) -> Response | tuple[str, int]:
    """Say from when until when a person is here; it ends by itself."""
    who = _the(number)
    try:
        term = read_term(request.form, now(), g.site.timezone)
        memberships.set_term(context(), who.person, term)
    except InvalidInput as wrong:
        return _person(who, errors=wrong.errors, typed=request.form), 422
    told = _running(who) if term.presence(now()) != "here" else ()
    return _done(who, f"{who.person.name}: the dates are saved", told)


@pages.post(f"/people/{NUMBER}/leave", proved=True)
def leave(number: int) -> Response | tuple[str, int]:
    """They leave now."""
    who = _the(number)
    try:
        memberships.end(context(), who.person)
    except InvalidInput as wrong:
        return _person(who, errors=wrong.errors), 422
    where = "here" if _shared(who) else "everywhere"
    return _done(who, f"{who.person.name} has left, and is signed out {where}", _running(who))


@pages.post(f"/people/{NUMBER}/return", proved=True)
def come_back(number: int) -> Response | tuple[str, int]:
    """Somebody who left comes back."""
    who, form = _the(number), request.form
    try:
        term = read_term(form, now(), g.site.timezone)
        memberships.begin(context(), who.person, form.getlist("roles"), term)
    except InvalidInput as wrong:
        return _person(who, errors=wrong.errors, typed=form), 422
    return _done(who, f"{who.person.name} is back, with the password that they had")


@pages.post(f"/people/{NUMBER}/sign-out", proved=True)
def sign_out_everywhere(number: int) -> Response:
    """End every session of a person."""
    who = _the(number)
    account.sign_out_elsewhere(context(), who.person)
    return _done(who, f"{who.person.name} is signed out {_where(who)}", _running(who))


@pages.post(f"/people/{NUMBER}/reset", proved=True)
def reset(number: int) -> tuple[str, int]:
    """A link for a new password, shown this once; the old one stops."""
    who = _the(number)
    try:
        key = invitations.reset(context(), who.person)
    except InvalidInput as wrong:
        return _person(who, errors=wrong.errors), 422
    return _link(key, who.person.name, new=False, told=_running(who))


def _shared(who: Member) -> bool:
    """Whether they work at another place too, now or later."""
    return any(each.id != g.site.id for each in queries.places_to_come(who.person, now()))


def _where(who: Member) -> str:
    """Where a manager of this place signs them out: everywhere, if it is their home place."""
    return "everywhere" if who.person.site_id == g.site.id else "at this place"


def _the(number: int) -> Member:
    found = queries.member_at(g.site, number)
    if found is None:
        raise NotFound
    return found


def _running(who: Member) -> tuple[str, ...]:
    """Their recordings that go on: stopping can never be lost, and whoever did this is told."""
    found = queries.running_of(who.person, now(), now())
    codes = [
        links.shown_code(secrets(), each.jti, each.code_turn, each.page_hash) for each in found
    ]
    return tuple(
        f"Recording {code} goes on: they can still pause and stop it, as can a clinician"
        for code in codes
    )


def _done(who: Member, words: str, told: tuple[str, ...] = ()) -> Response:
    """Back to the person's page; whoever changed themselves may not manage any more."""
    for each in (words, *told):
        flash(each)
    if "manager" not in queries.roles_of(g.staff, g.site, now()):
        return redirect(url_for("staff.today"), 303)
    return redirect(url_for("manage.person", number=who.person.id), 303)


def typed_roles(held: list[str]) -> list[str]:
    """What is ticked: what was typed before the proof was asked for, else what holds."""
    back = kept.here()
    return back.getlist("roles") if back is not None and "roles" in back else held


def _person(who: Member, **values: Any) -> str:
    typed = values.get("typed")
    shown = typed_term(who.term, g.site.timezone)
    back = typed if typed is not None else kept.here()
    posted = typed.getlist("roles") if typed is not None and "roles" in typed else None
    given = {
        "who": who,
        "presence": who.term.presence(now()),
        "term": _term_words(who.term),
        "dates": as_typed(back) if {"since", "until"} & {*(back or ())} else shown,
        "roles": WORDS,
        "theirs": posted if posted is not None else typed_roles(sorted(who.roles)),
        "opened": _opened(values.get("errors") or {}, back),
        "me": who.person.id == g.staff.id,
        "shared": _shared(who),
        "where": _where(who),
    }
    return page("manage/person.html", **(given | values))


def _opened(errors: Any, back: Any) -> frozenset[str]:
    """Which forms stand open: what is wrong in them, or what was typed and is there again."""
    fields = {*errors, *(back or ())}
    parts = {"roles": {"roles"}, "dates": {"since", "until"}, "leave": {"leave"}}
    parts["reset"] = {"reset"}
    return frozenset(part for part, own in parts.items() if fields & own)
