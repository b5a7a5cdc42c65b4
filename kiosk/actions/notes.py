"""Writing for the health record and for the manager: notes kept, concerns raised (K7, K8)."""

from kiosk.actions.change import Change, action
from kiosk.domain.covert import Finding, write
from kiosk.store.models import Concern, Consent, Note


@action("note.write", about=lambda consent, text: f"{consent.jti}:{text}", by=("clinician",))
def keep(made: Change, consent: Consent, text: str) -> None:
    """Keep a record note with its consent, as it was written. Notes are added, never changed."""
    note = Note.create(consent=consent, staff=made.context.staff, at=made.context.now, text=text)
    made.audit(f"receipt:{consent.jti}", note=note.id)


@action("concern.raise", about=lambda finding, _at: write(finding, ""))
def raise_concern(made: Change, finding: Finding, at: str) -> None:
    """Tell the manager of a recording found out covertly; the finding's note goes with it (K8).

    `at` is when it was found, as text on the site's clock.
    """
    concern = Concern.create(
        site=made.context.site,
        kind="covert",
        raised_by=made.context.staff,
        at=made.context.now,
        text=write(finding, at),
    )
    made.audit(f"concern:{concern.id}", kind="covert")
