"""A tower and a browser for the tests of pages."""

import os

from tests.browsing import chromium, collected, site, tower, visit

__all__ = ["chromium", "collected", "site", "tower", "visit"]

# How a page looks does not depend on the database.
collect_ignore = (
    ["test_schemes.py"] if os.environ.get("LINLI_TEST_DATABASE") == "postgresql" else []
)
