"""Open311 GeoReport v2: what may be raised, raising it, and what became of it.

Source: https://wiki.open311.org/GeoReport_v2. No key is needed: what people may do without an
account programs may too, within the same limits.
"""

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from linli.buildings.access import open311 as access
from linli.buildings.actions.receiving import receive
from linli.buildings.api.answers import answer, for_programs
from linli.buildings.enums.kinds import MatterKind
from linli.buildings.errors.open311 import FormatUnknown
from linli.buildings.forms.open311 import read_asked, read_jurisdiction, read_kind, read_posted
from linli.buildings.queries.open311 import shown_requests
from linli.kernel import clock
from linli.web.addresses import address_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from linli.buildings.rules.open311 import Value

SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
CHANGED = "2026-11-24T00:00:00Z"
"""When what is served here last changed, for who keeps a copy."""


@for_programs("GET", "HEAD")
def discovery(request: HttpRequest, form: str) -> HttpResponse:
    """Tell where the interface is and what it speaks."""
    base = request.build_absolute_uri("/")
    told: Value = {
        "changeset": CHANGED,
        "contact": _("由这个网站的管理员答复：{address}").format(address=base),
        "key_service": _("不用密钥。"),
        "endpoints": [
            {
                "specification": SPECIFICATION,
                "url": request.build_absolute_uri("/open311/v2"),
                "changeset": CHANGED,
                "type": "production",
                "formats": ["text/xml", "application/json"],
            }
        ],
    }
    return answer(form, "discovery", told)


@for_programs("GET", "HEAD")
def services(request: HttpRequest, form: str) -> HttpResponse:
    """List the kinds of matters."""
    access.jurisdiction_of(read_jurisdiction(request.GET))
    told: Value = [
        {
            "service_code": kind.value,
            "service_name": str(kind.label),
            "description": _("楼里的公共事务：{kind}").format(kind=kind.label),
            "metadata": True,
            "type": "realtime",
            "keywords": str(kind.label),
            "group": _("楼事"),
        }
        for kind in MatterKind
    ]
    return answer(form, "services", told)


@for_programs("GET", "HEAD")
def service(request: HttpRequest, form: str, code: str) -> HttpResponse:
    """Tell what may be said of a kind besides its words: where in the building it is."""
    access.jurisdiction_of(read_jurisdiction(request.GET))
    told: Value = {
        "service_code": read_kind(code).value,
        "attributes": [
            {
                "variable": True,
                "code": "spot",
                "datatype": "string",
                "required": False,
                "datatype_description": _("最多 40 个字，像“12F 电梯厅”"),
                "order": 1,
                "description": _("在哪里"),
                "values": [],
            }
        ],
    }
    return answer(form, "service_definition", told)


@for_programs("GET", "HEAD", "POST")
def requests(request: HttpRequest, form: str) -> HttpResponse:
    """List matters; raise one."""
    if request.method == "POST":
        return _raise(request, form)
    at = access.jurisdiction_of(read_jurisdiction(request.GET))
    asked = read_asked(request.GET, now=clock.now())
    return answer(form, "service_requests", shown_requests(at.place, asked))


@for_programs("GET", "HEAD")
def one(request: HttpRequest, form: str, number: str) -> HttpResponse:
    """Tell what became of one matter."""
    at = access.jurisdiction_of(read_jurisdiction(request.GET))
    return answer(form, "service_requests", [access.request_of(at, number)])


@for_programs("GET", "HEAD")
def token(request: HttpRequest, form: str, mark: str) -> HttpResponse:
    """Tell the number of what came with a device_id, so that nobody need send it twice."""
    at = access.jurisdiction_of(read_jurisdiction(request.GET))
    told: Value = [{"service_request_id": access.number_of(at, mark), "token": mark}]
    return answer(form, "service_requests", told)


@for_programs("GET", "HEAD", "POST")
def nothing(_request: HttpRequest, _form: str, rest: str) -> HttpResponse:  # noqa: ARG001  # whatever it was
    """Answer an address that the interface does not have."""
    raise FormatUnknown


def _raise(request: HttpRequest, form: str) -> HttpResponse:
    sent: Mapping[str, str] = {**request.GET.dict(), **request.POST.dict()}
    at = access.jurisdiction_of(read_jurisdiction(sent))
    posted = read_posted(sent)
    target = access.committee_for(at, posted.where)
    number = receive(target, posted.new, address=address_of(request), now=clock.now())
    told: Value = [
        {
            "service_request_id": str(number),
            "service_notice": _("收到了。秘书初核以后公开，用这个编号查进展。"),
            "account_id": None,
        }
    ]
    return answer(form, "service_requests", told)
