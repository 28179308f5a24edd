"""What owners say is wrong with their meals, for the crew to answer."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from linli.kernel import clock
from linli.kernel.errors import LinliError
from linli.lockers import access
from linli.lockers.actions.reports import answer_report
from linli.lockers.enums import ReportAnswer
from linli.lockers.errors import ReportAnswered
from linli.lockers.forms import read_choice
from linli.lockers.queries.reports import BoardReport, open_report
from linli.people.actions import name_in_ledger
from linli.web.pages import page
from linli.web.problems import on_refusal, person_of


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, number: int) -> HttpResponse:
    """Show one report with the answers there are; then back to the board."""
    now, person = clock.now(), person_of(request)
    found = _find(request, number)
    if request.method != "POST":
        return _page(request, found)
    on_refusal(request, lambda error: _page(request, found, error=error))
    answer_report(
        actor=name_in_ledger(person),
        buildings=access.buildings_for_crew(person, now=now),
        number=number,
        answer=read_choice(request.POST, "answer", ReportAnswer),
        now=now,
    )
    return redirect("lockers:board")


def _find(request: HttpRequest, number: int) -> BoardReport:
    buildings = access.buildings_to_watch(person_of(request), now=clock.now())
    found = open_report(buildings, number)
    if found is None:
        raise ReportAnswered
    return found


def _page(
    request: HttpRequest, found: BoardReport, *, error: LinliError | None = None
) -> HttpResponse:
    context = {
        "report": found,
        "answers": ReportAnswer.choices,
        "may_answer": access.may_serve(person_of(request), now=clock.now()),
        "error": error,
        "now": clock.now(),
    }
    return page(request, "lockers/report.html", context)
