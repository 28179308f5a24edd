"""How a line of the matrix is written: who is let in by an address, and what others are told."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from django.urls import reverse
from tests.server.matrix_people import IDENTITIES, STRANGERS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from tests.server.matrix_world import World

IN, SIGN_IN, NO, HIDDEN, NOT_SO = "in", "sign in", "no", "hidden", "not so"
"""Let in; told to sign in; refused, 403; told that there is no such thing, 404; not so, 405."""

Who = frozenset[str]
Body: TypeAlias = "Callable[[World, str], Mapping[str, object]]"

ALL: Who = frozenset(IDENTITIES)
KNOWN: Who = ALL - STRANGERS
HOLDS_NOTHING: Who = frozenset({"nobody", "ended"})
GIVERS: Who = frozenset({"district_steward", "steward", "next_steward", "far_steward"})
"""Stewards in their own right: they give roles, which who stands in for one does not."""
STEWARDS: Who = GIVERS | {"stand_in"}
OVER_US: Who = frozenset({"district_steward", "steward"})
STEWARDS_HERE: Who = OVER_US | {"stand_in"}
KEEP_HERE: Who = STEWARDS_HERE | {"secretary"}
KEEP: Who = STEWARDS | {"secretary"}
"""Who keeps a committee: here, or anywhere."""
CREW_HERE: Who = STEWARDS_HERE | {"crew"}
WATCH_HERE: Who = CREW_HERE | {"property"}
WATCH: Who = WATCH_HERE | STEWARDS | {"next_crew", "next_property", "far_crew"}


@dataclass(frozen=True)
class Rule:
    """Who is let in by a method, and what all others are told.

    ``others`` is what those we know are told, ``strangers`` what those are whom we do not.
    """

    who: Who
    others: str = HIDDEN
    strangers: str = SIGN_IN
    refused: Who = frozenset()
    """Of those we know, who knows of the thing but may not: told so."""

    def of(self, identity: str) -> str:
        """What one is told."""
        if identity in self.who:
            return IN
        if identity in self.refused:
            return NO
        return self.strangers if identity in STRANGERS else self.others

    @property
    def is_alike(self) -> bool:
        """Whether it asks for nobody: then a few stand for all."""
        return self.who == ALL or (not self.who and self.others == self.strangers)


def anyone() -> Rule:
    """Everybody is let in, whoever they are."""
    return Rule(ALL)


def only(
    who: Collection[str],
    others: str = HIDDEN,
    strangers: str = SIGN_IN,
    no: Collection[str] = frozenset(),
) -> Rule:
    """These are let in."""
    return Rule(frozenset(who), others, strangers, frozenset(no))


def nobody(told: str = HIDDEN) -> Rule:
    """Nobody is, whoever they are, and all are told the same."""
    return Rule(frozenset(), told, told)


def none_of_us(no: Collection[str] = frozenset()) -> Rule:
    """Nobody is; whom we do not know is asked to sign in, and then learns no more."""
    return only((), no=no)


def says(*own: str, **form: str) -> Body:
    """The same form for everybody; "{crew}" stands for what the world has by that name.

    ``own`` names what is one's own in each form: the grant, the sign-in, oneself.
    """

    def body(world: World, who: str) -> Mapping[str, object]:
        given = {name: value.format(**world.names) for name, value in form.items()}
        return given | {name: world.own(name, who) for name in own}

    return body


NOTHING = says()
"""A form that is not filled in."""


@dataclass(frozen=True)
class Wall:
    """One address with one thing in it, and who passes by which method; None: not so."""

    name: str
    get: Rule | None
    post: Rule | None
    args: Mapping[str, str] = field(default_factory=dict)
    body: Body = NOTHING
    query: str = ""
    key: str = ""
    """What a program shows."""
    has_head: bool = True
    here: bool = False
    """Whether it is asked for on the machine itself."""
    by: tuple[str, ...] = ()
    """By whom it is tried, where everybody tries another line behind the same guard."""
    free: str = ""
    """Why its form needs no proof that it came from a page of ours."""

    def path(self, world: World) -> str:
        """The address."""
        args = {name: value.format(**world.names) for name, value in self.args.items()}
        return reverse(self.name, kwargs=args) + self.query

    def headers(self, world: World) -> dict[str, str]:
        """What is sent besides."""
        told = {"REMOTE_ADDR": "127.0.0.1"} if self.here else {}
        if self.key:
            told["HTTP_AUTHORIZATION"] = self.key.format(**world.names)
        return told
