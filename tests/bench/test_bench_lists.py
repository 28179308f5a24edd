"""The bench's district in small: every page of it is shown, and each is judged."""

from datetime import datetime

import pytest

from bench import district, lists
from bench import lists_visited as visited
from linli.kernel import clock
from linli.ledger.queries import find_damage
from linli.lockers.enums import LIVE
from linli.lockers.models import Compartment, Deposit
from linli.notices.models import Notice
from linli.people.models import Grant

pytestmark = pytest.mark.django_db


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch, now: datetime) -> int:
    """A district of few buildings and people, in which 200 meals have come."""
    for name, few in (("BUILDINGS", 170), ("TOWERS", 3), ("LIVE", 20), ("ENTRIES", 60)):
        monkeypatch.setattr(district, name, few)
    monkeypatch.setattr(visited, "LIVE", 20)
    monkeypatch.setattr(visited, "ENTRY", 55)
    monkeypatch.setattr(clock, "now", lambda: now)
    monkeypatch.setattr(lists._World, "now", now)  # noqa: SLF001  # when it is
    district.put_up(now)
    district.let_in(12, now=now)
    lists.fill(first=0, last=150, of=200)
    lists.fill(first=150, last=200, of=200)
    return 200


def test_the_district_is_what_it_says(small: int, now: datetime) -> None:
    district.close(now)

    assert Deposit.objects.count() == small
    assert Deposit.objects.filter(state__in=LIVE).count() == 20
    assert Compartment.objects.exclude(deposit="").count() == 20
    assert small > Notice.objects.count() > small * 0.9
    assert Grant.objects.count() == 12
    assert not find_damage().damage


def test_every_page_of_it_is_shown(small: int, now: datetime) -> None:
    district.close(now)

    took = lists.visit(deposits=small, rounds=1, person=6)["pages"]

    assert len(took) > 20
    assert all(len(times) == 1 for times in took.values())
