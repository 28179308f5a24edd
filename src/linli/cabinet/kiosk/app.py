"""The screen's page and the two things it asks: what is so now, and whether a code is right."""

from pathlib import Path

import msgspec
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from linli.cabinet.desk import Desk
from linli.cabinet.kiosk.showing import Screen

LARGEST_BODY = 200
"""Bytes of a typed code with its braces."""

HERE = frozenset({"127.0.0.1", "localhost"})

HEADERS = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
        " img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}

_FILES = (
    ("/", "page.html", "text/html"),
    ("/kiosk.css", "kiosk.css", "text/css"),
    ("/kiosk.js", "kiosk.js", "text/javascript"),
)


class _Typed(msgspec.Struct, frozen=True):
    code: str


def application(screen: Screen, desk: Desk) -> ASGIApp:
    """Return the screen's page as an ASGI application."""

    async def setup(_request: Request) -> Response:
        return _json(screen.setup())

    async def state(request: Request) -> Response:
        return _json(screen.now(request.query_params.get("tick", "")))

    async def typed(request: Request) -> Response:
        raw = b""
        async for part in request.stream():
            raw += part
            if len(raw) > LARGEST_BODY:
                return PlainTextResponse("", 413)
        try:
            code = msgspec.json.decode(raw, type=_Typed).code
        except (msgspec.DecodeError, UnicodeDecodeError):
            return PlainTextResponse("", 400)
        await desk.typed(code)
        return _json(screen.now(request.query_params.get("tick", "")))

    return Starlette(
        routes=[
            *(_file(*one) for one in _FILES),
            Route("/setup", setup, methods=["GET"]),
            Route("/state", state, methods=["GET"]),
            Route("/typed", typed, methods=["POST"]),
        ],
        middleware=[Middleware(OnlyHere)],
    )


class OnlyHere:
    """Answers this machine's own page alone, and says what a browser may do with it.

    Another host name means that a foreign page has bent its own name to this address; another
    origin, that a foreign page asks. ``scope["server"]`` is the socket's own address.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or let the page answer."""

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                extra = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
                message["headers"] = [*message["headers"], *extra]
            await send(message)

        app: ASGIApp = self._app if is_from_here(scope) else PlainTextResponse("", 403)
        await app(scope, receive, send_guarded)


def is_from_here(scope: Scope) -> bool:
    """Say whether a request is this page's own: its host is loopback and its origin the same.

    A browser names the origin of every POST; one that does not is no browser.
    """
    said = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    host = said.get("host", "")
    name, _, port = host.rpartition(":")
    if name not in HERE or port != str(scope["server"][1]):
        return False
    origin = said.get("origin")
    if origin is None:
        return str(scope["method"]) in ("GET", "HEAD")
    return bool(origin == f"http://{host}")


def _file(path: str, name: str, kind: str) -> Route:
    content = (Path(__file__).parent / name).read_bytes()

    async def file(_request: Request) -> Response:
        return Response(content, media_type=kind)

    return Route(path, file, methods=["GET"])


def _json(value: object) -> Response:
    return Response(msgspec.json.encode(value), media_type="application/json")
