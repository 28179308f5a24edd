"""Open311 in the matrix: what any program may ask, who hands matters on and who says where to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.server.matrix_rules import Wall, anyone, nobody, says

if TYPE_CHECKING:
    from tests.server.matrix_world import World

NO_COOKIE = "no cookie is looked at"
LISTS = {"buildings:open311_requests"}
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
    return [
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
        Wall("buildings:open311_token", nobody(), None, form | {"mark": "none"}, query=here),
        Wall("buildings:open311_nothing", nobody(), nobody(), {"rest": "whatever"}, free=NO_COOKIE),
    ]


def things(world: World) -> dict[str, str | int]:  # as every subject
    """Nothing yet."""
    return {}


def grow(world: World, number: int) -> None:
    """Matters grow by themselves."""


def histories(world: World) -> list[tuple[str, str, str]]:  # as every subject
    """None yet."""
    return []
