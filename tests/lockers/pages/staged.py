"""A tower in which something of everything is going on, and every page that shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from playwright.sync_api import Page, expect
from tests.browsing import Visitor, greet
from tests.lockers.tower import Tower

from linli.lockers.access import courier_link, errand_link, owner_link
from linli.lockers.actions.alarms import settle_alarms
from linli.lockers.actions.doors import deposit_at_door, pick_up
from linli.lockers.actions.errands import make_errand
from linli.lockers.actions.onsite import say_placed
from linli.lockers.actions.reports import report_meal
from linli.lockers.enums import PartAlarm, PartKind, ReportKind
from linli.lockers.models import Alarm, Cabinet, CabinetPart, Deposit, MealReport
from linli.lockers.rules.recipients import Recipient
from linli.people.actions import make_sign_in_link
from linli.people.actions.owner import steward
from linli.people.models import Person
from linli.wire.messages import Purpose, Size

KEY = "k" * 32


def sign_in(tower: Tower, visitor: Visitor) -> Page:
    """Come in by the printed link."""
    steward(tower.place, now=tower.now)
    make_sign_in_link(person=Person.objects.get(), token=KEY, now=tower.now)
    page = visitor.go(f"/start?k={KEY}")
    page.click(".btn-main")
    expect(page.locator(".home")).to_be_visible()
    return page


@dataclass(frozen=True, slots=True)
class Noon:
    """Addresses of what is going on."""

    opened: str
    waiting: str
    courier: str
    gone: str
    jammed: str
    stored: str
    errand: str
    taken: str
    report: str
    alarm: int

    @property
    def for_anyone(self) -> Sequence[str]:
        """Pages for people at the door."""
        return (
            "/",
            "/start?k=x",
            "/c/B-A",
            "/c/B-A?by=order",
            "/c/B-A/scan",
            "/c/B-A/pickup",
            "/c/NONE",
            self.opened,
            self.waiting,
            self.courier,
            self.gone,
            self.jammed,
            "/c/B-A/lost",
            self.stored,
            self.errand,
            self.taken,
        )

    @property
    def for_staff(self) -> Sequence[str]:
        """Pages for people who are signed in."""
        return (
            "/",
            "/board/",
            "/board/B-A/1",
            "/board/B-A/9",
            "/board/B-A/10",
            "/board/alarms",
            f"/board/alarms/{self.alarm}",
            "/board/openings",
            "/board/round/BAIYULAN",
            "/board/labels/BAIYULAN",
            "/board/day/BAIYULAN",
            "/board/figures/BAIYULAN",
            "/board/sizing/BAIYULAN",
            self.report,
        )


def noon(tower: Tower) -> Noon:
    """Let a noon be under way: stored, taken, open, jammed, forced, overdue."""
    tower.stored()
    tower.wait(7_300)
    first, second, third = (tower.stored(size) for size in (Size.S, Size.M, Size.S))
    pick_up(deposit=second.deposit, cid=tower.token(), now=tower.now)
    tower.a.empty(Deposit.objects.get(code=second.deposit).comp)
    tower.exchange()
    waiting = tower.begun()
    tower.opened(waiting)
    jammed = tower.begun(Size.L)
    tower.a.jammed |= set(range(1, 49))
    tower.opened(jammed)
    tower.a.jammed.clear()
    tower.wait(3)
    tower.a.open(9)
    tower.a.close(9)
    tower.ask(third, Purpose.PICKUP)
    tower.exchange()
    greet(tower)
    tower.now += timedelta(seconds=1)
    errand = make_errand(deposit=first.deposit, now=tower.now, chance=tower.chance)
    report_meal(deposit=second.deposit, kind=ReportKind.DAMAGED, now=tower.now)
    return Noon(
        opened=f"/p/{owner_link(third.deposit)}",
        waiting=f"/p/{owner_link(waiting.deposit)}",
        courier=f"/d/{courier_link(waiting.deposit)}",
        gone=f"/d/{courier_link(second.deposit)}",
        jammed=f"/d/{courier_link(jammed.deposit)}",
        stored=f"/p/{owner_link(first.deposit)}",
        errand=f"/e/{errand_link(errand)}",
        taken=f"/p/{owner_link(second.deposit)}",
        report=f"/reports/{MealReport.objects.get().pk}",
        alarm=Alarm.objects.filter(closed_at=None).latest("pk").pk,
    )


@dataclass(frozen=True, slots=True)
class OutOfReach:
    """Addresses at a cabinet that nobody hears."""

    code: str
    placed: str
    stored: str
    placed_owner: str

    @property
    def for_anyone(self) -> Sequence[str]:
        """Pages for people at the door."""
        return ("/c/B-A", self.code, self.placed, self.stored, self.placed_owner)

    @property
    def for_staff(self) -> Sequence[str]:
        """Pages for people who are signed in."""
        return ("/", "/board/", "/board/B-A/1")


def out_of_reach(tower: Tower) -> OutOfReach:
    """Let the line to a cabinet break, with a zone too cold, and couriers come all the same."""
    stored = tower.stored()
    cabinet = Cabinet.objects.get()
    CabinetPart.objects.create(
        cabinet=cabinet, kind=PartKind.ZONE, name="1", celsius=63.4, told_at=tower.now
    )
    for kind, name, alarm in (
        (PartKind.ZONE, "2", PartAlarm.TOO_COLD),
        (PartKind.BOARD, "left", PartAlarm.BOARD_SILENT),
        (PartKind.KEYPAD, "", PartAlarm.WRONG_CODES),
    ):
        CabinetPart.objects.create(
            cabinet=cabinet, kind=kind, name=name, alarm=alarm, since=tower.now, told_at=tower.now
        )
    tower.a.quiet = True
    tower.now += timedelta(minutes=2)
    settle_alarms(now=tower.now)
    code, placed = (
        deposit_at_door(
            cabinet="B-A",
            recipient=Recipient(tail="0446"),
            size=Size.S,
            token=tower.token(),
            now=tower.now,
        ).deposit
        for _ in range(2)
    )
    say_placed(deposit=placed, now=tower.now)
    return OutOfReach(
        code=f"/d/{courier_link(code)}",
        placed=f"/d/{courier_link(placed)}",
        stored=f"/p/{owner_link(stored.deposit)}",
        placed_owner=f"/p/{owner_link(placed)}",
    )
