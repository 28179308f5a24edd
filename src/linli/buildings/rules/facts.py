"""What a fact about a company is: its type, its unit, how long it holds, who may read it.

A fact is written down as a text and read as a value of its own type: a count is an ``int``, a
flag a ``bool``, a day a ``date``, a choice the text of its ``TextChoices``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from unicodedata import normalize

from linli.buildings.enums.companies import (
    CompanySize,
    FactKey,
    FactLevel,
    FactPurpose,
    FactSource,
    FactStanding,
    FactType,
    RevenueBand,
    Unit,
    YesNo,
)
from linli.buildings.errors.companies import FactUnreadable

Value = int | bool | date | str
Words = type[CompanySize] | type[RevenueBand] | type[YesNo]

MOST = 99_999_999
"""People, or 万元: nobody's company has more."""

MOST_PERCENT = 100
OLDEST_YEAR, NEWEST_YEAR = 1840, 2100
"""The oldest firms of Shanghai date from the opening of its port; no lease outlives the century."""

QUARTER, HALF_YEAR, YEAR, THREE_YEARS = 92, 183, 366, 3 * 366
"""Days, with one to spare: what is told each year is not expired on the day it is told anew."""


@dataclass(frozen=True, slots=True)
class FactSpec:
    """One fact of the closed list.

    ``lasts`` is days from ``as_of`` until nobody relies on it, None for ever. ``level`` is who
    may read it unless whoever notes it says otherwise. ``most`` bounds a count.
    """

    kind: FactType
    lasts: int | None
    level: FactLevel
    unit: Unit = Unit.NONE
    choices: Words | None = None
    most: int = MOST


def _count(unit: Unit, lasts: int, level: FactLevel, most: int = MOST) -> FactSpec:
    return FactSpec(FactType.COUNT, lasts, level, unit, most=most)


def _flag(lasts: int, level: FactLevel) -> FactSpec:
    return FactSpec(FactType.FLAG, lasts, level, choices=YesNo)


_PUBLIC, _DISTRICT = FactLevel.PUBLIC, FactLevel.DISTRICT
_SECRETARY, _COMMITTEE = FactLevel.SECRETARY, FactLevel.COMMITTEE

SPECS: Mapping[FactKey, FactSpec] = {
    FactKey.EMPLOYEES: _count(Unit.PEOPLE, HALF_YEAR, _COMMITTEE),
    FactKey.INSURED: _count(Unit.PEOPLE, HALF_YEAR, _DISTRICT),
    FactKey.GRADUATES: _count(Unit.PEOPLE, YEAR, _DISTRICT),
    FactKey.YOUNG: _count(Unit.PEOPLE, YEAR, _DISTRICT),
    FactKey.DISABLED: _count(Unit.PEOPLE, YEAR, _SECRETARY),
    FactKey.PARTY_MEMBERS: _count(Unit.PEOPLE, YEAR, _SECRETARY),
    FactKey.SIZE: FactSpec(FactType.CHOICE, YEAR, _DISTRICT, choices=CompanySize),
    FactKey.REVENUE: FactSpec(FactType.CHOICE, YEAR, _SECRETARY, choices=RevenueBand),
    FactKey.CAPITAL: _count(Unit.TEN_THOUSAND, THREE_YEARS, _PUBLIC),
    FactKey.RESEARCH: _count(Unit.PERCENT, YEAR, _SECRETARY, MOST_PERCENT),
    FactKey.PATENTS: _count(Unit.PIECES, YEAR, _PUBLIC),
    FactKey.FOUNDED_ON: FactSpec(FactType.DAY, None, _PUBLIC),
    FactKey.REGISTERED_HERE: _flag(YEAR, _PUBLIC),
    FactKey.HIGH_TECH: _flag(THREE_YEARS, _PUBLIC),
    FactKey.SPECIALISED: _flag(THREE_YEARS, _PUBLIC),
    FactKey.LISTED: _flag(YEAR, _PUBLIC),
    FactKey.FOREIGN: _flag(THREE_YEARS, _PUBLIC),
    FactKey.PARTY_BRANCH: _flag(YEAR, _DISTRICT),
    FactKey.UNION: _flag(YEAR, _DISTRICT),
    FactKey.LEASE_ENDS: FactSpec(FactType.DAY, YEAR, _COMMITTEE),
    FactKey.EXPANDS: _flag(QUARTER, _COMMITTEE),
    FactKey.CANTEEN: _flag(HALF_YEAR, _COMMITTEE),
    FactKey.MEALS: _count(Unit.MEALS, HALF_YEAR, _COMMITTEE),
    FactKey.PARKING: _count(Unit.SPACES, HALF_YEAR, _COMMITTEE),
}
"""Every fact there is. A certificate of high technology holds for three years: 《高新技术企业认定
管理办法》, article 10; other times are how soon a company of an office tower has changed."""


@dataclass(frozen=True, slots=True)
class FactRead:
    """What is known of one fact of one company on one day.

    ``value`` is what can be relied on, None unless ``standing`` is KNOWN. ``last`` is what was
    last known, also where it is expired; None where nothing ever was. ``id`` is the fact's
    number, 0 where there is none.
    """

    key: FactKey
    standing: FactStanding
    value: Value | None = None
    last: Value | None = None
    as_of: date | None = None
    expires_on: date | None = None
    source: FactSource | None = None
    level: FactLevel = FactLevel.SECRETARY
    purpose: FactPurpose | None = None
    id: int = 0


UNKNOWN: Mapping[FactKey, FactRead] = {
    key: FactRead(key, FactStanding.UNKNOWN, level=spec.level) for key, spec in SPECS.items()
}
"""What is read of a fact of which nothing is known."""


def standing_on(expires_on: date | None, *, today: date) -> FactStanding:
    """Tell whether a fact that is there can be relied on; on the day it expires it cannot."""
    is_over = expires_on is not None and expires_on <= today
    return FactStanding.EXPIRED if is_over else FactStanding.KNOWN


def expiry_of(key: FactKey, as_of: date) -> date | None:
    """Return the day on which a fact expires of which nobody says when; None: never."""
    lasts = SPECS[key].lasts
    return None if lasts is None else as_of + timedelta(days=lasts)


def read_value(key: FactKey, typed: str) -> Value:
    """Return a fact's value from what somebody typed, or a table holds.

    Full-width digits, spaces, separators of thousands and the words in the reader's language
    for yes, no and each choice are understood.

    Raises:
        FactUnreadable: it is none, with how one is written.
    """
    found = _read(SPECS[key], normalize("NFKC", typed).strip().lower())
    if found is None:
        raise FactUnreadable(what=str(key.label), form=form_of(key))
    return value_of(key, found)


def value_of(key: FactKey, kept: str) -> Value:
    """Return the value of a fact that was written down."""
    match SPECS[key].kind:
        case FactType.COUNT:
            return int(kept)
        case FactType.FLAG:
            return kept == YesNo.YES
        case FactType.DAY:
            return date.fromisoformat(kept)
        case _:
            return kept


def written(value: Value) -> str:
    """Return how a value is written down."""
    if isinstance(value, bool):
        return YesNo.YES.value if value else YesNo.NO.value
    return value.isoformat() if isinstance(value, date) else str(value)


def shown(key: FactKey, value: Value) -> str:
    """Return a value in words, with its unit, in the reader's language."""
    spec = SPECS[key]
    if spec.choices is not None:
        return str(spec.choices(written(value)).label)
    return f"{written(value)} {spec.unit.label}".strip()


def form_of(key: FactKey) -> str:
    """Return how a fact's value is typed: its bounds, a day, or the words to choose from."""
    spec = SPECS[key]
    match spec.kind:
        case FactType.COUNT:
            return f"0–{spec.most} {spec.unit.label}"
        case FactType.DAY:
            return "2026-03-02"
        case _:
            return " / ".join(_words_of(spec).values())


def _read(spec: FactSpec, text: str) -> str | None:
    match spec.kind:
        case FactType.COUNT:
            return _read_count(text, spec.most)
        case FactType.DAY:
            return _read_day(text)
        case _:
            return _read_word(text, _words_of(spec))


def _words_of(spec: FactSpec) -> dict[str, str]:
    assert spec.choices is not None, "a flag and a choice have their words"
    return {value: str(label) for value, label in spec.choices.choices}


def _read_count(text: str, most: int) -> str | None:
    digits = text.replace(",", "").replace(" ", "")
    if not (digits.isascii() and digits.isdigit()) or len(digits) > len(str(MOST)):
        return None
    return str(int(digits)) if int(digits) <= most else None


def _read_day(text: str) -> str | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day.isoformat() if OLDEST_YEAR <= day.year <= NEWEST_YEAR else None


def _read_word(text: str, words: Mapping[str, str]) -> str | None:
    known = {normalize("NFKC", word).lower(): value for value, word in words.items()}
    return text if text in words else known.get(text)
