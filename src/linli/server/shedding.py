"""Sheds load by class: doors before pages before reports."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from threading import BoundedSemaphore

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from linli.kernel.errors import Unavailable
from linli.web.problems import PROGRAMS, answer

Answer = Callable[[HttpRequest], HttpResponse]


class Kind(StrEnum):
    """What a request is for, the most urgent first."""

    DOORS = "doors"
    PAGES = "pages"
    REPORTS = "reports"


FIRST_WORDS: Mapping[str, Kind | None] = {
    "c": Kind.DOORS,
    "d": Kind.DOORS,
    "o": Kind.DOORS,
    "p": Kind.DOORS,
    "q": Kind.DOORS,
    "api": Kind.REPORTS,
    "exports": Kind.REPORTS,
    "ledger": Kind.REPORTS,
    "metrics": Kind.REPORTS,
    "reports": Kind.REPORTS,
    "health": None,
}
"""What a path's first word tells. Health is asked most when all else is refused: never shed."""

COME_AGAIN_S = {Kind.DOORS: 1, Kind.PAGES: 2, Kind.REPORTS: 10}
"""When to try again: a person at a door waits for it, a report can wait for the noon to end."""


class TooManyAtOnce(Unavailable):
    """More ask for pages of this kind than are answered at once."""

    says = _("现在打开的人太多，请过几秒再试。")


def kind_of(path: str) -> Kind | None:
    """Return what a path is for; None where load never matters."""
    if path.startswith(PROGRAMS):
        return Kind.PAGES  # platforms announce their orders while the noon lasts
    return FIRST_WORDS.get(path[1:].partition("/")[0], Kind.PAGES)


class SheddingMiddleware:
    """Answer only so many of each class at once, so that pages leave threads to the doors.

    Whoever comes beyond that is told at once to come again, and holds no thread meanwhile.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response
        most = settings.AT_ONCE
        self._slots = {kind: BoundedSemaphore(most[kind.value]) for kind in Kind}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, or refuse in a sentence."""
        kind = kind_of(request.path_info)
        if kind is None:
            return self.get_response(request)
        slots = self._slots[kind]
        if not slots.acquire(blocking=False):
            refused = answer(request, TooManyAtOnce())
            refused.headers["Retry-After"] = str(COME_AGAIN_S[kind])
            return refused
        try:
            return self.get_response(request)
        finally:
            slots.release()
