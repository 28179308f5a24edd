"""What a page that asks again sends along, and what a program is told instead of a page."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from django.http import HttpRequest, JsonResponse

from linli.lockers.actions.doors import Door
from linli.lockers.actions.onsite import OnSiteCode
from linli.lockers.views.stages import Stage

DOORS_AT_MOST = 255
_LATEST_S = 1 << 40
"""Seconds since 1970 that Python's datetime can hold, and then some centuries less."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page shows. ``comp`` is 0 while no door is named."""

    stage: Stage
    asked_at: datetime
    comp: int = 0

    def waited(self, now: datetime) -> timedelta:
        """Return how long ago the door was asked for; never less than nothing."""
        return max(timedelta(0), now - self.asked_at)

    @property
    def query(self) -> str:
        """Write it as the query of an address."""
        asked_s = int(self.asked_at.timestamp())
        return urlencode({"seen": self.stage, "asked": asked_s, "door": self.comp})


def shown_by(request: HttpRequest) -> Shown | None:
    """Read what the asking page shows; None when it says nothing sensible.

    The reader could have written it: it decides words on the reader's own page, no more.
    """
    stage, asked = request.GET.get("seen", ""), request.GET.get("asked", "")
    comp = request.GET.get("door", "0")
    if stage not in set(Stage) or not _is_count(asked, _LATEST_S):
        return None
    return Shown(
        stage=Stage(stage),
        asked_at=datetime.fromtimestamp(int(asked), UTC),
        comp=int(comp) if _is_count(comp, DOORS_AT_MOST) else 0,
    )


def told(door: Door, link: str, code: OnSiteCode | None = None) -> JsonResponse:
    """Answer a program that asked for a door; ``link`` is where it can ask what came of it.

    Where ``code`` is given the cabinet is not heard, and shown to its scanner it opens one.
    """
    answer: dict[str, object] = {"door": door.comp, "settled": door.settled, "link": link}
    if code is not None:
        answer |= {"settled": "offline", "code": code.text, "code_until": code.until.isoformat()}
    return JsonResponse(answer)


def _is_count(text: str, most: int) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= len(str(most)) and int(text) <= most
