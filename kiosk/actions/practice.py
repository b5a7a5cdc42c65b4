"""What a manager says of the place (issue 12, §2): each part changed by itself, and never unseen.

`seen` is the mark of what the manager had in front (`domain.practice.mark`). Where a colleague has
changed that part since, nothing is changed: the second is told, and shown both.
"""

from typing import Any

from peewee import Value

from kiosk.actions import policies
from kiosk.actions.change import Change, action
from kiosk.domain.practice import LinkKey, mark
from kiosk.domain.refusals import ChangedMeanwhile
from kiosk.domain.vocabulary import RequiredOf
from kiosk.store import queries
from kiosk.store.models import Site


@action("site.name", by=("manager",))
def rename(made: Change, name: str, seen: str) -> None:
    """Call the place this, on screens, receipts, posters and notes.

    Raises:
        ChangedMeanwhile: a colleague changed it since it was shown; so does every verb here.
    """
    _put(made, "name", name, seen)


@action("site.hours", by=("manager",))
def set_week(made: Change, week: list[list[str] | None], seen: str) -> None:
    """Say when the place is open: receipts signed from now on end by it."""
    _put(made, "week", week, seen)


@action("site.closed-days", by=("manager",))
def set_closed_days(made: Change, days: list[str], seen: str) -> None:
    """Say on which days it is closed (ISO 8601)."""
    _put(made, "closed_days", days, seen)


@action("site.timezone", by=("manager",))
def set_timezone(made: Change, timezone: str, seen: str) -> None:
    """Say by which clock it lives."""
    _put(made, "timezone", timezone, seen)


@action("site.help", by=("manager",))
def set_help(made: Change, words: dict[str, str], seen: str) -> None:
    """Say whom patients ask for help, in the place's own words, by language."""
    _put(made, "help", words, seen)


@action("site.pause", by=("manager",))
def set_pause(made: Change, pause: dict[str, Any], seen: str) -> None:
    """Ask nobody here for a while; empty: ask again now. Who has begun may finish."""
    _put(made, "pause", pause, seen)


@action("site.second_step", by=("manager",))
def set_second_step(made: Change, required: RequiredOf, seen: str) -> None:
    """Say who has to have a second step when they sign in, from their next sign-in on."""
    _put(made, "second_step", required, seen)


@action("site.allows", by=("manager",))
def set_allowed(made: Change, allows: dict[str, str], seen: str) -> None:
    """Say what this place allows (M2). Who has signed was asked before, and stays as it is."""
    site = Site.get_by_id(made.context.site.id)
    if mark(site.allows) == seen and allows != site.allows:
        policy = queries.published_policy(site)
        if policy is not None:
            policies.localise(policy, allows)
    _put(made, "allows", allows, seen)


@action("site.link", about=lambda key, *_rest: str(key), by=("manager",))
def set_link(made: Change, key: LinkKey, link: dict[str, str], seen: str) -> None:
    """Say where a link leads (M6), and in which words; empty: there is none."""
    held = Site.get_by_id(made.context.site.id).links
    if mark(held.get(key, {})) != seen:
        raise ChangedMeanwhile
    links = {**held, key: link} if link else {each: held[each] for each in held if each != key}
    _put(made, "links", links, mark(held), key=key)


def _put(made: Change, part: str, value: Any, seen: str, **detail: str) -> None:
    """Change one part from what was seen, or nothing: the UPDATE itself asks for both."""
    number = made.context.site.id
    column, held = getattr(Site, part), getattr(Site.get_by_id(number), part)
    if mark(held) != seen:
        raise ChangedMeanwhile
    if value == held:
        return
    # As it is stored: a list would be taken for several values.
    same = column == Value(column.db_value(held), converter=False)
    if Site.update({column: value}).where((Site.id == number) & same).execute() != 1:
        raise ChangedMeanwhile
    made.audit(f"site:{number}", **detail)
