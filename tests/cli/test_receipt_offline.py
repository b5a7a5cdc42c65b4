"""`receipt verify` by files alone, as `/verifier/` does it (issue 4, item 9)."""

import json
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from kiosk.actions import consents, decisions
from kiosk.lookups import status
from kiosk.store.database import database
from kiosk.store.models import Consent, Decision
from signing import base64url
from tests.cli.desk import Desk, one_line, run


@dataclass
class Away:
    """Somebody elsewhere, with the files that this server published a moment ago."""

    desk: Desk
    folder: Path

    def fetch(self) -> None:
        world = self.desk.world
        self.desk.clock.forward(minutes=1)
        keys = world.secrets.receipt_keys.public_jwks()
        self.keys.write_text(json.dumps(keys))
        self.news.write_text(status.recent(world.secrets, self.desk.clock()) + "\n")

    @property
    def keys(self) -> Path:
        return self.folder / "jwks.json"

    @property
    def news(self) -> Path:
        return self.folder / "list.jwt"

    @property
    def words(self) -> list[str]:
        return ["--keys", str(self.keys), "--status", str(self.news)]

    def ok(self, *words: object) -> str:
        return self.desk.ok("receipt", "verify", *words, *self.words)

    def refused(self, *words: object) -> str:
        return self.desk.refused("receipt", "verify", *words, *self.words)


@pytest.fixture
def away(desk: Desk, tmp_path: Path) -> Away:
    return Away(desk, tmp_path)


def both(consent: Consent) -> tuple[str, str]:
    """The receipt, and the newest decision on it."""
    last = Decision.select().where(Decision.consent == consent).order_by(Decision.id.desc()).get()
    return consent.token, last.token


def test_it_says_as_of_when(away: Away) -> None:
    consent = away.desk.world.signed()
    away.fetch()
    printed = away.ok(consent.token)
    assert "Genuine: yes, not withdrawn as of 2026-11-11 10:01 UTC" in printed
    assert "the receipt alone does not say" in printed


def test_with_its_decision_it_says_who_agreed_and_on_what_terms(away: Away) -> None:
    consent = away.desk.world.decided("conditions", conditions=("no_faces", "talking_only"))
    away.fetch()
    receipt, decision = both(consent)
    printed = away.ok(receipt, "--decision", decision)
    assert "Agreed: sound, by a clinician at 2026-11-11 10:00 UTC" in printed
    assert "with conditions: no_faces, talking_only" in printed
    assert away.ok(f"https://x.example/verifier/#{receipt}~{decision}") == printed


def test_it_says_what_was_not_agreed(away: Away) -> None:
    """K3: sound yes, video no."""
    types = ["sound", "video"]
    consent = away.desk.world.decided(answers={"types": types}, types=("sound",))
    away.fetch()
    printed = away.ok("~".join(both(consent)))
    assert "Agreed: sound, by a clinician" in printed
    assert "Not agreed: video" in printed


@pytest.mark.parametrize("by_files", [True, False])
def test_what_a_newer_version_signed_cannot_be_told(away: Away, by_files: bool) -> None:
    """Its signature holds, so it is not "not genuine", and never a yes."""
    world = away.desk.world
    header, payload, _signature = world.signed().token.split(".")
    claims = base64url.decode(payload.encode()).replace(b'["sound"', b'["smell"')
    text = f"{header}.{base64url.encode(claims).decode()}"
    token = world.secrets.receipt_keys.signing_key.signer.sign(text.encode()).decode()
    away.fetch()
    refuse = away.refused if by_files else partial(away.desk.refused, "receipt", "verify")
    assert "cannot tell: it was signed here" in refuse(token)


def test_it_needs_no_database(away: Away) -> None:
    consent = away.desk.world.signed()
    away.fetch()
    database.close()
    for file in away.desk.folder.glob("askfirst.db*"):
        file.unlink()
    done = run(away.desk.app, "receipt", "verify", consent.token, *away.words)
    assert "Genuine: yes" in done.stdout
    assert not away.desk.file.exists()


def test_every_no_is_one_line_and_a_failure(away: Away) -> None:
    world = away.desk.world
    withdrawn, handed_over = world.signed(), world.decided()
    refused, signed = world.refused(), world.signed()
    not_agreed = world.decided("not_agreed", reason="privacy")
    wait, other = world.decided("wait"), world.decided()
    consents.withdraw(world.context(), withdrawn)
    decisions.hand_over(world.by(world.alice), handed_over)
    away.fetch()
    for words, said in (
        ([withdrawn.token], "the patient withdrew it"),
        ([refused.token], "the patient said no to recording"),
        ([not_agreed.token], "the clinician did not agree"),
        ([signed.token, "--decision", both(other)[1]], "the decision is not of this receipt"),
        (["~".join(both(handed_over))], "the agreement does not hold now"),
        (["~".join(both(wait))], "the clinician asked to wait"),
        ([signed.token[:-4] + "AAAA"], "signature"),
        ([f"{signed.token}~{signed.token}"], "bad header: typ"),
        (["junk"], "not a receipt: it cannot be read as one"),
    ):
        assert said in away.refused(*words), said


def test_old_news_is_no_yes(away: Away) -> None:
    consent = away.desk.world.signed()
    away.fetch()
    away.desk.clock.forward(minutes=15)
    assert "Genuine: yes" in away.ok(consent.token)
    away.desk.clock.forward(seconds=1)
    assert "it may have been withdrawn" in away.refused(consent.token)
    away.desk.clock.forward(hours=13)
    late = away.refused(consent.token)
    assert "out of date: a recording already running may finish, ask the clinician" in late


def test_without_a_list_there_is_no_yes(away: Away) -> None:
    consent = away.desk.world.signed()
    away.fetch()
    said = away.desk.refused("receipt", "verify", consent.token, "--keys", away.keys)
    assert "it may have been withdrawn" in said


def test_a_list_older_than_one_seen_is_refused(away: Away) -> None:
    consent = away.desk.world.signed()
    away.fetch()
    line = away.ok(consent.token).splitlines()[0]
    number = int(line.rpartition("(list ")[2].rstrip(")"))
    assert away.ok(consent.token, "--seen", number)
    assert "older than a list already seen" in away.refused(consent.token, "--seen", number + 1)


def test_another_places_receipt_needs_its_name(away: Away) -> None:
    consent = away.desk.world.signed()
    away.fetch()
    assert "another public URL" in away.refused(consent.token, "--issuer", "https://x.example")


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"keys": []}', "\0"])
def test_a_file_that_is_no_key_file_is_said_to_be_none(away: Away, text: str) -> None:
    consent = away.desk.world.signed()
    away.fetch()
    away.keys.write_text(text)
    assert "bad key file" in away.refused(consent.token)


def test_a_file_that_is_missing_or_no_list_is_said_to_be(away: Away) -> None:
    consent = away.desk.world.signed()
    away.fetch()
    away.news.write_text(consent.token)
    assert "bad header: typ" in away.refused(consent.token)
    away.news.write_text("é", encoding="utf-8")
    assert away.refused(consent.token)
    away.news.unlink()
    assert "No such file" in away.refused(consent.token)


def test_a_list_alone_is_no_check(away: Away) -> None:
    away.fetch()
    done = away.desk.type("receipt", "verify", "x", "--status", away.news)
    assert done.exit_code == 2
    assert "need --keys" in done.stderr


# --- with the database ---


def test_here_the_decision_has_to_stand(away: Away) -> None:
    world = away.desk.world
    consent = world.decided()
    receipt, decision = both(consent)
    printed = away.desk.ok("receipt", "verify", receipt, "--decision", decision)
    assert "Decision: agreed by a clinician" in printed
    decisions.hand_over(world.by(world.alice), consent)
    done = away.desk.type("receipt", "verify", f"{receipt}~{decision}")
    assert "no longer stands" in one_line(done)
    others = both(world.decided())[1]
    assert "on another receipt" in away.desk.refused("receipt", "verify", f"{receipt}~{others}")
