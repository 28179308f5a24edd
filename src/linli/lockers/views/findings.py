"""What the crew found behind a door, said with one press on the door's page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from linli.kernel import clock
from linli.lockers import access
from linli.lockers.actions.findings import say_found
from linli.lockers.enums import FindingKind
from linli.lockers.forms import read_choice, read_meal
from linli.people.actions import name_in_ledger
from linli.web.problems import person_of


@require_POST
def found(request: HttpRequest, cabinet: str, number: int) -> HttpResponse:
    """Keep what was found, and go back to the door."""
    now, person = clock.now(), person_of(request)
    say_found(
        actor=name_in_ledger(person),
        buildings=access.buildings_for_crew(person, now=now),
        cabinet=cabinet,
        comp=number,
        deposit=read_meal(request.POST),
        found=read_choice(request.POST, "found", FindingKind),
        now=now,
    )
    return redirect("lockers:board_door", cabinet, number)
