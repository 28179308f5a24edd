"""A committee's meetings for everybody, with invitations; calling and minuting for its keepers."""

from collections.abc import Callable, Iterable, Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.buildings.access import matters as access
from linli.buildings.access import meetings as meeting_access
from linli.buildings.access.matters import Keeper, Visited
from linli.buildings.access.meetings import Held
from linli.buildings.actions import meetings as actions
from linli.buildings.errors.matters import FormUnreadable
from linli.buildings.forms.matters import read_words
from linli.buildings.forms.meetings import (
    MINUTES_LONGEST,
    NOTE_LONGEST,
    read_meeting,
    read_minutes,
    read_seats,
)
from linli.buildings.queries.committees import seats_of
from linli.buildings.queries.meetings import MeetingRow, meeting_page, meetings_of, row_of
from linli.buildings.views.ics import Event, calendar_file
from linli.kernel import clock
from linli.kernel.errors import LinliError
from linli.web.pages import page
from linli.web.problems import known_person, on_refusal, person_of

Press = Callable[[Keeper, Held, HttpRequest], object]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def listed(request: HttpRequest, building: str) -> HttpResponse:
    """List the meetings of a building's committee; call one."""
    if request.method != "POST":
        return _listed(request, access.committee_of(building))
    now = clock.now()
    keeper = access.keeper_at(person_of(request), building, now=now)
    on_refusal(request, lambda error: _listed(request, Visited(keeper.committee), error=error))
    made = actions.call_meeting(keeper, read_meeting(request.POST), now=now)
    return redirect("buildings:meeting", building, made.number)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, building: str, number: int) -> HttpResponse:
    """Show a meeting: about what, who came, what was minuted; let who keeps it write that down."""
    if request.method != "POST":
        at = access.committee_of(building)
        return _one(request, at, meeting_access.meeting_of(at, number))
    keeper = access.keeper_at(person_of(request), building, now=clock.now())
    at = Visited(keeper.committee)
    found = meeting_access.meeting_of(at, number)
    on_refusal(request, lambda error: _one(request, at, found, error=error))
    press = PRESSES.get(request.POST.get("then", ""))
    if press is None:
        raise FormUnreadable
    press(keeper, found, request)
    return redirect("buildings:meeting", building, number)


@never_cache
@require_safe
def invitation(request: HttpRequest, building: str, number: int) -> HttpResponse:
    """Hand out one meeting for a calendar."""
    at = access.committee_of(building)
    found = meeting_access.meeting_of(at, number)
    return _calendar(request, at, [row_of(found.meeting)])


@never_cache
@require_safe
def calendar(request: HttpRequest, building: str) -> HttpResponse:
    """Hand out all meetings for a calendar, which may ask again and again."""
    at = access.committee_of(building)
    return _calendar(request, at, meetings_of(at.committee))


def _calendar(request: HttpRequest, at: Visited, meetings: Iterable[MeetingRow]) -> HttpResponse:
    events = (
        Event(
            uid=f"meeting-{one.number}",
            title=one.title,
            begins=one.begins_at,
            ends=one.ends_at,
            changed=one.cancelled_at or one.called_at,
            sequence=0 if one.cancelled_at is None else 1,
            is_cancelled=one.cancelled_at is not None,
            where=f"{at.building.name} {one.where}",
        )
        for one in meetings
    )
    name = f"{at.building.name} {gettext('楼委会')}"
    return calendar_file(request, events, name=name, code=at.building.code)


def _attend(keeper: Keeper, found: Held, request: HttpRequest) -> None:
    seats = read_seats(request.POST)
    actions.note_attendance(keeper, found.meeting, seats=seats, now=clock.now())


def _minute(keeper: Keeper, found: Held, request: HttpRequest) -> None:
    says = read_minutes(request.POST)
    actions.write_minutes(keeper, found.meeting, says=says, now=clock.now())


def _note(keeper: Keeper, found: Held, request: HttpRequest) -> None:
    says = read_words(request.POST, "note", most=NOTE_LONGEST)
    actions.add_note(keeper, found.meeting, says=says, now=clock.now())


PRESSES: Mapping[str, Press] = {
    "cancel": lambda keeper, found, _: actions.cancel_meeting(
        keeper, found.meeting, now=clock.now()
    ),
    "attend": _attend,
    "minute": _minute,
    "sign": lambda keeper, found, _: actions.sign_minutes(keeper, found.meeting, now=clock.now()),
    "note": _note,
}
"""What each button does."""


def _listed(request: HttpRequest, at: Visited, *, error: LinliError | None = None) -> HttpResponse:
    now = clock.now()
    context = {
        "building": at.building,
        "meetings": meetings_of(at.committee),
        "keeps": access.keeps(known_person(request), at.committee, now=now),
        "typed": request.POST,
        "error": error,
        "now": now,
    }
    return page(request, "buildings/meetings.html", context)


def _one(
    request: HttpRequest, at: Visited, found: Held, *, error: LinliError | None = None
) -> HttpResponse:
    now = clock.now()
    keeps = access.keeps(known_person(request), at.committee, now=now)
    shown = meeting_page(found.meeting, now=now)
    may_write = keeps and shown.has_begun and found.meeting.cancelled_at is None
    context = {
        "building": at.building,
        "shown": shown,
        "meeting": found.meeting,
        "keeps": keeps,
        "may_minute": may_write and found.meeting.signed_at is None,
        "seats": seats_of(at.committee, today=localdate(now)) if may_write else (),
        "minutes": request.POST.get("minutes", found.meeting.minutes),
        "minutes_longest": MINUTES_LONGEST,
        "typed": request.POST,
        "error": error,
        "now": now,
    }
    return page(request, "buildings/meeting.html", context)
