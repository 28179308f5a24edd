"""A tower in which something of everything is going on, and every page that shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from playwright.sync_api import Page, expect
from tests.browsing import Visitor, greet
from tests.lockers.tower import Tower

from linli.lockers.access import courier_link, owner_link
from linli.lockers.actions.doors import pick_up
from linli.lockers.actions.towers import steward
from linli.lockers.models import Deposit
from linli.people.actions import make_sign_in_link
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

    stored: str
    opened: str
    waiting: str
    courier: str
    gone: str
    jammed: str

    @property
    def for_anyone(self) -> Sequence[str]:
        """Pages for people at the door."""
        return (
            "/",
            "/start?k=x",
            "/c/B-A",
            "/c/B-A?by=order",
            "/c/B-A/pickup",
            "/c/NONE",
            self.stored,
            self.opened,
            self.waiting,
            self.courier,
            self.gone,
            self.jammed,
        )

    @property
    def for_staff(self) -> Sequence[str]:
        """Pages for people who are signed in."""
        return ("/", "/board/", "/board/B-A/1", "/board/B-A/9", "/board/B-A/10")


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
    return Noon(
        stored=f"/p/{owner_link(first.deposit)}",
        opened=f"/p/{owner_link(third.deposit)}",
        waiting=f"/p/{owner_link(waiting.deposit)}",
        courier=f"/d/{courier_link(waiting.deposit)}",
        gone=f"/d/{courier_link(second.deposit)}",
        jammed=f"/d/{courier_link(jammed.deposit)}",
    )
