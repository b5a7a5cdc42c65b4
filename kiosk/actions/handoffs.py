"""A code that staff show to a patient, or send (K12, K13): shown, worded, claimed once."""

from kiosk import links
from kiosk.actions import budgets, journeys
from kiosk.actions.change import Change, action, change
from kiosk.actions.context import Context
from kiosk.domain import hours
from kiosk.domain.practice import pause_of
from kiosk.domain.refusals import CodeWhilePaused, HandoffUsed
from kiosk.domain.vocabulary import ROLES, Door, WayIn
from kiosk.lookups.visitors import journey_of, open_handoff
from kiosk.store.models import Handoff, Journey
from kiosk.store.policies import published_text


def show(context: Context, language: str) -> str:
    """Make a code for one patient; returns the key of the page that shows it.

    It is good for one use until the site closes, and names nobody. The key is not kept, and the
    code comes from the key: who reads the database finds neither.

    Raises:
        SiteClosed, NoPolicy: nobody can be asked here now.
        CodeWhilePaused: asking is paused at this place: nobody could begin with it.
        NotAllowed: somebody signed in who has no role here.
    """
    if pause_of(context.site.pause, context.now):
        raise CodeWhilePaused
    key = links.text_of(context.fresh_bytes("handoff")[:16])
    _show(context, key, language)
    return key


@action("handoff.show", by=ROLES)
def _show(made: Change, key: str, language: str) -> None:
    context, site = made.context, made.context.site
    handoff = Handoff.create(
        site=site,
        staff=context.staff,
        token_hash=links.handoff_hash(context.secrets, links.handoff_code(context.secrets, key)),
        language=published_text(site, language).language,
        made_at=context.now,
        expires_at=hours.expiry(context.now, site.timezone, site.hours),
    )
    made.audit(f"handoff:{handoff.id}")


@action("handoff.language", about=lambda handoff, code: f"{handoff.id}:{code}", by=ROLES)
def put_in_language(made: Change, handoff: Handoff, code: str) -> None:
    """The patient reads another language: the same code leads to it (M3).

    Raises:
        HandoffUsed: a phone has opened it, where the patient chooses.
        SiteClosed, NoPolicy: nobody can be asked here now.
        NotAllowed: somebody signed in who has no role here.
    """
    language = published_text(made.context.site, code).language
    unused = (Handoff.id == handoff.id) & Handoff.claimed_at.is_null(True)
    if Handoff.update(language=language).where(unused).execute() != 1:
        raise HandoffUsed
    made.audit(f"handoff:{handoff.id}", language=language)


def claim(context: Context, typed: str, language: str) -> str:
    """Begin a walk with a code; returns the cookie value that carries it.

    Of two phones exactly one wins; the same form sent twice by one phone is one claim. On one of
    the site's own tablets (`context.kiosk`) it is a walk on that tablet: staff help there.

    Raises:
        HandoffBad, HandoffUsed, HandoffOver: no code of ours, used, or the site has closed.
        SiteClosed, NoPolicy: nobody can be asked here now.
        KioskOutOfOrder: nobody can begin on this tablet now.
        Crowded: too many began with codes that staff showed, in a short time.
    """
    fresh = links.token_hash(context.fresh_token("journey"))
    if context.once and Journey.select().where(Journey.token_hash == fresh).exists():
        return context.fresh_token("journey")
    with budgets.turning_away(context), change(context, "handoff.claim") as made:
        handoff = open_handoff(context.secrets, typed, context.now)
        way_in: WayIn = "kiosk" if context.kiosk else "phone"
        door: Door = "tablet" if context.kiosk else "code"
        cookie = journeys.start(context, way_in=way_in, door=door, language=language)
        number = journey_of(cookie, context.now).id
        unused = (Handoff.id == handoff.id) & Handoff.claimed_at.is_null(True)
        claimed = Handoff.update(claimed_at=context.now, journey=number).where(unused)
        if claimed.execute() != 1:
            raise HandoffUsed
        made.audit(f"handoff:{handoff.id}")
    return cookie
