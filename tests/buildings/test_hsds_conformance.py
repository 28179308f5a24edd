"""Our catalogue against the official JSON Schemas of Open Referral's HSDS 3.0.

They are no part of this repository: the tests run where LINLI_CONFORMANCE_DATA names a folder
with ``hsds3/`` in it, as ``make conformance`` does. Source: openreferral/specification, schema.
"""

import json
import os
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from django.test import Client
from tests.buildings.counter import Counter
from tests.buildings.house import House

from linli.buildings.models import Service
from linli.kernel import clock
from linli.places.models import Place

DATA = Path(os.environ.get("LINLI_CONFORMANCE_DATA") or "/nonexistent") / "hsds3"
SCHEMAS = {
    "services": "service",
    "service_at_locations": "service",
    "organizations": "organization",
    "taxonomies": "taxonomy",
    "taxonomy_terms": "taxonomy_term",
}
"""What one thing of a kind is, by the OpenAPI file: a place tells its service whole."""

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="LINLI_CONFORMANCE_DATA is not set")


@pytest.fixture
def counter(db: None) -> Counter:
    """A desk whose building has an address and a place on earth, and a service with a fee."""
    made = Counter(House(clock.now()), clock.now())
    Place.objects.filter(pk=made.house.place.pk).update(
        address="东大名路 501 号", longitude=121.49, latitude=31.25
    )
    Service.objects.update(yuan=80, fee="每件", about="问社保")
    return made


def schema(name: str, above: tuple[str, ...] = ()) -> Any:  # noqa: ANN401  # JSON
    """Return an official schema, with what it refers to in the files beside it put in its place.

    A schema that refers to one in which it lies already says nothing more there.
    """
    if name in above:
        return {"type": "object"}
    return _inlined(json.loads((DATA / f"{name}.json").read_text()), (*above, name))


def _inlined(part: Any, above: tuple[str, ...]) -> Any:  # noqa: ANN401  # JSON
    if isinstance(part, list):
        return [_inlined(one, above) for one in part]
    if not isinstance(part, dict):
        return part
    if "$ref" in part:
        return schema(part["$ref"].rsplit("/", 1)[-1].removesuffix(".json"), above)
    return {
        name: _inlined(one, above)
        for name, one in part.items()
        if not (name in {"name", "description"} and isinstance(one, str))
    }


def named(kind: str) -> str:
    contents = Client().get(f"/hsds/{kind}").json()["contents"]
    return str(contents[0]["id"])


@pytest.mark.parametrize(("kind", "name"), SCHEMAS.items())
def test_one_thing_of_each_kind_is_as_the_official_schema_wants_it(
    counter: Counter, kind: str, name: str
) -> None:
    assert counter.service.letter == "A"
    identity = named(kind)
    told = Client().get(f"/hsds/{kind}/{identity}").json()
    validator = jsonschema_rs.validator_for(schema(name), validate_formats=True)

    validator.validate(told)


def test_the_schema_would_refuse_what_is_wrong(counter: Counter) -> None:
    told = Client().get(f"/hsds/services/{named('services')}").json()
    validator = jsonschema_rs.validator_for(schema("service"), validate_formats=True)
    assert counter.service.minutes
    for wrong in ({"status": "open"}, {"id": "A"}, {"cost_options": [{"amount": "80"}]}):
        assert not validator.is_valid(told | wrong)


@pytest.mark.parametrize("kind", SCHEMAS)
def test_a_list_is_a_page_as_the_official_file_wants_it(counter: Counter, kind: str) -> None:
    assert counter.service.letter == "A"
    openapi = json.loads((DATA / "openapi.json").read_text())
    page = openapi["components"]["schemas"]["Page"]
    told = Client().get(f"/hsds/{kind}").json()

    jsonschema_rs.validator_for(page).validate(told)
    assert set(page["properties"]) <= set(told)
