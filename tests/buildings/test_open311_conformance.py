"""Our answers against the official JSON Schemas and the Swagger file of GeoReport v2.

They are no part of this repository: the tests run where LINLI_CONFORMANCE_DATA names a folder
with ``open311/`` in it, as ``make conformance`` does. Source: open311/schema-validation.
"""

import json
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from wsgiref.types import StartResponse

import jsonschema_rs
import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, connection
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance
from tests.buildings.open311_world import HERE, V2, Programs
from tests.lockers.tower import rolled_back

from linli.buildings.actions import handling, raising
from linli.buildings.enums.kinds import MatterKind
from linli.buildings.enums.matters import Exclusion
from linli.kernel import clock
from linli.people.rules.guessing import Limit

DATA = Path(os.environ.get("LINLI_CONFORMANCE_DATA") or "/nonexistent") / "open311"
SOAK = bool(os.environ.get("LINLI_SOAK"))
INPUTS = 2_000 if SOAK else 6
"""Of each kind for each call. Source: issue 6."""

ANSWERS = ("Request", "RequestResponse", "Service", "ServiceDefinition", "TokenResponse")
TAKEN = ((response_schema_conformance, content_type_conformance, not_a_server_error), 200)

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="LINLI_CONFORMANCE_DATA is not set")


@pytest.fixture
def programs(db: None) -> Programs:
    """A tower with a matter in each state, as of this moment."""
    made = Programs(clock.now())
    house = made.house
    house.raises()
    house.taken_up()
    handling.promise(house.keeper, house.taken_up().matter, days=3, now=house.now)
    house.answered()
    out = house.taken_up().matter
    handling.exclude(house.keeper, out, why=Exclusion.UNCLEAR, says="说不清。", now=house.now)
    handling.merge(house.keeper, house.taken_up().matter, into=2, now=house.now)
    made.sends(device_id="phone-1")
    return made


def schema(name: str) -> Any:  # noqa: ANN401  # JSON
    """Return an official schema, with what it refers to in the file beside it put in its place."""
    found = json.loads((DATA / f"{name}.json").read_text())
    if "items" in found:
        found["items"] = schema(found["items"]["$ref"].removesuffix(".json"))
    return found


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("requests", "requests"),
        ("requests/TOWER-4", "requests"),
        ("services", "services"),
        *((f"services/{kind}", "service-definition") for kind in MatterKind),
    ],
)
def test_what_we_answer_is_what_the_official_schemas_want(
    programs: Programs, path: str, name: str
) -> None:
    told = programs.asks(path)

    jsonschema_rs.validator_for(schema(name), validate_formats=True).validate(told)
    assert told, "an empty answer fits anything"


def test_the_official_schemas_refuse_what_is_not_of_them(programs: Programs) -> None:
    (told, *_more) = programs.asks("requests")
    validator = jsonschema_rs.validator_for(schema("request"), validate_formats=True)

    assert validator.is_valid(told)
    for field, wrong in (("status", "lost"), ("lat", "north"), ("requested_datetime", "soon")):
        assert not validator.is_valid(told | {field: wrong})


def swagger() -> Any:  # noqa: ANN401  # JSON
    """Return the official description, corrected where it contradicts the standard.

    The format is no parameter but how an address ends; what is empty is null, as the official
    schemas have it.
    """
    found = json.loads((DATA / "overlay.json").read_text())
    found["basePath"] = V2
    del found["parameters"]["response_format"]
    for operations in found["paths"].values():
        for one in operations.values():
            one["parameters"] = [
                given for given in one["parameters"] if "response_format" not in str(given)
            ]
    for name in ANSWERS:
        for field in found["definitions"][name]["properties"].values():
            field["x-nullable"] = True
    one_request = found["paths"]["/requests/{service_request_id}.json"]["get"]["responses"]["200"]
    token = found["paths"]["/tokens/{token_id}.json"]["get"]["responses"]["200"]
    for answer in (one_request, token):  # a list in the standard, one object in the description
        answer["schema"] = {"type": "array", "items": answer["schema"]}
    return found


@pytest.fixture
def described(programs: Programs, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Give the description, as if we served it."""
    programs.house.committee.refresh_from_db()
    assert programs.house.committee.matters_raised == 7
    endless = Limit("matters-address", 1_000_000, timedelta(hours=1))
    monkeypatch.setattr(raising, "RAISED_PER_ADDRESS", endless)
    ours, told = get_wsgi_application(), json.dumps(swagger()).encode()

    def served(environ: dict[str, Any], start: StartResponse) -> Any:  # noqa: ANN401  # WSGI
        if environ["PATH_INFO"] != "/swagger.json":
            return ours(environ, start)
        start("200 OK", [("Content-Type", "application/json")])
        return [told]

    for signal in (request_started, request_finished):  # as Django's own test client does
        signal.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi("/swagger.json", served)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def mentioning_what_is_known(case: Any) -> None:  # noqa: ANN401  # schemathesis's own
    """Let the place be the one that there is, as a rule, and so the rest."""
    odd = len(str(case.query)) % 4
    known = {**HERE, "service_code": "lifts", "address_id": "TOWER"}
    for name, value in known.items():
        if name in case.query and odd:
            case.query[name] = value
    if odd:
        for name in ("service_request_id", "start_date", "end_date", "lat", "long"):
            case.query.pop(name, None)
        for name, value in (
            ("service_request_id", "TOWER-4"),
            ("service_code", "lifts"),
            ("token_id", "phone-1"),
        ):
            if name in case.path_parameters:
                case.path_parameters[name] = value


@pytest.mark.skipif(connection.vendor == "postgresql", reason="what is read is read by us")
def test_the_interface_keeps_what_the_official_description_says(
    described: Any,  # noqa: ANN401  # schemathesis's own
) -> None:
    operations = [found.ok() for found in described.get_all_operations()]
    calm = settings(
        max_examples=INPUTS,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
        derandomize=not SOAK,
    )
    asked = set()

    @calm
    def attack(case: Any) -> None:  # noqa: ANN401  # schemathesis's own
        if case.meta.generation.mode.is_positive:  # what must not fit is sent as it was made
            mentioning_what_is_known(case)
        checks, taken = TAKEN
        with rolled_back():
            answer = case.call()
            case.validate_response(answer, checks=list(checks))
        asked.add((case.operation.path, case.method, answer.status_code))
        if answer.status_code != taken and answer.content:
            told = json.loads(answer.content)
            assert [one["code"] for one in told] == [answer.status_code]
            assert all(one["description"] for one in told)

    for operation in operations:
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            given(case=operation.as_strategy(generation_mode=mode))(attack)()

    assert len(operations) == 6
    assert {(one.path, one.method, 200) for one in operations} <= {
        (path, method.lower(), status) for path, method, status in asked
    }
