"""Too many at once: pages give way to doors, reports to pages, and each is told when to return."""

import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import reverse
from pytest_django.fixtures import Settings

from linli.server.shedding import COME_AGAIN_S, Kind, SheddingMiddleware, kind_of

AT_ONCE = {"doors": 8, "pages": 3, "reports": 1}
PATHS = {Kind.DOORS: "/c/HK-01", Kind.PAGES: "/board/", Kind.REPORTS: "/api/notices"}


class House:
    """A server of a few places, whose every request stays until it is let go."""

    def __init__(self) -> None:
        self.inside: Counter[Kind | None] = Counter()
        self.most: Counter[Kind | None] = Counter()
        self._change = threading.Condition()
        self._open = threading.Event()

    def answer(self, request: HttpRequest) -> HttpResponse:
        """Let somebody in, and out again once all may go."""
        kind = kind_of(request.path_info)
        with self._change:
            self.inside[kind] += 1
            self.most[kind] = max(self.most[kind], self.inside[kind])
            self._change.notify_all()
        self._open.wait(10)
        with self._change:
            self.inside[kind] -= 1
        return HttpResponse()

    def wait_for(self, count: int) -> None:
        """Wait until so many are inside."""
        with self._change:
            assert self._change.wait_for(lambda: self.inside.total() >= count, 10)

    def let_go(self) -> None:
        """Let everybody go, now and later."""
        self._open.set()


@pytest.fixture
def house(settings: Settings) -> House:
    settings.AT_ONCE = AT_ONCE
    return House()


def asked(path: str, *, accept: str = "text/html") -> HttpRequest:
    return RequestFactory().get(path, headers={"Accept": accept})


def test_threads_that_all_ask_at_once_leave_the_doors_theirs(house: House) -> None:
    shed = SheddingMiddleware(house.answer)
    wished = [path for path in PATHS.values() for _ in range(20)]
    with ThreadPoolExecutor(len(wished)) as pool:
        answers = [pool.submit(shed, asked(path)) for path in wished]
        house.wait_for(sum(AT_ONCE.values()))
        while sum(one.done() for one in answers) < len(wished) - sum(AT_ONCE.values()):
            threading.Event().wait(0.005)
        refused = Counter(one.result().status_code for one in answers if one.done())
        house.let_go()
        came = Counter(one.result().status_code for one in answers)

    assert refused == {503: 60 - 12}
    assert came == {200: 12, 503: 48}
    assert house.most == {Kind(name): most for name, most in AT_ONCE.items()}


def test_whoever_comes_when_it_is_over_is_let_in_again(house: House) -> None:
    shed = SheddingMiddleware(house.answer)
    house.let_go()

    assert {shed(asked("/api/notices")).status_code for _ in range(5)} == {200}


def test_a_request_that_breaks_gives_its_place_back(house: House) -> None:
    def broken(_request: HttpRequest) -> HttpResponse:
        raise ZeroDivisionError

    shed = SheddingMiddleware(broken)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError):
            shed(asked("/api/notices"))


@pytest.mark.parametrize("kind", Kind)
def test_who_is_refused_is_told_in_a_sentence_when_to_come_again(
    settings: Settings, kind: Kind
) -> None:
    settings.AT_ONCE = {"doors": 1, "pages": 1, "reports": 1}
    inner: list[HttpResponse] = []

    def answer(request: HttpRequest) -> HttpResponse:
        if not inner:
            inner.append(shed(request))
            inner.append(shed(asked(PATHS[kind], accept="application/json")))
        return HttpResponse()

    shed = SheddingMiddleware(answer)
    shed(asked(PATHS[kind]))

    page, told = inner
    assert (page.status_code, told.status_code) == (503, 503)
    assert page.headers["Retry-After"] == told.headers["Retry-After"] == str(COME_AGAIN_S[kind])
    assert "现在打开的人太多，请过几秒再试。" in page.content.decode()
    assert '"code": "too_many_at_once"' in told.content.decode()


def test_health_is_never_refused(settings: Settings) -> None:
    settings.AT_ONCE = {"doors": 1, "pages": 1, "reports": 1}
    depth = 0

    def answer(request: HttpRequest) -> HttpResponse:
        nonlocal depth
        depth += 1
        return shed(request) if depth < 50 else HttpResponse()

    shed = SheddingMiddleware(answer)

    assert shed(asked("/health/live")).status_code == 200


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        (reverse("lockers:courier", args=["HK-01"]), Kind.DOORS),
        (reverse("lockers:by_code", args=["HK-01"]), Kind.DOORS),
        (reverse("lockers:courier_door", args=["x"]), Kind.DOORS),
        (reverse("lockers:courier_again", args=["x"]), Kind.DOORS),
        (reverse("lockers:owner", args=["x"]), Kind.DOORS),
        (reverse("lockers:board"), Kind.PAGES),
        (reverse("portal:home"), Kind.PAGES),
        ("/nothing/like/it", Kind.PAGES),
        (reverse("lockers:order", args=["x"]), Kind.DOORS),
        (reverse("lockers:platforms", args=["orders"]), Kind.PAGES),
        (reverse("lockers:openapi"), Kind.REPORTS),
        (reverse("lockers:notices"), Kind.REPORTS),
        (reverse("metrics"), Kind.REPORTS),
        (reverse("ready"), None),
        (reverse("live"), None),
    ],
)
def test_what_a_path_is_for(path: str, kind: Kind | None) -> None:
    assert kind_of(path) is kind


def test_a_door_does_not_feel_it() -> None:
    """A tenth of a millisecond would be a thirtieth of a courier's request; it takes about 5 µs."""
    request, response = asked("/c/HK-01"), HttpResponse()

    def bare(_request: HttpRequest) -> HttpResponse:
        return response

    def microseconds(call: Callable[[HttpRequest], HttpResponse]) -> float:
        began = time.perf_counter_ns()
        for _ in range(1_000):
            call(request)
        return (time.perf_counter_ns() - began) / 1_000_000

    shed = SheddingMiddleware(bare)
    assert min(microseconds(shed) for _ in range(5)) < 100
