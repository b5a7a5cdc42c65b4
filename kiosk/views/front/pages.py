"""What a page says of itself where it stands: who may open it, and how it is sent.

Deny by default: a page is closed by its blueprint's audience unless it says `open=True`, and a
page that no `Pages` declared is closed to everyone.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any

from flask import Blueprint, request

Guard = Callable[[], None]


@dataclass(frozen=True)
class Declared:
    """What one page declared. The parts of `front` ask for it; none of them names a page."""

    guard: Guard | None  # raises the refusal that says why not; None: anyone at all
    english: bool = False  # staff's: in English, in its own look, whoever walked here before
    tablet: bool = False  # shown on the clinic's tablet to whoever stands before it
    shared: bool = False  # nobody's content: a browser may keep it
    camera: bool = False  # reads QR codes with the camera: WebAssembly runs here and nowhere else
    worker: bool = False  # may start a service worker
    polled: bool = False  # asked for by a script, so it is no sign that anybody is there
    proved: bool = False  # its person has proved within ten minutes that it is them
    aside: bool = False  # a step aside from a page: what was typed there stays kept
    unready: bool = False  # open to somebody who has yet to set up the second step required here
    upload: bool = False  # takes a file: its request may be larger than any other's
    locked: bool = False  # a locked screen may do it, to the recordings that it had open (K14)


# What a page says of itself; the rest is its blueprint's. A word that is none is Flask's to refuse.
OF_A_PAGE = frozenset(each.name for each in fields(Declared)) - {"guard", "english", "tablet"}
_DECLARED: dict[str, Declared] = {}


class Pages(Blueprint):
    """A blueprint of pages for one audience; without one, every page must say `open=True`."""

    def __init__(
        self,
        name: str,
        import_name: str,
        *,
        audience: Guard | None = None,
        english: bool = False,
        tablet: bool = False,
        url_prefix: str | None = None,
    ) -> None:
        super().__init__(name, import_name, url_prefix=url_prefix)
        self.audience, self.english, self.tablet = audience, english, tablet

    def add_url_rule(
        self,
        rule: str,
        endpoint: str | None = None,
        view_func: Any = None,
        provide_automatic_options: bool | None = None,
        *,
        open: bool = False,  # noqa: A002  # `open=True` is how a page reads best
        audience: Guard | None = None,
        **options: Any,
    ) -> None:
        """As Flask's, with what the page declares (`OF_A_PAGE`); `audience` is its own, else the
        blueprint's.

        Raises:
            ValueError: the page is for no audience, and does not say that it is open.
        """
        guard = None if open else audience or self.audience
        if not open and guard is None:
            raise ValueError(f"{rule}: a page needs an audience, or open=True")
        said = {name: options.pop(name) for name in OF_A_PAGE if name in options}
        name = f"{self.name}.{endpoint or view_func.__name__}"
        _DECLARED[name] = Declared(guard, self.english, self.tablet, **said)
        super().add_url_rule(rule, endpoint, view_func, provide_automatic_options, **options)


def looks_again() -> bool:
    """Whether a script asks for this again and again, so that it is no sign of anybody."""
    page = declared()
    return page is not None and page.polled


def declared(endpoint: str | None = None) -> Declared | None:
    """What the page of this endpoint (else of this request) declared; None for no page of ours."""
    return _DECLARED.get(endpoint or request.endpoint or "")
