"""Numbers in addresses: plain ones, and the unguessable part of a card's address.

That part stands for the number of the consent. Pages go by the number, as they always did: here
alone an address becomes one, and back.
"""

from functools import partial

from flask import Flask
from werkzeug.routing import BaseConverter, Map, ValidationError

from kiosk import links
from kiosk.domain.refusals import NotFound

CARD = "<card:number>"  # what a page's rule says
NUMBER = "<int(max=2147483647):number>"  # the same of a row that is nobody's secret


class _Card(BaseConverter):
    regex = r"[A-Za-z0-9_-]{32}"

    def __init__(self, app: Flask, url_map: Map) -> None:
        super().__init__(url_map)
        self.app = app

    def to_python(self, value: str) -> int:
        try:
            return links.read_card(self.app.extensions["secrets"], value)
        except NotFound:
            raise ValidationError from None

    def to_url(self, value: int) -> str:
        return links.card_key(self.app.extensions["secrets"], value)


def install(app: Flask) -> None:
    """Before any page is registered."""
    app.url_map.converters["card"] = partial(_Card, app)  # type: ignore[assignment]
