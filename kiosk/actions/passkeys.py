"""Passkeys (WebAuthn Level 3): made on one's own page; one alone signs in, and proves who it is.

A challenge is signed and dated, so nothing is kept of one until it is answered; then it is
remembered, and a second answer to it is refused.
"""

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import webauthn
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException

from kiosk import session_links
from kiosk.actions import staff
from kiosk.actions.change import Change, action, change
from kiosk.actions.context import Context
from kiosk.domain.account_refusals import PasskeyRefused
from kiosk.domain.refusals import InvalidInput, NotFound
from kiosk.domain.typed_text import clean_line
from kiosk.links import Secrets, token_hash
from kiosk.store.models import Once, Passkey, Site, Staff, StaffSession
from kiosk.store.queries import is_owed, places_of

LAST_STEP = "This place asks for a second step when you sign in: make another first"
MAX_CREDENTIAL = 8000  # characters of what a browser answers
FAULTS = (WebAuthnException, ValueError, KeyError, TypeError, UnicodeError)


@dataclass(frozen=True)
class _Place:
    """Where passkeys are for: the host's name, and the whole origin."""

    host: str
    origin: str


def _place(secrets: Secrets) -> _Place:
    url = urlsplit(secrets.issuer)
    return _Place(url.hostname or "", f"{url.scheme}://{url.netloc}")


def add(context: Context, answer: str, name: str) -> None:
    """Keep a passkey that somebody signed in has just made.

    Raises:
        PasskeyRefused: not an answer to our challenge for this person, or kept already.
        InvalidInput: under `name`.
    """
    person = context.staff
    if person is None:
        raise PasskeyRefused
    name = clean_line(name, "name", "a name for the passkey", most=60)
    place, challenge = _place(context.secrets), _challenge(context, answer, person.id)
    try:
        made = webauthn.verify_registration_response(
            credential=answer,
            expected_challenge=challenge.encode(),
            expected_rp_id=place.host,
            expected_origin=place.origin,
            require_user_verification=True,
        )
    except FAULTS:
        raise PasskeyRefused from None
    with change(context, "staff.passkey") as begun:
        _answered(begun.context, challenge)
        key = Passkey.create(
            staff=person,
            credential=bytes_to_base64url(made.credential_id),
            public_key=bytes_to_base64url(made.credential_public_key),
            sign_count=made.sign_count,
            name=name,
            made_at=context.now,
        )
        begun.audit(f"staff:{person.id}", passkey=key.id)


@action("staff.passkey_removed", about=lambda person, number: f"{person.id}:{number}")
def remove(made: Change, person: Staff, number: int) -> None:
    """A passkey of one's own signs in no longer.

    Raises:
        NotFound: it is none of theirs.
        InvalidInput: under `passkeys`: the place requires a second step, and it is the only one.
    """
    theirs = (Passkey.id == number) & (Passkey.staff == person)
    if not Passkey.delete().where(theirs).execute():
        raise NotFound
    if is_owed(person, made.context.now):
        raise InvalidInput({"passkeys": LAST_STEP})
    made.audit(f"staff:{person.id}", passkey=number)


def sign_in(context: Context, answer: str, here: staff.Browser) -> str:
    """Begin a session by a passkey alone; returns the value of its cookie.

    Raises:
        PasskeyRefused: no passkey of anybody here, or no fresh answer to our challenge.
    """
    key, challenge, count = _checked(context, answer)
    person = key.staff
    if not places_of(person, context.now):
        raise PasskeyRefused
    return staff.begin(context, person, here, lambda: _used(context, key, challenge, count))


def prove(context: Context, token: str, answer: str) -> None:
    """Somebody signed in proves by a passkey of theirs that it is them.

    Raises:
        PasskeyRefused: as `sign_in`, or it is another's.
    """
    key, challenge, count = _checked(context, answer)
    if context.staff is None or key.staff_id != context.staff.id:
        raise PasskeyRefused
    with change(context, "staff.prove") as made:
        _used(context, key, challenge, count)
        mine = (StaffSession.token_hash == token_hash(token)) & (StaffSession.staff == key.staff)
        StaffSession.update(proved_at=context.now).where(mine).execute()
        made.audit(f"staff:{key.staff_id}")


def _checked(context: Context, answer: str) -> tuple[Passkey, str, int]:
    """The passkey that answered, the challenge, and the count that it says now."""
    place, challenge = _place(context.secrets), _challenge(context, answer, 0)
    rows = Passkey.select(Passkey, Staff, Site).join(Staff).join(Site)
    key = rows.where(Passkey.credential == _field(answer, "id")).get_or_none()
    if key is None:
        raise PasskeyRefused
    try:
        found = webauthn.verify_authentication_response(
            credential=answer,
            expected_challenge=challenge.encode(),
            expected_rp_id=place.host,
            expected_origin=place.origin,
            credential_public_key=base64url_to_bytes(key.public_key),
            credential_current_sign_count=key.sign_count,
            require_user_verification=True,
        )
    except FAULTS:
        raise PasskeyRefused from None
    return key, challenge, found.new_sign_count


def _used(context: Context, key: Passkey, challenge: str, count: int) -> None:
    _answered(context, challenge)
    Passkey.update(sign_count=count, used_at=context.now).where(Passkey.id == key.id).execute()


def _answered(context: Context, challenge: str) -> None:
    """Inside the caller's transaction: an answer that somebody has seen is worth nothing again."""
    keys = [each.keyed_hash("passkey", challenge) for each in context.secrets.each]
    if Once.select().where(Once.key.in_(keys)).exists():
        raise PasskeyRefused
    Once.create(key=keys[0], result={}, at=context.now)


def _challenge(context: Context, answer: str, person: int) -> str:
    """The challenge that an answer is to, if it is one of ours, fresh, and for this person."""
    try:
        client = json.loads(base64url_to_bytes(_field(answer, "response", "clientDataJSON")))
        challenge = base64url_to_bytes(client["challenge"]).decode("ascii")
    except FAULTS:
        raise PasskeyRefused from None
    if not session_links.is_challenge(context.secrets, challenge, person, context.now):
        raise PasskeyRefused
    return challenge


def _field(answer: str, *path: str) -> str:
    """One text of what a browser answered. Raises PasskeyRefused where there is none."""
    if len(answer) > MAX_CREDENTIAL:
        raise PasskeyRefused
    try:
        found: Any = json.loads(answer)
        for name in path:
            found = found[name]
    except FAULTS:
        raise PasskeyRefused from None
    if not isinstance(found, str):
        raise PasskeyRefused
    return found


def options(
    secrets: Secrets, now: int, drawn: bytes, person: Staff | None = None
) -> dict[str, Any]:
    """What a browser is asked for: a passkey to be made by this person, else one to answer with."""
    host = _place(secrets).host
    challenge = session_links.challenge(secrets, person.id if person else 0, now, drawn)
    common = {
        "challenge": bytes_to_base64url(challenge.encode()),
        "timeout": session_links.CHALLENGE_LIFE * 1000,
    }
    if person is None:
        return {**common, "rpId": host, "userVerification": "required", "allowCredentials": []}
    handle = secrets.keyed_hash("passkey-person", str(person.id))
    return {
        **common,
        "rp": {"id": host, "name": person.site.name},
        "user": {
            "id": bytes_to_base64url(bytes.fromhex(handle)),
            "name": person.username,
            "displayName": person.name,
        },
        "pubKeyCredParams": [{"type": "public-key", "alg": alg} for alg in (-8, -7, -257)],
        "authenticatorSelection": {"residentKey": "required", "userVerification": "required"},
        "attestation": "none",
        "excludeCredentials": [
            {"type": "public-key", "id": each.credential}
            for each in Passkey.select().where(Passkey.staff == person)
        ],
    }
