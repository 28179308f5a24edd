"""A tower and a browser for the tests of pages."""

import os

import pytest
from tests.browsing import chromium, collected, site, tower, visit

# How a page looks and behaves in a browser does not depend on the database.
collect_ignore = (
    [
        "test_pages_budgets.py",
        "test_pages_crew_in_a_browser.py",
        "test_pages_in_a_browser.py",
        "test_pages_manners.py",
        "test_pages_pictures.py",
        "test_pages_platform.py",
        "test_pages_scan_in_a_browser.py",
        "test_pages_second_thoughts.py",
    ]
    if os.environ.get("LINLI_TEST_DATABASE") == "postgresql"
    else []
)


@pytest.fixture(autouse=True)
def _every_drawing_is_of_now(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no board be a moment old: a test asks sooner than any page does."""
    monkeypatch.setattr("linli.lockers.views.drawing.A_MOMENT_S", 0)


__all__ = ["chromium", "collected", "site", "tower", "visit"]
