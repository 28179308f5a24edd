"""The site as a browser meets it: served over HTTP with its real files, and Chromium to look."""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from django.test import override_settings
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, sync_playwright
from tests.lockers.tower import Tower, plugged_in

from linli.kernel import clock
from linli.lockers.actions.hearing import hear
from linli.lockers.models import Cabinet

REAL_FILES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "linli.web.storage.StaticFiles"},
}
PHONE = ViewportSize(width=360, height=640)
DESK = ViewportSize(width=1280, height=800)
FLAGS = (
    "--no-sandbox",  # a container has no user namespaces to give
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)
PICTURES = Path(__file__).resolve().parent.parent / "docs" / "img"


class _Quiet(WSGIRequestHandler):
    """Says nothing of each request."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="session")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Compress and name the browser files, as a first start does."""
    root = tmp_path_factory.mktemp("static")
    with override_settings(STORAGES=REAL_FILES, STATIC_ROOT=root):
        call_command("collectstatic", interactive=False, verbosity=0)
    return root


@contextmanager
def standing(now: datetime, *, cabinets: int = 1, doors: int = 12) -> Iterator[Tower]:
    """Put up B-A at the east door, and its neighbours; their clock is everybody's clock."""
    made = Tower(now=now, cabinets=cabinets, doors=doors, code="BAIYULAN")
    for cabinet, spot in zip(made.cabinets, ("东门", "西门", "大堂"), strict=False):
        Cabinet.objects.filter(code=cabinet.code).update(spot=spot)
    greet(made)
    with plugged_in(made.line), pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", lambda: made.now)
        yield made


@pytest.fixture
def tower(transactional_db: None, now: datetime) -> Iterator[Tower]:
    """Give one cabinet of 12 doors."""
    with standing(now) as made:
        yield made


def greet(tower: Tower) -> None:
    """Let every cabinet be heard now."""
    hear([one.hello() for one in tower.cabinets], now=tower.now)


@pytest.fixture
def site(transactional_db: None, collected: Path) -> Iterator[str]:
    """Serve the site; return its address."""
    with override_settings(STORAGES=REAL_FILES, STATIC_ROOT=collected, ALLOWED_HOSTS=["127.0.0.1"]):
        server = ThreadedWSGIServer(("127.0.0.1", 0), _Quiet)
        server.daemon_threads = True
        server.set_app(get_wsgi_application())
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Start the machine's own browser, once a file: its loop must not outlive its tests."""
    # Playwright's loop runs in this thread; Django, called from the same tests, must not mind.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


_SAID_OF_THE_NETWORK = (
    "Failed to load resource",  # of every answer above 399
    "Response Status Error Code",
    "htmx:sendError",
    "htmx:afterRequest",
)


class Visitor:
    """Somebody with a browser, who notices what no page may do."""

    def __init__(self, context: BrowserContext, site: str) -> None:
        self.context = context
        self.page: Page = context.new_page()
        self.strangers: list[str] = []
        self.complaints: list[str] = []
        self.site = site
        self._host = urlsplit(site).netloc
        self.page.on("request", lambda request: self._note(request.url))
        self.page.on("console", lambda said: self._hear(said.type, said.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def go(self, path: str) -> Page:
        """Open a page of the site."""
        self.page.goto(self.site + path)
        return self.page

    def keeps(self, name: str) -> bytes:
        """Take a picture; it becomes one of the documents' when this run is to make them."""
        picture = self.page.screenshot()
        if os.environ.get("LINLI_SCREENSHOTS") == "1":
            PICTURES.mkdir(parents=True, exist_ok=True)
            (PICTURES / f"{name}.png").write_bytes(picture)
        return picture

    def _note(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.netloc != self._host:
            self.strangers.append(url)

    def _hear(self, kind: str, text: str) -> None:
        if kind == "error" and not text.startswith(_SAID_OF_THE_NETWORK):
            self.complaints.append(text)


Visits = Callable[..., Visitor]


@pytest.fixture
def visit(chromium: Browser, site: str) -> Iterator[Visits]:
    """Let somebody come with a browser of their own; afterwards nothing odd was noticed."""
    visitors: list[Visitor] = []

    def come(**how: object) -> Visitor:
        wishes = {"viewport": PHONE, "locale": "zh-CN", "timezone_id": "Asia/Shanghai", **how}
        visitor = Visitor(chromium.new_context(**wishes), site)  # type: ignore[arg-type]  # as given
        visitors.append(visitor)
        return visitor

    yield come
    for visitor in visitors:
        visitor.context.close()
    strangers = [url for one in visitors for url in one.strangers]
    complaints = [said for one in visitors for said in one.complaints]
    assert not strangers, f"only this site may be asked: {strangers}"
    assert not complaints, f"the browser complains: {complaints}"
