"""What a platform is told when something is refused: RFC 9457, with a type of its own each."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja.errors import HttpError, ValidationError

from linli.kernel.errors import LinliError
from linli.lockers.platform_errors import KeyRefused, TokenRefused, TooManyRequests
from linli.web.problems import answer, for_program

INVALID_FIELDS_AT_MOST = 20
"""Of those that are named."""


def refused(request: HttpRequest, error: LinliError) -> HttpResponse:
    """Answer what one of our own errors says."""
    if isinstance(error, KeyRefused):
        # RFC 6749, section 5.2, wants its own word as well.
        response = _stranger(error.code, str(error), error="invalid_client")
        response.headers["WWW-Authenticate"] = 'Basic realm="linli"'
        return response
    if isinstance(error, TokenRefused):
        return _stranger(error.code, str(error))
    if isinstance(error, TooManyRequests):
        response = for_program(
            HTTPStatus.TOO_MANY_REQUESTS, title=_("太快了"), code=error.code, says=str(error)
        )
        response.headers["Retry-After"] = str(error.seconds)
        return response
    return answer(request, error)


def unread(_request: HttpRequest, error: HttpError) -> HttpResponse:
    """Answer a body that is no JSON."""
    return for_program(
        HTTPStatus(error.status_code),
        title=_("没有看懂"),
        code="not_understood",
        says=_("请求的内容不是 JSON。"),
    )


def invalid(_request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Answer fields that cannot be right; what was in them is not repeated."""
    return _fields_invalid(
        [
            {"field": ".".join(map(str, one["loc"])), "why": str(one["type"])}
            for one in error.errors[:INVALID_FIELDS_AT_MOST]
        ]
    )


def not_asked_for() -> HttpResponse:
    """Answer a query that names what an address does not know; its names are not repeated."""
    return _fields_invalid([{"field": "query", "why": "extra_forbidden"}])


def _fields_invalid(fields: list[dict[str, str]]) -> HttpResponse:
    return for_program(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        title=_("请再核对一下"),
        code="fields_invalid",
        says=_("有些字段不对，见 errors。"),
        errors=fields,
    )


def not_so() -> HttpResponse:
    """Answer a method that an address does not have."""
    return for_program(
        HTTPStatus.METHOD_NOT_ALLOWED,
        title=_("不能这样做"),
        code="method_not_allowed",
        says=_("这个地址不支持这种方法，见 Allow。"),
    )


def _stranger(code: str, says: str, **more: object) -> HttpResponse:
    response = for_program(
        HTTPStatus.UNAUTHORIZED, title=_("不知道您是谁"), code=code, says=says, **more
    )
    response.headers["WWW-Authenticate"] = 'Bearer realm="linli"'
    return response
