"""How the catalogue is told in Open Referral's HSDS 3.0: names of things, and pages of lists.

Source: https://docs.openreferral.org/en/v3.0.1/hsds/ and its OpenAPI file.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid5

VERSION = "3.0"
PROFILE = "https://docs.openreferral.org/en/v3.0.1/hsds/overview.html"
OPENAPI = "https://raw.githubusercontent.com/openreferral/specification/3.0/schema/openapi.json"

OURS = UUID("6f1c4a52-6d0e-5b7e-9a55-1f6f0e0a7c11")
"""Drawn once, so that the same service of the same building has the same name everywhere."""

PER_PAGE, PER_PAGE_MOST = 25, 100

Record = Mapping[str, object]


def uid(kind: str, *names: object) -> str:
    """Return the name by which HSDS knows a thing: of its kind, and of what it is called."""
    return str(uuid5(OURS, "/".join((kind, *(str(one) for one in names)))))


@dataclass(frozen=True, slots=True)
class Window:
    """The part of a list that a page shows: from which row on, and up to which."""

    page: int
    per_page: int

    @property
    def first(self) -> int:
        """The first row of the page, counted from 0."""
        return (self.page - 1) * self.per_page

    @property
    def last(self) -> int:
        """The row after the last of the page."""
        return self.page * self.per_page


def paged(rows: Sequence[Record], window: Window, *, total: int) -> dict[str, object]:
    """Return a page as HSDS has it: ``rows`` are those of the page, of ``total``."""
    pages = max(1, -(-total // window.per_page))
    return {
        "total_items": total,
        "total_pages": pages,
        "page_number": window.page,
        "size": len(rows),
        "first_page": window.page == 1,
        "last_page": window.page >= pages,
        "empty": not rows,
        "contents": list(rows),
    }
