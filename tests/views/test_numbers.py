"""The page of numbers (M9): what a manager sees of a period, as tables, pictures and a sheet."""

import csv
import io
from xml.etree import ElementTree

import pytest

from harness import visits
from kiosk.actions import numbers
from kiosk.domain.numbers import tables
from kiosk.domain.numbers.rounding import words as words_of
from kiosk.domain.vocabulary import DIMS
from kiosk.store.models import Consent, Decision, Numbers, Recording, Site
from tests.actions.test_numbers import at, seeded
from tests.cast import World
from tests.pages import Page

HERE = "/manage/numbers"


@pytest.fixture
def quarter(world: World) -> World:
    """October to December at Hart Street, with concerns, all counted."""
    seeded(world, 150)
    raised = [("post", at(2026, 12, 3)), ("covert", at(2026, 12, 4)), ("post", at(2026, 11, 3))]
    visits.concerns(raised, world.here.id, world.alice.id)
    numbers.make_due(world.here, world.clock())
    return world


def cells(page: Page, caption: str) -> dict[str, list[str]]:
    """A table by its caption: each line's words, and its figures."""
    for table in page.tree.iter("table"):
        if "".join(table.find("caption").itertext()).strip() == caption:
            rows = table.find("tbody").iter("tr")
            return {words(row[0]): [words(each) for each in row[1:]] for row in rows}
    raise AssertionError(caption)


def words(element: ElementTree.Element) -> str:
    return " ".join("".join(element.itertext()).split())


def test_nothing_is_over_yet(world: World) -> None:
    world.decided()
    page = world.signed_in("mo").get(HERE)
    assert "There are none yet" in page.text
    assert world.signed_in("mo").open(f"{HERE}.csv").status == 404


def test_the_newest_month_and_every_table_of_it(quarter: World) -> None:
    page = quarter.signed_in("mo").get(HERE)
    assert page.heading == "Numbers: December 2026"
    became = cells(page, "Each request once")
    assert list(became) == list(tables.WORDS.values())
    stored = Numbers.get(Numbers.start == "2026-12-01", Numbers.kind == "month").shown
    assert became["Nobody decided"] == [words_of(stored["totals"].get("open", 0))]
    assert list(cells(page, tables.BY["reason"])) == [
        *("To remember it", "To tell their family", "It is a lot to take in"),
        *("It helps because of a disability", "Another reason", "Rather not say"),
    ]
    assert list(cells(page, tables.BY["no"])) == [
        *("It distracts from care", "Other people’s privacy", "Prefers not to say"),
    ]
    assert cells(page, "Concerns by kind")["A post online"] == ["1 to 7"]
    assert cells(page, "Concerns by kind")["A threat"] == ["0"]
    assert "Easy Read" in cells(page, tables.BY["language"])


def test_one_filter_at_a_time_and_each_that_is_offered(quarter: World) -> None:
    mo = quarter.signed_in("mo")
    page = mo.get(HERE)
    offered = [each.get("value", "") for each in page.field("only").iter("option")]
    assert {each.partition(":")[0] for each in offered if each} == {*DIMS} - {"no"}
    for each in ("", "language:cy", "type:video", "reason:disability", "time:5"):
        assert each in offered
        shown = mo.get(f"{HERE}?period=2026-11&only={each}")
        assert shown.heading == "Numbers: November 2026"
        assert list(cells(shown, "Each request once")) == list(tables.WORDS.values())
    assert mo.open(f"{HERE}?only=language:xx").status == 404
    assert mo.open(f"{HERE}?only=name:Ann").status == 404
    assert mo.open(f"{HERE}?period=2027-01").status == 404  # not over


def test_a_week_has_no_filters_and_says_why(quarter: World) -> None:
    mo = quarter.signed_in("mo")
    page = mo.get(f"{HERE}?period=2026-W45")
    assert page.heading == "Numbers: Monday 2 November 2026 to Sunday 8 November 2026"
    assert "A week has no filters" in page.text
    assert mo.get(f"{HERE}?period=2026-W45&only=language:cy").text == page.text


def test_a_picture_of_each_table_with_the_same_figures(quarter: World) -> None:
    mo = quarter.signed_in("mo")
    page = mo.get(HERE)
    pictures = [each for each in page.tree.iter("img") if "numbers__chart" in each.get("class", "")]
    assert len(pictures) == 5
    for each in pictures:
        caption = each.get("alt", "").split("“")[1].rstrip("”")
        answer = mo.open(each.get("src", "")).response
        assert (answer.status_code, answer.mimetype) == (200, "image/svg+xml")
        svg = answer.get_data(as_text=True)
        assert "style" not in svg
        assert "script" not in svg
        said = [each.text or "" for each in ElementTree.fromstring(svg).iter() if each.text]
        figures = [row[0] for row in cells(page, caption).values()]
        assert sorted(each.rsplit(": ", 1)[1] for each in said) == sorted(figures)
    assert mo.open(f"{HERE}/chart/other.svg").status == 404


def test_the_sheet_says_what_the_page_says(quarter: World) -> None:
    mo = quarter.signed_in("mo")
    answer = mo.open(f"{HERE}.csv?period=2026-12").response
    assert answer.headers["Content-Disposition"] == (
        'attachment; filename="numbers-hart-2026-12.csv"'
    )
    rows = list(csv.DictReader(io.StringIO(answer.get_data(as_text=True))))
    page = mo.get(f"{HERE}?period=2026-12")
    became = {row["what"]: [row["shown"]] for row in rows if not row["by"]}
    assert became == cells(page, "Each request once") | cells(page, "The same, added up")
    assert {row["by"] for row in rows} == {"", "Concerns raised", *tables.BY.values()}
    for row in rows:
        assert int(row["at_least"]) <= int(row["at_most"])
    filtered = mo.open(f"{HERE}.csv?period=2026-12&only=language:cy").html
    assert {row["value"] for row in csv.DictReader(io.StringIO(filtered))} == {"Welsh"}


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "+1", "-1", "@SUM(1)"])
def test_no_cell_of_the_sheet_is_a_formula(quarter: World, name: str) -> None:
    """The place's name is typed by its manager, and the sheet is opened elsewhere."""
    Site.update(name=name).where(Site.id == quarter.here.id).execute()
    sheet = quarter.signed_in("mo").open(f"{HERE}.csv?period=2026-12").response
    rows = list(csv.reader(io.StringIO(sheet.get_data(as_text=True))))
    assert {row[0] for row in rows[1:]} == {f"'{name}"}
    assert not [cell for row in rows for cell in row if cell[:1] in "=+-@" and cell]


def test_nobody_but_a_manager_and_only_of_their_own_place(quarter: World) -> None:
    for name in ("alice", "rae"):
        browser = quarter.signed_in(name)
        for path in (HERE, f"{HERE}.csv", f"{HERE}/chart/became.svg"):
            assert browser.open(path).status == 403
    Numbers.update(site=quarter.there.id).execute()
    assert "There are none yet" in quarter.signed_in("mo").get(HERE).text


def test_what_was_deleted_since_changes_nothing(quarter: World) -> None:
    mo = quarter.signed_in("mo")
    before = [mo.get(f"{HERE}?period=2026-1{month}").text for month in (0, 1, 2)]
    for model in (Recording, Decision, Consent):
        model.delete().execute()
    quarter.clock.forward(hours=24)
    mo = quarter.signed_in("mo")
    assert [mo.get(f"{HERE}?period=2026-1{month}").text for month in (0, 1, 2)] == before


def test_a_figure_that_is_held_back_says_so(quarter: World) -> None:
    row = Numbers.get(Numbers.start == "2026-12-01", Numbers.kind == "month")
    row.shown = row.shown | {"hidden": {"language": ["recorded"], "": ["wait"]}}
    Numbers.update(shown=row.shown).where(Numbers.id == row.id).execute()
    mo = quarter.signed_in("mo")
    page = mo.get(HERE)
    assert cells(page, "Each request once")["Asked to wait"] == ["not shown"]
    assert cells(page, "The same, added up")["Asked"] == ["not shown"]
    page = mo.get(f"{HERE}?only=language:en")
    assert cells(page, "Each request once")["Agreed, and recorded"] == ["not shown"]
    assert mo.open(f"{HERE}/chart/became.svg").status == 200
    assert "not shown" in mo.open(f"{HERE}.csv").html
