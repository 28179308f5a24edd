"""A tower and a browser for the tests of pages."""

from tests.browsing import chromium, collected, site, tower, visit

__all__ = ["chromium", "collected", "site", "tower", "visit"]
