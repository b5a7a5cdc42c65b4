"""The first site: opened once, with all that it needs to be used at once."""

import pytest

from kiosk.actions import sites
from kiosk.domain.refusals import InvalidInput
from kiosk.store.models import AuditEntry, Site, Staff
from kiosk.store.queries import published_policy, roles_of
from tests.cast import World


def test_there_is_only_one_first_site(world: World) -> None:
    before = AuditEntry.select().count()
    again = sites.open_first(world.secrets, world.clock(), name="X", slug="x", closes="")
    assert again is None
    assert Site.select().count() == 2
    assert AuditEntry.select().count() == before


def test_the_first_site_came_with_a_policy_and_a_manager(world: World) -> None:
    assert published_policy(world.here) is not None
    manager = Staff.get(Staff.username == "manager")
    assert manager.site == world.here
    assert roles_of(manager, world.here) == {"clinician", "manager"}  # a practice of one works


@pytest.mark.parametrize("closes", ["25:00", "6pm", "18.30"])
def test_a_closing_time_has_to_be_one(world: World, closes: str) -> None:
    with pytest.raises(InvalidInput):
        sites.open_first(world.secrets, world.clock(), name="X", slug="x", closes=closes)
