"""Within one batch a meal may leave one door for another, whichever is written first."""

import pytest
from tests.lockers.tower import Tower, climb, must_agree

from linli.lockers.enums import DepositState
from linli.lockers.models import Compartment
from linli.wire.messages import Purpose, Size

pytestmark = pytest.mark.django_db


def where(deposit: str) -> list[int]:
    return list(Compartment.objects.filter(deposit=deposit).values_list("number", flat=True))


def test_to_a_door_with_a_higher_number(tower: Tower) -> None:
    meal = tower.begun()
    assert tower.opened(meal) == 1
    climb(tower.a, now=tower.now)

    tower.a.close(1)
    tower.wait(3)
    assert tower.opened(meal) == 2
    tower.a.fill(2)
    climb(tower.a, now=tower.now)

    assert where(meal.deposit) == [2]
    assert tower.state(meal) == DepositState.STORED


def test_to_a_door_with_a_lower_number(tower: Tower) -> None:
    """Door 1 is used most, so it is chosen last: after the others are taken."""
    early = tower.stored()
    tower.a.empty(tower.opened(early, Purpose.PICKUP))
    tower.wait(121)
    meal = tower.begun()
    assert tower.opened(meal) == 2
    tower.exchange()
    tower.stored()
    tower.stored(Size.M)

    tower.a.close(2)
    tower.wait(3)
    assert tower.opened(meal) == 1
    tower.a.fill(1)
    climb(tower.a, now=tower.now)

    assert where(meal.deposit) == [1]
    assert tower.state(meal) == DepositState.STORED
    tower.exchange()
    must_agree(tower)
