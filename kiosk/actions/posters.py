"""The poster of a site (M8): its code leads patients' own phones here, until it is replaced."""

from kiosk.actions.change import Change, action
from kiosk.domain.refusals import ChangedMeanwhile, PosterGone
from kiosk.links import Secrets, poster_code
from kiosk.store.models import Site
from signing import codes, errors


def find(secrets: Secrets, typed: str) -> Site:
    """The site whose poster has this code now. Opening it changes nothing.

    Raises:
        PosterGone: replaced, or never a poster's.
    """
    try:
        wanted = codes.display(codes.normalise(typed))
    except errors.BadCode:
        raise PosterGone from None
    for site in Site.select().where(Site.closed_at.is_null(True)):
        if poster_code(secrets, site.id, site.poster_turn) == wanted:
            found: Site = site
            return found
    raise PosterGone


@action("poster.replace", about=lambda seen: str(seen))
def replace(made: Change, seen: int) -> None:
    """Give the site's poster a new code; the old one leads nowhere from here on (M8).

    `seen` is the turn of the poster that the manager had in front.

    Raises:
        ChangedMeanwhile: somebody else replaced it after the page was drawn.
    """
    as_seen = (Site.id == made.context.site.id) & (Site.poster_turn == seen)
    if Site.update(poster_turn=seen + 1).where(as_seen).execute() != 1:
        raise ChangedMeanwhile
    made.audit(f"site:{made.context.site.id}")
