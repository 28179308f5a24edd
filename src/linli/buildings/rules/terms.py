"""What a term in a seat is."""

from datetime import date

LONGEST_YEARS = 5
"""As long as a residents' committee is elected for. Source: 《城市居民委员会组织法》, article 8."""

SOON_DAYS = 60
"""Before a term ends its seat is to be filled anew: time for notice, nominations and a vote."""


def is_term(begins_on: date, ends_on: date) -> bool:
    """Tell whether somebody can sit from one day to another: at least a day, at most five years."""
    return begins_on < ends_on and _years_and_days(ends_on) <= (
        begins_on.year + LONGEST_YEARS,
        begins_on.month,
        begins_on.day,
    )


def is_ending(ends_on: date, *, today: date) -> bool:
    """Tell whether a seat is to be filled soon, or its term is over already."""
    return (ends_on - today).days <= SOON_DAYS


def _years_and_days(day: date) -> tuple[int, int, int]:
    return day.year, day.month, day.day
