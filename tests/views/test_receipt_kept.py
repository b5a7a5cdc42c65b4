"""The receipt to keep: facts, PDF, picture, and the page that comes back (issue 3, 7)."""

import io
import re
import zlib
from collections.abc import Callable

import pytest
import typst
import zxingcpp
from PIL import Image

from kiosk.store.models import Consent, PolicyText, Site
from kiosk.store.policies import policy_of
from kiosk.views.front import typeset
from kiosk.views.front.qr import svg
from kiosk.views.patient import pdf
from tests.cast import NOW, World
from tests.pages import Page

PERSONAL = ("Margaret", "O'Neill", "1948", "943 476 5919", "9434765919")


def kept(world: World, consent: Consent, ending: str) -> Page:
    return world.browser().get(f"{world.receipt(consent).page}/receipt.{ending}")


def opened(content: bytes) -> bytes:
    """The objects of a PDF, their streams unpacked."""
    found = [content]
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL):
        try:
            found.append(zlib.decompress(stream))
        except zlib.error:
            continue
    return b"\n".join(found)


def given(world: World) -> Consent:
    return world.signed(types=["sound", "photo"])


def refused(world: World) -> Consent:
    return world.refused()


@pytest.mark.parametrize("make", [given, refused], ids=lambda each: each.__name__)
def test_the_pdf_is_tagged_and_says_so(world: World, make: Callable[[World], Consent]) -> None:
    """PDF/UA-1 (ISO 14289-1): marked as such, tagged, with a language and a title."""
    page = kept(world, make(world), "pdf")
    assert page.response.mimetype == "application/pdf"
    content = opened(page.response.get_data())
    assert content.startswith(b"%PDF-1.7")
    for mark in (b"/StructTreeRoot", b"/MarkInfo", b"/Lang", b"pdfuaid:part", b"/DisplayDocTitle"):
        assert mark in content, mark
    assert len(re.findall(rb"/Type\s*/Page\b", content)) == 1


def test_the_sheet_is_a4_in_large_print(world: World) -> None:
    """14 pt at the least, as the Accessible Information Standard has large print begin."""
    content = opened(kept(world, given(world), "pdf").response.get_data())
    assert re.search(rb"/MediaBox ?\[0 0 595\.\d+ 841\.\d+\]", content)
    sizes = [float(each) for each in re.findall(rb"/f\d+ ([\d.]+) Tf", content)]
    assert sizes
    assert min(sizes) >= 14


@pytest.mark.parametrize("make", [given, refused], ids=lambda each: each.__name__)
def test_paper_says_what_can_still_be_done_and_whom_to_ask(
    world: World, make: Callable[[World], Consent]
) -> None:
    """R16: paper has no button for it."""
    page = world.browser().get(world.receipt(make(world)).page)
    assert "Ask your health worker, or at reception" in page.text
    stop = "Recording then stops" if make is given else "You can ask again at any time"
    assert stop in page.text


def test_the_qr_in_the_pdf_is_drawn_not_painted(world: World) -> None:
    """Sharp at every size: lines, and no picture made of dots."""
    content = opened(kept(world, given(world), "pdf").response.get_data())
    assert b"/Subtype /Image" not in content.replace(b"/Subtype/Image", b"/Subtype /Image")


@pytest.mark.parametrize("make", [given, refused], ids=lambda each: each.__name__)
def test_the_picture_holds_a_qr_that_scans(world: World, make: Callable[[World], Consent]) -> None:
    consent = make(world)
    page = kept(world, consent, "png")
    with Image.open(io.BytesIO(page.response.get_data())) as picture:
        found = zxingcpp.read_barcodes(picture.convert("L"), zxingcpp.BarcodeFormat.QRCode)
    assert [each.text for each in found] == [f"http://clinic.example:8000/v#{consent.token}"]


@pytest.mark.parametrize("ending", ["pdf", "png"])
def test_what_is_kept_is_never_stored_by_a_browser_and_needs_the_key(
    world: World, ending: str
) -> None:
    page = kept(world, given(world), ending)
    assert page.response.headers["Cache-Control"] == "no-store"
    assert page.response.headers["Content-Disposition"].startswith("attachment")
    for key in ("A" * 22, "x", "é" * 22):
        assert world.browser().get(f"/r/{key}/receipt.{ending}").status == 404


def test_no_name_and_no_key_is_on_what_is_kept(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Anyone may find the paper: it names nobody, and its address opens nothing of theirs."""
    consent = given(world)
    sheets: list[dict[str, object]] = []
    monkeypatch.setattr(pdf, "pdf", lambda data, at: sheets.append(data) or b"")
    kept(world, consent, "pdf")
    text = repr(sheets)
    assert world.receipt(consent).code in text
    key = world.receipt(consent).page.removeprefix("/r/")
    for secret in (*PERSONAL, key):
        assert secret not in text


def test_the_page_names_the_place_what_was_asked_and_the_rules_read(world: World) -> None:
    page = world.browser().get(world.receipt(given(world)).page)
    for fact in ("Hart Street", "Sound and photos, talking only", "10:00, 11 November 2026"):
        assert fact in page.text
    version = policy_of(PolicyText.get()).version
    assert f"{version}, English" in page.text
    for secret in PERSONAL:
        assert secret not in page.html


def test_what_is_kept_never_says_that_it_was_agreed(world: World) -> None:
    """K2: that can change after it is printed."""
    page = world.browser().get(world.receipt(world.decided()).page)
    facts = next(each for each in page.tree.iter("dl") if each.get("class") == "facts")
    assert "can record" not in "".join(facts.itertext())
    assert "Wait for your health worker’s answer" in page.text


def test_the_same_receipt_gives_the_same_pdf(world: World) -> None:
    consent = given(world)
    first, second = (kept(world, consent, "pdf").response.get_data() for _turn in range(2))
    assert first == second


def test_the_fonts_of_every_language_are_there() -> None:
    wanted = {"Noto Sans", "Noto Sans Arabic", "Noto Sans Bengali", "Noto Sans Gurmukhi"}
    there = typst.Fonts(include_system_fonts=False, font_paths=list(typeset._fonts()))
    assert wanted <= set(there.families())


@pytest.mark.parametrize(
    ("lang", "direction", "word", "font"),
    [
        ("ar", "rtl", "طلبتُ التسجيل", b"NotoSansArabic"),
        ("ur", "rtl", "میں نے ریکارڈ کرنے کا پوچھا", b"NotoSansArabic"),
        ("bn", "ltr", "আমি রেকর্ড করতে চেয়েছি", b"NotoSansBengali"),
        ("pa", "ltr", "ਮੈਂ ਰਿਕਾਰਡ ਕਰਨ ਲਈ ਪੁੱਛਿਆ", b"NotoSansGurmukhi"),
        ("cy", "ltr", "Gofynnais am gael recordio ŵŷ", b"NotoSans-"),
    ],
)
def test_the_pdf_has_its_language_and_a_font_for_it(
    lang: str, direction: str, word: str, font: bytes
) -> None:
    """Shaped by typst: what it looks like was looked at; here, that no script lacks its font."""
    rows = [["A", word], [word, "B"]]
    words = dict.fromkeys(("title", "code_label", "qr_label", "qr_words", "note"), word)
    drawn = {"code": "4F7K-2M9X", "qr": str(svg("x", "x")), "rows": rows, "help": [word]}
    content = opened(pdf.pdf({"lang": lang, "dir": direction, **words, **drawn}, NOW))
    assert font in content
    assert b"/Lang(" + lang.encode() in content.replace(b"/Lang (", b"/Lang(")


def test_the_page_comes_back_by_its_address_alone(world: World) -> None:
    """A phone that restarted, or another browser: no cookie is needed."""
    receipt = world.receipt(given(world))
    for _phone in range(2):
        page = world.browser().get(receipt.page)
        assert receipt.code in page.text
        assert "It opens again if your phone restarts" in page.text


@pytest.mark.parametrize(
    "name", ["Praxis 好", "Hart Street 🩺", "ഏ \u200d 👩\u200d⚕️ Praxis", "\ue000"]
)
def test_a_sign_that_no_font_has_is_a_mark_and_no_fault(world: World, name: str) -> None:
    """One emoji in the name of the place broke every PDF of it (a 500)."""
    consent = given(world)
    whole = opened(kept(world, consent, "pdf").response.get_data())
    Site.update(name=name).execute()
    page = kept(world, consent, "pdf")
    assert page.status == 200
    content = opened(page.response.get_data())
    assert b"pdfuaid:part" in content, "still tagged"
    assert content.count(b"/StructElem") == whole.count(b"/StructElem")
    assert kept(world, consent, "png").status == 200


def test_the_typesetter_itself_would_refuse_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control."""
    monkeypatch.setattr(typeset, "_without", lambda text, _signs: text)
    consent = given(world)
    Site.update(name="Praxis 好").execute()
    assert kept(world, consent, "pdf").status == 500
