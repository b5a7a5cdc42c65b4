"""The first site: opened once, with all that it needs to be used at once."""

import pytest

from kiosk.actions import sites
from kiosk.domain.refusals import InvalidInput
from kiosk.links import token_hash
from kiosk.store import queries
from kiosk.store.models import AuditEntry, Invitation, Membership, Site
from kiosk.store.queries import published_policy
from tests.cast import World


def test_there_is_only_one_first_site(world: World) -> None:
    before = AuditEntry.select().count()
    again = sites.open_first(world.secrets, world.clock(), name="X", slug="x", closes="")
    assert again is None
    assert Site.select().count() == 2
    assert AuditEntry.select().count() == before


def test_the_first_site_came_with_a_policy_and_a_link_for_its_manager(world: World) -> None:
    assert published_policy(world.here) is not None
    link = Invitation.get()
    assert (link.site, link.roles) == (world.here, "clinician manager")  # a practice of one works
    assert link.expires_at == world.here.opened_at + 72 * 3600


def test_while_nobody_manages_a_fresh_link_takes_the_place_of_the_last(world: World) -> None:
    assert sites.invite_first_manager(world.context()) is None
    Membership.delete().execute()
    key = sites.invite_first_manager(world.context())
    assert key
    (link,) = queries.invitations_of(world.here, world.clock())
    assert link.token_hash == token_hash(key)


@pytest.mark.parametrize("closes", ["25:00", "6pm", "18.30"])
def test_a_closing_time_has_to_be_one(world: World, closes: str) -> None:
    with pytest.raises(InvalidInput):
        sites.open_first(world.secrets, world.clock(), name="X", slug="x", closes=closes)
