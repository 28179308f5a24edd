"""A staged tower and a browser for each test of a page."""

from tests.browsing import chromium, clock, collected, site, tower, visit

__all__ = ["chromium", "clock", "collected", "site", "tower", "visit"]
