"""One way to answer with a page."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from linli.web.look import is_large


def asks_for_a_part(request: HttpRequest) -> bool:
    """Whether htmx asks, which puts the answer into the page that is already there."""
    return request.headers.get("HX-Request") == "true"


def wants_json(request: HttpRequest) -> bool:
    """Whether a program asks rather than a person."""
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


LONGEST_PATH = 200
"""Characters. None of ours is longer, and a page does not repeat a longer one to its reader."""

PART = "#page > *"
"""What htmx takes from a page and puts into the one that is there."""


def page(
    request: HttpRequest, template: str, context: Mapping[str, object], *, status: int = 200
) -> HttpResponse:
    """Answer with a whole page; htmx takes from it the part that it puts into the old one.

    ``context`` may name ``here``, the address under which the page can be read again, which
    the browser then shows; without it that is the address asked for.
    """
    path = request.path if len(request.path) <= LONGEST_PATH else "/"
    everything = {"here": path, "large": is_large(request), **context}
    response = render(request, template, everything, status=status)
    if asks_for_a_part(request):
        # Said here and not only on the page: what asked may have been replaced meanwhile.
        response.headers["HX-Reselect"] = PART
        if "here" in context:
            response.headers["HX-Replace-Url"] = str(context["here"])
    return response
