"""Which concerns want a manager's attention (`domain.concern_due`)."""

from kiosk.domain import concern_due
from kiosk.domain.attention import ToDo
from kiosk.domain.concern_due import Open, Supported
from kiosk.store import queries
from kiosk.store.models import Site


def to_do(site: Site, now: int) -> tuple[ToDo, ...]:
    """The lines for Today's health. Reads no sealed word. `now`: seconds since 1970, UTC."""
    done = queries.done_at(site)
    concerns = [Open(number, at, done.get(number, [])) for number, at in queries.open_at(site)]
    people = [supported(each) for each in queries.supports_at(site)]
    return tuple(concern_due.to_do(concerns, people, now, site.timezone))


def supported(row: queries.ConcernSupport) -> Supported:
    """A row as the domain looks at it."""
    return Supported(row.concern_id, row.at, row.asked_at, row.says, row.said_at)
