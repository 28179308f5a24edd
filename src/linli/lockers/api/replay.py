"""The way in for programs: what the installation's own replay needs of a tower.

JSON in and out, ``Authorization: Bearer`` with the replay key of the data folder. The food
platforms' interface is another one and stands on the same actions.
"""

from collections.abc import Callable
from functools import wraps
from typing import Annotated, TypeVar

import msgspec
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods
from msgspec import Meta, Struct

from linli.kernel.clock import now
from linli.lockers import access
from linli.lockers.actions import doors
from linli.lockers.actions.towers import put_up_replay
from linli.lockers.errors import BodyUnreadable, KeyUnknown
from linli.lockers.queries.towers import building_of, messages_after, standing, tally
from linli.wire.messages import CabinetCode, CompartmentNo, Configure, DepositCode, Sentence

Body = TypeVar("Body")
Handler = Callable[..., HttpResponse]
BEARER = "Bearer "


LONGEST_CID = 39
"""Characters: asked once more, a command's name grows by one. Source: wire.messages.CommandId."""

Cid = Annotated[str, Meta(min_length=1, max_length=LONGEST_CID)]


class TowerRequest(Struct, frozen=True, forbid_unknown_fields=True):
    """A tower to put up: so many cabinets of so many doors, with these times."""

    name: Annotated[str, Meta(max_length=40, pattern=r"^[^\x00-\x1f\x7f]+$")]
    cabinets: Annotated[int, Meta(ge=1, le=26)]
    doors: Annotated[int, Meta(ge=1, le=255)]
    times: Configure


class RecallRequest(Struct, frozen=True, forbid_unknown_fields=True):
    """A meal to be taken out by the crew, or thrown away."""

    deposit: DepositCode
    reason: Annotated[str, Meta(min_length=2, max_length=100)]
    cid: Cid
    dispose: bool = False


class ClearRequest(Struct, frozen=True, forbid_unknown_fields=True):
    """A compartment to be looked into by the crew."""

    cabinet: CabinetCode
    comp: CompartmentNo
    reason: Sentence
    cid: Cid


def for_replay(*methods: str) -> Callable[[Handler], Handler]:
    """Let in who shows the installation's replay key, and nobody else.

    No cookie is looked at, so there is nothing for a forged form to ride on.
    """

    def guard(view: Handler) -> Handler:
        @csrf_exempt
        @require_http_methods(list(methods))
        @wraps(view)
        def guarded(request: HttpRequest, **named: str) -> HttpResponse:
            shown = request.headers.get("Authorization", "")
            if not shown.startswith(BEARER) or not access.is_replay(shown.removeprefix(BEARER)):
                raise KeyUnknown
            return view(request, **named)

        return guarded

    return guard


@for_replay("POST")
def towers(request: HttpRequest) -> HttpResponse:
    """Put up a tower; answers its code and the settings of its cabinets' agents."""
    body = _read(request, TowerRequest)
    code, configs = put_up_replay(
        name=body.name, cabinets=body.cabinets, doors=body.doors, times=body.times, now=now()
    )
    cabinets = [{"code": one["cabinet"], "number": one["number"], "config": one} for one in configs]
    return _answer({"tower": code, "cabinets": cabinets}, status=201)


@for_replay("GET")
def tower_tally(_request: HttpRequest, *, tower: str) -> HttpResponse:
    """What became of every deposit of a tower, and how far its journals are."""
    return _answer(tally(building_of(tower)))


@for_replay("GET")
def tower_standing(_request: HttpRequest, *, tower: str) -> HttpResponse:
    """Every deposit of a tower that has not ended, and every door that wants looking into."""
    return _answer(standing(building_of(tower)))


@for_replay("POST")
def tower_recall(request: HttpRequest, *, tower: str) -> HttpResponse:
    """Open a meal's door for the crew."""
    body = _read(request, RecallRequest)
    door = doors.recall(
        actor="replay",
        buildings=[building_of(tower)],
        deposit=body.deposit,
        dispose=body.dispose,
        reason=body.reason,
        cid=body.cid,
        now=now(),
    )
    return _answer(door)


@for_replay("POST")
def tower_clear(request: HttpRequest, *, tower: str) -> HttpResponse:
    """Open a door for the crew to look behind it."""
    body = _read(request, ClearRequest)
    door = doors.clear(
        actor="replay",
        buildings=[building_of(tower)],
        cabinet=body.cabinet,
        comp=body.comp,
        reason=body.reason,
        cid=body.cid,
        now=now(),
    )
    return _answer(door)


@for_replay("GET")
def notices(request: HttpRequest) -> HttpResponse:
    """What the owners of a tower's meals were told after a number, oldest first."""
    after = request.GET.get("after", "0")
    if not after.isdecimal() or len(after) > 18:  # noqa: PLR2004  # digits of a 64-bit number
        raise BodyUnreadable(why="after")
    building = building_of(request.GET.get("tower", ""))
    told = [
        {
            "id": one.id,
            "deposit": one.deposit,
            "label": one.label,
            "order_no": one.order_no,
            "phone": one.phone,
            "link": reverse("lockers:owner", args=[access.owner_link(one.deposit)]),
            "code": access.pickup_code_of(one.deposit),
            "at": one.at,
            "offline": one.offline,
        }
        for one in messages_after(building, int(after))
    ]
    return _answer({"notices": told})


def _read(request: HttpRequest, kind: type[Body]) -> Body:
    try:
        return msgspec.json.decode(request.body, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as junk:
        raise BodyUnreadable(why=str(junk)[:200]) from junk


def _answer(content: object, *, status: int = 200) -> HttpResponse:
    return HttpResponse(
        msgspec.json.encode(content), content_type="application/json", status=status
    )
