"""HTTP as the replay speaks it: whoever gets no answer asks again, until there is one."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any
from urllib.parse import urljoin

import httpx

from linli.server.replay.pages import Form, Page, read_page
from linli.server.replay.refusals import NoAnswer

TIMEOUT_S = 8.0
"""The courier's page gives up an unanswered request after so long. Source: SCREENS, A3."""

CONNECTIONS = 64
"""More people than this do not press at once; those beyond wait for a free connection."""

FIRST_PAUSE_S = 0.1
LONGEST_PAUSE_S = 1.0

PATIENCE_S = 180.0
"""A server that is away longer than this is not coming back by itself."""

ASK_AGAIN = frozenset(
    {
        HTTPStatus.INTERNAL_SERVER_ERROR,
        HTTPStatus.BAD_GATEWAY,
        HTTPStatus.SERVICE_UNAVAILABLE,
        HTTPStatus.GATEWAY_TIMEOUT,
    }
)

ELSEWHERE = frozenset({"cabinet_out_of_use"})
"""Problems with a status of the above that asking again does not help."""


# It would write down every address, and that of an owner's page is the key to a meal.
logging.getLogger("httpx").setLevel(logging.WARNING)


@dataclass(frozen=True, slots=True)
class Answer:
    """The API's answer: its status and what it says."""

    status: int
    body: Any


@dataclass(slots=True)
class Client:
    """One crowd's connections to one Linli. ``on_retry`` is told each time somebody asks again."""

    http: httpx.AsyncClient
    token: str
    on_retry: Callable[[], None]
    read_clock: Callable[[], float]
    _headers: Mapping[str, str] = field(default_factory=lambda: {"Accept": "text/html"})

    async def is_there(self) -> bool:
        """Whether anything answers at all, asked once."""
        return await self._try("GET", "/") is not None

    async def page(self, url: str) -> Page:
        """Open a page.

        Raises:
            NoAnswer: nothing for 180 s.
        """
        response = await self._ask("GET", url, headers=self._headers)
        return read_page(response.text, status=response.status_code, url=str(response.url))

    async def submit(self, page: Page, form: Form, **given: str) -> Page:
        """Send a form of a page, filled in; its token makes it safe to send again.

        Raises:
            NoAnswer: nothing for 180 s.
        """
        response = await self._ask(
            "POST",
            urljoin(page.url, form.action or page.url),
            headers=self._headers,
            data={**form.fields, **given},
        )
        return read_page(response.text, status=response.status_code, url=str(response.url))

    async def read(self, path: str) -> Answer:
        """Ask the API for something.

        Raises:
            NoAnswer: nothing for 180 s.
        """
        return _answer(await self._ask("GET", path, headers=self._bearer()))

    async def write(self, path: str, body: Mapping[str, object]) -> Answer:
        """Tell the API something; ``body`` holds what makes it safe to say again.

        Raises:
            NoAnswer: nothing for 180 s.
        """
        return _answer(await self._ask("POST", path, headers=self._bearer(), json=dict(body)))

    def _bearer(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}", "Accept": "application/json"}

    async def _ask(self, method: str, url: str, **how: Any) -> httpx.Response:  # noqa: ANN401  # as httpx has it
        give_up = self.read_clock() + PATIENCE_S
        pause = FIRST_PAUSE_S
        while True:
            response = await self._try(method, url, **how)
            if response is not None and not _asks_for_another(response):
                return response
            if self.read_clock() > give_up:
                raise NoAnswer(url=url, seconds=round(PATIENCE_S))
            self.on_retry()
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE_S)

    async def _try(self, method: str, url: str, **how: Any) -> httpx.Response | None:  # noqa: ANN401  # as httpx has it
        try:
            return await self.http.request(method, url, **how)
        except httpx.TransportError:
            return None


def _asks_for_another(response: httpx.Response) -> bool:
    if response.status_code not in ASK_AGAIN:
        return False
    return not any(f'"{problem}"' in response.text for problem in ELSEWHERE)


def _answer(response: httpx.Response) -> Answer:
    try:
        body = response.json()
    except ValueError:
        body = {}
    return Answer(response.status_code, body)


@asynccontextmanager
async def connect(url: str, *, token: str, on_retry: Callable[[], None]) -> AsyncIterator[Client]:
    """Open connections to the Linli at ``url``, and close them at the end."""
    http = httpx.AsyncClient(
        base_url=url,
        timeout=httpx.Timeout(TIMEOUT_S, pool=None),
        limits=httpx.Limits(max_connections=CONNECTIONS, max_keepalive_connections=CONNECTIONS),
        follow_redirects=True,
        # One person's cookies are not another's: nobody here has been there before.
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
        trust_env=False,  # a proxy of this machine is not between a courier and the cabinet
    )
    async with http:
        clock = asyncio.get_running_loop().time
        yield Client(http=http, token=token, on_retry=on_retry, read_clock=clock)
