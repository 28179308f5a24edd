"""Two districts with people in them: who may give roles where, and who may not."""

from dataclasses import dataclass, field
from datetime import datetime

from linli.ledger.models import Entry
from linli.people.actions import ensure_person, give_grant
from linli.people.enums import Role
from linli.people.models import Grant, Person
from linli.places.actions import NewPlace, ensure_place
from linli.places.enums import PlaceLevel, PlaceOrigin
from linli.places.models import Place

TOKEN = "t" * 24


@dataclass
class District:
    """Hongkou with a tower and its neighbour, and Jing'an with another; HK2 begins like HK."""

    now: datetime
    places: dict[str, Place] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for district, buildings in (("HK", ("BYL", "SOHO")), ("JA", ("KERRY",)), ("HK2", ("T2",))):
            for building in buildings:
                steps = [
                    NewPlace(PlaceLevel.DISTRICT, district, f"{district}区"),
                    NewPlace(PlaceLevel.BUILDING, building, f"{building}楼"),
                ]
                ensure_place(steps, origin=PlaceOrigin.DEMO, actor="linli", now=self.now)
        self.places = {one.code: one for one in Place.objects.all()}

    def person(
        self, handle: str, role: Role | None = None, at: str = "", until: datetime | None = None
    ) -> Person:
        """Somebody, with a role somewhere that the installation gave."""
        person = ensure_person(handle=handle, name=f"{handle}先生", now=self.now)
        if role is not None:
            self.grant(person, role, at, until)
        return person

    def grant(self, person: Person, role: Role, at: str, until: datetime | None = None) -> Grant:
        """A role that the installation gives."""
        return give_grant(
            person=person,
            role=role,
            place=self.places[at],
            until=until,
            granted_by=None,
            now=self.now,
        )


def verbs() -> list[str]:
    """What the ledger says was done to people, in order."""
    entries = Entry.objects.filter(chain__name="people").order_by("seq")
    return list(entries.values_list("verb", flat=True))


def last() -> tuple[str, str, str]:
    """Who did what, with which facts, most lately."""
    entry = Entry.objects.filter(chain__name="people").order_by("seq").last()
    assert entry is not None
    return entry.actor, entry.verb, entry.facts
