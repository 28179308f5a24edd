"""The demo's lounge: two rooms, who has them, and what is on, by the same acts as in real life."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import count

from django.utils.timezone import localdate, make_aware

from linli.buildings.access.lounge import Booker
from linli.buildings.access.matters import Keeper
from linli.buildings.actions.bookings import NewBooking, Visitor, book
from linli.buildings.actions.gatherings import NewGathering, Plan, plan_gathering
from linli.buildings.actions.registering import register
from linli.buildings.actions.rooms import NewRoom, add_room
from linli.buildings.enums.lounge import Audience, Repeats
from linli.buildings.models import Occasion, Room

DAY = timedelta(days=1)
OPENS, CLOSES = time(8, 30), time(21, 0)
GUEST = Visitor("演示客人")

ROOMS = (
    ("三楼会客厅", 30, "投影、白板、茶水", False),
    ("四楼洽谈室", 8, "屏幕、电话", True),
)
"""What each is called, its seats, what is in it, and whether it asks the secretary."""

SERIES = (
    ("午间读书会", "带一本书来，读十五分钟，说三分钟。", 12, 13, 12, Repeats.WEEKLY),
    ("法律咨询日", "律师轮值，先到先谈。", 15, 17, 6, Repeats.MONTHLY),
)
"""What is held, from when until when, for how many, and how often."""

COMING = (14, 3)
"""How many come to the first of each: more than have a seat, and fewer."""


def plant(keeper: Keeper, now: datetime) -> None:
    """Plant rooms that are booked tomorrow, and gatherings to which people come."""
    rooms = [_room(keeper, *one, now) for one in ROOMS]
    tomorrow = _weekday(localdate(now) + DAY)
    for code, (room, hour) in zip(_codes("booking"), [(0, 9), (0, 18), (1, 10)], strict=False):
        begins = make_aware(datetime.combine(tomorrow, time(hour)))
        new = NewBooking(code, begins, begins + timedelta(hours=1), "和客户谈事", GUEST)
        book(Booker(rooms[room], None, keeps=False), new, address="demo", now=now)
    for (title, words, opens, closes, seats, repeats), people in zip(SERIES, COMING, strict=True):
        plan = Plan(title, rooms[0], tomorrow, time(opens), time(closes), seats)
        new_gathering = NewGathering(plan, words, repeats, tomorrow + 60 * DAY)
        made = plan_gathering(keeper, new_gathering, now=now)
        first = Occasion.objects.filter(gathering=made).order_by("begins_at")[0]
        for _one, code in zip(range(people), _codes(f"rsvp-{made.pk}"), strict=False):
            register(first, code, GUEST, address="demo", now=now)


def _room(keeper: Keeper, name: str, seats: int, holds: str, asks: bool, now: datetime) -> Room:  # noqa: FBT001  # one line of the table
    new = NewRoom(name, seats, holds, OPENS, CLOSES, False, Audience.ANYONE, asks)  # noqa: FBT003  # as above
    return add_room(keeper, new, now=now)


def _weekday(day: date) -> date:
    return day if day.weekday() < 5 else day + (7 - day.weekday()) * DAY  # noqa: PLR2004  # Saturday


def _codes(what: str) -> Iterator[str]:
    """Yield what a real browser would draw by chance; these links open demo rows only."""
    return (f"linli-demo-{what}-{at}" for at in count())
