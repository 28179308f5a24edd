"""A tower with two windows, people on its roster, and shifts."""

from datetime import datetime, time, timedelta

from django.utils.timezone import get_current_timezone, localdate
from tests.buildings.house import House

from linli.buildings.access.roster import Owned, Serving, own_duty, serving
from linli.buildings.actions.members import Terms, add_member
from linli.buildings.enums.roster import MemberKind
from linli.buildings.models import Claim, Duty, RosterMember, ServiceWindow, Shift
from linli.buildings.rules.roster import monday_of
from linli.buildings.rules.slots import slots
from linli.people.enums import Role

DAY = timedelta(days=1)


class Rostered:
    """A house whose windows want somebody from next Monday on."""

    def __init__(self, house: House) -> None:
        self.house, self.now = house, house.now
        self.talent, self.notary = (
            ServiceWindow.objects.create(committee=house.committee, number=at, name=name)
            for at, name in ((1, "人才服务"), (2, "公证"))
        )
        self.monday = monday_of(localdate(self.now)) + 7 * DAY

    def member(self, handle: str, *, most: int = 5, windows: int = 2) -> RosterMember:
        """Put somebody on the roster who can serve at the first so many windows."""
        code = self.house.place.code
        person = self.house.holder(f"{handle}-{code}", Role.OFFICER, self.house.place)
        able = frozenset([self.talent.pk, self.notary.pk][:windows])
        terms = Terms(handle, MemberKind.COMMUNITY, most, able)
        return add_member(self.house.keeper, person=person.pk, terms=terms, now=self.now)

    def shift(
        self, day: int = 0, begins: int = 9, hours: int = 3, *, window: ServiceWindow | None = None
    ) -> Shift:
        """Let a window want somebody, so many days after next Monday."""
        at = self.at(day, begins)
        return Shift.objects.create(
            window=window or self.talent, begins_at=at, ends_at=at + timedelta(hours=hours)
        )

    def at(self, day: int, hour: int) -> datetime:
        """Return an hour of a day, counted from next Monday."""
        return datetime.combine(self.monday + day * DAY, time(), get_current_timezone()) + (
            timedelta(hours=hour)
        )

    def who(self, member: RosterMember) -> Serving:
        """Return a member as they come to their own page."""
        return serving(member.person, now=self.now)

    def owned(self, duty: Duty, member: RosterMember) -> Owned:
        """Return somebody's duty as they come to it."""
        return own_duty(self.who(member), duty.pk)


def claimed() -> set[tuple[str, str, datetime]]:
    """What is claimed: whose time, for which duty, when."""
    return set(Claim.objects.values_list("resource", "holder", "slot"))


def on_duty() -> set[tuple[str, str, datetime]]:
    """What should be claimed: each slot of each duty that stands."""
    return {
        (f"person:{one.person_id}", f"duty:{one.pk}", slot)
        for one in Duty.objects.filter(left_at=None).select_related("shift")
        for slot in slots(one.shift.begins_at, one.shift.ends_at)
    }
