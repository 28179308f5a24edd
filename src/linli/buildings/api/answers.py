"""How programs are answered: XML or JSON as their address says, refusals as the standard's list."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from linli.buildings.errors.open311 import MethodRefused
from linli.buildings.rules.open311 import Value, as_json, as_xml
from linli.kernel.errors import Conflict, Denied, Invalid, LinliError, Missing, TooOften

Given = ParamSpec("Given")

STATUSES: tuple[tuple[type[LinliError], HTTPStatus], ...] = (
    (MethodRefused, HTTPStatus.METHOD_NOT_ALLOWED),
    (Invalid, HTTPStatus.BAD_REQUEST),
    (TooOften, HTTPStatus.TOO_MANY_REQUESTS),
    (Denied, HTTPStatus.FORBIDDEN),
    (Missing, HTTPStatus.NOT_FOUND),
    (Conflict, HTTPStatus.CONFLICT),
)
"""Each kind of error and its status. Source: GeoReport v2, Possible Errors: 400 and 404."""


def answer(
    form: str, root: str, value: Value, *, status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    """Answer in one of the two formats; ``root`` is what XML calls the whole."""
    if form == "xml":
        kind, text = "text/xml; charset=utf-8", as_xml(root, value)
    else:
        kind, text = "application/json; charset=utf-8", as_json(value)
    return HttpResponse(text, content_type=kind, status=status)


def refusal(form: str, error: LinliError) -> HttpResponse:
    """Answer what one of our errors says, as the standard has it."""
    status = next(
        (status for kind, status in STATUSES if isinstance(error, kind)),
        HTTPStatus.SERVICE_UNAVAILABLE,
    )
    told: Value = [{"code": int(status), "description": str(error)}]
    return answer(form, "errors", told, status=status)


def for_programs(
    *methods: str,
) -> Callable[
    [Callable[Concatenate[HttpRequest, str, Given], HttpResponse]],
    Callable[Concatenate[HttpRequest, Given], HttpResponse],
]:
    """Serve an address whose last part is its format; whatever is refused is told in that.

    No cookie is looked at, so there is nothing for a forged form to ride on.
    """

    def around(
        view: Callable[Concatenate[HttpRequest, str, Given], HttpResponse],
    ) -> Callable[Concatenate[HttpRequest, Given], HttpResponse]:
        @csrf_exempt
        @never_cache
        @wraps(view)
        def served(
            request: HttpRequest, /, *args: Given.args, **given: Given.kwargs
        ) -> HttpResponse:
            form = str(given.pop("form", "json"))
            if request.method not in methods:
                told = refusal(form, MethodRefused())
                told.headers["Allow"] = ", ".join(methods)
                return told
            try:
                return view(request, form, *args, **given)
            except LinliError as error:
                return refusal(form, error)

        return served

    return around
