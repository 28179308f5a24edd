"""Staff before a cabinet that nobody hears, and before one whose history is in doubt."""

import pytest
from tests.lockers.people import fetches, leaves, state, stores, takes, verbs
from tests.lockers.tower import Tower, must_agree

from linli.cabinet.inputs import Refusal
from linli.ledger.models import Entry
from linli.lockers.actions import doors
from linli.lockers.actions.doors import Door
from linli.lockers.actions.onsite import OnSiteCode
from linli.lockers.enums import DepositState
from linli.lockers.errors import CabinetOutOfUse, MealEnded, NotStoredYet, UnknownDeposit
from linli.lockers.models import Cabinet
from linli.lockers.rules.offline import STAFF_CODE_LIVES

pytestmark = pytest.mark.django_db(transaction=True)


def gets_code(tower: Tower, door: Door, *, dispose: bool = False, building: int = 0) -> OnSiteCode:
    """Let the crew have a code for a meal."""
    return doors.recall_on_site(
        actor="person:1",
        buildings=[building or tower.place.pk],
        deposit=door.deposit,
        dispose=dispose,
        reason="断网超时",
        cid=tower.token(),
        now=tower.now,
    )


@pytest.mark.parametrize(
    ("dispose", "end", "verb"),
    [
        (False, DepositState.RECALLED, "recall_asked"),
        (True, DepositState.DISPOSED, "dispose_asked"),
    ],
)
def test_a_code_takes_a_meal_out_of_a_cabinet_that_nobody_hears(
    tower: Tower, *, dispose: bool, end: DepositState, verb: str
) -> None:
    door = stores(tower)
    tower.a.quiet = True

    code = gets_code(tower, door, dispose=dispose)
    shown = tower.a.present(code.text)

    assert shown.comp == door.comp
    tower.a.empty(shown.comp)
    tower.a.quiet = False
    tower.exchange()
    assert state(door) == end
    assert code.until == tower.now + STAFF_CODE_LIVES
    facts = Entry.objects.get(verb=verb).facts
    assert '"reason":"断网超时"' in facts
    assert '"by_code_until":"2026-03-02T04:30:00+00:00"' in facts
    assert Entry.objects.get(verb=verb).actor == "person:1"
    must_agree(tower)


def test_a_staff_code_opens_once(tower: Tower) -> None:
    door = stores(tower)
    code = gets_code(tower, door)
    shown = tower.a.present(code.text)
    tower.a.close(shown.comp)

    assert tower.a.present(code.text).refusal is not Refusal.NONE


def test_nobody_gets_a_code_for_a_meal_elsewhere_or_for_none(tower: Tower) -> None:
    door = stores(tower)
    waiting = leaves(tower)

    with pytest.raises(UnknownDeposit):
        gets_code(tower, door, building=tower.place.pk + 1)
    with pytest.raises(NotStoredYet):
        gets_code(tower, waiting)

    takes(tower, door)
    tower.a.empty(door.comp or 0)
    tower.exchange()
    with pytest.raises(MealEnded):
        gets_code(tower, door)
    assert "recall_asked" not in verbs(tower)


def test_in_a_quarantined_cabinet_staff_open_what_no_owner_may(tower: Tower) -> None:
    door = stores(tower)
    Cabinet.objects.update(quarantined_at=tower.now)

    with pytest.raises(CabinetOutOfUse):
        takes(tower, door)

    assert fetches(tower, door).comp == door.comp
    assert "recall_asked" in verbs(tower)
