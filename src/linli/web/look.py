"""How a person wants to read: which language, how large, and on a light or a dark ground."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import check_for_language

Answer = Callable[[HttpRequest], HttpResponse]

LARGE_COOKIE: str = settings.LARGE_COOKIE_NAME
SCHEME_COOKIE: str = settings.SCHEME_COOKIE_NAME
SCHEMES = {"auto": "", "dark": "dark", "light": "light"}
"""What may be asked for, and what pages know it by: nothing is as the device says."""

REMEMBERED_S = 365 * 24 * 3600
"""Seconds a choice is kept by the browser it was made in."""


def is_large(request: HttpRequest) -> bool:
    """Whether this person reads the large-text version."""
    return request.COOKIES.get(LARGE_COOKIE) == "1"


def scheme_of(request: HttpRequest) -> str:
    """Return on which ground this person reads: dark, light, or nothing: as the device says."""
    return SCHEMES.get(request.COOKIES.get(SCHEME_COOKIE, ""), "")


class LookMiddleware:
    """Take ``?lang=en``, ``?big=1`` and ``?scheme=dark`` on any page for now and for later.

    It stands before Django's LocaleMiddleware, which then finds the language in its cookie.
    The choice is a link, so that it works without script and with cookies refused.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as chosen, and let the browser remember the choice."""
        chosen = _chosen(request)
        request.COOKIES.update(chosen)
        response = self.get_response(request)
        for cookie, value in chosen.items():
            response.set_cookie(
                cookie,
                value,
                max_age=REMEMBERED_S,
                secure=request.is_secure(),
                httponly=True,
                samesite="Lax",
            )
        return response


def _chosen(request: HttpRequest) -> dict[str, str]:
    if not request.META.get("QUERY_STRING"):
        return {}
    chosen = {}
    language, large = request.GET.get("lang", ""), request.GET.get("big", "")
    if language in dict(settings.LANGUAGES) and check_for_language(language):
        chosen[settings.LANGUAGE_COOKIE_NAME] = language
    if large in {"0", "1"}:
        chosen[LARGE_COOKIE] = large
    if (scheme := request.GET.get("scheme", "")) in SCHEMES:
        chosen[SCHEME_COOKIE] = scheme
    return chosen
