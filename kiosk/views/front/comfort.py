"""Reading comfort: text size, contrast and colours, kept for this patient only (issue 3, 10).

The choice is a cookie of three plain words that ends with the browser's session, and is dropped
when the patient leaves. The pages carry it as classes; everything else is CSS.
"""

from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from flask import Flask, g, redirect, request, url_for
from werkzeug.wrappers import Response

from kiosk.domain.sentences import say
from kiosk.views.front import cookies
from kiosk.views.front.pages import Pages, declared

pages = Pages("comfort", __name__)


@dataclass(frozen=True)
class Choice:
    """One thing that can be chosen: its title, and the words of each value, the usual first."""

    title: str
    words: dict[str, str]

    @property
    def usual(self) -> str:
        """The value of a page on which nothing was chosen."""
        return next(iter(self.words))


# Each value but the usual one is a class of the page.
CHOICES = {
    "size": Choice(
        say("Text size"),
        {"normal": say("Normal"), "large": say("Large"), "largest": say("Largest")},
    ),
    "contrast": Choice(say("Contrast"), {"usual": say("Usual"), "high": say("High")}),
    "colours": Choice(
        say("Colours"),
        {"device": say("As on this device"), "light": say("Light"), "dark": say("Dark")},
    ),
}
USUAL = {name: choice.usual for name, choice in CHOICES.items()}
QUERY = "=&%+-._~"


@dataclass(frozen=True)
class Comfort:
    """What this patient chose, and where choosing leads back to."""

    chosen: dict[str, str]
    back: str


def install(app: Flask) -> None:
    """Give templates `comfort()`, `page_classes()`, `here()`, and what can be chosen."""
    app.jinja_env.globals.update(comfort=comfort, page_classes=page_classes, here=here)
    app.jinja_env.globals["comfort_choices"] = CHOICES


@pages.post("/comfort", open=True)
def choose() -> Response:
    """Keep what was chosen for this patient, and show the same page again."""
    kept = _valid(chosen() | request.form.to_dict())
    response = redirect(back_to(request.form.get("back", "")), 303)
    if kept == USUAL:
        return cookies.drop(response, "comfort")
    return cookies.write(response, "comfort", ".".join(kept.values()))


def comfort() -> Comfort | None:
    """What the "Text and colours" control shows; None on the staff's pages.

    They keep their own look: K1's colours are measured as they are. A page that browsers keep for
    everyone has nobody's choice on it, and no form.
    """
    return None if _staffs() or _kept_for_all() else Comfort(chosen(), here())


def _staffs() -> bool:
    page = declared()
    return (page is not None and page.english) or "staff" in g


def _kept_for_all() -> bool:
    page = declared()
    return page is not None and page.shared


def here(*without: str) -> str:
    """The address of this page, to come back to, `without` these parts of its query."""
    asked = request.query_string.decode("latin-1").split("&")
    kept = [each for each in asked if each.partition("=")[0] not in without]
    query = quote("&".join(kept), safe=QUERY)
    return quote(request.path) + (f"?{query}" if query else "")


def chosen() -> dict[str, str]:
    """What the cookie says, with the usual where it says nothing that can be chosen."""
    return _valid(dict(zip(CHOICES, cookies.read("comfort").split("."), strict=False)))


def page_classes(*, on_kiosk: bool) -> str:
    """The classes of the whole page: where it is shown, and how the patient likes to read."""
    classes = ["kiosk"] if on_kiosk else []
    if not _staffs():
        classes += ["patient"]
        held = USUAL if _kept_for_all() else chosen()
        classes += [f"{name}-{value}" for name, value in held.items()]
    return " ".join(classes)


def _valid(asked: dict[str, str]) -> dict[str, str]:
    return {
        name: asked[name] if asked.get(name) in choice.words else choice.usual
        for name, choice in CHOICES.items()
    }


def back_to(path: str) -> str:
    """A path of this server, else the start: the form's field may have been tampered with."""
    parts = urlsplit(path)
    ours = path.startswith("/") and not path.startswith("//") and not parts.netloc
    plain = path.isprintable() and "\\" not in path
    return path if ours and plain else url_for("public.home")
