"""Where a person of several sites works today: said after signing in, and changed in between."""

from dataclasses import replace

from kiosk.actions.change import change
from kiosk.actions.context import Context
from kiosk.domain.refusals import InvalidInput, NotFound
from kiosk.links import token_hash
from kiosk.store.models import Recording, Staff, StaffSession
from kiosk.store.queries import places_of

RUNNING = "A recording of yours goes on here. Stop it first, then go on to the other place"


def work_at(context: Context, person: Staff, token: str, slug: str) -> None:
    """A session is at this site from now on, with what its person is there and nothing else.

    Saying again where one is changes nothing.

    Raises:
        NotFound: it is none of theirs, or closed.
        InvalidInput: under `place`: a recording that they began goes on, and Stop with it (K14).
    """
    site = next((each for each in places_of(person, context.now) if each.slug == slug), None)
    if site is None:
        raise NotFound
    with change(replace(context, site=site, staff=person), "staff.place") as made:
        mine = (StaffSession.token_hash == token_hash(token)) & StaffSession.ended_at.is_null(True)
        held = StaffSession.get_or_none(mine & (StaffSession.staff == person))
        if held is None:
            raise NotFound
        if held.site_id == site.id:
            return
        running = (Recording.started_by == person) & Recording.stopped_at.is_null(True)
        if Recording.select().where(running).exists():
            raise InvalidInput({"place": RUNNING})
        StaffSession.update(site=site).where(StaffSession.id == held.id).execute()
        made.audit(f"staff:{person.id}")
