"""Writing for the health record and for the manager: notes kept, concerns raised (K7, K8)."""

from kiosk.actions.change import change
from kiosk.actions.context import Context
from kiosk.domain.covert import Finding, write
from kiosk.store.models import Concern, Consent, Note


def keep(context: Context, consent: Consent, text: str) -> None:
    """Keep a record note with its consent, as it was written. Notes are added, never changed."""
    with change(context, "note.write", consent.jti) as made:
        if made.earlier is not None:
            return
        note = Note.create(consent=consent, staff=context.staff, at=context.now, text=text)
        made.audit(f"receipt:{consent.jti}", note=note.id)
        made.keep(note=note.id)


def raise_concern(context: Context, finding: Finding, at: str) -> None:
    """Tell the manager of a recording found out covertly; the finding's note goes with it (K8).

    `at` is when it was found, as text on the site's clock.
    """
    with change(context, "concern.raise") as made:
        if made.earlier is not None:
            return
        concern = Concern.create(
            site=context.site,
            kind="covert",
            raised_by=context.staff,
            at=context.now,
            text=write(finding, at),
        )
        made.audit(f"concern:{concern.id}", kind="covert")
        made.keep(concern=concern.id)
