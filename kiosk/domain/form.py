"""What was posted, as far as the domain looks at it."""

from typing import Protocol


class Form(Protocol):
    """The part of werkzeug's MultiDict that the domain's parsers use."""

    def get(self, key: str, default: str) -> str:
        """The first value under this name."""

    def getlist(self, key: str) -> list[str]:
        """Every value under this name."""
