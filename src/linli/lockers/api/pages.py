"""The interface explained: a page for people, and the same for programs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.lockers.api.refusals import refusals
from linli.web.pages import page


@never_cache
@require_safe
def openapi(_request: HttpRequest) -> HttpResponse:
    """Describe the interface after OpenAPI 3.1."""
    from linli.lockers.api.document import document  # noqa: PLC0415  # as ``entry`` says

    return JsonResponse(document(), json_dumps_params={"ensure_ascii": False})


@never_cache
@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """Explain the interface to people, from its description."""
    from linli.lockers.api.document import document  # noqa: PLC0415  # as ``entry`` says

    described = document()
    context = {
        "about": described["info"]["description"],
        "version": described["info"]["version"],
        "operations": operations_of(described),
        "refusals": refusals(),
    }
    return page(request, "lockers/api_docs.html", context)


@dataclass(frozen=True, slots=True)
class Field:
    """One field as a reader needs it."""

    name: str
    kind: str
    required: bool
    says: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One call as a reader needs it."""

    name: str
    method: str
    path: str
    summary: str
    says: str
    sent: list[Field]
    answered: list[Field]
    statuses: list[str]


def operations_of(described: Mapping[str, Any]) -> list[Operation]:
    """Return every call of the description, in its order."""
    schemas = described["components"]["schemas"]
    return [
        Operation(
            name=one["operationId"],
            method=method.upper(),
            path=path,
            summary=one["summary"],
            says=one.get("description", ""),
            sent=[*_parameters(one, schemas), *_fields(_body(one), schemas)],
            answered=_fields(_answer(one), schemas),
            statuses=sorted(one["responses"]),
        )
        for path, methods in described["paths"].items()
        for method, one in methods.items()
    ]


def _parameters(one: Mapping[str, Any], schemas: Mapping[str, Any]) -> list[Field]:
    return [
        Field(
            name=parameter["name"],
            kind=_kind(parameter["schema"], schemas),
            required=parameter["required"],
            says=parameter.get("description", ""),
        )
        for parameter in one.get("parameters", ())
    ]


def _body(one: Mapping[str, Any]) -> Mapping[str, Any]:
    content = one.get("requestBody", {}).get("content", {})
    return next((kind["schema"] for kind in content.values()), {})


def _answer(one: Mapping[str, Any]) -> Mapping[str, Any]:
    first = one["responses"][min(one["responses"])]
    schema: Mapping[str, Any] = first["content"]["application/json"]["schema"]
    return schema


def _fields(schema: Mapping[str, Any], schemas: Mapping[str, Any]) -> list[Field]:
    whole = _resolved(schema, schemas)
    required = set(whole.get("required", ()))
    return [
        Field(name, _kind(part, schemas), name in required, part.get("description", ""))
        for name, part in whole.get("properties", {}).items()
    ]


def _resolved(schema: Mapping[str, Any], schemas: Mapping[str, Any]) -> Mapping[str, Any]:
    named = schema.get("$ref", "").rpartition("/")[2]
    found: Mapping[str, Any] = schemas[named] if named else schema
    return found


def _kind(part: Mapping[str, Any], schemas: Mapping[str, Any]) -> str:
    """Return what a field holds, in the words of JSON."""
    if "anyOf" in part:
        return " | ".join(_kind(one, schemas) for one in part["anyOf"])
    whole = _resolved(part, schemas)
    if words := whole.get("enum"):
        return " | ".join(map(str, words))
    if whole.get("type") == "array":
        return f"[{_kind(whole['items'], schemas)}]"
    if whole.get("properties"):
        return "{" + ", ".join(whole["properties"]) + "}"
    return str(whole.get("const") or whole.get("format") or whole.get("pattern") or whole["type"])
