"""What a steward types of another server, read into facts or refused with a sentence."""

import re

from linli.buildings.actions.endpoints import NewEndpoint
from linli.buildings.enums.kinds import MatterKind
from linli.buildings.enums.open311 import AnswerFormat
from linli.buildings.errors.forwarding import (
    AddressNotAllowed,
    CodeUnreadable,
    NameOfEndpointNeeded,
    ServiceNeeded,
)
from linli.buildings.forms.matters import Posted, new_token, plain, read_choice
from linli.kernel.outgoing import Outgoing, read_origin

NAME_SHORTEST, NAME_LONGEST = 2, 40
URL_LONGEST = 200

_CODE = re.compile(r"[\x21-\x7e]{0,64}")


def field_of(kind: MatterKind) -> str:
    """Return the name of the field for a kind's service code."""
    return f"service-{kind.value}"


def read_endpoint(posted: Posted, *, way_out: Outgoing) -> NewEndpoint:
    """Read a server that takes matters; ``way_out`` tells which addresses may be asked at all.

    Raises:
        NameOfEndpointNeeded, AddressNotAllowed, CodeUnreadable, ServiceNeeded, FormUnreadable:
            see there.
    """
    name = plain(posted.get("name", ""))
    if not NAME_SHORTEST <= len(name) <= NAME_LONGEST:
        raise NameOfEndpointNeeded
    url = posted.get("url", "").strip().rstrip("/")
    origin = read_origin(url)
    is_plain = url.isascii() and url.isprintable() and not re.search(r"[\s?#]", url)
    if origin is None or not is_plain or len(url) > URL_LONGEST:
        raise AddressNotAllowed
    if not way_out.may_be_named(origin):
        raise AddressNotAllowed
    codes = {kind: _code(posted, field_of(kind)) for kind in MatterKind}
    other = codes.pop(MatterKind.OTHER)
    if not other:
        raise ServiceNeeded
    return NewEndpoint(
        code=new_token(),
        name=name,
        url=url,
        jurisdiction=_code(posted, "jurisdiction"),
        format=read_choice(posted, "format", AnswerFormat),
        service=other,
        services={kind.value: code for kind, code in codes.items() if code},
        key=_code(posted, "key"),
    )


def _code(posted: Posted, field: str) -> str:
    typed = posted.get(field, "").strip()
    if not _CODE.fullmatch(typed):
        raise CodeUnreadable
    return typed
