"""The demo's service desk: a catalogue of five kinds, a week of visits, and people who wait."""

import hashlib
from datetime import datetime, timedelta
from random import Random

from django.utils.timezone import localtime

from linli.buildings.access.frontdesk import AtWindow, Officer
from linli.buildings.access.matters import Keeper
from linli.buildings.actions import serving
from linli.buildings.actions.duties import claim_time
from linli.buildings.actions.services import NewService, add_service, open_window
from linli.buildings.actions.tickets import NewTicket, book, draw_ticket, rate
from linli.buildings.enums.frontdesk import Rating, Result, ServiceKind
from linli.buildings.models import Duty, Service, ServiceWindow, Shift
from linli.buildings.queries.appointments import starts_of
from linli.people.actions import ensure_person
from linli.people.models import Person

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)

WINDOWS = ("人才服务", "社保咨询", "法律和公证")
OFFICERS = ("演示人才专员", "演示社保专员", "演示公证员")
"""Who is on duty at each; they have no account to sign in with."""

CATALOGUE = (
    (ServiceKind.GOVERNMENT, "人才落户咨询", 12, {1}, "身份证\n学历证书\n劳动合同", ""),
    (ServiceKind.SOCIAL, "社保咨询", 8, {2}, "身份证", "《社会保险法》"),
    (ServiceKind.LEGAL, "公证咨询", 20, {3}, "身份证\n要公证的文件", "《公证法》"),
    (
        ServiceKind.PARTY,
        "党组织关系转接",
        10,
        {1, 2},
        "介绍信",
        "《中国共产党党员教育管理工作条例》",
    ),
    (ServiceKind.MEDICAL, "医保咨询", 6, {2}, "医保卡", ""),
)
"""Kind, name, minutes, windows, what to bring, legal basis."""

VISITS_A_DAY, DAYS = 3, 2
WAIT_NOW = 4


def plant(keeper: Keeper, now: datetime) -> None:
    """Give the demo's committee a desk that is open now, with some history and a queue."""
    known = {one.number: one for one in keeper.committee.windows.all()}
    windows = [
        known.get(number) or open_window(keeper, number=number, name=name, now=now - 9 * DAY)
        for number, name in enumerate(WINDOWS, start=1)
    ]
    for one, name in zip(windows, OFFICERS, strict=True):
        handle = f"demo-window-{one.number}"
        _on_duty(one, ensure_person(handle=handle, name=name, now=now), now)
    services = [
        add_service(
            keeper,
            NewService(kind, name, "", bring, "", 0, basis, minutes, frozenset(at)),
            now=now - 9 * DAY,
        )
        for kind, name, minutes, at, bring, basis in CATALOGUE
    ]
    chance = Random(7)  # noqa: S311  # the same demo each time
    officer = Officer(keeper.person, keeper.committee)
    for days in range(DAYS, 0, -1):
        for number in range(VISITS_A_DAY):
            _visit(AtWindow(officer, windows[1]), services[1], now - days * DAY, number, chance)
    for number in range(WAIT_NOW):
        service = services[number % 2]
        came = now - (WAIT_NOW - number) * 2 * MINUTE
        draw_ticket(service, _new(f"waits {number}"), address="demo", now=came)
    serving.call_next(AtWindow(officer, windows[0]), now=now - MINUTE)
    start = starts_of(services[2], now=now)[0]
    book(services[2], _new("booked"), start, address="demo", now=now)


def _on_duty(window: ServiceWindow, person: Person, now: datetime) -> None:
    """Let the desk be open some hours around now, on the same days of this week and the next."""
    midnight = localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    hour = localtime(now).replace(minute=0, second=0, microsecond=0)
    begins, ends = max(midnight, hour - 3 * 60 * MINUTE), hour + 4 * 60 * MINUTE
    shifts = [
        Shift(window=window, begins_at=begins + day * DAY, ends_at=ends + day * DAY)
        for day in range(-DAYS, 5)
    ]
    for one in Shift.objects.bulk_create(shifts):
        duty = Duty.objects.create(shift=one, person=person, taken_at=now - 9 * DAY)
        claim_time(duty, one)


def _visit(at: AtWindow, service: Service, day: datetime, number: int, chance: Random) -> None:
    came = day + number * 12 * MINUTE
    called = came + chance.randint(1, 9) * MINUTE
    ticket = draw_ticket(service, _new(f"{day:%d} {number}"), address="demo", now=came)
    serving.call_next(at, now=called)
    serving.begin(at, now=called + MINUTE)
    ended = called + chance.randint(4, 10) * MINUTE
    serving.finish(at, result=Result.ADVISED, note="", now=ended)
    rate(ticket, chance.choice((Rating.FAIR, Rating.GOOD, Rating.VERY_GOOD)), now=ended)


def _new(seed: str) -> NewTicket:
    drawn = hashlib.sha256(f"linli demo ticket {seed}".encode()).hexdigest()
    return NewTicket(drawn[:20], drawn[20:40])
