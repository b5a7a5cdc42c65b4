"""From every schema there ever was: backed up, brought up to date, serving, and back again."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kiosk import links
from kiosk.actions import restore as restoring
from kiosk.actions import upkeep
from kiosk.lookups import health, tokens, trail
from kiosk.store import database, database_file
from kiosk.store.database import DatabaseUnfit
from kiosk.store.models import Consent
from tests.cast import World
from tests.store import test_migrating
from tests.store.since_release_one import STEPS

pytestmark = pytest.mark.sqlite("upgrades a file of an earlier release")

release_one = test_migrating.release_one
EVERY = ("0001_first", *STEPS)


# The first and the last in `make test`, the others in `make test-long`.
SOONER = (EVERY[0], EVERY[-2])
LATER = [pytest.param(each, marks=pytest.mark.long) for each in EVERY[1:-2]]


@pytest.fixture(params=[*SOONER, *LATER])
def since(request: pytest.FixtureRequest, release_one: object, tmp_path: Path) -> tuple[str, Path]:
    """A database of an earlier release, with rows in every table, and the backup made of it."""
    step: str = request.param
    database._runner().up(target=step)
    copy = tmp_path / f"before-{step}.db"
    database_file.backup(copy)
    return step, copy


@contextmanager
def release_of(step: str, folder: Path) -> Iterator[None]:
    """The migrations as the release had them whose last one this was."""
    known = folder / f"of-{step}"
    known.mkdir(exist_ok=True)
    for name in EVERY[: EVERY.index(step) + 1]:
        shutil.copy(database.MIGRATIONS / f"{name}.py", known)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "MIGRATIONS", known)
        yield


def _serves(world: World) -> None:
    """The receipt of before is shown and genuine; a patient signs, a clinician decides."""
    before = Consent.select().where(Consent.answer == "given").order_by(Consent.id).get()
    claims = tokens.receipt(world.secrets, before.token)
    assert claims is not None
    assert claims.jti == before.jti
    alice = world.signed_in("alice")
    alice.get(f"/staff/consents/{links.card_key(world.secrets, before.id)}")
    assert world.decided().decision is not None
    world.browser().get("/readyz")
    trail.verify(world.secrets)


def test_it_is_upgraded_serves_and_comes_back(
    world: World, since: tuple[str, Path], tmp_path: Path
) -> None:
    step, copy = since
    missing = list(EVERY[EVERY.index(step) + 1 :])
    assert database.pending() == missing
    with pytest.raises(DatabaseUnfit, match=missing[0]):  # this release does not start on it
        upkeep.operator(world.secrets, world.clock())
    assert upkeep.migrate(world.secrets, world.clock()) == missing
    _serves(world)
    file = database.embedded_file()
    with release_of(step, tmp_path):  # the older release does not start on this
        for refused in (upkeep.operator, upkeep.migrate):
            with pytest.raises(DatabaseUnfit, match="made by a newer release") as said:
                refused(world.secrets, world.clock())
            assert missing[0] in str(said.value)
            assert "start that release" in str(said.value)
        database.database.close()
        database_file.put_in_place(copy, file, tmp_path / "aside.db")
        database.database.connect()
        assert health.other_release() == ""  # and does on the backup
        assert database_file.damage(whole=True) == ""
        assert database_file.loose_ends() == []


def test_its_backup_is_restored_by_this_release(
    world: World, since: tuple[str, Path], tmp_path: Path
) -> None:
    """Whoever comes home with an old backup and this release alone."""
    _step, copy = since
    database.database.close()
    done = restoring.restore(world.secrets, world.clock(), copy, tmp_path / "checkpoints")
    database.database.connect()
    assert done.fault == ""
    assert health.other_release() == ""
    _serves(world)
