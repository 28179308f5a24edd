"""The food platforms' interface, ``/api/v1``: who asks, and what each address answers."""

from base64 import b64decode
from binascii import Error as NotBase64

from django.http import HttpRequest
from django.http.response import HttpResponseBase, HttpResponseNotAllowed
from django.urls.resolvers import RoutePattern, URLResolver
from django.utils.translation import gettext_noop as _
from ninja import Form, NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.security.base import AuthBase

from linli.kernel import clock
from linli.kernel.errors import LinliError
from linli.lockers import access
from linli.lockers.access import Caller
from linli.lockers.api import pacing, problems
from linli.lockers.api.events import router as events
from linli.lockers.api.orders import router as orders
from linli.lockers.api.sandbox import router as sandbox
from linli.lockers.api.schemas import Problem, TokenAnswer, TokenRequest
from linli.lockers.platform_errors import TokenRefused
from linli.lockers.rules.platforms import TOKEN_LIVES

VERSION = "1.1.0"
QUERIES = {"cabinets": frozenset({"building"})}
"""What may stand behind the question mark; ninja passes over what it does not know."""

BEARER = "bearer"
BASIC = "basic "


class AccessToken(AuthBase):
    """A platform, by the access token that it was given a moment ago."""

    openapi_type = "http"
    openapi_scheme = "bearer"

    def __call__(self, request: HttpRequest) -> Caller:
        """Return who asks.

        Raises:
            TokenRefused: nobody whom we know. TooManyRequests: somebody too fast.
        """
        scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != BEARER:
            raise TokenRefused
        caller = access.platform_of_token(token.strip(), now=clock.now())
        pacing.let_pass(f"platform:{caller.code}", pacing.CALLS)
        return caller


api = NinjaAPI(
    title="Linli",
    version=VERSION,
    description=_("外卖平台的接口：查空格、报订单、预留、给骑手链接、取消、改柜、查下落、召回。"),
    openapi_url=None,
    docs_url=None,
    urls_namespace="platforms",
    auth=AccessToken(),
)
api.add_exception_handler(LinliError, problems.refused)  # type: ignore[arg-type]  # it is given errors, no classes
api.add_exception_handler(HttpError, problems.unread)  # type: ignore[arg-type]  # it is given errors, no classes
api.add_exception_handler(ValidationError, problems.invalid)  # type: ignore[arg-type]  # it is given errors, no classes


@api.post(
    "/token",
    auth=None,
    response={200: TokenAnswer, 401: Problem, 422: Problem, 429: Problem},
    operation_id="token",
    summary=_("换取访问令牌"),
    description=_("OAuth 2.0 client_credentials。令牌 10 分钟有效；密钥一停用，令牌立刻失效。"),
)
def token(request: HttpRequest, asked: Form[TokenRequest]) -> dict[str, object]:
    """Give an access token to who shows a key."""
    pacing.let_pass(f"address:{request.META.get('REMOTE_ADDR', '')}", pacing.KEYS_SHOWN)
    key, secret = _basic(request) or (asked.client_id, asked.client_secret)
    given = access.platform_token(key, secret, now=clock.now())
    return {"access_token": given, "expires_in": int(TOKEN_LIVES.total_seconds())}


api.add_router("", orders)
api.add_router("", events)
api.add_router("", sandbox)

_addresses = URLResolver(RoutePattern(""), api.urls[0])


def dispatch(request: HttpRequest, rest: str) -> HttpResponseBase:
    """Answer one call; ``rest`` is its address behind the version.

    Raises:
        Http404: there is no such address.
    """
    view, args, named = _addresses.resolve(rest)
    if not set(request.GET) <= QUERIES.get(rest, frozenset()):
        return problems.not_asked_for()
    response: HttpResponseBase = view(request, *args, **named)
    if isinstance(response, HttpResponseNotAllowed):
        refusal = problems.not_so()
        refusal.headers["Allow"] = response.headers["Allow"]
        return refusal
    response.headers["Cache-Control"] = "no-store"
    return response


def _basic(request: HttpRequest) -> tuple[str, str] | None:
    """Return what a Basic header shows, None where there is none."""
    shown = request.headers.get("Authorization", "")
    if not shown.lower().startswith(BASIC):
        return None
    try:
        key, _colon, secret = b64decode(shown[len(BASIC) :], validate=True).decode().partition(":")
    except (NotBase64, UnicodeDecodeError):
        return "", ""
    return key, secret
