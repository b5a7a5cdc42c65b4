"""Ask somebody who signs in at another place to work at this one too."""

from flask import g, request, url_for

from kiosk.actions import joining
from kiosk.domain.membership import read_term
from kiosk.domain.refusals import InvalidInput
from kiosk.domain.roles import WORDS, chosen
from kiosk.views.front.current import config, context, now
from kiosk.views.front.rendering import page
from kiosk.views.manage import pages, people


@pages.get("/people/join", proved=True)
def join() -> str:
    """Asks for their sign-in name, what they will be here, and from when until when."""
    return page("manage/join.html", roles=WORDS, theirs=people.typed_roles(["clinician"]))


@pages.post("/people/join", proved=True)
def ask_to_join() -> tuple[str, int]:
    """A link for one use, shown this once; the same whether or not anybody has that name."""
    form = request.form
    try:
        term = read_term(form, now(), g.site.timezone)
        username = form.get("username", "")
        key = joining.ask(context(), username, form.getlist("roles"), term)
    except InvalidInput as wrong:
        values = {"errors": wrong.errors, "typed": form}
        theirs = form.getlist("roles")
        return page("manage/join.html", roles=WORDS, theirs=theirs, **values), 422
    address = config().public_url + url_for("staff.joining_too", invitation=key)
    means = people.means(chosen(form.getlist("roles")), term)
    return people.link_page(address, username.strip().lower(), "joins", means=means)
