"""In the room, while the visit lasts: start to stop, who came in, hand over, note (K6, K7)."""

from flask import g, redirect, request, url_for
from werkzeug.wrappers import Response

from kiosk.actions import decisions, notes, participants, recordings
from kiosk.domain import recording, refusals
from kiosk.domain.record_refusals import ReasonNeeded
from kiosk.domain.vocabulary import one_of
from kiosk.store import queries
from kiosk.views.front import guards
from kiosk.views.front.addresses import CARD
from kiosk.views.front.current import context, seen_revision
from kiosk.views.front.pages import Pages
from kiosk.views.front.rendering import page
from kiosk.views.staff import second_screen
from kiosk.views.staff.card import card_values, is_matched, refused_on_card, to_card
from kiosk.views.staff.opening import ask_why, card_of, consent_of
from kiosk.views.staff.record_note import note_text, note_values

pages = Pages(
    "visit",
    __name__,
    audience=guards.clinician,
    english=True,
    url_prefix=f"/staff/consents/{CARD}",
)


@pages.post("/start")
def start(number: int) -> Response:
    """Recording starts, under the agreement that stands."""
    recordings.start(context(), consent_of(number), seen_revision())
    return to_card(number)


@pages.post("/pause", locked=True, audience=guards.recorder)
def pause(number: int) -> Response:
    """Recording pauses; never refused for an old page, or from a locked screen (K14)."""
    why = request.form.get("why", "clinician")
    recordings.pause(context(), consent_of(number), why, ago())
    return to_card(number)


@pages.post("/resume")
def resume(number: int) -> Response:
    """Recording goes on, if everyone who came in has said yes."""
    recordings.resume(context(), consent_of(number), seen_revision())
    return to_card(number)


@pages.post("/stop", locked=True, audience=guards.recorder)
def stop(number: int) -> Response:
    """Recording stops, for the clinician or for the patient; the note is next."""
    by = request.form.get("by", "")
    reason = one_of(recording.STOPPED_BY, by) or "clinician"
    recordings.stop(context(), consent_of(number), reason, ago())
    if "clinician" not in g.roles:  # no clinician any more: the note is for one to write
        return redirect(url_for("staff.today"), 303)
    return redirect(url_for("visit.note", number=number), 303)


def ago() -> int:
    """Seconds since the button was pressed, where the page could not send it at once (K14)."""
    return recording.seconds_ago(request.form.get("ago", ""))


@pages.post("/came-in")
def came_in(number: int) -> Response | tuple[str, int]:
    """Somebody came in, or listens: recording pauses, and they are to be asked (K5, K6, K12)."""
    card = card_of(number)
    try:
        participants.join(context(), card.consent, request.form)
    except refusals.InvalidInput as wrong:
        return page("staff/card.html", **card_values(card, wrong.errors)), 422
    return to_card(number)


@pages.post("/participants/<int(max=2147483647):person>")
def participant(number: int, person: int) -> Response:
    """What another person in the room says now, or that they left (K5)."""
    said = request.form.get("said", "")
    participants.answer(context(), consent_of(number), seen_revision(), person, said)
    return to_card(number)


@pages.post("/undo")
def undo(number: int) -> Response:
    """A slip put right: the decision is taken back, and made again."""
    decisions.undo(context(), consent_of(number), seen_revision())
    return to_card(number)


@pages.post("/hand-over")
def hand_over(number: int) -> Response:
    """The clinician changes: the agreement ends, and the new one decides."""
    decisions.hand_over(context(), consent_of(number))
    return to_card(number)


# What the room refuses comes back on the card, in one line: nobody is led away from Stop.
for _refusal in (
    refusals.MayNotRecord,
    refusals.CannotDecide,
    refusals.ChangedMeanwhile,
    refusals.NotRecording,
    refusals.NothingDecided,
    refusals.TooLateToUndo,
):
    pages.register_error_handler(_refusal, refused_on_card)
pages.register_error_handler(ReasonNeeded, ask_why)


@pages.get("/screen")
def screen(number: int) -> str:
    """The QR that brings up the state on a second screen."""
    return page("staff/show_screen.html", **second_screen.invitation(consent_of(number)))


@pages.get("/note")
def note(number: int) -> Response | str:
    """The record note, ready to copy (K7); of somebody who was not matched, whose it is first."""
    held = card_of(number)
    return page("staff/note.html", **note_values(held)) if is_matched(held) else to_card(number)


@pages.post("/note")
def keep_note(number: int) -> Response:
    """Keep the note as it was written; the page's script copies it as well."""
    card = card_of(number)
    notes.keep(context(), card.consent, note_text(card, queries.history_of(card.consent)))
    return redirect(url_for("visit.note", number=number, kept="yes"), 303)
