"""A fresh demo has a desk with a queue, a window that serves, and a time that is booked."""

from datetime import datetime, timedelta

import pytest
from tests.buildings.house import House

from linli.buildings.actions.demo_frontdesk import WAIT_NOW, plant
from linli.buildings.enums.frontdesk import TicketState
from linli.buildings.models import ServiceWindow, Ticket
from linli.buildings.queries.frontdesk import figures, hall_of


@pytest.mark.parametrize("hours", [0, 5, 13])
def test_whatever_the_hour_the_demo_s_desk_is_open_and_somebody_waits(
    house: House, now: datetime, hours: int
) -> None:
    at = now + timedelta(hours=hours)
    ServiceWindow.objects.create(committee=house.committee, number=1, name="已有的窗口")
    plant(house.keeper, at)
    hall, counted = hall_of(house.committee, now=at), figures(house.committee, now=at)

    assert next(one.name for one in hall.windows if one.is_open) == "已有的窗口"
    assert len(hall.windows) == 3
    assert len(hall.queue) == WAIT_NOW - 1
    assert Ticket.objects.filter(state=TicketState.BOOKED).exists()
    assert counted.rated == counted.counts[TicketState.DONE] > 0
