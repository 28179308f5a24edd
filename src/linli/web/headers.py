"""What every answer tells the browser to refuse, and what a page behind a secret link adds."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.gzip import gzip_page

Given = ParamSpec("Given")
Answer = Callable[[HttpRequest], HttpResponse]

_SOURCES = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",  # the stylesheet's own small pictures
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
POLICY = "; ".join(f"{what} {source}" for what, source in _SOURCES.items())
"""Everything from this server, nothing written into the page: a smuggled script has no way in."""

NO_DEVICES = "camera=(), geolocation=(), microphone=()"
WITH_CAMERA = "camera=(self), geolocation=(), microphone=()"
"""What of the reader's device a page may ask for; one page has use for one of them."""

_BEHIND_A_LINK = "linli.behind_a_link"
_WITH_CAMERA = "linli.with_camera"


class HeadersMiddleware:
    """Put the content policy on every answer, and silence on those behind a secret link."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, with the headers."""
        response = self.get_response(request)
        response.headers["Content-Security-Policy"] = POLICY
        devices = WITH_CAMERA if _WITH_CAMERA in request.META else NO_DEVICES
        response.headers["Permissions-Policy"] = devices
        if _BEHIND_A_LINK in request.META:
            response.headers["Cache-Control"] = "no-store"
            response.headers["Referrer-Policy"] = "no-referrer"
        return response


def is_behind_a_link(request: HttpRequest) -> bool:
    """Whether the address is the key: who is signed in is not looked at there."""
    return _BEHIND_A_LINK in request.META


def with_camera(
    view: Callable[Concatenate[HttpRequest, Given], HttpResponse],
) -> Callable[Concatenate[HttpRequest, Given], HttpResponse]:
    """Let the pages at one address ask for the camera, also when something is refused there."""

    @wraps(view)
    def allowed(request: HttpRequest, /, *args: Given.args, **given: Given.kwargs) -> HttpResponse:
        request.META[_WITH_CAMERA] = True
        return view(request, *args, **given)

    return allowed


def behind_a_link(
    view: Callable[Concatenate[HttpRequest, Given], HttpResponse],
) -> Callable[Concatenate[HttpRequest, Given], HttpResponse]:
    """Serve a page whose address is its key: told to nobody, kept nowhere, also when it fails.

    Such a page has no account behind it, so a forged form could do nothing that its forger
    could not do directly: it needs no token against forgery, and no cookie for one.

    A page that is opened is compressed, because the signal in a lobby is weak; the answer to
    a press is not, because somebody waits for it and it is small.
    """
    compressed = gzip_page(view)

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: Given.args, **given: Given.kwargs) -> HttpResponse:
        request.META[_BEHIND_A_LINK] = True
        answer = compressed if request.method == "GET" else view
        return answer(request, *args, **given)

    return csrf_exempt(guarded)
