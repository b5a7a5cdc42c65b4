"""The cast. Alice is a clinician at the first site; Bob, a locum, works there too; Charlie works at
another site; Mo is the manager, and a clinician too; Rae is at reception. Margaret O'Neill is the
patient."""

import dataclasses
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pyotp
from flask import Flask

from harness.answers import ANSWERS, FORMS
from kiosk import app_codes, links
from kiosk.actions import (
    consents,
    decisions,
    handoffs,
    invitations,
    journeys,
    kiosks,
    policies,
    recordings,
    second_step,
    sites,
    staff,
    verifications,
)
from kiosk.actions.change import append
from kiosk.actions.context import Context
from kiosk.domain import usual
from kiosk.domain.account_refusals import CodeNeeded
from kiosk.domain.answers import Answers
from kiosk.domain.decision import Choice
from kiosk.domain.membership import OPEN, Term
from kiosk.domain.mid_walk import looked_at
from kiosk.domain.permission import AGREED
from kiosk.domain.roles import FIRST
from kiosk.domain.walk import Walk
from kiosk.links import Secrets
from kiosk.lookups import visitors
from kiosk.store import packs
from kiosk.store.database import database, write
from kiosk.store.models import TABLES, AuditEntry, Consent, Journey, Kiosk, Site, Staff
from kiosk.store.policies import policy_of
from kiosk.store.queries import asked_types, codes_of
from tests.pages import Browser, Page

NOW = 1_794_391_200  # Wednesday 11 November 2026, 10:00 in London (GMT)
PASSWORD = "correct horse battery staple"
NHS_NUMBER = "943 476 5919"
Do = Callable[[], object]  # a verb with all that it needs, ready to be done
NO_TO_BOTH = {"others": "no", "care": "no"}


class Clock:
    """The application's clock, moved by the test."""

    def __init__(self, now: int) -> None:
        self.now = now

    def __call__(self) -> int:
        return self.now

    def forward(self, *, seconds: int = 0, minutes: int = 0, hours: int = 0) -> None:
        self.now += seconds + 60 * minutes + 3600 * hours


@dataclass(frozen=True)
class Receipt:
    """What a patient has in hand after signing."""

    page: str  # /r/<key>
    code: str  # XXXX-XXXX
    token: str
    consent: int


def settle(secrets: Secrets) -> None:
    """Open both sites and let everybody in."""
    first = sites.open_first(secrets, NOW - 86_400, name="Hart Street", slug="hart", closes="18:30")
    assert first is not None
    here = Context(now=NOW - 86_400, site=first.site, secrets=secrets, actor="operator")
    with write():
        other = Site.create(slug="mill", name="Mill Lane", closes="", opened_at=NOW - 86_400)
        append(dataclasses.replace(here, site=other), "site.open", f"site:{other.id}", {})
    there = dataclasses.replace(here, site=other)
    policies.publish(there, policies.bring(there, packs.default_pack()))
    staff.add(here, "manager", "Practice manager", FIRST, "Manager", PASSWORD)
    staff.add(here, "alice", "Dr Alice Hart", ["clinician"], "GP", PASSWORD)
    staff.add(here, "bob", "Bob Ngata", ["clinician"], "Locum GP", PASSWORD)
    staff.add(there, "charlie", "Charlie Voss", ["clinician"], "Nurse", PASSWORD)
    staff.add(here, "mo", "Mo Khan", FIRST, "", PASSWORD)
    staff.add(here, "rae", "Rae Adebayo", ["reception"], "Receptionist", PASSWORD)
    kiosks.pair(there, "Mill Lane tablet")


class World:
    """Everything a test needs at hand: people, sites, keys, and browsers for each of them."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.clock: Clock = app.config["CLOCK"]
        self.shown = ""  # the key of the page of a code that was shown
        self.invited = ""  # the key of a link that somebody can come in by
        self.secrets: Secrets = app.extensions["secrets"]
        self.here = Site.get(Site.slug == "hart")
        self.there = Site.get(Site.slug == "mill")
        self.alice, self.bob, self.charlie, self.mo, self.rae = (
            Staff.get(Staff.username == name) for name in ("alice", "bob", "charlie", "mo", "rae")
        )

    # --- contexts, for actions ---

    def context(self, site: Site | None = None, **given: Any) -> Context:
        given.setdefault("actor", "operator")
        return Context(now=self.clock(), site=site or self.here, secrets=self.secrets, **given)

    def by(self, person: Staff, once: str = "") -> Context:
        """The context of something that a member of staff does."""
        return self.context(person.site, actor=f"staff:{person.id}", staff=person, once=once)

    def kiosk_row(self, site: Site | None = None) -> Kiosk:
        return Kiosk.get(Kiosk.site == (site or self.here))

    # --- the second step, Alice's ---

    def with_codes(self, person: Staff | None = None) -> list[str]:
        """Alice (or this person) has set up codes in an app; returns the recovery codes."""
        who = person or self.alice
        drawn = app_codes.to_set_up(self.secrets, who.id, b"x" * 16, self.clock())
        made = second_step.set_up(self.by(who), drawn, self.code(who))
        self.clock.forward(minutes=1)  # that code is used
        return made

    def code(self, person: Staff | None = None, ahead: int = 0) -> str:
        """What the app shows now, or so many steps later."""
        who = person or self.alice
        secret = app_codes.secret_of(self.secrets, who.id, (b"x" * 16).hex())
        return pyotp.TOTP(secret).generate_otp(self.clock() // 30 + ahead)

    def half_way(self) -> str:
        """Alice has codes, and has typed her password."""
        if codes_of(self.alice) is None:
            self.with_codes()
        try:
            staff.sign_in(self.context(), "alice", PASSWORD)
        except CodeNeeded as needed:
            return needed.half_way
        raise AssertionError("no code was asked for")

    # --- consents, by actions alone ---

    def draft(self, site: Site | None = None, **answers: Any) -> Journey:
        """A journey with every page answered, not yet signed."""
        token = journeys.start(self.context(site), way_in="phone", door="sent")
        journey = visitors.journey_of(token, self.clock())
        policy = policy_of(journey.text)
        given, kept = ANSWERS | answers, dict[str, Any]()
        for step in Walk(policy, Answers(given)).steps[:-1]:  # as journeys.answer does, in one go
            kept = usual.kept(policy.usual, looked_at(kept, step), step, given.get(step, True))
        answered = Journey.update(answers=kept, place=journey.place)
        answered.where(Journey.id == journey.id).execute()
        return visitors.journey_of(token, self.clock())

    def signed(self, site: Site | None = None, **answers: Any) -> Consent:
        """A given consent."""
        made = consents.sign(self.context(site), self.draft(site, **answers))
        return Consent.get_by_id(made.consent)

    def refused(self) -> Consent:
        """A refusal, without a name."""
        nobody = {"name": "", "birth_date": "", "nhs_number": ""}
        return Consent.get_by_id(consents.refuse(self.context(), self.draft(), nobody).consent)

    def verify(self, consent: Consent) -> Consent:
        """Alice matches the patient with the receipt, if nobody did before."""
        if Consent.get_by_id(consent.id).verified_at is None:
            verifications.verify(self.by(self.alice), consent)
        return Consent.get_by_id(consent.id)

    def enter(self, person: Staff, entry: str, once: str = "") -> verifications.Verified:
        """Somebody types or scans what the patient shows, and says that it is them."""
        context = self.by(person, once)
        return verifications.verify(context, *verifications.find(context, entry))

    def decided(self, kind: str = "agreed", **rest: Any) -> Consent:
        """A consent on which Alice has decided."""
        consent = self.signed(**rest.pop("answers", {}))
        self.decide(consent, kind, **rest)
        return Consent.get_by_id(consent.id)

    def decide(self, consent: Consent, kind: str = "agreed", **rest: Any) -> None:
        self.verify(consent)
        held = Consent.get_by_id(consent.id)
        rest.setdefault("types", asked_types(held) if kind in AGREED else ())
        choice = Choice(kind, rest.pop("checks", NO_TO_BOTH), **rest)
        decisions.decide(self.by(self.alice), consent, held.revision, choice)

    def recording(self) -> Consent:
        """A consent under which recording runs."""
        consent = self.decided()
        recordings.start(self.by(self.alice), consent, consent.revision)
        return Consent.get_by_id(consent.id)

    def show_a_code(self) -> str:
        """Alice shows a code to a patient; returns where it leads a phone."""
        self.shown = handoffs.show(self.by(self.alice), "en")
        return f"/h/{links.handoff_code(self.secrets, self.shown)}"

    def invite(self, label: str = "Dee", roles: Any = ("clinician",), term: Term = OPEN) -> str:
        """Mo makes a link for somebody; returns where it leads."""
        self.invited = invitations.invite(self.by(self.mo), label, roles, term)
        return f"/staff/invited/{self.invited}"

    # --- browsers ---

    def browser(self, **environ: Any) -> Browser:
        return Browser(self.app, **environ)

    def kiosk(self) -> Browser:
        """A tablet, paired with a fresh code."""
        tablet = self.browser()
        code = kiosks.pair(self.context(), "Tablet")
        tablet.submit(tablet.get("/kiosk/pair"), "/kiosk/pair", code=code)
        return tablet

    def handoff(self) -> str:
        """The path that the first kiosk's QR leads to now."""
        return "/h/" + links.to_handoff(self.secrets, self.kiosk_row().handle, self.clock())

    def phone(self) -> Browser:
        """A phone that has scanned the kiosk's QR and begun."""
        phone, path = self.browser(), self.handoff()
        phone.submit(phone.get(path), path)
        return phone

    def own_phone(self, consent: Consent) -> Browser:
        """The phone that signed a consent made by actions."""
        key = links.page_key(self.secrets, consent.jti)
        held = links.to_held(self.secrets, key, "signed", self.clock())
        phone = self.browser()
        phone.client.set_cookie("receipts", held, domain="clinic.example")
        return phone

    def signed_in(self, name: str) -> Browser:
        """A browser that Alice, Bob, Charlie, Mo or Rae has signed in to; no page is open."""
        browser = self.browser()
        page = browser.get("/staff/sign-in")
        browser.send(page, "/staff/sign-in", username=name, password=PASSWORD)
        return browser

    # --- the walk ---

    def walk(self, browser: Browser, until: str = "", **forms: dict[str, Any]) -> Page:
        """Answer page after page, up to the page called `until` (else the last, unsigned)."""
        page = browser.open("/journey/")
        for _step in range(40):
            step = page.path.rsplit("/", 1)[-1]
            if "?said=" in step:  # what the answer leads to, beside it
                page = browser.open(page.link("Continue"))
                continue
            if step in (until, "check", "not-here"):
                return page
            page = browser.submit(
                page, f"/journey/{step}", **FORMS.get(step, {}) | forms.get(step, {})
            )
            assert page.status == 200, page.text
        raise AssertionError(f"the walk does not end: {page.path}")

    def sign(self, browser: Browser, **forms: dict[str, Any]) -> Receipt:
        """Walk the whole journey and sign."""
        page = self.walk(browser, **forms)
        browser.submit(page, "/journey/check")
        return self.receipt(Consent.select().order_by(Consent.id.desc()).get())

    def card(self, number: int) -> str:
        """The address of a consent's card, without what is done there."""
        return f"/staff/consents/{links.card_key(self.secrets, number)}"

    def receipt(self, consent: Consent) -> Receipt:
        page = "/r/" + links.page_key(self.secrets, consent.jti)
        code = links.shown_code(self.secrets, consent.jti, consent.code_turn, consent.page_hash)
        return Receipt(page, code, consent.token, consent.id)


def fresh(consent: Consent) -> Consent:
    """The consent as the database has it now."""
    return Consent.get_by_id(consent.id)


def trail() -> list[str]:
    """The verbs of the audit trail, oldest first."""
    return [row.verb for row in AuditEntry.select().order_by(AuditEntry.seq)]


def all_rows() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, to see whether anything changed."""
    tables = [model._meta.table_name for model in TABLES]
    return {
        table: sorted(database.execute_sql(f"SELECT * FROM {table}").fetchall(), key=repr)
        for table in tables
    }


def legible(rows: object) -> str:
    """What somebody could read in these rows: without hashes, keys and times of this age, any of
    which may hold the four digits of a year of birth by chance.
    """
    return re.sub(r"[\w+/=-]{24,}|\b1[789]\d{8}\b", "", str(rows))
