"""The poster of a site (M8): its code leads patients' own phones here, until it is replaced."""

from kiosk.actions.change import Change, action
from kiosk.domain.refusals import ChangedMeanwhile
from kiosk.store.models import Site


@action("poster.replace", about=lambda seen: str(seen), by=("manager",))
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
