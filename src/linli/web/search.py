"""Searching everything one may see: each system declares what of its own can be found.

What is found by its words stands in the index of places, with the place where it is. A row of
it is no right to see anything: which place counts is asked with the roles that a source names,
and what is shown comes through the owning part's ``access``, one more time.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from django.urls import reverse
from django.utils.functional import Promise

from linli.people.enums import Role
from linli.people.models import Person
from linli.people.queries import paths_where
from linli.places.actions.indexing import NewFindable, Reindexed, index_anew
from linli.places.queries.findables import references_with
from linli.places.rules.words import LONGEST_TYPED, Phrase, marked, phrases_of, words_of

__all__ = [
    "LONGEST_TYPED",
    "Asked",
    "Found",
    "Group",
    "Hit",
    "Indexed",
    "Page",
    "declare",
    "everybody",
    "rebuild",
    "search",
]

SHOWN = 20
"""Of one kind on a page; who gets more than he can read writes one word more."""

Words = str | Promise
Marked = list[tuple[str, bool]]


@dataclass(frozen=True, slots=True)
class Found:
    """One thing as it is found: what it is called, what stands beside it, and its page."""

    title: str
    beside: str
    to: str


@dataclass(frozen=True, slots=True)
class Indexed:
    """A kind of thing that is found by its words, where somebody holds one of some roles.

    ``everything`` is what its index must hold; ``shown`` is its part's access: of these
    references, those that this person may see now, ready to be shown.
    """

    kind: str
    title: Words
    roles: tuple[Role, ...]
    everything: Callable[[], Iterable[NewFindable]]
    shown: Callable[[Person, Collection[str], datetime], Mapping[str, Found]]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is found without the index, by asking its part: what this person typed, now."""

    kind: str
    title: Words
    found: Callable[[Person, str, datetime], list[Found]]


@dataclass(frozen=True, slots=True)
class Page:
    """A page that is found by its name and by other words for it; ``to`` names its address."""

    title: Words
    words: Words
    to: str
    is_for: Callable[[Person, datetime], bool]


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that was found, with what was searched for marked in it."""

    title: Marked
    beside: Marked
    to: str


@dataclass(frozen=True, slots=True)
class Group:
    """What was found of one kind; ``has_more``: and there is more than is shown."""

    kind: str
    title: Words
    hits: tuple[Hit, ...]
    has_more: bool


_indexed: dict[str, Indexed] = {}
_asked: dict[str, Asked] = {}
_pages: list[Page] = []


def declare(*sources: Indexed | Asked | Page) -> None:
    """Let a system say what of its own can be found; each kind is declared by one, once."""
    for one in sources:
        if isinstance(one, Page):
            _pages.append(one)
            continue
        assert one.kind not in {**_indexed, **_asked}, f"{one.kind} is declared already"
        if isinstance(one, Indexed):
            _indexed[one.kind] = one
        else:
            _asked[one.kind] = one


def everybody(_person: Person, _now: datetime) -> bool:
    """Tell that a page is for whoever is signed in."""
    return True


def search(person: Person, typed: str, *, now: datetime) -> list[Group]:
    """Return what this person may see of what is called so, pages first; nothing for no word."""
    typed = typed.replace("\0", "")[:LONGEST_TYPED].strip()  # PostgreSQL keeps no NUL
    phrases = phrases_of(typed)
    if not phrases:
        return []
    groups = chain(
        [("page", None, _pages_found(person, phrases, now), False)],
        ((one.kind, one.title, one.found(person, typed, now), False) for one in _asked.values()),
        (
            (one.kind, one.title, *_things_found(one, person, phrases, typed, now))
            for one in _indexed.values()
        ),
    )
    return [
        Group(kind, title or "", tuple(_hit(one, typed) for one in found), has_more)
        for kind, title, found, has_more in groups
        if found
    ]


def rebuild() -> dict[str, Reindexed]:
    """Let the whole index be what the tables say; return what was wrong, kind by kind."""
    return {one.kind: index_anew(one.kind, one.everything) for one in _indexed.values()}


def _things_found(
    source: Indexed, person: Person, phrases: tuple[Phrase, ...], typed: str, now: datetime
) -> tuple[list[Found], bool]:
    references = references_with(
        phrases,
        kind=source.kind,
        within=paths_where(person, source.roles, now=now),
        exact=typed.upper(),
        at_most=SHOWN + 1,
    )
    shown = source.shown(person, references, now)
    found = [shown[one] for one in references if one in shown]
    return found[:SHOWN], len(found) > SHOWN


def _pages_found(person: Person, phrases: tuple[Phrase, ...], now: datetime) -> list[Found]:
    return [
        Found(str(one.title), "", reverse(one.to))
        for one in _pages
        if _holds(f" {words_of((str(one.title), str(one.words)))} ", phrases)
        and one.is_for(person, now)
    ]


def _holds(words: str, phrases: tuple[Phrase, ...]) -> bool:
    return all(f" {' '.join(one.words)}{'' if one.is_open else ' '}" in words for one in phrases)


def _hit(found: Found, typed: str) -> Hit:
    return Hit(marked(found.title, typed), marked(found.beside, typed), found.to)
