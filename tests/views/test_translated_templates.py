"""`_` of templates: kept for each language, so one language must never be read in another (M3)."""

from flask import Flask, g
from markupsafe import Markup

from kiosk.domain.sentences import say
from kiosk.store.models import PolicyText
from kiosk.views.front.language import reading, sentence, translated
from tests.cast import World


def test_each_language_has_its_own_words_whoever_asked_before(app: Flask) -> None:
    read = {}
    with app.test_request_context():
        for code in ("en", "cy", "ur", "en-easy", "cy"):
            g.language = code
            read[code] = sentence("Continue")
            assert translated(say("Continue")) == read[code]
    assert read["en"] == read["en-easy"] == "Continue"
    assert len({read["en"], read["cy"], read["ur"]}) == 3


def test_values_are_escaped_and_a_per_cent_sign_is_written_twice(app: Flask) -> None:
    with app.test_request_context():
        assert sentence("Helped by %(name)s", name="<b>") == Markup("Helped by &lt;b&gt;")
        assert sentence("100 %%") == "100 %"


def test_a_sheet_in_another_language_leaves_the_page_in_its_own(app: Flask) -> None:
    with app.test_request_context("/?lang=cy"):
        before = sentence("Continue")
        with reading("pl"):
            assert sentence("Continue") not in ("Continue", before)
        assert sentence("Continue") == before


def test_a_policy_changed_where_it_was_read_is_whole_for_the_next_reader(world: World) -> None:
    text = PolicyText.get(PolicyText.language == "en")
    text.words["name"], text.policy.pack["version"] = "changed", "changed"
    again = PolicyText.get_by_id(text.id)
    assert again.words["name"] == "English"
    assert again.policy.pack["version"] != "changed"
