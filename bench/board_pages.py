"""Boards in a real browser, which note when each tile changes.

Run in a room as ``python -m bench.board_pages HOST PORT``; obeys ``open`` and ``seen``.
"""

import sys
from collections.abc import Callable, Sequence
from typing import Any

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from bench.board_watchers import BOARD
from bench.parts import obey

CHROMIUM = "/usr/bin/chromium"
FLAGS = ("--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking")
"""A container has no user namespaces to give, and nobody is to be asked but this site."""

DESK = ViewportSize(width=1280, height=800)

WATCH = """() => {
    const known = new Map(), seen = [];
    const look = () => {
        const now = performance.timeOrigin + performance.now();
        for (const tile of document.querySelectorAll(".tile")) {
            const words = tile.lastChild.textContent;
            if (known.get(tile.id) !== words) {
                known.set(tile.id, words);
                seen.push([now / 1000, tile.id, words]);
            }
        }
    };
    look();
    window.benchSeen = seen;
    new MutationObserver(look).observe(document.querySelector(".board"), {
        attributes: true, characterData: true, childList: true, subtree: true,
    });
}"""
"""Notes every tile's words when they are new, in seconds since 1970."""


class Pages:
    """Windows of one browser."""

    def __init__(self, browser: Browser, site: str) -> None:
        self._browser, self._site = browser, site
        self._pages: list[Page] = []

    def obey(self, do: str, **how: Any) -> dict[str, Any]:  # noqa: ANN401  # as JSON has it
        """Do one wish of the bench."""
        wishes: dict[str, Callable[..., dict[str, Any]]] = {"open": self.open, "seen": self.seen}
        return wishes[do](**how)

    def open(self, *, sessions: Sequence[str], cookie: str) -> dict[str, Any]:
        """Open a board for each of these sessions and begin to note."""
        for session in sessions:
            context = self._browser.new_context(viewport=DESK, locale="zh-CN")
            context.add_cookies([{"name": cookie, "value": session, "url": self._site}])
            page = context.new_page()
            page.goto(self._site + BOARD)
            page.evaluate(WATCH)
            self._pages.append(page)
        return {"tiles": [page.locator(".tile").count() for page in self._pages]}

    def seen(self) -> dict[str, Any]:
        """Return what each window has shown, and when."""
        return {"seen": [page.evaluate("() => window.benchSeen") for page in self._pages]}


def main() -> None:
    """Start the machine's browser and obey."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        obey(Pages(browser, f"http://{sys.argv[1]}:{sys.argv[2]}").obey)
        browser.close()


if __name__ == "__main__":
    main()
