"""How old somebody is: in years for the rules, in words for whoever matches the person (K1)."""

import datetime

WEEKS_UNTIL, MONTHS_UNTIL = 12, 24  # a baby is counted in days to 2 weeks, in weeks, in months


def years(born: datetime.date, on: datetime.date) -> int:
    """Whole years on a day."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def words(born: datetime.date, on: datetime.date) -> str:
    """`10 days`, `7 weeks`, `14 months`, `77 years`: as is said of somebody of that age."""
    days = (on - born).days
    months = 12 * (on.year - born.year) + on.month - born.month - (on.day < born.day)
    if days < 14:
        return _counted(days, "day")
    if days < 7 * WEEKS_UNTIL:
        return _counted(days // 7, "week")
    if months < MONTHS_UNTIL:
        return _counted(months, "month")
    return _counted(years(born, on), "year")


def _counted(number: int, unit: str) -> str:
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"
