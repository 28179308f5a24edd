"""A tower and a browser for the tests of pages, and a town with somebody who looks after it."""

import os

from tests.browsing import chromium, collected, site, tower, visit
from tests.portal.place_visits import places, steward

# How a page behaves in a browser, and what it says of people, does not depend on the database.
collect_ignore = (
    [
        "test_nothing_typed_is_lost.py",
        "test_office_in_a_browser.py",
        "test_outside_in_a_browser.py",
        "test_passkeys.py",
        "test_place_pages_in_a_browser.py",
        "test_privacy_markers.py",
    ]
    if os.environ.get("LINLI_TEST_DATABASE") == "postgresql"
    else []
)

__all__ = ["chromium", "collected", "places", "site", "steward", "tower", "visit"]
