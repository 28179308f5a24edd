"""Until when somebody is a child, told by the year of birth alone, and what comes then."""

from datetime import datetime, timedelta, timezone
from enum import Enum, auto

CHILD_UNTIL = 14
"""Years of age. Source: 《个人信息保护法》 (PIPL), article 31: 不满十四周岁."""

OF_AGE = 18
"""Years of age. Source: 《民法典》, article 17."""

ANSWERS_WITHIN = timedelta(days=60)
"""For somebody who has turned fourteen to say whether their data may stay."""

_SHANGHAI = timezone(timedelta(hours=8))
"""China has one time, without summer time. Written out: a rule reads no table of time zones."""


class Stage(Enum):
    """Who decides over what is kept about a young person."""

    CHILD = auto()
    """The guardian alone."""
    ASKED = auto()
    """They themselves are to decide, and have not yet."""
    OWN = auto()
    """They agreed themselves."""


def childhood_ends(birth_year: int) -> datetime:
    """Return from when on everybody who was born in a year is fourteen.

    The day of birth is not kept: whoever turns fourteen during a year counts as a child until
    it is over, which asks the guardian for longer and never too short.
    """
    return datetime(birth_year + CHILD_UNTIL + 1, 1, 1, tzinfo=_SHANGHAI)


def answers_until(birth_year: int) -> datetime:
    """Return until when somebody who turned fourteen may agree themselves."""
    return childhood_ends(birth_year) + ANSWERS_WITHIN


def of_age(birth_year: int) -> datetime:
    """Return from when on everybody who was born in a year is of age: then nothing stays."""
    return datetime(birth_year + OF_AGE + 1, 1, 1, tzinfo=_SHANGHAI)


def is_child_s(birth_year: int, *, now: datetime) -> bool:
    """Tell whether somebody born in a year is a child, and is born."""
    this_year = now.astimezone(_SHANGHAI).year
    return this_year - CHILD_UNTIL <= birth_year <= this_year


def stage(birth_year: int, *, has_agreed: bool, now: datetime) -> Stage:
    """Tell who decides now. From the very instant of ``childhood_ends`` on it is not a child."""
    if has_agreed:
        return Stage.OWN
    return Stage.CHILD if now < childhood_ends(birth_year) else Stage.ASKED
