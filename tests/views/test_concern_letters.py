"""The letters of a concern: written, numbered, dated, printed; and the words they start with."""

import re
import zlib
from typing import Any

import pytest

from kiosk.store import queries
from kiosk.store.models import Concern, ConcernStep, ConcernWording
from tests.cast import World, trail
from tests.pages import Page, words
from tests.views.test_concerns import TO_LETTER, make, offered, raised

WORDS = "/manage/concerns/words"
AUTHOR = "Ann O’Brien <ann>"


def ready(world: World, **changes: Any) -> tuple[Any, str]:
    """Mo, and the address of a concern whose letter 1 is next."""
    mo, path = world.signed_in("mo"), raised(world, **changes)
    make(mo, path, *TO_LETTER)
    return mo, path


def test_a_letter_is_written_numbered_dated_and_is_the_step(world: World) -> None:
    mo, path = ready(world)
    letter = mo.get(path).link("Write letter 1")
    form = mo.get(letter)
    text = form.form(letter)["text"]
    assert "Dear {to}," in text
    for each in ("11 November 2026", "Our number: 1/1", "tiktok.com/@ann/video/1", "Mo Khan"):
        assert each in text, each
    before = len(trail())
    page = mo.submit(form, letter, to=AUTHOR, text=text + "\nYours")
    assert trail()[before:] == ["concern.step"]
    made = ConcernStep.select().order_by(ConcernStep.id.desc()).get()
    assert (made.step, made.answer) == ("letter_1", "written")
    assert f"Dear {AUTHOR}," in made.words
    assert made.words in page.html.replace("&lt;", "<").replace("&gt;", ">")
    pdf = mo.get(page.link("as PDF"))
    assert pdf.response.mimetype == "application/pdf"
    assert 'filename="letter-1-1.pdf"' in pdf.response.headers["Content-Disposition"]
    content = pdf.response.get_data()
    streams = re.findall(rb"stream\r?\n(.*?)endstream", content, re.DOTALL)
    opened = b"".join(_plain(each) for each in streams) + content
    assert b"pdfuaid" in opened
    second = mo.get(mo.get(path).link("Write letter 2"))
    assert "We wrote to you on 11 November 2026" in second.form(f"{path}/letters/letter_2")["text"]


def _plain(stream: bytes) -> bytes:
    try:
        return zlib.decompress(stream.strip())
    except zlib.error:
        return b""


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"to": ""}, "to", "Enter the name of the person you write to"),
        ({"text": "Dear {who},"}, "text", "There is no field “{who}”"),
    ],
)
def test_what_is_wrong_is_said_beside_it_and_what_was_typed_stays(
    world: World, typed: dict[str, str], field: str, said: str
) -> None:
    mo, path = ready(world)
    letter = f"{path}/letters/letter_1"
    sent = {"to": AUTHOR, "text": "My own words"} | typed
    page = mo.send(mo.get(letter), letter, **sent)
    assert page.status == 422
    assert said in page.text
    assert f"{field}-error" in page.field(field).get("aria-describedby", "")
    assert {each: page.form(letter)[each] for each in sent} == sent


def test_two_managers_write_one_letter(world: World) -> None:
    mo, path = ready(world)
    letter, other = f"{path}/letters/letter_1", world.signed_in("manager")
    mine, theirs = mo.get(letter), other.get(letter)
    other.send(theirs, letter, to=AUTHOR)
    page = mo.send(mine, letter, to=AUTHOR, text="Mine was kinder")
    assert page.status == 409
    assert "The practice manager made a step" in page.text
    assert "Mine was kinder" in page.text
    assert "letter_1" not in offered(page)


def test_a_letter_is_no_one_elses_to_read(world: World) -> None:
    mo, path = ready(world)
    letter = f"{path}/letters/letter_1"
    assert mo.get(f"{letter}.pdf").status == 404
    mo.send(mo.get(letter), letter, to=AUTHOR)
    assert mo.get(f"{path}/letters/letter_9").status == 404
    assert world.signed_in("alice").get(f"{letter}.pdf").status == 403
    Concern.update(site=world.there).execute()
    assert mo.get(letter).status == mo.get(f"{letter}.pdf").status == 404


@pytest.mark.parametrize(
    "text", ["Hostile #eval(1) $x$ *b* \\ [a] @b <c> `d`\n\n= No heading", "ا"]
)
def test_what_is_typed_is_no_typst(world: World, text: str) -> None:
    mo, path = ready(world)
    letter = f"{path}/letters/letter_1"
    mo.send(mo.get(letter), letter, to=AUTHOR, text=text)
    assert mo.get(f"{letter}.pdf").status == 200


# --- the words they start with ---


def test_the_practice_words_a_letter_anew(world: World) -> None:
    mo, path = ready(world)
    page = mo.get(mo.get("/manage/concerns").link("Letters"))
    assert page.text.count("As it came with the product") == 2
    key = f"{WORDS}/letter_1"
    page = mo.send(mo.get(key), key, text="Dear {to}, {nobody}")
    assert page.status == 422
    assert "There is no field “{nobody}”. There are {to}, {date}" in page.text
    assert page.form(key)["text"] == "Dear {to}, {nobody}"
    page = mo.submit(page, key, text="Dear {to}, see {post}. {place}")
    assert "Your own words" in page.text
    letter = f"{path}/letters/letter_1"
    assert mo.get(letter).form(letter)["text"].endswith("/video/1. Hart Street")
    mo.submit(mo.get(key), key, text="Dear {to}")
    assert ConcernWording.select().count() == 1
    theirs = [each.text for each in queries.worded(world.there) if each.key == "letter_1"]
    assert theirs != ["Dear {to}"]


def test_where_a_platform_takes_reports_is_the_practices_to_say(world: World) -> None:
    mo = world.signed_in("mo")
    key = f"{WORDS}/platform-x"
    page = mo.send(mo.get(key), key, address="javascript:alert(1)")
    assert page.status == 422
    assert mo.send(page, key, address="").status == 422
    mo.submit(page, key, address="https://help.x.com/other")
    assert "https://help.x.com/other" in mo.get(WORDS).text
    assert mo.get(f"{WORDS}/platform-none").status == 404


def test_a_platform_is_added_left_out_and_put_back(world: World) -> None:
    """Those shipped and the practice's own alike; another practice's list stays as it is."""
    mo, path = ready(world)
    page = mo.send(mo.get(WORDS), WORDS, name="Threads", address="javascript:alert(1)")
    assert (page.status, page.form(WORDS)["name"]) == (422, "Threads")
    assert mo.send(page, WORDS, name="", address="https://x.org").status == 422
    page = mo.send(page, WORDS, name="tiktok", address="https://x.org")
    assert "tiktok is on this page already" in page.text
    page = mo.submit(page, WORDS, name="Threads", address="https://www.threads.net/report")
    assert "https://www.threads.net/report" in page.text
    for key in ("platform-own-1", "platform-x"):
        assert f'href="{WORDS}/{key}"' in page.html
        page = mo.submit(mo.get(f"{WORDS}/{key}"), f"{WORDS}/{key}", leave_out="1")
    names = [each.name for each in queries.worded(world.here) if each.text]
    assert names[-5:] == ["Facebook", "Instagram", "TikTok", "YouTube", "LinkedIn"]
    assert "Put Threads back" in page.text
    again = "https://www.threads.net/other"
    key = f"{WORDS}/platform-own-1"
    mo.submit(mo.open(page.link("Put Threads back")), key, address=again)
    found = {each.name: each.text for each in queries.worded(world.here)}
    assert (found["Threads"], found["X"]) == (again, "")
    assert len(queries.worded(world.there)) == len(found) - 1


def platforms(page: Page) -> list[str]:
    """Those that the step of a concern offers."""
    outside = [each for each in page.tree.iter("a") if "external" in each.get("rel", "")]
    return [words(each) for each in outside]


def test_a_platform_left_out_is_not_offered_at_its_step(world: World) -> None:
    mo, path = world.signed_in("mo"), raised(world)
    make(mo, path, *TO_LETTER[:-1])
    key = f"{WORDS}/platform-x"
    shipped = ["Facebook", "Instagram", "X", "TikTok", "YouTube", "LinkedIn"]
    assert set(shipped) <= {*platforms(mo.get(path))}
    mo.submit(mo.get(key), key, leave_out="1")
    mo.submit(mo.get(WORDS), WORDS, name="Threads", address="https://www.threads.net/report")
    shown = {*platforms(mo.get(path))}
    assert {*shipped, "Threads"} - {"X"} <= shown
    assert "X" not in shown


def test_a_platform_that_a_colleague_left_out_meanwhile(world: World) -> None:
    mo, other, key = world.signed_in("mo"), world.signed_in("manager"), f"{WORDS}/platform-x"
    mine, theirs = mo.get(key), other.get(key)
    other.send(theirs, key, leave_out="1")
    page = mo.send(mine, key, address="https://help.x.com/other")
    assert page.status == 409
    assert "Left out" in page.text


def test_two_managers_word_one_letter(world: World) -> None:
    mo, other, key = world.signed_in("mo"), world.signed_in("manager"), f"{WORDS}/letter_2"
    mine, theirs = mo.get(key), other.get(key)
    other.send(theirs, key, text="Dear {to}, from the other")
    page = mo.send(mine, key, text="Dear {to}, mine")
    assert page.status == 409
    assert "Dear {to}, from the other" in page.text
    assert page.form(key)["text"] == "Dear {to}, mine"
    page = mo.submit(page, key, text="Dear {to}, both")
    assert ConcernWording.get().text == "Dear {to}, both"
