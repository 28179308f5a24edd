"""A tower with a committee, whoever keeps it, and what its people raise."""

from datetime import datetime

from linli.buildings.access.matters import Keeper, keeper_at
from linli.buildings.actions import handling
from linli.buildings.actions.committees import found_committee
from linli.buildings.actions.raising import NewMatter, NewVoice, raise_matter, support_matter
from linli.buildings.forms.matters import new_token
from linli.buildings.models import Committee, Matter, Voice
from linli.ledger.models import Entry
from linli.people.actions import ensure_person, give_grant
from linli.people.enums import Role
from linli.people.models import Person
from linli.places.actions import NewPlace, ensure_place
from linli.places.enums import PlaceLevel, PlaceOrigin
from linli.places.models import Place


class House:
    """One tower, its committee and its secretary."""

    def __init__(self, now: datetime, code: str = "TOWER") -> None:
        self.now = now
        steps = (
            NewPlace(PlaceLevel.DISTRICT, "QU", "一个区"),
            NewPlace(PlaceLevel.BUILDING, code, "一座楼"),
        )
        self.place = ensure_place(steps, origin=PlaceOrigin.REAL, actor="linli", now=now)
        self.person = self.holder(f"secretary-{code}", Role.SECRETARY, self.place)
        self.committee: Committee = found_committee(
            building=self.place, on=now.date(), by=self.person, now=now
        )
        self.keeper: Keeper = keeper_at(self.person, code, now=now)

    def holder(self, handle: str, role: Role, place: Place) -> Person:
        """Return somebody who holds a role at a place."""
        person = ensure_person(handle=handle, name="某人", now=self.now)
        give_grant(person=person, role=role, place=place, until=None, granted_by=None, now=self.now)
        return person

    def raises(self, title: str = "电梯太慢", *, who: str = "", is_hidden: bool = True) -> Voice:
        """Let a browser that nobody knows raise a matter."""
        new = NewMatter(new_token(), title, "", "大堂")
        voice = NewVoice(new_token(), new_token(), who, is_hidden)
        return raise_matter(self.committee, new, voice, address="192.0.2.1", now=self.now)

    def supports(self, matter: Matter, browser: str = "") -> Voice:
        """Let a browser support a matter."""
        voice = NewVoice(new_token(), browser or new_token())
        return support_matter(self.committee, matter, voice, address="192.0.2.2", now=self.now)

    def taken_up(self, title: str = "电梯太慢") -> Voice:
        """Raise a matter that the secretary has read."""
        voice = self.raises(title)
        handling.take_up(self.keeper, voice.matter, now=self.now)
        return voice

    def answered(self, days: int = 5) -> Voice:
        """Raise a matter that is promised and answered."""
        voice = self.taken_up()
        handling.promise(self.keeper, voice.matter, days=days, now=self.now)
        handling.answer(self.keeper, voice.matter, says="修好了。", now=self.now)
        return again(voice)

    def verbs(self) -> list[str]:
        """What the ledger says was done here."""
        entries = Entry.objects.filter(chain__name=f"committee/{self.place.code}").order_by("seq")
        return list(entries.values_list("verb", flat=True))


def again(voice: Voice) -> Voice:
    """Read a voice and its matter anew."""
    rows = Voice.objects.select_related("matter__merged_into", "matter__committee__building")
    return rows.get(pk=voice.pk)


def now_is(matter: Matter) -> Matter:
    """Read a matter anew."""
    return Matter.objects.get(pk=matter.pk)
