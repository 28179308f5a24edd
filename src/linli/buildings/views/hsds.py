"""The catalogue for programs: Open Referral's HSDS 3.0, open to everybody, as JSON."""

from collections.abc import Callable, Mapping
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.buildings.errors.frontdesk import UnknownRecord
from linli.buildings.forms.hsds import read_asked, read_window
from linli.buildings.queries import hsds
from linli.buildings.queries.hsds import Asked, Link
from linli.buildings.rules.hsds import OPENAPI, PROFILE, VERSION, Record, Window, paged
from linli.kernel import clock

Listing = Callable[[Asked, Window, Link, datetime], tuple[list[Record], int]]
Finding = Callable[[str, Link, datetime], Record | None]


@never_cache
@require_safe
def about(_request: HttpRequest) -> JsonResponse:
    """Say which version of which specification this is."""
    return JsonResponse({"version": VERSION, "profile": PROFILE, "openapi_url": OPENAPI})


@never_cache
@require_safe
def listed(request: HttpRequest, kind: str) -> JsonResponse:
    """List the things of a kind, a page at a time."""
    listing = LISTINGS.get(kind)
    if listing is None:
        raise UnknownRecord
    window = read_window(request.GET)
    rows, total = listing(read_asked(request.GET), window, _link(request), clock.now())
    return JsonResponse(paged(rows, window, total=total))


@never_cache
@require_safe
def one(request: HttpRequest, kind: str, name: UUID) -> JsonResponse:
    """Tell all of one thing."""
    finding = FINDINGS.get(kind)
    found = None if finding is None else finding(str(name), _link(request), clock.now())
    if found is None:
        raise UnknownRecord
    return JsonResponse(dict(found))


def _link(request: HttpRequest) -> Link:
    return lambda each: request.build_absolute_uri(
        reverse("buildings:service", args=[each.committee.building.code, each.letter])
    )


def _cut(rows: list[Record], window: Window) -> tuple[list[Record], int]:
    return rows[window.first : window.last], len(rows)


def _found(rows: list[Record], name: str) -> Record | None:
    return next((each for each in rows if each["id"] == name), None)


LISTINGS: Mapping[str, Listing] = {
    "services": lambda asked, window, link, now: hsds.services_asked(
        asked, window, link=link, now=now
    ),
    "service_at_locations": lambda asked, window, link, now: hsds.places_asked(
        asked, window, link=link, now=now
    ),
    "organizations": lambda asked, window, _link, _now: hsds.organizations_asked(asked, window),
    "taxonomies": lambda _asked, window, _link, _now: _cut([hsds.taxonomy()], window),
    "taxonomy_terms": lambda _asked, window, _link, _now: _cut(hsds.terms(), window),
}
FINDINGS: Mapping[str, Finding] = {
    "services": lambda name, link, now: hsds.service_named(name, link=link, now=now),
    "service_at_locations": lambda name, link, now: hsds.place_named(name, link=link, now=now),
    "organizations": lambda name, _link, _now: hsds.organization_named(name),
    "taxonomies": lambda name, _link, _now: _found([hsds.taxonomy()], name),
    "taxonomy_terms": lambda name, _link, _now: _found(hsds.terms(), name),
}
"""The kinds of things, as HSDS spells them in addresses."""
