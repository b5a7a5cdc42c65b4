"""A link by which somebody who signs in at one place says yes to working at another too."""

from flask import flash, g, redirect, url_for
from werkzeug.wrappers import Response

from kiosk.actions import joining
from kiosk.domain.membership import Term, in_words
from kiosk.domain.roles import in_words as roles_in_words
from kiosk.domain.roles import of_text
from kiosk.store.queries import Invitation
from kiosk.views.front import guards
from kiosk.views.front.current import context, now
from kiosk.views.front.rendering import page
from kiosk.views.staff import pages
from kiosk.views.staff.invited import MAX_KEY


@pages.get("/joining/<invitation>", audience=guards.staff)
def joining_too(invitation: str) -> str:
    """Which place asks, and what they would be there. Opening it spends nothing."""
    link = joining.link_for(context(), g.staff, invitation[:MAX_KEY])
    return page("staff/joining.html", key=invitation, link=link, means=_means(link))


@pages.post("/joining/<invitation>", audience=guards.staff)
def say_yes(invitation: str) -> Response:
    """They work there too from now on, with the password that they have."""
    site = joining.accept(context(), g.staff, invitation[:MAX_KEY])
    flash(f"You are in the list of {site.name} now")
    return redirect(url_for("staff.account"), 303)


def _means(link: Invitation) -> str:
    term = in_words(Term(link.since, link.until), now(), link.site.timezone)
    parts = [roles_in_words(of_text(link.roles)).capitalize(), term]
    return ". ".join(each for each in parts if each)
