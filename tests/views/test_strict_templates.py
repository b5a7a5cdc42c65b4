"""Our own templates name nothing that their view did not give; the design system's may."""

import pytest
from flask import Flask, render_template_string
from jinja2 import ChainableUndefined, StrictUndefined, UndefinedError

from tests.cast import World


def test_a_misspelt_name_in_a_template_of_ours_is_a_fault(app: Flask) -> None:
    with app.test_request_context(), pytest.raises(UndefinedError, match="sitte"):
        render_template_string("{{ sitte.name }}", site=None)


def test_a_misspelt_name_in_a_macro_of_ours_is_a_fault(app: Flask) -> None:
    source = "{% macro greet() %}{{ nobody }}{% endmacro %}{{ greet() }}"
    with app.test_request_context(), pytest.raises(UndefinedError, match="nobody"):
        render_template_string(source)


def test_the_design_systems_macros_try_names_that_are_not_there(app: Flask) -> None:
    source = (
        '{% from "nhsuk/components/radios/macro.jinja" import radios %}'
        '{{ radios({"name": "role", "items": [{"value": "a", "text": "A"}]}) }}'
    )
    with app.test_request_context():
        assert 'name="role"' in render_template_string(source)


def test_each_template_has_the_environment_of_its_kind(app: Flask) -> None:
    ours = app.jinja_env.get_template("front/layout.html").environment
    theirs = app.jinja_env.get_template("nhsuk/template.jinja").environment
    assert (ours.undefined, theirs.undefined) == (StrictUndefined, ChainableUndefined)
    assert ours.globals is theirs.globals


def test_again_before_anybody_verified_says_nothing_of_it(world: World) -> None:
    """K1: an address that was typed by hand, or kept, claims a check that nobody made."""
    page = world.signed_in("alice").get(f"{world.card(world.signed().id)}?again=yes")
    assert page.status == 200
    assert "Already verified" not in page.text
    assert "Not checked yet" in page.text
