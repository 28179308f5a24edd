"""What goes wrong at a cabinet, and who sees to it, as the tests of alarms need it."""

from tests.lockers.tower import Tower

from linli.ledger.models import Entry
from linli.lockers.actions import doors
from linli.lockers.actions.alarms import claim_alarm, remedy_alarm
from linli.lockers.models import Alarm
from linli.people.actions import ensure_person
from linli.people.models import Person


def forces(tower: Tower, number: int = 2) -> None:
    """Let somebody tear a door open and shut it."""
    tower.a.open(number)
    tower.a.close(number)
    tower.exchange()


def person(tower: Tower, handle: str = "wang", name: str = "王经理") -> Person:
    return ensure_person(handle=handle, name=name, now=tower.now)


def claim(tower: Tower, by: Person, number: int = 0) -> None:
    claim_alarm(
        alarm=number or Alarm.objects.get().pk, by=by, buildings=[tower.place.pk], now=tower.now
    )


def remedy(tower: Tower, by: Person, number: int = 0) -> None:
    remedy_alarm(
        alarm=number or Alarm.objects.get().pk,
        by=by,
        remedy="关好了",
        buildings=[tower.place.pk],
        now=tower.now,
    )


def clears(tower: Tower, number: int = 2) -> None:
    """Let the crew look behind a door."""
    doors.clear(
        actor="person:1",
        buildings=[tower.place.pk],
        cabinet=tower.a.code,
        comp=number,
        reason="看看",
        cid=tower.token(),
        now=tower.now,
    )
    tower.a.close(number)
    tower.exchange()


def verbs() -> list[str]:
    """What the ledger says of alarms."""
    found = Entry.objects.filter(verb__startswith="alarm").order_by("pk")
    return list(found.values_list("verb", flat=True))


def stands() -> list[tuple[str, int, str]]:
    found = Alarm.objects.filter(closed_at=None, lifted_at=None).order_by("pk")
    return list(found.values_list("kind", "comp", "part"))
