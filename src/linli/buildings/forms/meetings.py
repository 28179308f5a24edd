"""What people type on pages of meetings, read into facts or refused with a sentence."""

from django.http import QueryDict

from linli.buildings.access.matters import is_number
from linli.buildings.actions.meetings import NewMeeting
from linli.buildings.errors.meetings import MeetingTimeUnreadable
from linli.buildings.forms.ballots import read_moment
from linli.buildings.forms.matters import Posted, read_words
from linli.buildings.rules.meetings import LONGEST_HOURS
from linli.people.phones import without_mobiles

TITLE_LONGEST, WHERE_LONGEST = 60, 60
AGENDA_LONGEST, MINUTES_LONGEST, NOTE_LONGEST = 2_000, 8_000, 500
"""Characters: four pages of minutes."""


def read_meeting(posted: Posted) -> NewMeeting:
    """Read when and where is met, and about what.

    Raises:
        WordsNeeded: no title, or no place.
        MeetingTimeUnreadable: no moment at which it begins or ends.
    """
    begins_at, ends_at = read_moment(posted, "begins"), read_moment(posted, "ends")
    if begins_at is None or ends_at is None:
        raise MeetingTimeUnreadable(hours=LONGEST_HOURS)
    return NewMeeting(
        read_words(posted, "title", most=TITLE_LONGEST),
        read_words(posted, "where", most=WHERE_LONGEST),
        begins_at,
        ends_at,
        without_mobiles(posted.get("agenda", "")[:AGENDA_LONGEST]),
    )


def read_seats(posted: QueryDict) -> list[int]:
    """Read which seats were ticked; 0, which no seat has, for anything else."""
    return [int(one) if is_number(one) else 0 for one in posted.getlist("seat")]


def read_minutes(posted: Posted) -> str:
    """Read minutes, line by line as they were typed; a phone number in them is masked.

    Raises:
        WordsNeeded: nothing, or more than is kept.
    """
    read_words(posted, "minutes", most=MINUTES_LONGEST)
    lines = posted.get("minutes", "").splitlines()
    clean = ("".join(one for one in line if one.isprintable()) for line in lines)
    return without_mobiles("\n".join(clean)).strip()
