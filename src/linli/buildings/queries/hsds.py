"""The catalogues of all desks as HSDS 3.0 tells them: organisations, services, where and when."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from linli.buildings.enums.frontdesk import ServiceKind
from linli.buildings.models import Committee, Service
from linli.buildings.queries.frontdesk import papers_of
from linli.buildings.queries.opening import Hours, hours_of
from linli.buildings.rules.booking import DAYS_AHEAD
from linli.buildings.rules.hsds import Record, Window, uid
from linli.places.enums import PlaceOrigin
from linli.places.models import Place

Link = Callable[[Service], str]
"""Returns the address of a service's own page."""

COUNTRY, CURRENCY, LANGUAGE = "CN", "CNY", "zh"
"""Source: ISO 3166-1, 4217 and 639-1, as HSDS asks."""

TAXONOMY = uid("taxonomy", "kinds")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list is to be of: words in it, whose, of which kind, changed since when."""

    search: str = ""
    organization: str = ""
    term: str = ""
    taxonomy: str = ""
    since: datetime | None = None
    is_full: bool = False
    is_minimal: bool = False


def services_asked(
    asked: Asked, window: Window, *, link: Link, now: datetime
) -> tuple[list[Record], int]:
    """Return a page of services and how many there are of what was asked."""
    rows = _asked(asked)
    page = list(rows[window.first : window.last])
    if asked.is_minimal:
        least: list[Record] = [
            {"id": _service_id(one), "modified_date": one.changed_at.isoformat()} for one in page
        ]
        return least, rows.count()
    return _told(page, link, now, is_full=asked.is_full), rows.count()


def service_named(name: str, *, link: Link, now: datetime) -> Record | None:
    """Return a service with all that belongs to it, by its HSDS name; None where there is none."""
    return next(iter(_told(_named(name, _service_id), link, now, is_full=True)), None)


def places_asked(
    asked: Asked, window: Window, *, link: Link, now: datetime
) -> tuple[list[Record], int]:
    """Return a page of where services can be had: each at its building's desk."""
    rows = _asked(asked)
    page = list(rows[window.first : window.last])
    told = _told(page, link, now, is_full=asked.is_full)
    return [
        _at(one, [], is_full=False) | {"service": each}
        for one, each in zip(page, told, strict=True)
    ], rows.count()


def place_named(name: str, *, link: Link, now: datetime) -> Record | None:
    """Return where a service can be had, by its HSDS name, with all of the service."""
    return next(iter(_told(_named(name, _at_id), link, now, is_full=True)), None)


def organizations_asked(asked: Asked, window: Window) -> tuple[list[Record], int]:
    """Return a page of those who offer services: the committees of buildings."""
    rows = Committee.objects.filter(services__withdrawn_at=None, services__isnull=False)
    if asked.search:
        rows = rows.filter(building__name__icontains=asked.search)
    rows = rows.select_related("building").distinct().order_by("building__code")
    page = rows[window.first : window.last]
    return [_organization(one) for one in page], rows.count()


def organization_named(name: str) -> Record | None:
    """Return who offers services, by their HSDS name, with where and the services' names."""
    rows = Committee.objects.filter(services__withdrawn_at=None, services__isnull=False)
    for one in rows.select_related("building").distinct():
        if _organization_id(one) == name:
            services = Service.objects.filter(committee=one, withdrawn_at=None).order_by("letter")
            return _organization(one) | {
                "locations": [_location(one.building)],
                "services": [{"id": _service_id(each)} for each in services],
            }
    return None


def taxonomy() -> Record:
    """Return the taxonomy of the five kinds."""
    return {
        "id": TAXONOMY,
        "name": _("五位一体服务"),
        "description": _("楼宇公共服务前台的五类服务"),
        "version": "1",
    }


def terms() -> list[Record]:
    """Return the five kinds as terms of the taxonomy."""
    return [_term(kind) for kind in ServiceKind]


def _asked(asked: Asked) -> QuerySet[Service]:
    rows = Service.objects.filter(withdrawn_at=None)
    if asked.search:
        rows = rows.filter(Q(name__icontains=asked.search) | Q(about__icontains=asked.search))
    if asked.organization:
        known = Committee.objects.select_related("building")
        mine = [one.pk for one in known if _organization_id(one) == asked.organization]
        rows = rows.filter(committee__in=mine)
    if asked.term:
        kinds = [kind for kind in ServiceKind if _term_id(kind) == asked.term]
        rows = rows.filter(kind__in=kinds)
    if asked.taxonomy and asked.taxonomy != TAXONOMY:
        rows = rows.none()
    if asked.since is not None:
        rows = rows.filter(changed_at__gte=asked.since)
    rows = rows.select_related("committee__building")
    return rows.order_by("committee__building__code", "letter")


def _named(name: str, naming: Callable[[Service], str]) -> list[Service]:
    rows = Service.objects.filter(withdrawn_at=None).select_related("committee__building")
    return [one for one in rows if naming(one) == name]


def _told(services: Sequence[Service], link: Link, now: datetime, *, is_full: bool) -> list[Record]:
    hours = _hours(services, now)
    return [_service(one, hours[one.pk], link, is_full=is_full) for one in services]


def _hours(services: Sequence[Service], now: datetime) -> Mapping[int, list[Hours]]:
    """Return when each service can be had in the days that are booked ahead: two queries."""
    pairs = list(
        Service.windows.through.objects.filter(
            service__in=[one.pk for one in services]
        ).values_list("service_id", "servicewindow_id")
    )
    until = now + timedelta(days=DAYS_AHEAD)
    known = hours_of({window for _service, window in pairs}, now, until)
    found = defaultdict[int, set[Hours]](set)
    for service, window in pairs:
        found[service].update(known.get(window, ()))
    return {one.pk: sorted(found[one.pk]) for one in services}


def _service(one: Service, hours: Collection[Hours], link: Link, *, is_full: bool) -> Record:
    identity = _service_id(one)
    told: dict[str, object] = {
        "id": identity,
        "organization_id": _organization_id(one.committee),
        "name": one.name,
        "description": one.about,
        "url": link(one),
        "status": "active" if hours else "temporarily closed",
        "application_process": _("在服务前台取号，或者在网页上预约，不用登录。"),
        "fees_description": one.fee,
        "last_modified": one.changed_at.isoformat(),
    }
    if one.committee.building.origin == PlaceOrigin.DEMO:
        told["alert"] = _("演示数据")
    if not is_full:
        return told
    return told | {
        "organization": _organization(one.committee),
        "schedules": [_schedule(one, each) for each in hours],
        "service_at_locations": [_at(one, hours, is_full=True)],
        "languages": [
            {
                "id": uid("language", identity),
                "service_id": identity,
                "name": "Chinese",
                "code": LANGUAGE,
            }
        ],
        "cost_options": _costs(one),
        "required_documents": [
            {"id": uid("document", identity, at), "service_id": identity, "document": says}
            for at, says in enumerate(papers_of(one))
        ],
        "attributes": [
            {
                "id": uid("attribute", identity, one.kind),
                "link_id": identity,
                "link_entity": "service",
                "taxonomy_term_id": _term_id(ServiceKind(one.kind)),
                "taxonomy_term": _term(ServiceKind(one.kind)),
            }
        ],
    }


def _costs(one: Service) -> list[Record]:
    if one.yuan is None:
        return []
    identity = _service_id(one)
    return [
        {
            "id": uid("cost", identity),
            "service_id": identity,
            "currency": CURRENCY,
            "amount": one.yuan,
            "amount_description": one.fee,
        }
    ]


def _at(one: Service, hours: Collection[Hours], *, is_full: bool) -> dict[str, object]:
    building = one.committee.building
    told: dict[str, object] = {
        "id": _at_id(one),
        "service_id": _service_id(one),
        "location_id": uid("location", building.code),
    }
    if is_full:
        told["location"] = _location(building)
        told["schedules"] = [_schedule(one, each) for each in hours]
    return told


def _schedule(one: Service, hours: Hours) -> Record:
    """Return one time on one day; rosters do not repeat, so nor does this."""
    begins, ends = (localtime(each) for each in hours)
    offset = begins.utcoffset() or timedelta()
    return {
        "id": uid("schedule", _service_id(one), begins.isoformat(), ends.isoformat()),
        "service_id": _service_id(one),
        "valid_from": f"{begins:%Y-%m-%d}",
        "valid_to": f"{ends:%Y-%m-%d}",
        "dtstart": f"{begins:%Y-%m-%d}",
        "count": 1,
        "timezone": offset / timedelta(hours=1),
        "opens_at": f"{begins:%H:%M}",
        "closes_at": f"{ends:%H:%M}",
    }


def _organization(one: Committee) -> dict[str, object]:
    name = one.building.name
    return {
        "id": _organization_id(one),
        "name": _("{building}楼委会服务前台").format(building=name),
        "description": _("{building}的公共服务前台，由楼委会管理。").format(building=name),
    }


def _location(building: Place) -> Record:
    """Return a building as a location; what HSDS wants and nobody wrote down is left empty."""
    identity = uid("location", building.code)
    told: dict[str, object] = {
        "id": identity,
        "location_type": "physical",
        "name": building.name,
        "external_identifier": building.code,
        "external_identifier_type": "Linli",
    }
    if building.longitude is not None and building.latitude is not None:
        told |= {"longitude": building.longitude, "latitude": building.latitude}
    if building.address:
        told["addresses"] = [
            {
                "id": uid("address", building.code),
                "location_id": identity,
                "address_1": building.address,
                "city": "",
                "state_province": "",
                "postal_code": "",
                "country": COUNTRY,
                "address_type": "physical",
            }
        ]
    return told


def _term(kind: ServiceKind) -> Record:
    return {
        "id": _term_id(kind),
        "code": kind.name,
        "name": str(kind.label),
        "description": str(kind.label),
        "taxonomy": _("五位一体服务"),
        "taxonomy_id": TAXONOMY,
        "taxonomy_detail": taxonomy(),
    }


def _term_id(kind: ServiceKind) -> str:
    return uid("term", kind.name)


def _organization_id(one: Committee) -> str:
    return uid("organization", one.building.code)


def _service_id(one: Service) -> str:
    return uid("service", one.committee.building.code, one.letter)


def _at_id(one: Service) -> str:
    return uid("service at location", one.committee.building.code, one.letter)
