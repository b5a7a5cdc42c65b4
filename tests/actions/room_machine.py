"""The whole room at random: two clinicians, a patient, people who come in, and time (K5, K6, R16).

After every step the database is held against what must never be, and against a second model.
"""

from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as some
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    rule,
    run_state_machine_as_test,
)

from kiosk.actions import (
    consents,
    decisions,
    journeys,
    participants,
    recordings,
    supersede,
    verifications,
)
from kiosk.lookups import visitors
from kiosk.store.models import (
    AuditEntry,
    Journey,
    Participant,
)
from tests.actions.room_invariants import Held
from tests.actions.room_model import (
    BEGUN,
    CHOICES,
    COMPANIES,
    ENDS,
    LATE,
    OLD,
    PEOPLE,
    RARELY,
    Model,
)
from tests.cast import NOW, World


class Room(Held, RuleBasedStateMachine):
    """One visit. The database goes on from visit to visit, as a practice's does."""

    answers: dict[str, Any]
    begins = ""  # where every visit begins; "": wherever chance has it

    @initialize(company=some.sampled_from(COMPANIES), begun=some.sampled_from(BEGUN))
    def sign(self, company: Any, begun: str) -> None:
        begun = self.begins or begun
        self.clock = self.world.clock
        self.clock.now = NOW
        self.refused, self.surprise, self.again, self.done = "", "", "", 1
        self.begun = 0
        self.said_no: set[int] = set()
        self.seq = AuditEntry.select().order_by(AuditEntry.seq.desc()).get().seq
        self.id = self._sign(journeys.start(self.world.context(), way_in="phone"), company)
        here = Participant.select().where(Participant.consent == self.id).order_by(Participant.id)
        people = [{"id": each.id, "said": each.answer, "left": False} for each in here]
        self.model = Model(self.consent.expires_at, people)
        if begun:
            self.verify("alice", ENDS)
            self.decide("alice", "agreed", 0)
        if begun == "recording":
            for turn in range(len(people)):
                self.answer("alice", turn, "yes", 0)
            self.start("alice", 0)

    def _sign(self, token: str, company: Any) -> int:
        journey = visitors.journey_of(token, self.clock())
        answers = self.answers | {"company": company}
        Journey.update(answers=answers, place=journey.place).where(
            Journey.id == journey.id
        ).execute()
        return consents.sign(self.world.context(), visitors.journey_of(token, self.clock())).consent

    # --- What may happen ---

    @rule(who=PEOPLE, chance=RARELY)
    def verify(self, who: str, chance: int) -> None:
        if chance == ENDS:
            self._do(True, lambda: verifications.verify(self._by(who), self.consent))
            self.model.verified = True

    @rule(who=PEOPLE, chance=RARELY, old=OLD)
    def not_them(self, who: str, chance: int, old: int) -> None:
        seen, by, may = self._seen(old), self._by(who), self.model.unmatchable(self.clock())
        tap = lambda: verifications.take_back(by, self.consent, seen)  # noqa: E731
        self.model.verified &= not (chance == ENDS and self._do(may and not old, tap))

    @rule(who=PEOPLE, kind=some.sampled_from([*CHOICES, "agreed", "conditions"]), old=OLD)
    def decide(self, who: str, kind: str, old: int) -> None:
        may = self.model.open if kind in ("not_agreed", "colleague") else self.model.current
        allowed = self.model.verified and may(self.clock()) and not old
        seen = self._seen(old)
        if self._do(
            allowed, lambda: decisions.decide(self._by(who), self.consent, seen, CHOICES[kind])
        ):
            self.model.decided(kind)

    @rule(who=PEOPLE, old=OLD)
    def undo(self, who: str, old: int) -> None:
        model = self.model
        stands = model.decision is not None and not model.recorded_under_it
        seen = self._seen(old)
        if self._do(
            model.open(self.clock()) and stands and not old,
            lambda: decisions.undo(self._by(who), self.consent, seen),
        ):
            model.decision = None

    @rule(who=PEOPLE)
    def hand_over(self, who: str) -> None:
        model = self.model
        allowed = model.open(self.clock()) and model.decision is not None
        if self._do(allowed, lambda: decisions.hand_over(self._by(who), self.consent)):
            model.decision, model.session, model.handed_over = None, None, True

    @rule(who=PEOPLE, old=OLD)
    def start(self, who: str, old: int) -> None:
        model = self.model
        allowed = model.may_record(self.clock()) and model.session is None and not old
        seen = self._seen(old)
        if self._do(allowed, lambda: recordings.start(self._by(who), self.consent, seen)):
            model.session, model.recorded_under_it, model.ever_recorded = "run", True, True

    @rule(who=PEOPLE, ago=LATE, locked=some.booleans())
    def pause(self, who: str, ago: int, locked: bool) -> None:
        """Never refused: not from a locked screen, nor sent late (K14)."""
        allowed = self.model.session is not None
        by = replace(self._by(who), locked=locked)
        if self._do(allowed, lambda: recordings.pause(by, self.consent, ago=ago)):
            self._pause()

    @rule(who=PEOPLE, old=OLD)
    def resume(self, who: str, old: int) -> None:
        model = self.model
        allowed = model.may_record(self.clock()) and model.session == "paused" and not old
        seen = self._seen(old)
        if self._do(allowed, lambda: recordings.resume(self._by(who), self.consent, seen)):
            model.session = "run"

    @rule(
        who=PEOPLE,
        why=some.sampled_from(["clinician", "patient"]),
        ago=LATE,
        locked=some.booleans(),
    )
    def stop(self, who: str, why: str, ago: int, locked: bool) -> None:
        """Never refused either, and noted at the time of the tap."""
        allowed = self.model.ever_recorded
        by = replace(self._by(who), locked=locked)
        if self._do(allowed, lambda: recordings.stop(by, self.consent, why, ago)):
            self.model.end_session()

    @rule(who=PEOPLE)
    def agree_and_start(self, who: str) -> None:
        """What most visits do, and chance alone seldom."""
        self.decide(who, "agreed", 0)
        self.start(who, 0)

    @rule(who=PEOPLE)
    def all_say_yes_and_it_goes_on(self, who: str) -> None:
        for turn in range(len(self.model.people)):
            self.answer(who, turn, "yes", 0)
        self.resume(who, 0)

    @rule(chance=RARELY)
    def close_what_is_overdue(self, chance: int) -> None:
        if chance < ENDS:
            return
        self._do(True, lambda: recordings.stop_overdue(self.world.context()))
        if self.clock() >= self.model.expires_at + 7200:
            self.model.end_session()

    @rule(who=PEOPLE)
    def came_in(self, who: str) -> None:
        form = {"role": "student", "name": "Jo"}
        if self._do(
            self.model.open(self.clock()),
            lambda: participants.join(self._by(who), self.consent, form),
        ):
            newest = Participant.select().where(Participant.consent == self.id)
            number = max(each.id for each in newest)
            self.model.people.append({"id": number, "said": "ask", "left": False})
            self._pause()

    @rule(
        who=PEOPLE,
        turn=some.integers(0, 3),
        said=some.sampled_from(["yes", "yes", "yes", "no", "left", "left", "ask"]),
        old=OLD,
    )
    def answer(self, who: str, turn: int, said: str, old: int) -> None:
        model = self.model
        person = model.people[-1 - turn] if turn < len(model.people) else {"id": 0}
        allowed = model.open(self.clock()) and not old and person["id"] != 0
        seen = self._seen(old)
        if self._do(
            allowed,
            lambda: participants.answer(self._by(who), self.consent, seen, person["id"], said),
        ):
            person["left"] = said == "left"
            if said != "left":
                person["said"] = said
            if said == "no" and model.session == "run":
                model.end_session()
            if any(each["said"] == "ask" and not each["left"] for each in model.people):
                self._pause()

    @rule(chance=RARELY)
    def withdraw(self, chance: int) -> None:
        if chance != ENDS:
            return
        allowed = self.model.state in ("signed", "withdrawn")
        if self._do(allowed, lambda: consents.withdraw(self.world.context(), self.consent)):
            if self.model.state == "signed":
                self.model.withdrawn_at = self.clock()
            self.model.state = "withdrawn"
            self.model.end_session()

    @rule(chance=RARELY)
    def begin_to_sign_anew(self, chance: int) -> None:
        if chance < ENDS:
            return

        def begin() -> None:
            self.again = supersede.start_again(self.world.context(), self.consent)
            self.begun = self.clock()

        self._do(self.model.can_be_asked_anew(self.clock()), begin)

    @rule(company=some.sampled_from(COMPANIES), chance=RARELY)
    def sign_anew(self, company: Any, chance: int) -> None:
        if chance != ENDS:
            return
        token, self.again = self.again, ""
        if (
            not token
            or self.clock() >= Journey.select().order_by(Journey.started_at.desc()).get().expires_at
        ):
            return
        allowed = self.model.can_be_signed_anew(self.begun, self.clock())
        if self._do(allowed, lambda: self._sign(token, company)):
            self.model.state = "superseded" if self.model.state == "signed" else "withdrawn"
            self.model.replaced = True
            self.model.end_session()

    @rule(seconds=some.sampled_from([1, 30, 61, 600]))
    def time_goes_by(self, seconds: int) -> None:
        self.clock.now += seconds

    @rule(seconds=some.sampled_from([-1, 0, 1, 3600, 7199, 7200]), chance=RARELY)
    def the_receipt_ends(self, seconds: int, chance: int) -> None:
        if chance == ENDS:
            self.clock.now = max(self.clock.now, self.model.expires_at + seconds)

    def teardown(self) -> None:
        """Nothing of this visit is left running for the next one to close."""
        self.world.clock.now = NOW + 2 * 86_400
        recordings.stop_overdue(self.world.context())


def play(world: World, runs: int, steps: int, *, begins: str = "", **how: Any) -> None:
    """So many visits of so many steps, all from one state or from any."""
    draft = world.draft()
    room = type("Room", (Room,), {"world": world, "answers": draft.answers, "begins": begins})
    run_state_machine_as_test(
        room,
        settings=settings(
            max_examples=runs,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            report_multiple_bugs=False,
            phases=[Phase.generate],  # making a fault short takes minutes: it is shown as met
            suppress_health_check=list(HealthCheck),
            **how,
        ),
    )
