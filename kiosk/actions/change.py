"""One change: its transaction, its audit entry, and its memory of having been made."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from kiosk.actions.context import Context
from kiosk.domain.audit import GENESIS, Entry
from kiosk.domain.refusals import ChangedMeanwhile, NotAllowed
from kiosk.domain.vocabulary import Role
from kiosk.links import Secrets
from kiosk.lookups import fingerprints
from kiosk.lookups.fingerprints import KeysWrong
from kiosk.store import watch
from kiosk.store.database import take_changes, write
from kiosk.store.models import AuditEntry, Consent, Once
from kiosk.store.noted import Changed
from kiosk.store.prepared import Prepared, slot
from kiosk.store.queries.roles import roles_of

P = ParamSpec("P")
R = TypeVar("R")

_MADE_BEFORE = Prepared(lambda: Once.select(Once.at).where(Once.key == slot("key")))
_REMEMBER = Prepared(
    lambda: Once.insert(key=slot("key"), result=slot("result", Once.result), at=slot("at"))
)
_LAST = Prepared(
    lambda: (
        AuditEntry.select(AuditEntry.seq, AuditEntry.hash, AuditEntry.countersign)
        .order_by(AuditEntry.seq.desc())
        .limit(1)
    )
)
_APPEND = Prepared(
    lambda: AuditEntry.insert(
        seq=slot("seq"),
        at=slot("at"),
        site=slot("site"),
        verb=slot("verb"),
        actor=slot("actor"),
        subject=slot("subject"),
        detail=slot("detail", AuditEntry.detail),
        changed=slot("changed", AuditEntry.changed),
        previous=slot("previous"),
        hash=slot("hash"),
        countersign=slot("countersign"),
    )
)


OPERATOR = "operator"  # the actor of a command


class Change:
    """A change under way: who makes it, when and where, and the verb of its audit entry."""

    def __init__(self, context: Context, verb: str) -> None:
        self.context = context
        self.verb = verb
        self.entered = False

    def audit(self, subject: str, **detail: Any) -> Entry:
        """Append the entry of this change to the trail, chained to the last one."""
        self.entered = True
        return append(self.context, self.verb, subject, detail)

    def made_before(self, about: str) -> bool:
        """Whether this very change was made under the request's idempotency key."""
        return bool(self.context.once) and any(
            _MADE_BEFORE.first(key=self._key(about, each)) for each in self.context.secrets.each
        )

    def remember(self, about: str) -> None:
        """Note that it was made, for a retry under the same idempotency key."""
        if self.context.once:
            _REMEMBER.change(
                key=self._key(about, self.context.secrets), result={}, at=self.context.now
            )

    def _key(self, about: str, secrets: Secrets) -> str:
        context = self.context
        return secrets.keyed_hash("once", context.actor, self.verb, about, context.once)


@contextmanager
def change(context: Context, verb: str, by: tuple[Role, ...] = ()) -> Iterator[Change]:
    """Begin one change; it is committed whole, or (on any exception) not at all.

    `by` is who may: the person's role is read in the transaction itself, so that one taken away
    a moment ago counts. Raises NotAllowed for anybody else.

    It remembers nothing: for what may be done again without harm, or finds by itself that it
    was done. `action` is for the rest.
    """
    made = Change(context, verb)
    with write():
        _require(context, by)
        yield made
    if made.entered:
        watch.told().made(verb)


def action(
    verb: str, about: Callable[..., str] = lambda *_, **__: "", by: tuple[Role, ...] = ()
) -> Callable[[Callable[Concatenate[Change, P], R]], Callable[Concatenate[Context, P], R | None]]:
    """Make a verb of a function that is given the change under way in place of the context.

    A retry under the same idempotency key returns None at once: the body is not run again.

    `about` says what is changed, from the same arguments: the same form sent for another
    patient (from a page that the browser brought back) is no retry.
    """

    def open_first(
        body: Callable[Concatenate[Change, P], R],
    ) -> Callable[Concatenate[Context, P], R | None]:
        @wraps(body)
        def begin(context: Context, /, *args: P.args, **kwargs: P.kwargs) -> R | None:
            changed = about(*args, **kwargs)
            with change(context, verb, by) as made:
                if made.made_before(changed):
                    return None
                result = body(made, *args, **kwargs)
                made.remember(changed)
            return result

        return begin

    return open_first


def _require(context: Context, by: tuple[Role, ...]) -> None:
    """Nobody's role is asked of the operator's own commands: no person has signed in to them."""
    person = context.staff
    if not by or (person is None and context.actor == OPERATOR):
        return
    if person is None or not roles_of(person, context.site, context.now).intersection(by):
        raise NotAllowed(*by)


def the_consent(consent: Consent, *_rest: object, **_more: object) -> str:
    """For `about`: a verb on one consent. The same form for another patient is another change."""
    return consent.jti


def append(
    context: Context,
    verb: str,
    subject: str,
    detail: dict[str, Any],
    changed: Changed | None = None,
) -> Entry:
    """Append one entry to the audit trail, inside the caller's transaction.

    It carries the digests of every row that was changed since the entry before: which, the
    database itself has noted (or `changed`, for what was written before). What is changed
    afterwards wants an entry of its own.
    """
    last = _LAST.first()
    seq, previous = (last[0] + 1, last[1]) if last else (1, GENESIS)
    who, where = context.actor, context.site.id
    changed = take_changes() | (changed or {})
    entry = Entry(seq, context.now, where, verb, who, subject, detail, previous, changed)
    hashed, key = entry.hash, context.secrets.entry_keys[0]
    if last and last[2] and not last[2].startswith(key.name):
        _require_known(context.secrets)
    _APPEND.change(**vars(entry), hash=hashed, countersign=key.countersign(hashed))
    return entry


def _require_known(secrets: Secrets) -> None:
    """Another key wrote the last entry: look whether ours was dropped meanwhile.

    Raises:
        KeysWrong: it was, and nobody could check what it countersigns now.
    """
    known = fingerprints.known()
    if any(each.kind == "secret" for each in known) and fingerprints.newest(secrets) not in known:
        raise KeysWrong("the secret key of this process was dropped: restart it")


def move(consent: Consent, **columns: Any) -> None:
    """Change a consent from the revision that was read to the next, or not at all.

    Raises:
        ChangedMeanwhile: another change came first (the UPDATE changed no row).
    """
    changed = (
        Consent.update(revision=consent.revision + 1, **columns)
        .where((Consent.id == consent.id) & (Consent.revision == consent.revision))
        .execute()
    )
    if changed != 1:
        raise ChangedMeanwhile
