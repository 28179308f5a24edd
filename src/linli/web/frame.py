"""The frame around every page of somebody who is signed in: where to go, and as what one acts."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from linli.kernel import clock
from linli.notices.queries import unread_of
from linli.people.models import Person
from linli.people.queries import Acting, acting_as
from linli.web.systems import MenuEntry, Viewer, menu_for

_CHOSEN = "linli.acting"
_FOUND = "linli.frame"

EVERYTHING = 0
"""Chosen by who wants to see all that they act as; no grant has this number."""


@dataclass(frozen=True, slots=True)
class Link:
    """A page to go to. ``is_here``: it is this one, or this one belongs to it."""

    entry: MenuEntry
    address: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """What the frame shows. ``acting`` is all that one acts as, ``chosen`` the grant to show."""

    viewer: Viewer
    acting: tuple[Acting, ...]
    chosen: int
    links: tuple[Link, ...]

    @property
    def unread(self) -> int:
        """How much of what one was told is new; one query, asked by the page that shows it."""
        return unread_of(self.viewer.person)


def frame_of(request: HttpRequest) -> Frame | None:
    """Return the frame of whoever is signed in, None for strangers; one query, once a request."""
    if not isinstance(request.user, Person):
        return None
    found = request.META.get(_FOUND)
    if not isinstance(found, Frame):
        found = request.META[_FOUND] = _frame(request, request.user)
    return found


def choose(request: HttpRequest, grant: int) -> bool:
    """Show from now on, in this browser, what one acts as by this grant, or everything.

    Return whether it could be: no other than one of one's own that holds now.
    """
    frame = frame_of(request)
    known = {EVERYTHING} if frame is None else {EVERYTHING, *(one.grant for one in frame.acting)}
    if grant not in known:
        return False
    request.session[_CHOSEN] = grant
    request.META.pop(_FOUND, None)
    return True


def _frame(request: HttpRequest, person: Person) -> Frame:
    now = clock.now()
    acting = tuple(acting_as(person, now=now))
    wanted = request.session.get(_CHOSEN, EVERYTHING)
    held = tuple(one for one in acting if one.grant == wanted)  # none, once it has ended
    return Frame(
        viewer=Viewer(person, held or acting, now),
        acting=acting,
        chosen=held[0].grant if held else EVERYTHING,
        links=_links(request.path, menu_for(held or acting)),
    )


def _links(path: str, entries: Sequence[MenuEntry]) -> tuple[Link, ...]:
    """Return the menu. Of two addresses that a page could belong to, it belongs to the longer."""
    leads = [(entry, reverse(entry.url)) for entry in entries]
    here = max((to for _, to in leads if path.startswith(to)), key=len, default=None)
    return tuple(Link(entry, to, to == here) for entry, to in leads)
