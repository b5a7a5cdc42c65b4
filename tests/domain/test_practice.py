"""What a manager may say of the place: addresses, words, and for how long asking is paused."""

import pytest
from werkzeug.datastructures import MultiDict

from kiosk.domain import practice
from kiosk.domain.practice import Pause, pause_of, read_address, shown_address
from kiosk.domain.refusals import InvalidInput
from tests.domain.test_hours import LONDON, at

NOW = at("2026-11-11 10:00")


@pytest.mark.parametrize(
    ("typed", "address", "shown"),
    [
        (" https://hart.nhs.uk/how/ ", "https://hart.nhs.uk/how/", "hart.nhs.uk/how"),
        ("https://hart.nhs.uk?x=1#how", "https://hart.nhs.uk?x=1#how", "hart.nhs.uk"),
        ("020 7946 0000", "tel:02079460000", "02079460000"),
        ("tel:+44 20 7946 0000", "tel:+442079460000", "+442079460000"),
        ("complaints@hart.nhs.uk", "mailto:complaints@hart.nhs.uk", "complaints@hart.nhs.uk"),
        ("", "", ""),
    ],
)
def test_an_address_that_patients_may_tap_on(typed: str, address: str, shown: str) -> None:
    assert (read_address(typed), shown_address(address)) == (address, shown)


@pytest.mark.parametrize(
    "typed",
    [
        "http://hart.nhs.uk",
        "javascript:alert(1)",
        "JAVASCRIPT:alert(1)",
        "java\tscript:alert(1)",
        "data:text/html,x",
        "//hart.nhs.uk",
        "https:hart.nhs.uk",
        "https://",
        "https://hart",
        "https://-hart.uk",
        "https://user:word@hart.nhs.uk",
        "https://hart.nhs.uk@evil.example",
        "https://hart.nhs.uk\\@evil.example",
        'https://hart.nhs.uk/"onclick="x',
        "https://hart.nhs.uk/<b>",
        "https://hart.nhs.uk/a b",
        "https://hаrt.nhs.uk",  # a Cyrillic letter
        "mailto:a@hart.nhs.uk?bcc=b@evil.example",
        "mailto:a@hart.nhs.uk,b@evil.example",
        "tel:*#06#",
        "sms:123",
        "file:///etc/passwd",
        "https://hart.nhs.uk/" + "a" * 300,
        "https://hart.nhs.uk/\x00",
    ],
)
def test_nothing_else_passes(typed: str) -> None:
    with pytest.raises(InvalidInput, match="address"):
        read_address(typed)


def test_words_without_an_address_lead_nowhere() -> None:
    with pytest.raises(InvalidInput, match="address"):
        practice.read_link(MultiDict({"address": "", "words": "Complain"}))
    assert practice.read_link(MultiDict({"address": "", "words": ""})) == {}


def test_only_a_time_zone_of_the_list() -> None:
    assert practice.read_timezone(MultiDict({"timezone": "Europe/London"})) == "Europe/London"
    for zone in ("", "UTC+1", "../../etc/passwd", "Europe/Atlantis", "EST5EDT"):
        with pytest.raises(InvalidInput, match="timezone"):
            practice.read_timezone(MultiDict({"timezone": zone}))


@pytest.mark.parametrize(
    ("form", "until"),
    [
        ({"length": "1"}, "2026-11-11 11:00"),
        ({"length": "today"}, "2026-11-12 00:00"),
        ({"length": "day", "day": "4 December 2026"}, "2026-12-04 00:00"),
        ({"length": "day", "day": "11/11/2026", "time": "1pm"}, "2026-11-11 13:00"),
    ],
)
def test_a_pause_has_an_end(form: dict[str, str], until: str) -> None:
    stored = practice.read_pause(MultiDict(form | {"message": "We are  moving"}), NOW, LONDON)
    assert stored == {"until": at(until), "message": "We are moving"}
    assert pause_of(stored, NOW) == Pause(at(until), "We are moving")
    assert pause_of(stored, at(until)) is None


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({}, "length"),
        ({"length": "for ever"}, "length"),
        ({"length": "day"}, "day"),
        ({"length": "day", "day": "11 November 2026"}, "day"),  # this morning is over
        ({"length": "day", "day": "11 November 2027"}, "day"),
        ({"length": "day", "day": "12 November 2026", "time": "late"}, "time"),
    ],
)
def test_a_pause_without_an_end_is_refused(form: dict[str, str], field: str) -> None:
    with pytest.raises(InvalidInput, match=field):
        practice.read_pause(MultiDict(form), NOW, LONDON)


def test_until_the_end_of_the_day_when_the_clocks_change() -> None:
    night = at("2026-10-25 00:30")
    assert practice.read_pause(MultiDict({"length": "today"}), night, LONDON)["until"] == at(
        "2026-10-26 00:00"
    )
