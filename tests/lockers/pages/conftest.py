"""A tower and a browser for the tests of pages."""

import os

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

__all__ = ["chromium", "collected", "site", "tower", "visit"]
