"""A tower and a browser for the tests of pages, and a town with somebody who looks after it."""

import os
from pathlib import Path

from tests.browsing import chromium, collected, site, tower, visit
from tests.portal.place_visits import places, steward

ASKS_MORE = {
    "test_search.py",
    "test_undo_pages.py",
    "test_privacy_pages.py",
    "test_place_tables.py",
}
"""Pages that ask a database for what it does in its own way. Of all others it is enough that the
matrix asks PostgreSQL for each of them."""

collect_ignore = (
    [one.name for one in Path(__file__).parent.glob("test_*.py") if one.name not in ASKS_MORE]
    if os.environ.get("LINLI_TEST_DATABASE") == "postgresql"
    else []
)

__all__ = ["chromium", "collected", "places", "site", "steward", "tower", "visit"]
