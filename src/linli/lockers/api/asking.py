"""What every call of a platform has: who asks, and under which name a change is asked for."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, cast

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_noop as _
from ninja import Header

from linli.kernel import clock
from linli.lockers.access import Caller
from linli.lockers.actions.once import once
from linli.lockers.api.schemas import IDEMPOTENCY_KEY, Problem

Key = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        pattern=IDEMPOTENCY_KEY,
        description=_("这个请求的名字：再发一次同样的请求，不会做两次。24 小时内有效。"),
    ),
]

READING = dict.fromkeys((401, 404, 422, 429, 503), Problem)
WRITING = dict.fromkeys((400, 401, 404, 409, 422, 429, 503), Problem)


def caller_of(request: HttpRequest) -> Caller:
    """Return who asks, as the access token said."""
    return cast("Caller", request.auth)  # type: ignore[attr-defined]  # ninja puts it there


def done_once(
    request: HttpRequest, key: str, act: Callable[[Caller, datetime], str], *, status: int = 200
) -> HttpResponse:
    """Do something once and answer what ``act`` returns, as JSON."""
    caller, at = caller_of(request), clock.now()
    asked = f"{request.method} {request.path}\n".encode() + request.body
    told = once(platform=caller.id, key=key, asked=asked, act=lambda: act(caller, at), now=at)
    return HttpResponse(told, content_type="application/json", status=status)
