"""A tower and a browser for the tests of pages, and a town with somebody who looks after it."""

from tests.browsing import chromium, collected, site, tower, visit
from tests.portal.place_visits import places, steward

__all__ = ["chromium", "collected", "places", "site", "steward", "tower", "visit"]
