"""The patient's verbs on a consent: sign, refuse, withdraw."""

from typing import Any

import peewee

from kiosk.actions import budgets, participants, search, supersede
from kiosk.actions.change import Change, action, change, move, the_consent
from kiosk.actions.context import Context
from kiosk.actions.recordings import end_open_recording
from kiosk.domain import audit, hours
from kiosk.domain.answers import Answers
from kiosk.domain.local import key_of
from kiosk.domain.refusals import (
    JourneyGone,
    NotWithdrawable,
    RulesChanged,
    SiteClosed,
    StepNotReady,
)
from kiosk.domain.vocabulary import Flag, InvalidWhy
from kiosk.domain.walk import Walk
from kiosk.links import code_hash, made_with, page_key, short_code, text_of, token_hash
from kiosk.lookups.tokens import said_by
from kiosk.lookups.visitors import Signed
from kiosk.store.fields import in_place
from kiosk.store.models import Consent, Journey, Policy, Site
from kiosk.store.policies import policy_of
from kiosk.store.prepared import Prepared, slot
from kiosk.store.queries.consents import consent_of_journey
from signing import receipts

MAX_TURNS = 50
_ATTACH = Prepared(
    lambda: Consent.update(token=slot("token"), token_hash=slot("token_hash")).where(
        Consent.id == slot("consent")
    )
)

# The rules, the place and the codes of the day as they are now, in the transaction.
_RULES = Prepared(
    lambda: Policy.select(Policy.id, Policy.withdrawn_at, Policy.stands).where(
        Policy.id == slot("policy")
    )
)
_PLACE = Prepared(
    lambda: Site.select(Site.id, Site.closed_at, Site.allows).where(Site.id == slot("site"))
)
_TAKEN = Prepared(
    lambda: Consent.select(Consent.id).where(
        (Consent.site == slot("site"))
        & (Consent.code_day == slot("day"))
        & (Consent.code_hash == slot("code_hash"))
    )
)
# What is encrypted is bound to its row in `_close`: an update of peewee's would bind the slot.
_CLOSE = Prepared(
    lambda: peewee.ModelUpdate(
        Journey,
        {
            Journey.answers: slot("answers", Journey.answers),
            Journey.place: slot("place"),
            Journey.signed_at: slot("signed_at"),
            Journey.expires_at: slot("expires_at"),
        },
    ).where((Journey.id == slot("journey")) & Journey.signed_at.is_null(True))
)


def sign(context: Context, journey: Journey) -> Signed:
    """Turn a finished journey into a given consent with its receipt (R1 to R18, Q1 to Q11).

    Signing the same journey again gives the same consent (a double tap, a retry).

    Raises:
        StepNotReady: a page before the last is not answered.
        JourneyGone: the journey was deleted, and no consent came of it.
        RulesChanged: rules that matter were published since the journey began (M1).
        CrowdedSigning: too many signed here in a short time; the answers are kept.
    """
    policy = policy_of(journey.text)
    counted = Walk(policy, Answers(journey.answers)).counted
    step = Walk(policy, counted).open_step
    if journey.signed_at is None and step != "check":
        raise StepNotReady(step)
    flags = {*policy.flags(counted), *_pressed(journey)}
    return _issue(context, journey, "given", Answers({**counted, "flags": sorted(flags)}))


def _pressed(journey: Journey) -> set[Flag]:
    """Q10's flag, from all answers and from a consent that this journey replaces.

    A patient's word that they are pressed outlives every later change, their own no included.
    """
    answers = Answers(journey.answers)
    said = {*policy_of(journey.text).flags(answers), *answers.flags}
    return {"alone_first"} if "alone_first" in said else set()


def refuse(context: Context, journey: Journey, identity: dict[str, str]) -> Signed:
    """Record that the patient will not record, with a receipt too. The name may be empty.

    Who said that they are pressed, and then says no, is still talked to alone first (Q10).

    Raises:
        JourneyGone: the journey was deleted, and no consent came of it.
    """
    flags = sorted(_pressed(journey))
    return _issue(context, journey, "refused", Answers({"you": identity, "flags": flags}))


def _issue(context: Context, journey: Journey, answer: receipts.Answer, answers: Answers) -> Signed:
    verb = "consent.sign" if answer == "given" else "consent.refuse"
    with budgets.turning_away(context), change(context, verb) as made:
        before = consent_of_journey(journey.id)
        if before is not None:
            number, jti, page_hash = before
            return Signed(number, page_key(made_with(context.secrets, jti, page_hash), jti))
        if answer == "given" and _RULES.models(policy=journey.text.policy_id)[0].outdated:
            raise RulesChanged
        if answer == "given":
            _require_as_read(context, journey)
        budgets.sign(context, journey)
        earlier = supersede.earlier(context, journey, answer)
        expires_at = hours.expiry(context.now, context.site.timezone, context.site.hours)
        _close(context, journey, expires_at)
        consent = _create(context, journey, answer, answers, expires_at)
        participants.ask(consent, answers.company)
        search.index(context, consent)
        if earlier is not None:
            supersede.replace(context, earlier, consent)
        superseded = {"superseded": earlier.jti} if earlier else {}
        entry = made.audit(
            f"receipt:{consent.jti}",
            answer=answer,
            policy=journey.text.text_hash,
            way_in=journey.way_in,
            **superseded,
        )
        _attach(consent, _signed(context, consent, entry))
    return Signed(consent.id, page_key(context.secrets, consent.jti))


def _require_as_read(context: Context, journey: Journey) -> None:
    """The place as it is now, in the transaction: a patient's yes is to what is allowed there.

    Raises:
        SiteClosed: it has closed since they began.
        StepNotReady: what it allows changed as they signed: they are shown what is asked (M2).
    """
    (site,) = _PLACE.models(site=context.site.id)
    if site.closed_at is not None:
        raise SiteClosed
    if journey.text.local != key_of(site.allows):
        raise StepNotReady("check")


def _close(context: Context, journey: Journey, expires_at: int) -> None:
    """Empty the draft: from here on its answers are in the consent, and nowhere else.

    The walk leads its phone to the receipt for as long as that is of use.
    """
    emptied = in_place(Journey, {Journey.answers: {}, Journey.place: journey.place})
    values = {field.name: value for field, value in emptied.items()}
    times = {"signed_at": context.now, "expires_at": expires_at}
    if _CLOSE.change(journey=journey.id, **values, **times) != 1:
        raise JourneyGone


def _create(
    context: Context,
    journey: Journey,
    answer: receipts.Answer,
    answers: Answers,
    expires_at: int,
) -> Consent:
    """The consent without its receipt: that witnesses the entry, which has a digest of this."""
    jti = text_of(context.random(16))
    return Consent.create(
        site=context.site,
        kiosk=journey.kiosk,
        text=journey.text,
        journey=journey.id,
        way_in=journey.way_in,
        door=journey.door,
        answer=answer,
        signed_at=context.now,
        expires_at=expires_at,
        token="",
        token_hash=jti,  # its own until `_attach`: no two are the same
        **_found_by(context, jti),
        **_said(journey, answer, answers),
    )


def _found_by(context: Context, jti: str) -> dict[str, Any]:
    """The columns of the receipt's number, and of what leads to it."""
    day, turn, hashed = _free_code(context, jti)
    return {
        "jti": jti,
        "page_hash": token_hash(page_key(context.secrets, jti)),
        "code_hash": hashed,
        "code_turn": turn,
        "code_day": day,
    }


def _said(journey: Journey, answer: receipts.Answer, answers: Answers) -> dict[str, Any]:
    """The columns of what the patient said."""
    you, given = answers["you"], answer == "given"
    return {
        "types": " ".join(answers["types"]) if given else "",
        "part": answers["part"] if given else "",
        "recorder": answers["by"] if given else "",
        "patient_name": you["name"],
        "birth_date": you["birth_date"],
        "nhs_number": you["nhs_number"],
        "someone_said_no": answers.someone_said_no,
        "someone_to_ask": answers.someone_to_ask,
        "answers": Walk(policy_of(journey.text), answers).kept,
        "signature": answers.get("signature"),
    }


def _signed(context: Context, consent: Consent, entry: audit.Entry) -> str:
    """The receipt: what the columns of the consent say, and the entry of the signing."""
    claims = receipts.Claims(
        iss=context.secrets.issuer,
        aud=context.site.slug,
        log=(entry.seq, audit.witness(entry.hash)),
        **said_by(consent),
    )
    return receipts.issue(claims, context.secrets.receipt_keys)


def _attach(consent: Consent, token: str) -> None:
    """Signed itself, and so in no digest: it holds the number of the entry that has them."""
    _ATTACH.change(consent=consent.id, token=token, token_hash=token_hash(token))


def _free_code(context: Context, jti: str) -> tuple[int, int, str]:
    """(day, turn, hash) of a short code that nobody at this site has today."""
    day = hours.day_start(context.now, context.site.timezone)
    for turn in range(MAX_TURNS):
        hashed = code_hash(context.secrets, context.site.id, short_code(context.secrets, jti, turn))
        if _TAKEN.first(site=context.site.id, day=day, code_hash=hashed) is None:
            return day, turn, hashed
    raise RuntimeError("no free short code in fifty draws of 35 bits: is the randomness broken?")


@action("consent.invalidate", about=the_consent, by=("manager",))
def invalidate(made: Change, consent: Consent, why: InvalidWhy) -> None:
    """It never counted: another patient's, signed twice, or a test. It ends, whatever stood (M7).

    A running recording ends with it. Doing so again changes nothing but the reason.
    """
    held = Consent.get_by_id(consent.id)
    stopped = end_open_recording(made.context, held, "invalid")
    move(held, state="invalid", void_why=why, ended_at=made.context.now)
    made.audit(f"receipt:{held.jti}", why=why, stopped_recording=stopped)


def withdraw(context: Context, consent: Consent) -> None:
    """The patient changes their mind; a running recording ends in the same transaction (R16).

    Withdrawing again changes nothing.

    Raises:
        NotWithdrawable: it was refused, or superseded by a newer one.
    """
    with change(context, "consent.withdraw") as made:
        held = Consent.get_by_id(consent.id)
        if held.state == "withdrawn":
            return
        if held.state != "signed" or held.answer != "given":
            raise NotWithdrawable
        stopped = end_open_recording(context, held, "withdrawn")
        move(held, state="withdrawn", ended_at=context.now)
        made.audit(f"receipt:{held.jti}", stopped_recording=stopped)
