"""Names each request, so that what is logged for it can be found, and measures it."""

import os
import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from linli.kernel import clock
from linli.places.rules import is_code
from linli.server import logs, metrics
from linli.server.shedding import kind_of

Answer = Callable[[HttpRequest], HttpResponse]

_GIVEN = re.compile(r"[\w-]{8,64}")
"""A proxy's own name for a request, if it looks like one."""


class RequestMiddleware:
    """Give the request a name, in the log and to whoever asked."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, named and measured."""
        began = clock.mono_ms()
        given = request.META.get("HTTP_X_REQUEST_ID", "")
        name = given if _GIVEN.fullmatch(given) else os.urandom(8).hex()
        before = logs.current.set(logs.About(name, _cabinet(request.path_info)))
        try:
            response = self.get_response(request)
        finally:
            logs.current.reset(before)
        response.headers["X-Request-ID"] = name
        metrics.request_answered(
            kind_of(request.path_info),
            is_scan=_is_scan(request, response),
            seconds=(clock.mono_ms() - began) / 1000,
            status=response.status_code,
        )
        return response


def _cabinet(path: str) -> str:
    """Return the cabinet whose page this is, if its code could be one."""
    if not path.startswith("/c/"):
        return ""
    code = path[3:].partition("/")[0]
    return code if is_code(code) else ""


def _is_scan(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether somebody just scanned the code on a cabinet."""
    path = request.path_info
    return (
        request.method == "GET"
        and response.status_code == 200  # noqa: PLR2004  # HTTP's own number
        and path.startswith("/c/")
        and path.count("/") == 2  # noqa: PLR2004  # /c/CODE and nothing after
    )
