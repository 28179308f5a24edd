"""The page on which what is behind a mask is shown, once, to who says why."""

from django.http import HttpRequest, HttpResponse

from linli.kernel.errors import LinliError
from linli.people.privacy_enums import AccessReason
from linli.web.pages import page


def reveal_page(
    request: HttpRequest,
    text: str,
    *,
    back: str,
    is_whole: bool = False,
    problem: LinliError | None = None,
) -> HttpResponse:
    """Show a text: masked with the reasons to choose from, or whole and never again.

    ``back`` is where the page that shows it masked is.
    """
    context = {
        "text": text,
        "is_whole": is_whole,
        "reasons": AccessReason.choices,
        "back": back,
        "problem": problem,
        "here": request.path,
    }
    response = page(request, "web/reveal.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response
