"""The only way to a committee's meeting: what a committee does is everybody's to read."""

from dataclasses import dataclass

from linli.buildings.access.matters import Visited
from linli.buildings.errors.meetings import UnknownMeeting
from linli.buildings.models import Meeting


@dataclass(frozen=True, slots=True)
class Held:
    """A meeting of a committee."""

    meeting: Meeting


def meeting_of(at: Visited, number: int) -> Held:
    """Return a meeting of a committee.

    Raises:
        UnknownMeeting: it has none of this number.
    """
    rows = Meeting.objects.select_related("committee__building")
    found = rows.filter(committee=at.committee, number=number).first()
    if found is None:
        raise UnknownMeeting
    return Held(found)
