"""What is kept about one's children, and the page on which a child of fourteen decides."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.kernel import clock
from linli.kernel.errors import LinliError
from linli.people import children, queries
from linli.people.consent_texts import CHILD_TEXT, OWN_TEXT
from linli.people.rules.children import Stage
from linli.people.signing_in import session_key
from linli.portal.people_forms import read_number, read_text
from linli.web.headers import behind_a_link
from linli.web.pages import page
from linli.web.problems import on_refusal, person_of


@never_cache
@require_safe
def my_children(request: HttpRequest) -> HttpResponse:
    """Show a guardian what is kept about their children."""
    return _page(request)


@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Keep a child's name and year of birth, by its guardian's consent."""
    guardian = person_of(request)
    on_refusal(request, lambda problem: _page(request, problem))
    children.note_child(
        guardian=guardian,
        name=read_text(request.POST, "name"),
        birth_year=read_number(request.POST, "birth_year"),
        agrees=request.POST.get("agrees") == "yes",
        by_phone=queries.came_by_phone(guardian, session_key=session_key(request)),
        now=clock.now(),
    )
    return redirect("portal:my_children")


@require_POST
def correct(request: HttpRequest, number: int) -> HttpResponse:
    """Set right what is kept about a child."""
    guardian, now = person_of(request), clock.now()
    child = children.child_in_reach(guardian, number)
    on_refusal(request, lambda problem: _page(request, problem))
    children.correct_child(
        child,
        name=read_text(request.POST, "name"),
        birth_year=read_number(request.POST, "birth_year"),
        by=guardian,
        now=now,
    )
    return redirect("portal:my_children")


@require_POST
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """Withdraw the consent, by which everything about the child goes."""
    guardian, now = person_of(request), clock.now()
    child = children.child_in_reach(guardian, number)
    children.withdraw_for_child(child, by=guardian, now=now)
    return redirect("portal:my_children")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@behind_a_link
def child_answer(request: HttpRequest, token: str) -> HttpResponse:
    """Ask a child of fourteen whether what is kept about them may stay."""
    now = clock.now()
    child = children.child_to_answer(token, now=now)
    context: dict[str, object] = {
        "says": OWN_TEXT.says,
        "name": child.name.opened(),
        "year": child.birth_year,
        "here": reverse("portal:child_answer", args=[token]),
    }
    if request.method == "POST":
        agrees = request.POST.get("then") == "agree"
        children.answer_as_oneself(child, agrees=agrees, now=now)
        context["answered"] = "agreed" if agrees else "refused"
    return page(request, "portal/child_answer.html", context)


def _link(request: HttpRequest, token: str) -> str:
    return request.build_absolute_uri(reverse("portal:child_answer", args=[token]))


def _page(request: HttpRequest, problem: LinliError | None = None) -> HttpResponse:
    guardian, now = person_of(request), clock.now()
    context = {
        "children": [
            {
                "child": one,
                "name": one.name.opened(),
                "asked": children.stage_of(one, now=now) is Stage.ASKED,
                "link": _link(request, children.answer_token(one)),
            }
            for one in children.children_of(guardian)
        ],
        "by_phone": queries.came_by_phone(guardian, session_key=session_key(request)),
        "says": CHILD_TEXT.says,
        "year": now.year,
        "posted": request.POST,
        "problem": problem,
        "now": now,
        "here": reverse("portal:my_children"),
    }
    return page(request, "portal/children.html", context)
