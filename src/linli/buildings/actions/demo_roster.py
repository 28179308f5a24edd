"""The demo's roster: a week as it should be, one person on it, and gaps to be filled."""

from datetime import datetime, time

from django.utils.timezone import localdate

from linli.buildings.access.matters import Keeper
from linli.buildings.actions.duties import give
from linli.buildings.actions.members import Terms, add_member, wish_weekdays
from linli.buildings.actions.shifts import add_pattern, make_shifts
from linli.buildings.enums.roster import MemberKind, Weekday
from linli.buildings.models import ServiceWindow, Shift
from linli.buildings.queries.roster import DAY, day_begins, windows_of
from linli.buildings.rules.roster import DAYS_A_WEEK, monday_of

WINDOWS = ("人才服务", "社保咨询")
"""Where the desk opened none."""

MORNINGS = (time(9), time(12))
"""Of Monday, Wednesday and Friday."""

DAYS = (Weekday.MONDAY, Weekday.WEDNESDAY, Weekday.FRIDAY)
SHOWN = 2
"""Windows that have a weekly pattern: a roster that fits on a screen."""


def plant(keeper: Keeper, now: datetime) -> None:
    """Give the demo's committee two weeks of shifts: some are the keeper's, most are gaps.

    They begin after the days for which the desk opens its windows.
    """
    windows = windows_of(keeper.committee) or [
        ServiceWindow.objects.create(committee=keeper.committee, number=at, name=name)
        for at, name in enumerate(WINDOWS, start=1)
    ]
    for window in windows[:SHOWN]:
        for day in DAYS:
            add_pattern(keeper, window, weekday=day, begins=MORNINGS[0], ends=MORNINGS[1], now=now)
    terms = Terms("演示秘书", MemberKind.COMMITTEE, 3, frozenset({windows[0].pk}))
    member = add_member(keeper, person=keeper.person.pk, terms=terms, now=now)
    wish_weekdays(
        member, wants={Weekday.MONDAY}, avoids={Weekday.FRIDAY}, by=keeper.person, now=now
    )
    monday = monday_of(localdate(now) + DAYS_A_WEEK * DAY) + DAYS_A_WEEK * DAY
    make_shifts(keeper, first=monday, last=monday + (2 * DAYS_A_WEEK - 1) * DAY, now=now)
    week = day_begins(monday), day_begins(monday + DAYS_A_WEEK * DAY)
    own = Shift.objects.filter(window=windows[0], begins_at__range=week).order_by("begins_at")
    for one in own[:2]:
        give(keeper, one, member, now=now)
