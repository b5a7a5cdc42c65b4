"""*Numbers*: whole weeks and months that are over, rounded, without identities (M9)."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass

from flask import g, request
from werkzeug.wrappers import Response

from kiosk.domain import concern
from kiosk.domain.numbers import tables
from kiosk.domain.numbers.periods import Period
from kiosk.domain.numbers.rounding import Part, Total
from kiosk.domain.numbers.tables import Line
from kiosk.domain.refusals import NotFound
from kiosk.domain.vocabulary import DIMS, OUTCOMES, Dim, Outcome, one_of
from kiosk.store import queries
from kiosk.store.policies import policy_of, published_text
from kiosk.views.front import charts
from kiosk.views.front.downloads import download
from kiosk.views.front.language import english_name
from kiosk.views.front.rendering import page
from kiosk.views.manage import pages

# The columns of what requests are told apart by.
COLUMNS: tuple[tuple[str, tuple[Outcome, ...]], ...] = (
    ("Asked", tables.ASKED),
    ("Agreed", (*tables.AGREED, *tables.CONDITIONS)),
    ("Not agreed", ("not_agreed",)),
    ("Recorded", tables.RECORDED),
)
# The tables by one of these, and the head of each one's first column.
FIRST: Mapping[Dim, str] = {
    "type": "Type",
    "way": "Way in",
    "language": "Language",
    "signer": "Who signed",
    "place": "Place",
}
HALVES: tuple[Dim, ...] = ("reason", "no")
RUN = ("=", "+", "-", "@", "\t", "\r")  # what a formula begins with


@dataclass(frozen=True)
class View:
    """What is looked at: one period, and at most one filter."""

    shown: queries.ShownFigures
    dim: Dim | None = None
    value: str = ""

    @property
    def only(self) -> str:
        """The filter as an address has it: `language:cy`."""
        return f"{self.dim}:{self.value}" if self.dim else ""

    @property
    def words(self) -> str:
        """The filter in words."""
        return f"{tables.BY[self.dim]}: {self.names[self.value]}" if self.dim else ""

    @property
    def names(self) -> Mapping[str, str]:
        """The values of its filter."""
        return values(self.shown, self.dim) if self.dim else {}


@pages.get("/numbers")
def numbers() -> str:
    """The figures of a period, with their tables and charts."""
    made = queries.made_periods(g.site)
    if not made:
        return page("manage/numbers/none.html")
    view = _view(made)
    figures, dim, value = view.shown.figures, view.dim or "", view.value
    return page(
        "manage/numbers/numbers.html",
        view=view,
        periods=made,
        dims=() if view.shown.period.kind == "week" else _filters(view.shown),
        became=tables.outcomes(figures, dim, value),
        sums=tables.sums(figures, dim, value),
        halves=[(each, tables.BY[each], table(view.shown, each)) for each in HALVES],
        tables=[(each, tables.BY[each], FIRST[each], table(view.shown, each)) for each in FIRST],
        columns=[words for words, _outcomes in COLUMNS],
        time=table(view.shown, "time"),
        concerns=_concerns(view.shown),
        address={"period": view.shown.period.key, "only": view.only},
    )


@pages.get("/numbers/chart/<chart>.svg", endpoint="numbers_chart")
def chart(chart: str) -> Response:
    """One chart of the same view, as a picture; the table beside it says the same."""
    view = _view(queries.made_periods(g.site))
    lines = _charted(view, chart)
    rows = [(each.words, each.figures[0].words, _length(each.figures[0])) for each in lines]
    return Response(charts.bars(rows), mimetype="image/svg+xml")


@pages.get("/numbers.csv", endpoint="numbers_csv")
def as_csv() -> Response:
    """Every figure of the same view, and for each the least and the most that it can be."""
    view = _view(queries.made_periods(g.site))
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(("place", "period", "by", "value", "what", "shown", "at_least", "at_most"))
    for by, value, line in _lines(view):
        figure = line.figures[0]
        least, most = ("", "") if figure.hidden else figure.bounds
        where = (g.site.name, view.shown.period.key, by, value)
        rows.writerow((*map(_as_text, (*where, line.words, figure.words)), least, most))
    name = f"numbers-{g.site.slug}-{view.shown.period.key}.csv"
    return download(text.getvalue(), "text/csv", name)


def _as_text(cell: str) -> str:
    """A cell that a spreadsheet shows, and does not work out: a place or an answer may be called
    `=1+1` (CWE-1236).
    """
    return f"'{cell}" if cell.startswith(RUN) else cell


def table(shown: queries.ShownFigures, dim: Dim) -> list[Line]:
    """A table by one dimension, with the columns that it has."""
    if dim == "no":
        columns: list[tuple[Outcome, ...]] = [("not_agreed",)]
    elif dim == "time":
        columns = [tables.DECIDED]
    elif dim == "reason":
        columns = [tables.ASKED]
    else:
        columns = [each for _words, each in COLUMNS]
    lines = tables.by(shown.figures, dim, columns, _names(dim))
    return [each for each in lines if not tables.is_empty(each)]


def values(shown: queries.ShownFigures, dim: Dim) -> dict[str, str]:
    """The values of a dimension that can be chosen, with their words."""
    return tables.values(shown.figures, dim, _names(dim))


def _view(made: list[Period]) -> View:
    """What the address asks for; the newest month (else week), where it says nothing.

    Raises:
        NotFound: there are no figures of such a period here, or there is no such filter.
    """
    asked = request.args.get("period", "")
    wanted = [each for each in made if each.key == asked] if asked else made[:1]
    shown = queries.figures_of(g.site, wanted[0]) if wanted else None
    if shown is None:
        raise NotFound
    name, _colon, value = request.args.get("only", "").partition(":")
    if not name or shown.period.kind == "week":  # a week has no filters: see `publishing`
        return View(shown)
    dim = one_of(DIMS, name)
    if dim is None or value not in values(shown, dim):
        raise NotFound
    return View(shown, dim, value)


def _names(dim: Dim) -> dict[str, str]:
    """The words of the languages, and of what a policy asks besides what every policy does."""
    if dim == "place":
        return _options("where")
    if dim == "reason":
        return _options("reason")
    if dim != "language":
        return {}
    codes = [each.code for each in queries.languages_of(g.site)]
    return {code: english_name(code) for code in codes}


def _options(step: str) -> dict[str, str]:
    if queries.published_policy(g.site) is None:
        return {}
    question = policy_of(published_text(g.site, "en")).question(step)
    known = tables.VALUES["place" if step == "where" else "reason"]
    own = [each for each in question.options if each not in known] if question else []
    return {each: str(question.words["options"][each]["label"]) for each in own if question}


def _filters(shown: queries.ShownFigures) -> list[tuple[Dim, str, dict[str, str]]]:
    return [(dim, tables.BY[dim], values(shown, dim)) for dim in DIMS if dim != "no"]


def _concerns(shown: queries.ShownFigures) -> list[Line]:
    kinds = concern.SHORT.items()
    return [
        Line(kind, words, (Total((Part(shown.concerns.get(kind, 0)),)),)) for kind, words in kinds
    ]


def _charted(view: View, name: str) -> list[Line]:
    figures = view.shown.figures
    if name == "became":
        lines = tables.outcomes(figures, view.dim or "", view.value)
        named = zip(lines, OUTCOMES, strict=True)
        return [Line(each.value, tables.SHORT[o], each.figures) for each, o in named]
    if name == "concerns":
        return _concerns(view.shown)
    charted: tuple[Dim, ...] = ("reason", "no", "time")
    dim = one_of(charted, name)
    if dim is None:
        raise NotFound
    return table(view.shown, dim)


def _length(figure: Total) -> int:
    return 0 if figure.hidden else figure.middle


def _lines(view: View) -> list[tuple[str, str, Line]]:
    """The lines of the sheet: with a filter its own; without one every value of every dimension."""
    figures, found = view.shown.figures, list[tuple[str, str, Line]]()

    def add(by: str, words: str, dim: str = "", value: str = "") -> None:
        both = tables.outcomes(figures, dim, value) + tables.sums(figures, dim, value)
        found.extend((by, words, each) for each in both)

    if view.dim:
        add(tables.BY[view.dim], view.names[view.value], view.dim, view.value)
        return found
    add("", "")
    if view.shown.period.kind == "week":
        return found
    for dim, by, named in _filters(view.shown):
        for value, words in named.items():
            add(by, words, dim, value)
    found += [(tables.BY["no"], each.words, each) for each in table(view.shown, "no")]
    found += [("Concerns raised", each.words, each) for each in _concerns(view.shown)]
    return found
