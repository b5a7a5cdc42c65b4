"""What must hold of the room after each step, whatever was done in it (K5, K6, K14, R16)."""

from hypothesis.stateful import invariant

from kiosk.domain.audit import Entry
from kiosk.domain.permission import end_near, may_record, minutes_left, standing
from kiosk.domain.recording import elapsed
from kiosk.store import queries
from kiosk.store.models import AuditEntry, Decision, Participant, Pause
from tests.actions.room_model import Visit


class Held(Visit):
    """A visit whose database is held against what must never be, and against the model."""

    seq: int  # the last entry of the trail that was looked at
    said_no: set[int]  # who has said no so far

    @invariant()
    def no_recording_without_permission(self) -> None:
        """A standing agreement by the clinician of now, a valid consent, everyone's yes."""
        consent, now = self.consent, self.clock()
        opened = [each for each in self._recordings() if each.stopped_at is None]
        runs = bool(opened) and opened[0].paused_at is None and now < consent.expires_at + 7200
        if standing(queries.facts(consent), now) != "recording" and not runs:
            return
        assert (consent.state, consent.answer) == ("signed", "given"), "no valid consent"
        assert now < consent.expires_at + 7200, "expired"
        assert opened[0].started_at < consent.expires_at, "started after the receipt's end"
        assert consent.decision is not None, "recording without a decision"
        assert consent.decision.kind in ("agreed", "conditions"), "recording without an agreement"
        assert consent.decision.ended_at is None, "the agreement has ended"
        assert opened[0].decision_id == consent.decision_id, "under another agreement"
        here = Participant.select().where(
            (Participant.consent == self.id) & Participant.left_at.is_null(True)
        )
        assert "no" not in [each.answer for each in here], "somebody said no"
        assert "ask" not in [each.answer for each in here], "somebody was not asked"

    @invariant()
    def a_no_is_never_forgotten(self) -> None:
        """K5: it outlives a yes, and leaving."""
        for each in Participant.select().where(Participant.consent == self.id):
            if each.answer == "no" or each.id in self.said_no:
                assert each.no_at is not None, "a no was forgotten"
                self.said_no.add(each.id)

    @invariant()
    def one_recording_and_one_decision_at_most(self) -> None:
        opened = [each.id for each in self._recordings() if each.stopped_at is None]
        assert len(opened) <= 1
        assert opened in ([], [self.consent.recording_id])
        mine = (Decision.consent == self.id) & Decision.ended_at.is_null(True)
        stands = [each.id for each in Decision.select().where(mine)]
        assert stands == ([self.consent.decision_id] if self.consent.decision_id else [])

    @invariant()
    def a_tap_is_within_what_it_ends(self) -> None:
        """K14: never before the session began, nor after it arrived, and both are kept."""
        for each in self._recordings():
            taps = [(each.stopped_at, each.stop_arrived_at)] if each.stopped_at else []
            breaks = Pause.select().where(Pause.recording == each)
            taps += [(one.at, one.arrived_at) for one in breaks]
            for at, arrived in taps:
                assert each.started_at <= at <= (arrived or self.clock()), "a tap out of its time"

    @invariant()
    def pauses_fit_their_recordings(self) -> None:
        for each in self._recordings():
            breaks = list(Pause.select().where(Pause.recording == each).order_by(Pause.id))
            lasting = [one for one in breaks if one.until is None]
            assert len(lasting) == int(each.stopped_at is None and each.paused_at is not None)
            end = each.stopped_at or self.clock()
            assert elapsed(each.started_at, end, breaks) >= 0
            silent = sum((one.until or end) - one.at for one in breaks)
            assert 0 <= silent <= max(0, end - each.started_at), "a break outside the recording"

    @invariant()
    def every_page_says_the_same_and_the_model_too(self) -> None:
        consent, now = self.consent, self.clock()
        facts = queries.facts(consent)
        assert may_record(facts, now).allowed is self.model.may_record(now)
        seen = queries.watch(consent.page_hash, now)
        assert seen is not None
        assert seen.state == standing(facts, now)
        left = minutes_left(facts, now)
        assert seen.mark == queries.mark(consent, seen.state, end_near(facts, now), left)

    @invariant()
    def one_entry_for_each_change_chained_to_the_last(self) -> None:
        rows = list(AuditEntry.select().where(AuditEntry.seq >= self.seq).order_by(AuditEntry.seq))
        assert len(rows) - 1 <= self.done, self.refused
        for before, row in zip(rows, rows[1:], strict=False):
            columns = (row.seq, row.at, row.site, row.verb, row.actor, row.subject, row.detail)
            entry = Entry(*columns, row.previous, row.changed)
            assert (row.previous, row.hash) == (before.hash, entry.hash)
        self.seq, self.done = rows[-1].seq, 0

    @invariant()
    def what_was_done_or_refused_is_what_the_rules_say(self) -> None:
        assert not self.surprise, self.surprise
