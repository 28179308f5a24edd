"""What a system brings to the platform's pages: it declares this once, when it starts.

Pages that belong to nobody in particular (home, the frame, histories) know a system by nothing
but what stands here, so that any of them can be switched off.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.http import HttpRequest
from django.utils.functional import Promise

from linli.people import roles as known_roles
from linli.people.enums import Role
from linli.people.models import Person
from linli.people.queries import Acting
from linli.people.rules.roles import DeclaredRole

Words = str | Promise
Held = Sequence[Acting]


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks at a page, as what, and when: all that they act as now, or what they chose."""

    person: Person
    held: Held
    now: datetime


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """A page to go to. The system's ``access`` says who may see it, by what they act as.

    ``says`` is one word, for the menu; ``does`` is what a button says that leads there, and
    ``about`` a sentence beside it. ``url`` names an address without anything to fill in.
    """

    says: Words
    does: Words
    about: Words
    url: str
    may_see: Callable[[Held], bool]


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that waits for a person: what, with its count, and the page where it is done."""

    says: Words
    count: int
    address: str


@dataclass(frozen=True, slots=True)
class Panel:
    """A piece of the home page: a template of the system's own, and what it is given."""

    template: str
    context: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class HistoryKind:
    """A kind of thing whose history can be read: what it is called, and by whom it may be.

    ``may_read`` is asked with the viewer, the thing's name as the ledger has it, and the instant.
    """

    says: Words
    may_read: Callable[[Person, str, datetime], bool]


@dataclass(frozen=True, slots=True)
class Guide:
    """Where somebody begins who is not signed in: who, and what they do."""

    who: Words
    does: Words


@dataclass(frozen=True, slots=True)
class Beginning:
    """Something an installation begins with, as one viewer finds it; it can be done at any time.

    ``rank`` orders the cards of all systems. ``stands`` says how far it is, ``about`` what to do
    now, ``does`` what the button says: it leads to ``address``, or sends the press there where
    ``is_press``.
    """

    rank: int
    says: Words
    stands: Words
    is_done: bool
    about: Words
    does: Words
    address: str
    is_press: bool = False


def _nothing(_viewer: Viewer) -> Sequence[Waiting]:
    return ()


def _no_beginning(_viewer: Viewer) -> Sequence[Beginning]:
    return ()


def _no_panel(_request: HttpRequest, _viewer: Viewer) -> Panel | None:
    return None


@dataclass(frozen=True, slots=True)
class System:
    """One system, as the platform's pages know it.

    Args:
        name: as people call it.
        roles: those it brings.
        also_may: what holders of a role that is not its own may do in it.
        menu: its pages to go to, the most wanted first.
        waiting: what waits for somebody; as many queries whatever waits.
        home: its piece of somebody's home page, None for nothing to show; likewise.
        beginning: what of it somebody may begin with, done or not; likewise.
        history: the kinds of things that it writes into the ledger, by the ledger's word.
        actors: whom its ledger entries name by what they are instead of who.
        promise: what it is good for, in a sentence to a stranger.
        guides: where those begin who never sign in.
    """

    name: Words
    roles: tuple[DeclaredRole, ...] = ()
    also_may: Mapping[Role, tuple[Words, ...]] = field(default_factory=dict)
    menu: tuple[MenuEntry, ...] = ()
    waiting: Callable[[Viewer], Sequence[Waiting]] = _nothing
    home: Callable[[HttpRequest, Viewer], Panel | None] = _no_panel
    beginning: Callable[[Viewer], Sequence[Beginning]] = _no_beginning
    history: Mapping[str, HistoryKind] = field(default_factory=dict)
    actors: Mapping[str, Words] = field(default_factory=dict)
    promise: Words = ""
    guides: tuple[Guide, ...] = ()


_systems: list[System] = []


def declare(system: System) -> None:
    """Let a system say what it brings; what two would bring is a programmer's mistake."""
    taken = {kind for one in _systems for kind in one.history}
    assert not taken & system.history.keys(), "a kind of thing belongs to one system"
    known_roles.declare(*system.roles)
    for role, may in system.also_may.items():
        known_roles.also_may(role, *may)
    _systems.append(system)


def systems() -> Sequence[System]:
    """Return what was declared, in the order in which the systems are installed."""
    return tuple(_systems)


def menu_for(held: Held) -> list[MenuEntry]:
    """Return the pages that whoever acts as this may go to."""
    return [entry for one in _systems for entry in one.menu if entry.may_see(held)]


def beginning_for(viewer: Viewer) -> list[Beginning]:
    """Return what somebody may begin with, in the order of its cards."""
    found = [card for one in _systems for card in one.beginning(viewer)]
    return sorted(found, key=lambda card: card.rank)


def history_kinds() -> dict[str, HistoryKind]:
    """Return every kind of thing whose history can be read, by the ledger's word for it."""
    return {kind: found for one in _systems for kind, found in one.history.items()}


def actors() -> dict[str, Words]:
    """Return whom the ledger names by what they are."""
    return {actor: says for one in _systems for actor, says in one.actors.items()}
