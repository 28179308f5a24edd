"""Open311 in the matrix: what any program may ask, who hands matters on and who says where to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.server.matrix_people import ELSEWHERE
from tests.server.matrix_rules import (
    KEEP_HERE,
    NO,
    STEWARDS_HERE,
    Wall,
    anyone,
    nobody,
    only,
    says,
)

from linli.buildings.access.matters import Keeper, Visited
from linli.buildings.access.open311 import place_to_connect
from linli.buildings.actions.endpoints import NewEndpoint, connect_endpoint
from linli.buildings.actions.forwarding import hand_on
from linli.buildings.actions.receiving import Received, receive
from linli.buildings.enums.kinds import MatterKind
from linli.buildings.enums.open311 import AnswerFormat, ForwardState
from linli.buildings.models import Committee, Forwarded, Matter, Open311Endpoint
from linli.places.models import Place

if TYPE_CHECKING:
    from tests.server.matrix_world import World

NO_COOKIE = "no cookie is looked at"
MARK = "phone-of-the-world"
LISTS = {
    "buildings:endpoints",
    "buildings:forward",
    "buildings:forwards",
    "buildings:open311_requests",
}
"""Pages that say more where there is more."""

NOT_ON_A_PAGE = {
    "buildings:open311_requests": ("jurisdiction_id", "service_code", "address_id", "description"),
    "buildings:open311_nothing": ("description",),
}
"""Forms that no page of this world shows."""


def walls() -> list[Wall]:
    """Programs: what was taken up is everybody's, what nobody has read is nobody's."""
    here, gone = "?jurisdiction_id=BAIYULAN", "?jurisdiction_id=NONE"
    form = {"form": "json"}
    shown, unread = form | {"number": "BAIYULAN-{matter}"}, form | {"number": "BAIYULAN-{unread}"}
    lift = form | {"code": "lifts"}
    raised = says(jurisdiction_id="BAIYULAN", service_code="lifts", address_id="BAIYULAN")
    no_kind = form | {"code": "dragons"}
    keep, never = only(KEEP_HERE, NO), only((), NO)
    connect, place = only(STEWARDS_HERE, NO), {"place": "BAIYULAN"}
    building, none = {"building": "BAIYULAN"}, {"building": "NONE"}
    again, to = says(number="{forward}"), says(to="{endpoint}", kind="lifts")
    return [
        Wall("buildings:forwards", keep, keep, building, body=again),
        Wall("buildings:forwards", never, never, none),
        Wall("buildings:forward", keep, keep, building | {"number": "{matter}"}, body=to),
        Wall("buildings:forward", never, never, none | {"number": "1"}),
        Wall("buildings:endpoints", connect, connect, place),
        Wall("buildings:endpoints", never, never, {"place": "NONE"}),
        Wall("buildings:open311_discovery", anyone(), None, {"form": "xml"}),
        Wall("buildings:open311_services", anyone(), None, form, query=here),
        Wall("buildings:open311_services", nobody(), None, form, query=gone),
        Wall("buildings:open311_service", anyone(), None, lift, query=here),
        Wall("buildings:open311_service", nobody(), None, no_kind, query=here),
        Wall(
            "buildings:open311_requests",
            anyone(),
            anyone(),
            form,
            body=raised,
            query=here,
            free=NO_COOKIE,
        ),
        Wall("buildings:open311_request", anyone(), None, shown, query=here),
        Wall("buildings:open311_request", nobody(), None, unread, query=here),
        Wall("buildings:open311_token", anyone(), None, form | {"mark": MARK}, query=here),
        Wall("buildings:open311_token", nobody(), None, form | {"mark": "none"}, query=here),
        Wall("buildings:open311_nothing", nobody(), nobody(), {"rest": "whatever"}, free=NO_COOKIE),
    ]


def things(world: World) -> dict[str, str | int]:
    """A server of the building, to which its matter was handed on and did not come."""
    person, now = world.people["steward"], world.now
    at = place_to_connect(person, "BAIYULAN", now=now)
    new = NewEndpoint(
        "endpoint-of-the-world",
        "Street office",
        "https://street.example/v2",
        "street",
        AnswerFormat.XML,
        "1",
        {},
        "",
    )
    made = connect_endpoint(at, new, now=now)
    keeper = Keeper(person, Committee.objects.get(building__code="BAIYULAN"))
    matter = keeper.committee.matters.get(number=world.names["matter"])
    row = hand_on(
        keeper, matter, to=made, kind=MatterKind.LIFTS, mark="forward-of-the-world", now=now
    )
    Forwarded.objects.filter(pk=row.pk).update(
        state=ForwardState.DEAD, next_at=None, ended_at=now, said="503", tries=10
    )
    new_matter = Received(MARK, "voice-by-program", MatterKind.LIFTS, "电梯太慢", "", "", "")
    receive(Visited(keeper.committee), new_matter, address=ELSEWHERE, now=now)
    return {"endpoint": made.pk, "forward": row.pk}


def grow(world: World, number: int) -> None:
    """One more server, which has the same matter; and one more matter of the building there."""
    now, place = world.now, Place.objects.get(code="BAIYULAN")
    made = Open311Endpoint.objects.create(
        place=place,
        code=f"crowd-{number}",
        name=f"{number} 号街道",
        url="https://street.example/v2",
        format=AnswerFormat.XML,
        service="1",
        made_at=now,
    )
    matter = Matter.objects.get(committee__building=place, number=world.names["matter"])
    Forwarded.objects.create(
        matter=matter,
        endpoint=made,
        mark=f"crowd-{number}",
        by=world.people["steward"],
        at=now,
        next_at=now,
    )


def histories(world: World) -> list[tuple[str, str, str]]:  # as every subject
    """A chain, a thing in it and what is done to that, for each kind that has a history."""
    return [("open311/BAIYULAN", "open311:BAIYULAN", "endpoint_connected")]
