"""How far something that takes minutes has come, for whoever waits for it."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

EVERY = 1000

Tell = Callable[[str, int], None]  # what is counted, and how many of them were looked at
One = TypeVar("One")


def silent(_what: str, _count: int) -> None:
    """Nobody waits."""


def told(things: Iterable[One], what: str, tell: Tell) -> Iterator[One]:
    """The same things, one by one; every thousandth is told."""
    for count, each in enumerate(things, 1):
        yield each
        if count % EVERY == 0:
            tell(what, count)
