"""The posters on paper (M8): one sheet each, read back with a PDF renderer and a QR decoder."""

import re
from typing import Any

import pypdfium2
import pytest
import typst
import zxingcpp
from flask import g
from PIL import Image

from kiosk import links
from kiosk.actions import drafts, own_rules, policies, practice
from kiosk.domain import covert, staff_poster
from kiosk.domain.older import completed
from kiosk.domain.own_rules import MOST
from kiosk.domain.policy import load
from kiosk.domain.practice import mark
from kiosk.store import queries
from kiosk.store.models import Policy, Site
from kiosk.store.policies import default_pack, default_words, policy_of, published_text
from kiosk.store.queries import texts_of
from kiosk.views.front import typeset
from kiosk.views.manage import poster_sheets
from kiosk.views.manage.poster_sheets import KINDS
from tests.cast import NOW, World

POINTS = {"a4": (595, 842), "a5": (420, 595)}
LONG = "The Upper Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch Medical Pl"
MARGIN = 20  # points that no printer reaches


class Sheet:
    """One page of a PDF."""

    def __init__(self, content: bytes) -> None:
        document = pypdfium2.PdfDocument(content)
        assert len(document) == 1
        self.page = document[0]
        self.text = self.page.get_textpage()
        self.words = self.text.get_text_range()

    def picture(self) -> Image.Image:
        """As a grey printer prints it."""
        return self.page.render(scale=2).to_pil().convert("L")

    def qr(self) -> list[str]:
        found = zxingcpp.read_barcodes(self.picture(), zxingcpp.BarcodeFormat.QRCode)
        return [each.text for each in found]

    def boxes(self) -> list[tuple[float, float, float, float]]:
        """Where each sign stands: left, bottom, right, top."""
        found = [self.text.get_charbox(each) for each in range(self.text.count_chars())]
        return [each for each in found if each[2] > each[0]]

    def rows(self) -> list[str]:
        """The Latin signs that stand at one height, from left to right, whatever is beside them."""
        rows: dict[float, list[tuple[float, str]]] = {}
        for number in range(self.text.count_chars()):
            left, bottom, _right, top = self.text.get_charbox(number, loose=True)
            sign = self.text.get_text_range(number, 1)
            if "!" <= sign <= "~":
                middle, reach = (bottom + top) / 2, (top - bottom) / 3
                near = next((each for each in rows if abs(each - middle) < reach), middle)
                rows.setdefault(near, []).append((left, sign))
        return ["".join(sign for _left, sign in sorted(row)) for row in rows.values()]

    def on_one_line(self, words: str) -> bool:
        """Whether all signs of these words are printed beside one another."""
        return sum(words in row for row in self.rows()) == 1


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Typeset in this process, whose fonts are read once: for tests of many sheets."""
    fonts = typst.Fonts(include_system_fonts=False, font_paths=typeset._fonts())

    def made(template: str, data: str, **how: Any) -> bytes:
        text = typeset._template(template).encode()
        found: bytes = typst.compile(text, font_paths=fonts, sys_inputs={"data": data}, **how)
        return found

    monkeypatch.setattr(typeset, "_typeset", made)


def path_of(world: World) -> str:
    return f"/p/{links.poster_code(world.secrets, world.here.id, world.here.poster_turn)}"


def offer_all(world: World) -> list[str]:
    for each in queries.languages_of(world.here):
        if not each.offered:
            policies.offer_language(world.context(), each.text)
    return [each.code for each in queries.languages_of(world.here)]


def sheet(world: World, **asked: str) -> Sheet:
    query = "&".join(f"{key}={value}" for key, value in asked.items())
    page = world.signed_in("mo").get(f"/manage/poster.pdf?{query}")
    assert page.status == 200
    assert page.response.mimetype == "application/pdf"
    return Sheet(page.response.get_data())


def inside(found: Sheet) -> bool:
    """Whether all that is printed is on the paper, away from its edges."""
    right, top = found.page.get_size()
    boxes = found.boxes()
    least, most = MARGIN, (right - MARGIN, top - MARGIN)
    return all(
        least < box[0] and least < box[1] and box[2] < most[0] and box[3] < most[1] for box in boxes
    )


@pytest.mark.parametrize("name", ["Hart Street", LONG])
def test_each_language_is_one_sheet_whose_code_scans_and_whose_address_is_on_one_line(
    world: World, here: None, name: str
) -> None:
    """Grey as a printer makes it; a long name makes the rest smaller, and never a second sheet."""
    codes = offer_all(world)
    Site.update(name=name).execute()
    for code in codes if name != LONG else ("en", "ur", "bn", "pl"):
        for size in ("a4", "a5"):
            found = sheet(world, lang=code, size=size)
            where = f"{code} {size}"
            assert [round(each) for each in found.page.get_size()] == list(POINTS[size]), where
            suffix = "" if code == "en" else f"?lang={code}"
            assert found.qr() == [f"http://clinic.example:8000{path_of(world)}{suffix}"], where
            assert found.on_one_line(f"clinic.example:8000{path_of(world)}"), where
            assert inside(found), where


def test_large_print_on_a4_in_every_language(world: World, here: None) -> None:
    """14 pt at the least, as the Accessible Information Standard has large print begin."""
    for code in offer_all(world):
        found = sheet(world, lang=code)
        sizes = [each.get_font_size() for each in found.page.get_objects() if each.type == 1]
        assert min(sizes) >= 14, code


def test_an_address_that_is_longer_than_the_sheet_is_smaller_and_still_one_line(
    world: World,
) -> None:
    long = "recording-consent.the-upper-valley-medical-centre.nhs-trust.example:8443"
    with world.app.test_request_context("/"):
        g.site = world.here
        for kind in KINDS:
            data = poster_sheets.sheet(kind, "a5", "en") | {"address": f"{long}{path_of(world)}"}
            found = Sheet(typeset.pdf(poster_sheets.TEMPLATES[kind], data, NOW))
            assert found.on_one_line(long + path_of(world)), kind
            assert inside(found), kind


def test_the_rules_at_a_glance_are_those_in_force_here(world: World) -> None:
    """M2: what the place allows is in them."""
    words = " ".join(sheet(world).words.split())
    for said in ("Staff can say no", "Respect our staff", "Hart Street", "Ask at reception"):
        assert said in words
    assert "tell any member of staff" in words


def test_its_lines_are_reworded_in_a_draft_and_the_rules_stay_as_they_are(
    world: World, here: None
) -> None:
    """M1, M8: each in its language; printed once the version is in force."""
    assert "ur" in offer_all(world)
    draft = drafts.start(world.by(world.mo))
    put = {"poster.lines.R3": "Ask, and hear yes", "poster.respect": "Be kind to us."}
    revision = drafts.save(world.by(world.mo), draft, "en", put, draft.revision)
    urdu = texts_of(draft)["ur"].words["poster"]
    drafts.save(world.by(world.mo), draft, "ur", {"poster.title": "پہلے پوچھیں"}, revision)
    assert "Staff can say no" in " ".join(sheet(world).words.split())  # no patient reads it yet
    policies.publish(world.context(), draft)
    words = " ".join(sheet(world).words.split())
    assert "Ask, and hear yes" in words
    assert "Be kind to us." in words
    assert "Staff can say no" not in words
    policy = policy_of(published_text(world.here, "en"))
    assert policy.words["rules"]["R3"]["title"] == "Staff can say no"
    with world.app.test_request_context("/"):
        g.site = world.here
        data = poster_sheets.sheet("patients", "a4", "ur")
        assert poster_sheets.sheet("staff", "a4", "ur")["here"][1] == "Ask, and hear yes"
    assert data["title"] == "پہلے پوچھیں"
    assert data["respect"] == urdu["respect"]


def test_the_poster_of_rules_published_before_says_their_own_headings(world: World) -> None:
    """A version without lines of a poster has the rules' headings, as its poster had before."""
    words = dict(default_words("en"))
    words.pop("poster")
    words["rules"] = words["rules"] | {"R3": words["rules"]["R3"] | {"title": "Anyone may say no"}}
    made = load(*completed(default_pack(), words, default_pack(), default_words("en")))
    assert "Anyone may say no" in [each["line"] for each in made.poster_rules()]
    assert made.poster == {
        key: text for key, text in default_words("en")["poster"].items() if key != "lines"
    }


def test_the_staff_rooms_poster_says_what_to_do_and_whom_to_tell(world: World) -> None:
    practice.set_allowed(world.by(world.mo), {"video": "no"}, mark({}))
    words = " ".join(sheet(world, kind="staff").words.split())
    for each in (*covert.STEPS, *covert.OTHERS, *staff_poster.ASKED):
        assert each.first in words
    for said in ("Video: No: not offered here", "Do not post staff online", "Mo Khan"):
        assert said in words
    assert "clinic.example:8000/staff/concerns/" in words
    assert not re.search(r"illegal|against the law|consented|must delete", words)


@pytest.mark.parametrize("size", ["a4", "a5"])
def test_the_staff_rooms_poster_has_the_rules_of_the_practices_own(world: World, size: str) -> None:
    draft = drafts.start(world.by(world.mo))
    for number in range(MOST):
        said = {"title": f"Rule {number} of ours, which is rather long", "text": "Ask."}
        own_rules.add(world.by(world.mo), draft, said, "R2")
    policies.publish(world.context(), Policy.get_by_id(draft.id))
    found = sheet(world, kind="staff", size=size)
    assert inside(found)
    for number in range(MOST):
        assert f"Rule {number} of ours" in " ".join(found.words.split())


@pytest.mark.parametrize("size", ["a4", "a5"])
def test_many_links_and_managers_still_fit_on_one_sheet(world: World, size: str) -> None:
    addresses = {"address": "https://intranet.example/" + "support-for-staff/" * 12}
    keys = ("complaints", "notes", "images", "respect", "whistleblowing", "support")
    Site.update(name=LONG, links=dict.fromkeys(keys, addresses)).execute()
    found = sheet(world, kind="staff", size=size)
    assert inside(found)
    assert "clinic.example:8000/staff/concerns/" in found.words


def test_the_picture_on_the_page_is_the_same_sheet(world: World) -> None:
    page = world.signed_in("mo").get("/manage/poster?kind=staff&size=a5")
    assert "kind=staff" in page.link("PDF")
    shown = next(each.get("src") for each in page.tree.iter("img"))
    picture = world.signed_in("mo").get(shown)
    assert picture.response.mimetype == "image/png"
    assert 'filename="poster-staff-a5-en.png"' in picture.response.headers["Content-Disposition"]


@pytest.mark.parametrize("asked", ["kind=x&size=a0&lang=zz", "lang=ur", "", "size=%00&kind=é"])
def test_what_is_not_offered_is_the_first_there_is(world: World, asked: str) -> None:
    """Urdu is not offered yet: its poster would lead to rules in English."""
    page = world.signed_in("mo").get(f"/manage/poster.pdf?{asked}")
    assert page.status == 200
    assert 'filename="poster-patients-a4-en.pdf"' in page.response.headers["Content-Disposition"]


def test_a_sign_that_no_font_has_breaks_no_poster(world: World) -> None:
    Site.update(name="Praxis 好 🩺 #set [*_").execute()
    assert "#set [*_" in sheet(world).words
    assert "#set [*_" in sheet(world, kind="staff").words


def test_the_fit_is_what_keeps_it_on_one_sheet(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: as large as the shortest language is drawn, a long one needs a second sheet."""
    stiff = typeset._template("manage/poster.typ").replace("(1.12 - 0.03 * step)", "1.3")
    monkeypatch.setattr(typeset, "_template", lambda _name: stiff)
    with pytest.raises(AssertionError):
        sheet(world)


def test_the_pdf_is_tagged_and_the_clinician_has_no_key_to_it(world: World) -> None:
    content = world.signed_in("rae").get("/manage/poster.pdf").response.get_data()
    assert b"/StructTreeRoot" in content
    assert world.signed_in("alice").get("/manage/poster.pdf").status == 403
