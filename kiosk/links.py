"""Links, keys and hashes made from the secrets: whatever people are shown to find something by.

Nothing here asks the database or changes it: the same secrets give the same links and hashes.
"""

import hashlib
import hmac
from dataclasses import dataclass, field, replace
from functools import cached_property

from kiosk.domain.refusals import HandoffBad, HandoffExpired, MoveGone, NotFound
from kiosk.domain.vocabulary import HOLDINGS, Holding
from signing import base64url, codes
from signing.countersign import EntryKey
from signing.errors import BadCode, BadLink, LinkExpired
from signing.hidden import HiddenNumbers
from signing.keys import KeyRing
from signing.tokens import LinkSigner, derive

MARK_LENGTH = 16  # hex digits of a keyed hash: which cookie a move's link was made for


@dataclass(frozen=True)
class Secrets:
    """The keys that actions sign and hash with, and the issuer they sign for."""

    key: str = field(repr=False)
    receipt_keys: KeyRing = field(repr=False)
    issuer: str
    former: tuple[str, ...] = ()  # what the issuer was before: public URLs
    older: tuple[str, ...] = field(default=(), repr=False)  # keys of before, newest first

    @cached_property
    def each(self) -> tuple["Secrets", ...]:
        """One for each key, newest first: what was made with a key of before is still found."""
        return (self, *map(self.with_key, self.older))

    @cached_property
    def entry_keys(self) -> tuple[EntryKey, ...]:
        """The keys that countersign entries of the audit trail, newest first."""
        return tuple(EntryKey(each.key) for each in self.each)

    def with_key(self, key: str) -> "Secrets":
        """The same with this key alone."""
        return replace(self, key=key, older=())

    def keyed_hash(self, purpose: str, *parts: str) -> str:
        """A hash that means nothing to whoever holds the database without the key (hex)."""
        return derive(self.key, purpose, *parts).hex()


# --- hashes that the database looks things up by ---


def token_hash(token: str) -> str:
    """How a token, a cookie's value or a page's key is kept and looked up: SHA-256, hex.

    No key is needed: each has at least 128 bits that nobody can guess.
    """
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def code_hash(secrets: Secrets, site: int, code: str) -> str:
    """The keyed hash under which a short code is kept and looked up."""
    return secrets.keyed_hash("code", str(site), code)


def sought_hash(secrets: Secrets, site: int, kind: str, text: str) -> str:
    """The keyed hash by which a person is found: another one at each site, and for each kind."""
    return secrets.keyed_hash("sought", str(site), kind, text)[:32]


def code_hashes(secrets: Secrets, site: int, code: str) -> list[str]:
    """The same with each key: under one of them a code that was given out is found."""
    return [code_hash(each, site, code) for each in secrets.each]


def pairing_hash(secrets: Secrets, code: str) -> str:
    """The keyed hash under which a kiosk's pairing code is kept and looked up."""
    return secrets.keyed_hash("pairing", code)


# --- keys and codes ---


def text_of(raw: bytes) -> str:
    """Random or derived bytes as people's browsers carry them: base64url."""
    return base64url.encode(raw).decode("ascii")


def page_key(secrets: Secrets, jti: str) -> str:
    """The unguessable last part of `/r/<key>`: 128 bits, derived, so never stored."""
    return text_of(derive(secrets.key, "receipt-page", jti)[:16])


def card_key(secrets: Secrets, consent: int) -> str:
    """The unguessable part of a card's address: a consent's number, hidden; never stored."""
    return HiddenNumbers(secrets.key, "card").hide(consent)


def read_card(secrets: Secrets, key: str) -> int:
    """The number of the consent that such an address means.

    Raises:
        NotFound: no address of ours.
    """
    for each in secrets.each:
        try:
            return HiddenNumbers(each.key, "card").find(key)
        except BadLink:
            continue
    raise NotFound


def short_code(secrets: Secrets, jti: str, turn: int) -> str:
    """The consent's short code: derived from its `jti`, so that only a hash need be kept."""
    return codes.code_from_bytes(derive(secrets.key, "short-code", jti, str(turn)))


def made_with(secrets: Secrets, jti: str, page_hash: str) -> Secrets:
    """The key that a receipt's page and code come from: the newest one, or one of before."""
    if not secrets.older:
        return secrets
    found = (each for each in secrets.each if token_hash(page_key(each, jti)) == page_hash)
    return next(found, secrets)


def shown_code(secrets: Secrets, jti: str, turn: int, page_hash: str) -> str:
    """A consent's short code as people see it: `XXXX-XXXX`."""
    return codes.display(short_code(made_with(secrets, jti, page_hash), jti, turn))


def poster_code(secrets: Secrets, site: int, turn: int) -> str:
    """The code in the address of a site's poster, `XXXX-XXXX`: short, since it is typed by hand.

    It is on the wall for all to see, so it guards nothing; it is derived so that none is kept.
    """
    return codes.display(codes.code_from_bytes(derive(secrets.key, "poster", str(site), str(turn))))


def handoff_code(secrets: Secrets, key: str) -> str:
    """The code that staff show to a patient, `XXXX-XXXX`: short, since it may be read aloud (K12).

    It is derived from the key of the page that shows it, so that only a hash need be kept.
    """
    return codes.display(codes.code_from_bytes(derive(secrets.key, "handoff-code", key)))


def poster_codes(secrets: Secrets, site: int, turn: int) -> frozenset[str]:
    """The same with each key: a poster of before leads here until it is replaced."""
    return frozenset(poster_code(each, site, turn) for each in secrets.each)


def handoff_hash(secrets: Secrets, code: str) -> str:
    """The keyed hash under which a code that was shown is kept and looked up.

    Raises:
        HandoffBad: it is no code at all.
    """
    try:
        return secrets.keyed_hash("handoff", codes.normalise(code))
    except BadCode:
        raise HandoffBad from None


# --- signed links ---


@dataclass(frozen=True)
class Kind:
    """A kind of signed link: the same for `shown` seconds, and good for `life` seconds."""

    salt: str
    shown: int
    life: int

    def make(self, secrets: Secrets, subject: str, now: int) -> str:
        """A link to this subject, made now."""
        return LinkSigner(secrets.key, self.salt).make(subject, now - now % self.shown)

    def read(self, secrets: Secrets, token: str, now: int) -> str:
        """Its subject. Raises BadLink, or LinkExpired."""
        for each in secrets.each[:-1]:
            try:
                return LinkSigner(each.key, self.salt).read(token, now, self.life)
            except BadLink:
                continue
        return LinkSigner(secrets.each[-1].key, self.salt).read(token, now, self.life)


# A QR code stays the same for a while, so that a page drawn again shows no new one.
_HANDOFF = Kind("handoff", shown=5 * 60, life=20 * 60)
MOVE_LIFE = 11 * 60  # seconds: ten minutes from the last moment at which a tablet shows it
_MOVE = Kind("move", shown=60, life=MOVE_LIFE)
_SCREEN = Kind("screen", shown=60, life=12 * 60 * 60)  # as long as a receipt may last
_HELD = Kind("held", shown=1, life=12 * 60 * 60)  # as long as a receipt may last
_FOUND = Kind("found", shown=60, life=60 * 60)
_MADE = Kind("made", shown=1, life=60 * 60)


def to_handoff(secrets: Secrets, handle: str, now: int) -> str:
    """The token of the QR that a kiosk shows now; the same for five minutes."""
    return _HANDOFF.make(secrets, handle, now)


def read_handoff(secrets: Secrets, token: str, now: int) -> str:
    """The handle of the kiosk whose QR a phone scanned.

    It is accepted for 15 minutes after the kiosk last showed it.

    Raises:
        HandoffBad: not ours.
        HandoffExpired: shown too long ago.
    """
    try:
        return _HANDOFF.read(secrets, token, now)
    except LinkExpired:
        raise HandoffExpired from None
    except BadLink:
        raise HandoffBad from None


def to_move(
    secrets: Secrets, journey: int, cookie_hash: str, now: int, *, signed: bool = False
) -> str:
    """The token of the QR that moves a journey to a phone, good once within ten minutes.

    It is made for the cookie that carries the journey now: a new cookie spends every link. One
    from before signing does not take the receipt.
    """
    return _MOVE.make(secrets, f"{journey:016x}{_mark(secrets, cookie_hash, signed)}", now)


def read_move(secrets: Secrets, token: str, now: int) -> tuple[int, str]:
    """The journey's number, and the mark of the cookie that the link was made for.

    Raises:
        MoveGone: not ours, or older than ten minutes.
    """
    try:
        subject = _MOVE.read(secrets, token, now)
        return int(subject[:16], 16), subject[16:]
    except (BadLink, LinkExpired, ValueError):
        raise MoveGone from None


def is_mark_of(secrets: Secrets, mark: str, cookie_hash: str, *, signed: bool) -> bool:
    """Whether a move's link was made for this cookie, and before or after signing."""
    marks = (_mark(each, cookie_hash, signed) for each in secrets.each)
    return any(hmac.compare_digest(mark, each) for each in marks)


def _mark(secrets: Secrets, cookie_hash: str, signed: bool) -> str:
    return secrets.keyed_hash("take along" if signed else "move", cookie_hash)[:MARK_LENGTH]


def to_screen(secrets: Secrets, consent: int, now: int) -> str:
    """A token that leads to the state of one consent, for half a day. Nothing is kept for it."""
    return _SCREEN.make(secrets, f"{consent:x}", now)


def read_screen(secrets: Secrets, token: str, now: int) -> int:
    """The number of the consent that a screen was brought up for.

    Raises:
        NotFound: not our link, or too old.
    """
    try:
        return int(_SCREEN.read(secrets, token, now), 16)
    except (BadLink, LinkExpired, ValueError):
        raise NotFound from None


def to_held(secrets: Secrets, page: str, holding: Holding, now: int) -> str:
    """What a browser keeps to show that it may change the receipt at `/r/<page>`, for half a day.

    Nothing is kept for it, and it does not say which receipt: whoever asks names one.
    """
    return _HELD.make(secrets, _held(page, holding), now)


def read_held(secrets: Secrets, token: str, page: str, now: int) -> Holding | None:
    """What such a token shows of this receipt: None for another's, a forged or an old one."""
    try:
        subject = _HELD.read(secrets, token, now)
    except (BadLink, LinkExpired):
        return None
    return next((each for each in HOLDINGS if subject == _held(page, each)), None)


def _held(page: str, holding: Holding) -> str:
    return f"{holding}-{token_hash(page)[:MARK_LENGTH]}"


def to_found(secrets: Secrets, consent: int, staff: int, way: str, now: int) -> str:
    """How this person found a receipt: nothing is kept of it until they say whose it is."""
    return _FOUND.make(secrets, f"{consent:x}-{staff:x}-{way}", now)


def read_found(secrets: Secrets, token: str, consent: int, staff: int, now: int) -> str:
    """The way in which this person found this receipt; "" where no link of ours says so."""
    try:
        about, _, way = _FOUND.read(secrets, token, now).rpartition("-")
    except (BadLink, LinkExpired):
        return ""
    return way if about == f"{consent:x}-{staff:x}" else ""


def made(secrets: Secrets, at: int) -> str:
    """When a form was made: `at` is in milliseconds since 1970, UTC."""
    return _MADE.make(secrets, f"{at:x}", at // 1000)


def read_made(secrets: Secrets, token: str, at: int) -> int | None:
    """When a form was made, in milliseconds; None if that is not said, or over an hour ago."""
    try:
        return int(_MADE.read(secrets, token, at // 1000), 16)
    except (BadLink, LinkExpired, ValueError):
        return None
