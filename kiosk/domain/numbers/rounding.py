"""How a count is shown (M9): to the nearest five, and one to seven as "1 to 7"."""

from dataclasses import dataclass
from typing import Final

FEW: Final = 1  # how "1 to 7" is stored: no other figure is one
MOST_OF_FEW: Final = 7
MIDDLE_OF_FEW: Final = 4
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
class Part:
    """One figure of a total; null: it is not shown. `few` is what "1 to 7" counts as in the sum:
    the middle, or what the other figures that are shown leave for it.
    """

    figure: int | None
    few: float = MIDDLE_OF_FEW


@dataclass(frozen=True)
class Total:
    """A total, made of rounded figures alone, so that it tells nothing that they do not."""

    parts: tuple[Part, ...]

    @property
    def hidden(self) -> bool:
        """Whether a part of it is not shown, and so neither is the total."""
        return any(each.figure is None for each in self.parts)

    @property
    def middle(self) -> int:
        """About how many: a multiple of five, unless it is one single "1 to 7" (then four)."""
        if self._single:
            return MIDDLE_OF_FEW
        total = sum(each.few if each.figure == FEW else each.figure or 0 for each in self.parts)
        nearest = int(total + STEP / 2) // STEP * STEP
        return nearest or (STEP if total else 0)

    @property
    def words(self) -> str:
        """`35`; `about 40` where a part is "1 to 7"; the part itself if it is the only one."""
        if self.hidden:
            return "not shown"
        if self._single:
            return words(FEW)
        about = any(each.figure == FEW for each in self.parts)
        return f"about {self.middle:,}" if about else words(self.middle)

    @property
    def bounds(self) -> Bounds:
        """The least and the most that the true total can be."""
        each = [bounds(part.figure or 0) for part in self.parts]
        return sum(low for low, _high in each), sum(high for _low, high in each)

    @property
    def _single(self) -> bool:
        return [each.figure for each in self.parts if each.figure] == [FEW]
