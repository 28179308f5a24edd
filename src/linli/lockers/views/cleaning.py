"""The cleaning round of a building, cabinet by cabinet, and the photos that prove it."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.kernel import clock
from linli.kernel.errors import LinliError
from linli.lockers import access
from linli.lockers.access import Seat
from linli.lockers.actions.cleaning import begin_cleaning, end_cleaning, tick_doors
from linli.lockers.crew_errors import NoSuchPhoto
from linli.lockers.enums import CleaningWork
from linli.lockers.forms import read_choice, read_doors
from linli.lockers.queries.cleaning import cleaned_on, photo_of, round_now, to_clean
from linli.lockers.rules.cleaning import CLEAN_EVERY
from linli.web.pages import page
from linli.web.photos import LARGEST_PHOTO, PhotoTooLarge, PhotoUnreadable, drawn_anew
from linli.web.problems import on_refusal, person_of


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def cleaning_round(request: HttpRequest, tower: str) -> HttpResponse:
    """Show what is due in a building; begin a round, tick doors with a photo, or end it."""
    now, person = clock.now(), person_of(request)
    seat = access.seat_at(person, tower, now=now)
    if request.method != "POST":
        return _show(request, seat, now=now)
    on_refusal(request, lambda error: _show(request, seat, now=now, error=error))
    crew = access.seat_in(person, tower, access.SERVING, now=now)
    then = request.POST.get("then")
    if then == "begin":
        begin_cleaning(crew, now=now)
    elif then == "end":
        end_cleaning(crew, now=now)
    else:
        tick_doors(
            crew,
            cabinet=request.POST.get("cabinet", ""),
            doors=read_doors(request.POST.getlist("door")),
            work=read_choice(request.POST, "work", CleaningWork),
            photo=drawn_anew(_photo(request)),
            now=now,
        )
    return _show(request, seat, now=now)


@never_cache
@require_safe
def photo(request: HttpRequest, number: int) -> HttpResponse:
    """Send the photo of a cleaning to whoever watches its cabinet; nobody keeps a copy."""
    places = access.buildings_to_watch(person_of(request), now=clock.now())
    image = photo_of(number, places)
    if image is None:
        raise NoSuchPhoto
    return HttpResponse(image, content_type="image/jpeg")


def _photo(request: HttpRequest) -> bytes:
    file = request.FILES.get("photo")
    if file is None:
        raise PhotoUnreadable
    if (file.size or 0) > LARGEST_PHOTO:
        raise PhotoTooLarge
    return bytes(file.read())


def _show(
    request: HttpRequest, seat: Seat, *, now: datetime, error: LinliError | None = None
) -> HttpResponse:
    cabinets = to_clean(seat.building.pk, now=now)
    due = [one for one in cabinets if one.due]
    wanted = request.POST.get("cabinet") or request.GET.get("cabinet", "")
    chosen = next((one for one in due if one.code == wanted), None)
    context = {
        "action": reverse("lockers:cleaning", args=[seat.building.code]),
        "building": seat.building,
        "cabinets": cabinets,
        "chosen": chosen or next((one for one in due if one.can_be_ticked), None),
        "due": sum(len(one.due) for one in due),
        "under_way": round_now(seat.building.pk),
        "cleaned": cleaned_on(seat.building.pk, localdate(now)),
        "hours": int(CLEAN_EVERY.total_seconds() // 3600),
        "works": CleaningWork.choices,
        "may_clean": seat.may_serve,
        "ticked": set(request.POST.getlist("door")) if error else set(),
        "error": error,
        "now": now,
    }
    return page(request, "lockers/cleaning.html", context)
