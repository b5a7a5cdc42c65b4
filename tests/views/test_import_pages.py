"""A pack comes in as a file and goes out in the same form (M1, M3; issue 13, bad input)."""

import io
import tempfile

import pytest

from kiosk.actions import drafts, policies
from kiosk.domain import pack_file, toml
from kiosk.domain.pack_file import MAX_FILE, PackFile
from kiosk.domain.wording import with_sentence
from kiosk.store.models import Policy
from kiosk.store.queries import draft_of, published_policy, texts_of
from kiosk.views.front.uploads import MAX_UPLOAD
from tests.cast import World, trail
from tests.pages import Browser, Page

IMPORT = "/manage/rules/import"
R2 = "rules.R2.text"
NEW = "You get your care."
HINTS = {"behalf": ("name_hint",), "you": ("name_hint", "birth_date_hint", "nhs_number_hint")}


def in_force(world: World) -> Policy:
    held = published_policy(world.here)
    assert held is not None
    return held


def exported(mo: Browser, policy: Policy) -> bytes:
    response = mo.get(f"/manage/rules/export/{policy.id}").response
    assert response.mimetype == "application/zip"
    assert response.headers["Content-Disposition"] == (
        f'attachment; filename="rules-{policy.version}.zip"'
    )
    return response.get_data()


def sent(browser: Browser, data: bytes, name: str = "rules.zip") -> Page:
    page = browser.get(IMPORT)
    return browser.submit(page, IMPORT, file=(io.BytesIO(data), name))


def reworded(data: bytes, text: str = NEW) -> bytes:
    found = pack_file.read(data)
    words = found.words | {"en": with_sentence(found.words["en"], R2, text)}
    assert found.pack is not None
    return pack_file.written(found.pack, words)


def test_a_pack_comes_in_as_a_draft_beside_what_patients_read(world: World) -> None:
    mo, before = world.signed_in("mo"), trail()
    page = sent(mo, reworded(exported(mo, in_force(world))))
    assert page.path.startswith("/manage/rules/compare")
    assert "1 sentence differs, in English" in page.text
    assert "[put in: get your care.]" in page.text
    assert trail()[len(before) :] == ["policy.bring"]


def test_what_goes_out_comes_in_again_the_same(world: World) -> None:
    mo = world.signed_in("mo")
    sent(mo, reworded(exported(mo, in_force(world))))
    draft = draft_of(world.here)
    assert draft is not None
    out = pack_file.read(exported(mo, draft))
    assert out == PackFile(draft.pack, {code: each.words for code, each in texts_of(draft).items()})
    drafts.discard(world.by(world.mo), draft)
    sent(mo, pack_file.written(out.pack or {}, out.words))
    again = draft_of(world.here)
    assert again is not None
    assert pack_file.read(exported(mo, again)).words == out.words


def test_one_language_goes_out_and_comes_in_by_itself(world: World) -> None:
    mo, held = world.signed_in("mo"), in_force(world)
    response = mo.get(f"/manage/rules/export/{held.id}/cy").response
    assert 'filename="cy.toml"' in response.headers["Content-Disposition"]
    words = pack_file.read(response.get_data()).words["cy"]
    assert words == texts_of(held)["cy"].words
    data = toml.written(with_sentence(words, R2, "Cewch eich gofal.")).encode()
    page = sent(mo, data, "cy.toml")
    assert page.path == "/manage/rules/compare?language=cy"
    assert "1 sentence differs, in Welsh" in page.text


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "Choose a file"),
        (b"PK\x03\x04 broken", "This ZIP is broken"),
        (b"x" * (MAX_FILE + 1), "bigger than 1 MB"),
        (b'language = "eo"', "“eo” is no language"),
        (b'language = "en"\n[rules.R2]\ntext = "<script>alert(1)</script>"', "no HTML"),
    ],
    ids=["none", "broken", "over", "foreign", "script"],
)
def test_what_cannot_be_taken_is_refused_beside_the_field(
    world: World, data: bytes, told: str
) -> None:
    mo, before = world.signed_in("mo"), trail()
    page = sent(mo, data)
    assert page.status == 422
    assert told in page.text
    assert page.field("file").get("aria-describedby") == "file-hint file-error"
    assert trail() == before
    assert draft_of(world.here) is None


def test_more_than_that_is_not_read_at_all(world: World) -> None:
    mo = world.signed_in("mo")
    page = sent(mo, b"x" * (MAX_UPLOAD + 1))
    assert page.status == 413
    assert "That was too big to send" in page.text


def test_no_other_page_takes_a_large_file(world: World) -> None:
    mo = world.signed_in("mo")
    form = mo.get("/manage/practice/name").form("/manage/practice/name")
    data = {**form, "file": (io.BytesIO(b"x" * 500_000), "x.zip")}
    assert mo.post("/manage/practice/name", data).status == 413


@pytest.mark.parametrize("who", ["alice", ""])
def test_nobody_else_has_a_file_read(
    world: World, who: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Large files are kept on disk while they are read: nothing is made there."""
    browser = world.signed_in(who) if who else world.browser()
    monkeypatch.setattr(tempfile, "TemporaryFile", None)
    monkeypatch.setattr(tempfile, "SpooledTemporaryFile", None)
    data = {"file": (io.BytesIO(b"x" * 2_000_000), "x.zip")}
    page = browser.post(IMPORT, data)
    assert page.status in (302, 303, 401, 403, 413)


def test_a_site_exports_no_other_sites_rules(world: World) -> None:
    other = Policy.get(Policy.site != world.here)
    mo = world.signed_in("mo")
    assert mo.get(f"/manage/rules/export/{other.id}").status == 404
    assert mo.get(f"/manage/rules/export/{in_force(world).id}/eo").status == 404


def test_a_pack_without_what_stands_below_a_label_is_walked_like_any_other(world: World) -> None:
    """Hints may be left out, by a file as well as in the editor: no page may need one."""
    mo = world.signed_in("mo")
    found = pack_file.read(exported(mo, in_force(world)))
    for step, names in HINTS.items():
        for name in names:
            found.words["en"]["questions"][step].pop(name)
    sent(mo, pack_file.written(found.pack or {}, found.words))
    draft = draft_of(world.here)
    assert draft is not None
    policies.publish(world.by(world.mo), draft)
    phone = world.phone()
    page = world.walk(phone, "you", whose={"whose": "carer"})
    assert page.form("/journey/you")["name"] == ""
    assert phone.get("/journey/behalf").status == 200
    receipt = world.sign(world.phone())
    assert world.browser().get(f"{receipt.page}/birth-date").status == 200
