"""Whom to tell of a weakness: /.well-known/security.txt, as RFC 9116 has it."""

from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.kernel import clock

HOLDS_FOR = timedelta(days=180)
"""Less than a year ahead. Source: RFC 9116, 2.5.5."""


@never_cache
@require_safe
def security_txt(_request: HttpRequest) -> HttpResponse:
    """Tell the contact that the installation names; without one there is no such page."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    expires = (clock.now() + HOLDS_FOR).strftime("%Y-%m-%dT%H:%M:%SZ")
    told = (
        f"Contact: {settings.SECURITY_CONTACT}\nExpires: {expires}\nPreferred-Languages: zh, en\n"
    )
    return HttpResponse(told, content_type="text/plain; charset=utf-8")
