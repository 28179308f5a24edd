"""What people type on pages of a service desk, read into facts or refused with a sentence."""

from collections.abc import Sequence
from datetime import datetime

from linli.buildings.actions.services import NewService
from linli.buildings.enums.frontdesk import Rating, ServiceKind
from linli.buildings.errors.frontdesk import NumberUnreadable
from linli.buildings.errors.matters import FormUnreadable, WordsNeeded, WordsTooMany
from linli.buildings.forms.matters import Posted, read_choice, read_number, read_words
from linli.buildings.rules.booking import Start
from linli.buildings.rules.queueing import PUT_OFF_MINUTES

NAME_LONGEST, WINDOW_LONGEST = 30, 20
ABOUT_LONGEST, FEE_LONGEST, BASIS_LONGEST = 200, 60, 120
NOTE_LONGEST, REASON_LONGEST = 200, 60
PAPERS_MOST, PAPER_LONGEST = 12, 60
YUAN_MOST = 99_999
MINUTES_MOST = 240
WINDOWS_MOST = 99


def read_service(posted: Posted, windows: Sequence[str]) -> NewService:
    """Read what stands in the catalogue; ``windows`` are the numbers that were ticked.

    Raises:
        WordsNeeded, WordsTooMany, NumberUnreadable, FormUnreadable: see there.
    """
    return NewService(
        kind=read_choice(posted, "kind", ServiceKind),
        name=read_words(posted, "name", most=NAME_LONGEST),
        about=_at_most(posted, "about", ABOUT_LONGEST),
        bring=_papers(posted),
        fee=_at_most(posted, "fee", FEE_LONGEST),
        yuan=read_whole(posted, "yuan", 0, YUAN_MOST) if posted.get("yuan", "").strip() else None,
        legal_basis=_at_most(posted, "basis", BASIS_LONGEST),
        minutes=read_whole(posted, "minutes", 1, MINUTES_MOST),
        windows=frozenset(_number(one) for one in windows),
    )


def read_whole(posted: Posted, field: str, least: int, most: int) -> int:
    """Return a whole number between two.

    Raises:
        NumberUnreadable: it is none, or not between them.
    """
    typed = posted.get(field, "").strip()
    value = read_number(posted, field)
    if not typed.isdigit() or not least <= value <= most:
        raise NumberUnreadable(least=least, most=most)
    return value


def read_start(posted: Posted) -> Start:
    """Return the time that was chosen for an appointment, and its window.

    Raises:
        FormUnreadable: it did not come from our page.
    """
    window, _at, moment = posted.get("slot", "").partition("@")
    try:
        begins = datetime.fromisoformat(moment)
    except ValueError as unreadable:
        raise FormUnreadable from unreadable
    if begins.tzinfo is None:
        raise FormUnreadable
    return Start(begins, _number(window))


def read_papers(known: Sequence[str], ticked: Sequence[str]) -> str:
    """Return which of a service's papers were ticked, one a line."""
    return "\n".join(one for at, one in enumerate(known) if str(at) in ticked)


def read_rating(posted: Posted) -> Rating:
    """Return how somebody found their visit.

    Raises:
        FormUnreadable: it did not come from our page.
    """
    try:
        return Rating(read_number(posted, "rating"))
    except ValueError as unknown:
        raise FormUnreadable from unknown


def read_minutes(posted: Posted) -> int:
    """Return for how long somebody lets others go first.

    Raises:
        FormUnreadable: it did not come from our page.
    """
    minutes = read_number(posted, "minutes")
    if minutes not in PUT_OFF_MINUTES:
        raise FormUnreadable
    return minutes


def read_note(posted: Posted) -> str:
    """Return what an officer notes of a visit; it may be empty.

    Raises:
        WordsTooMany: it is longer than is kept.
    """
    return _at_most(posted, "note", NOTE_LONGEST)


def _papers(posted: Posted) -> str:
    lines = [line.strip() for line in posted.get("bring", "").splitlines() if line.strip()]
    if len(lines) > PAPERS_MOST:
        raise WordsTooMany(most=PAPERS_MOST * PAPER_LONGEST)
    return "\n".join(read_words({"line": line}, "line", most=PAPER_LONGEST) for line in lines)


def _at_most(posted: Posted, field: str, most: int) -> str:
    if not posted.get(field, "").strip():
        return ""
    try:
        return read_words(posted, field, most=most)
    except WordsNeeded as wrong:
        raise WordsTooMany(most=most) from wrong


def _number(typed: str) -> int:
    return read_number({"number": typed}, "number")
