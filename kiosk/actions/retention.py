"""A manager says how long the place keeps a kind of data, and why (M7)."""

from typing import Any

from kiosk.actions.change import Change, action
from kiosk.domain.practice import mark
from kiosk.domain.refusals import ChangedMeanwhile
from kiosk.domain.retention import Kind, period
from kiosk.store.models import Site


@action("site.retention", about=lambda kind, *_rest: str(kind), by=("manager",))
def set_period(made: Change, kind: Kind, said: dict[str, Any], seen: str) -> None:
    """Keep a kind for this long from now on: `said` is the period and the reason as read.

    A shorter time deletes what is older at the next run. `seen` is the mark of what the manager
    had in front.

    Raises:
        ChangedMeanwhile: a colleague changed it since it was shown.
    """
    number = made.context.site.id
    held = Site.get_by_id(number).retention  # nobody else writes until this transaction ends
    if mark(held.get(kind, {})) != seen:
        raise ChangedMeanwhile
    if held.get(kind) == said:
        return
    Site.update(retention={**held, kind: said}).where(Site.id == number).execute()
    made.audit(f"site:{number}", key=kind, before=period(held, kind), keep=said["keep"])
