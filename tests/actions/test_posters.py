"""The poster's code, and its replacing (M8)."""

import pytest

from kiosk import links
from kiosk.actions import posters
from kiosk.domain.refusals import ChangedMeanwhile, PosterGone, PosterMistyped
from kiosk.lookups import visitors
from kiosk.store.models import Site
from tests.cast import World, trail


def code_of(world: World, site: Site) -> str:
    return links.poster_code(world.secrets, site.id, site.poster_turn)


def test_each_site_has_a_code_of_its_own(world: World) -> None:
    codes = {code_of(world, site) for site in (world.here, world.there)}
    assert len(codes) == 2
    for site in (world.here, world.there):
        assert visitors.site_of_poster(world.secrets, code_of(world, site)) == site


def test_a_typed_code_may_be_untidy(world: World) -> None:
    code = code_of(world, world.here)
    for typed in (code.lower(), code.replace("-", ""), code.replace("-", " ")):
        assert visitors.site_of_poster(world.secrets, typed) == world.here


def test_replacing_kills_the_old_code_at_once_and_no_other(world: World) -> None:
    old, other = (code_of(world, site) for site in (world.here, world.there))
    posters.replace(world.context(), 0)
    with pytest.raises(PosterGone):
        visitors.site_of_poster(world.secrets, old)
    new = code_of(world, Site.get_by_id(world.here.id))
    assert new != old
    assert visitors.site_of_poster(world.secrets, new) == world.here
    assert visitors.site_of_poster(world.secrets, other) == world.there
    assert trail()[-1] == "poster.replace"


def test_two_managers_replace_it_once(world: World) -> None:
    posters.replace(world.context(), 0)
    with pytest.raises(ChangedMeanwhile):
        posters.replace(world.context(), 0)
    assert Site.get_by_id(world.here.id).poster_turn == 1


def test_a_double_tap_replaces_it_once(world: World) -> None:
    for _tap in range(2):
        posters.replace(world.context(once="tap"), 0)
    assert Site.get_by_id(world.here.id).poster_turn == 1
    assert trail().count("poster.replace") == 1


@pytest.mark.parametrize("typed", ["", "x", "AAAA-AAAA", "1" * 70, "é" * 8])
def test_what_can_be_no_code_is_called_a_mistake(world: World, typed: str) -> None:
    with pytest.raises(PosterMistyped):
        visitors.site_of_poster(world.secrets, typed)


def test_a_closed_site_has_no_poster(world: World) -> None:
    code = code_of(world, world.here)
    Site.update(closed_at=world.clock()).where(Site.id == world.here.id).execute()
    with pytest.raises(PosterGone):
        visitors.site_of_poster(world.secrets, code)
