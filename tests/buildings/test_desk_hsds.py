"""The catalogue for programs: pages, what can be asked, and what a service is told with."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from tests.buildings.counter import Counter
from tests.buildings.house import House

from linli.buildings.models import Committee, Duty, Service
from linli.buildings.rules.hsds import Window, paged, uid
from linli.kernel import clock
from linli.places.models import Place


@pytest.fixture
def counter(db: None) -> Counter:
    """A desk as of this moment, since pages read the clock."""
    now = clock.now()
    return Counter(House(now), now)


def told(path: str) -> Any:  # noqa: ANN401  # JSON
    answer = Client().get(f"/hsds/{path}", headers={"accept": "application/json"})
    return answer.json() if answer.status_code == 200 else answer.status_code


@given(st.integers(0, 60), st.integers(1, 9))
def test_the_pages_of_a_list_are_all_of_it_once(count: int, size: int) -> None:
    rows = [{"id": at} for at in range(count)]
    windows = [Window(number, size) for number in range(1, max(1, -(-count // size)) + 1)]
    pages = [paged(rows[one.first : one.last], one, total=count) for one in windows]
    contents = [page["contents"] for page in pages]

    assert [one for each in contents if isinstance(each, list) for one in each] == rows
    assert [page["last_page"] for page in pages] == [False] * (len(pages) - 1) + [True]
    assert {page["total_pages"] for page in pages} == {len(pages)}


def test_the_root_says_which_specification_this_is() -> None:
    assert Client().get("/hsds/").json()["version"] == "3.0"


def test_a_service_is_told_with_what_to_bring_when_and_where(counter: Counter) -> None:
    Place.objects.filter(pk=counter.house.place.pk).update(
        address="东大名路 501 号", longitude=121.49, latitude=31.25
    )
    one = told(f"services/{uid('service', 'TOWER', 'A')}")

    assert [each["document"] for each in one["required_documents"]] == ["身份证", "社保卡"]
    assert one["status"] == "active"
    assert one["cost_options"][0]["amount"] == 0
    assert len(one["schedules"]) == 1
    location = one["service_at_locations"][0]["location"]
    assert location["addresses"][0]["address_1"] == "东大名路 501 号"
    assert one["attributes"][0]["taxonomy_term"]["code"] == "SOCIAL"
    assert told(f"service_at_locations/{one['service_at_locations'][0]['id']}") == one
    assert told(f"organizations/{one['organization_id']}")["services"] == [{"id": one["id"]}]


def test_without_anybody_on_duty_or_a_known_fee_it_says_so(counter: Counter) -> None:
    Duty.objects.update(left_at=counter.now)
    Service.objects.update(yuan=None)
    Place.objects.update(origin="demo")
    one = told(f"services/{uid('service', 'TOWER', 'A')}")

    assert (one["status"], one["cost_options"], one["schedules"]) == ("temporarily closed", [], [])
    assert one["alert"]


def test_what_is_asked_for_is_what_is_listed(counter: Counter) -> None:
    name = uid("organization", "TOWER")
    later = (counter.now + timedelta(days=1)).isoformat().replace("+", "%2B")
    counts = {
        "search=社保": 1,
        "search=没有": 0,
        f"organization_id={name}": 1,
        f"organization_id={uid('organization', 'NONE')}": 0,
        f"taxonomy_term_id={uid('term', 'SOCIAL')}": 1,
        f"taxonomy_term_id={uid('term', 'LEGAL')}": 0,
        f"taxonomy_id={uid('taxonomy', 'kinds')}": 1,
        "taxonomy_id=other": 0,
        f"modified_after={later}": 0,
        "page=2": 1,
    }
    found = {asked: told(f"services?{asked}")["total_items"] for asked in counts}

    assert found == counts
    assert told("services?page=2")["contents"] == []
    assert "schedules" in told("services?full=true")["contents"][0]
    assert set(told("services?minimal=true")["contents"][0]) == {"id", "modified_date"}
    assert told("service_at_locations?full=true")["total_items"] == 1
    assert told("organizations?search=一座")["total_items"] == 1
    assert told("taxonomy_terms?per_page=2&page=3")["size"] == 1
    assert told("taxonomies")["contents"][0]["id"] == uid("taxonomy", "kinds")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("people", 404),
        (f"people/{uid('service', 'TOWER', 'A')}", 404),
        (f"services/{uid('service', 'TOWER', 'Z')}", 404),
        (f"organizations/{uid('organization', 'NONE')}", 404),
        (f"taxonomy_terms/{uid('term', 'NONE')}", 404),
        ("services?page=0", 422),
        ("services?per_page=101", 422),
        ("services?modified_after=yesterday", 422),
    ],
)
def test_what_is_not_there_or_cannot_be_read_says_so(
    counter: Counter, path: str, status: int
) -> None:
    assert counter.service.letter == "A"
    assert told(path) == status


def test_a_catalogue_of_nothing_is_an_empty_page(house: House) -> None:
    assert Committee.objects.count() == 1
    assert house.committee.services.count() == 0
    assert told("organizations")["empty"]
