"""How a count is shown (M9): to the nearest five, and one to seven as "1 to 7"."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

FEW: Final = 1  # how "1 to 7" is stored: no other figure is one
MOST_OF_FEW: Final = 7
MIDDLE_OF_FEW: Final = 4  # what "1 to 7" counts as in a total
STEP: Final = 5
Bounds = tuple[int, int]  # the least and the most that a figure says of the true count


def rounded(count: int) -> int:
    """A true count as it is stored and shown: 0, `FEW`, or a multiple of five from ten up."""
    if count <= MOST_OF_FEW:
        return FEW if count else 0
    return (count + STEP // 2) // STEP * STEP


def bounds(figure: int) -> Bounds:
    """What anybody knows of the true count, who sees the figure: 10 is 8 to 12."""
    if figure == 0:
        return 0, 0
    if figure == FEW:
        return 1, MOST_OF_FEW
    return figure - STEP // 2, figure + STEP // 2


def words(figure: int) -> str:
    """`1 to 7`, or the number."""
    return f"1 to {MOST_OF_FEW}" if figure == FEW else f"{figure:,}"


@dataclass(frozen=True)
class Total:
    """A total, made of rounded figures alone, so that it tells nothing that they do not.

    Null among its parts: one that is not shown, and so neither is the total.
    """

    parts: tuple[int | None, ...]

    @classmethod
    def of(cls, parts: Iterable["int | None | Total"]) -> "Total":
        """The sum of figures, and of other totals."""
        found: list[int | None] = []
        for each in parts:
            found.extend(each.parts if isinstance(each, Total) else [each])
        return cls(tuple(found))

    @property
    def hidden(self) -> bool:
        """Whether a part of it is not shown."""
        return None in self.parts

    @property
    def middle(self) -> int:
        """About how many: a multiple of five, unless it is one single "1 to 7" (then four)."""
        few = self._counted.count(FEW)
        if few == 1 and sum(self._counted) == FEW:
            return MIDDLE_OF_FEW
        exact = sum(self._counted) - few
        return (exact + MIDDLE_OF_FEW * few + STEP // 2) // STEP * STEP

    @property
    def words(self) -> str:
        """`35`; `about 40` where a part is "1 to 7"; the part itself if it is the only one."""
        if self.hidden:
            return "not shown"
        few = self._counted.count(FEW)
        if few == 1 and sum(self._counted) == FEW:
            return words(FEW)
        return f"about {self.middle:,}" if few else words(self.middle)

    @property
    def bounds(self) -> Bounds:
        """The least and the most that the true total can be."""
        each = [bounds(figure) for figure in self._counted]
        return sum(low for low, _high in each), sum(high for _low, high in each)

    @property
    def _counted(self) -> list[int]:
        return [each for each in self.parts if each is not None]
