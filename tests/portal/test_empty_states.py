"""Where a list is empty, the page says what to do next, with a link to where it is done."""

import re
from datetime import datetime

import pytest
from django.test import Client
from tests.portal.place_visits import person_with, said

from linli.people.actions import ensure_person
from linli.people.actions.granting import end_role, leave
from linli.people.enums import Role
from linli.people.models import Grant, Person
from linli.places.models import Place

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]


def leads_to(client: Client, address: str) -> list[str]:
    """Return where the empty parts of a page lead; every one of them leads somewhere."""
    text = said(client.get(address))
    parts = re.findall(r"<(\w+)[^>]*data-empty[^>]*>(.*?)</\1>", text)
    assert all("href=" in inner for _tag, inner in parts), address
    return [to for _tag, inner in parts for to in re.findall(r'href="([^"]+)"', inner)]


def test_lists_with_nothing_in_them_lead_on(now: datetime) -> None:
    chief = person_with(Role.STEWARD, "HK", now)
    crew, gone = person_with(Role.CREW, "BYL", now), person_with(Role.CREW, "XD", now)
    nobody = ensure_person(handle="nobody", name="无", now=now)
    end_role(grant=crew.grants.get().pk, by=chief, now=now)
    leave(person=gone, by=None, now=now)
    steward, stranger = Client(), Client()
    steward.force_login(chief)
    stranger.force_login(nobody)

    assert leads_to(stranger, "/account") == ["/roles"]
    assert leads_to(stranger, "/account/factors") == ["#app"]
    assert leads_to(stranger, "/search?q=没有的") == ["/"]
    assert leads_to(steward, "/account") == []
    assert leads_to(steward, "/places/?q=没有的") == ["/places/"]
    assert leads_to(steward, "/places/XD") == ["/places/import"]
    assert leads_to(steward, "/places/BYL") == []
    assert leads_to(steward, f"/people/{crew.pk}") == ["#role"]
    assert leads_to(steward, f"/people/{gone.pk}") == ["/people/invite"]
    assert leads_to(steward, "/board/") == ["/"]
    assert leads_to(stranger, f"/history/person/{nobody.pk}?before=1") == ["/"]


def test_who_looks_after_nobody_yet_is_led_to_inviting(now: datetime) -> None:
    """The first steward of a place nobody else has a role in, seen by the page of people."""
    chief = person_with(Role.STEWARD, "JA", now)
    client = Client()
    client.force_login(chief)
    (last,) = Person.objects.filter(grants__place__code="JA")

    assert leads_to(client, f"/people/?after={last.pk}") == ["/people/invite"]
    assert Grant.objects.filter(place__in=Place.objects.filter(code="JA")).count() == 1
