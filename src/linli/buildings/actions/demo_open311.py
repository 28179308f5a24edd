"""The demo's matters that were handed on: one was answered, one was refused. Nobody is asked."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from linli.buildings.access.matters import Keeper
from linli.buildings.access.open311 import Connected
from linli.buildings.actions.endpoints import NewEndpoint, connect_endpoint
from linli.buildings.actions.forwarding import ask_due, hand_on
from linli.buildings.enums.kinds import MatterKind
from linli.buildings.enums.open311 import AnswerFormat
from linli.kernel.outgoing import Answer, Limits, Outgoing

NAME = "区城运中心（演示）"
URL = "https://open311.example/v2"
"""A name that nobody has. Source: RFC 2606."""

DAY = timedelta(days=1)
ANSWERED, REFUSED = 1, 3
"""The matters by their numbers: the lift and the chargers."""

ANSWER = "已约谈电梯维保单位，早高峰加派一名值守，两周后复查。"


@dataclass(frozen=True, slots=True)
class DemoCity(Outgoing):
    """A city that takes what is about lifts and nothing else, without a line to anywhere."""

    def ask(
        self,
        url: str,  # noqa: ARG002  # as the way out has it
        *,
        method: str = "GET",
        headers: Mapping[str, str] | None = None,  # noqa: ARG002  # as the way out has them
        body: bytes | None = None,
        limits: Limits | None = None,  # noqa: ARG002  # as above
    ) -> Answer:
        """Answer as the standard has it."""
        if method == "POST" and b"service_code=001" not in (body or b""):
            told: object = [{"code": 403, "description": "service_code 不在受理范围"}]
            return Answer(403, {}, json.dumps(told).encode())
        told = [
            {
                "service_request_id": "26-31107",
                "status": "closed",
                "status_notes": ANSWER,
                "agency_responsible": "区市场监管局",
            }
        ]
        return Answer(200, {}, json.dumps(told).encode())


def plant(keeper: Keeper, now: datetime) -> None:
    """Connect a city that is not there, and hand two matters on to it, a week ago."""
    new = NewEndpoint(
        code="linli-demo-open311",
        name=NAME,
        url=URL,
        jurisdiction="demo",
        format=AnswerFormat.JSON,
        service="999",
        services={"lifts": "001"},
        key="",
    )
    at = now - 7 * DAY
    to = connect_endpoint(Connected(keeper.building, keeper.person), new, now=at)
    for number in (ANSWERED, REFUSED):
        matter = keeper.committee.matters.get(number=number)
        kind, mark = MatterKind(matter.kind), f"linli-demo-{number}"
        hand_on(keeper, matter, to=to, kind=kind, mark=mark, now=at)
    for later in (timedelta(), DAY):
        ask_due(DemoCity(), jitter=lambda: 0.0, now=at + later)
