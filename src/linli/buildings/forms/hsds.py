"""What a program asks of the catalogue, read or refused."""

from datetime import datetime

from linli.buildings.errors.matters import FormUnreadable
from linli.buildings.forms.frontdesk import read_whole
from linli.buildings.forms.matters import Posted
from linli.buildings.queries.hsds import Asked
from linli.buildings.rules.hsds import PER_PAGE, PER_PAGE_MOST, Window

PAGES_MOST = 10_000
SEARCH_LONGEST = 40


def read_window(asked: Posted) -> Window:
    """Return which page is asked for; the first, where none is named.

    Raises:
        NumberUnreadable: no such page can be.
    """
    page = read_whole(asked, "page", 1, PAGES_MOST) if asked.get("page") else 1
    size = read_whole(asked, "per_page", 1, PER_PAGE_MOST) if asked.get("per_page") else PER_PAGE
    return Window(page, size)


def read_asked(asked: Posted) -> Asked:
    """Return what a list is to be of.

    Raises:
        FormUnreadable: a moment that is none.
    """
    return Asked(
        search=asked.get("search", "").replace("\x00", "")[:SEARCH_LONGEST],
        organization=asked.get("organization_id", ""),
        term=asked.get("taxonomy_term_id", ""),
        taxonomy=asked.get("taxonomy_id", ""),
        since=_moment(asked.get("modified_after", "")),
        is_full=asked.get("full") == "true",
        is_minimal=asked.get("minimal") == "true",
    )


def _moment(typed: str) -> datetime | None:
    if not typed:
        return None
    try:
        found = datetime.fromisoformat(typed)
    except ValueError as unreadable:
        raise FormUnreadable from unreadable
    return found.astimezone()
