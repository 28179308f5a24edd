"""The page of doors that are kept out of use: for the crew to press, for property to read."""

import pytest
from django.test import Client
from tests.lockers.pages.reading import Read, read, read_answer
from tests.lockers.pages.test_pages_day import signed_in
from tests.lockers.tower import Tower

from linli.lockers.actions.holds import bring_in_spares
from linli.lockers.models import Cabinet, Capacity, Compartment, DoorHold
from linli.people.enums import Role

PATH = "/board/holds/B-A"


@pytest.fixture
def crew(tower: Tower) -> Client:
    """The browser of one of the crew."""
    return signed_in(tower, "li", Role.CREW)


def press(browser: Client, then: str, *doors: str, **more: str) -> Read:
    return read_answer(browser.post(PATH, {"then": then, "door": list(doors), **more}))


def test_a_door_is_held_and_lifted_again(tower: Tower, crew: Client) -> None:
    assert "没有停用的格口" in read(crew, PATH).text

    held = press(crew, "hold", "2", kind="broken", reason="铰链坏了")
    tower.exchange()

    assert "停用 · 铰链坏了" in held.text
    lifted = press(crew, "lift", "2", reason="修好了")
    assert "l**：修好了" in lifted.text


def test_what_was_typed_is_kept_with_why_it_was_refused(tower: Tower, crew: Client) -> None:
    refused = press(crew, "hold", kind="spare", reason="平时不用")
    assert refused.status == 422
    assert refused.field("reason") == "平时不用"
    assert press(crew, "hold", "x", kind="spare", reason="平时不用").status == 422
    assert press(crew, "hold", "2", kind="dreamt", reason="平时不用").status == 422
    assert press(crew, "lift", "2", reason="修好了").status == 409


def test_what_the_clock_brought_in_says_why(tower: Tower, crew: Client) -> None:
    press(crew, "hold", "1", "2", kind="spare", reason="平时不用")
    tower.exchange()
    Compartment.objects.filter(number=4).update(state="CHECK")
    assert bring_in_spares(now=tower.now) == 1
    assert "自动启用，顶替 04" in read(crew, PATH).text
    Capacity.objects.update(free=0)
    Compartment.objects.filter(number=1).update(state="OCC")
    assert bring_in_spares(now=tower.now) == 1
    assert "自动启用，这种格口满了" in read(crew, PATH).text
    assert DoorHold.objects.filter(lifted_by=None).count() == 2


def test_property_reads_and_presses_nothing(tower: Tower, crew: Client) -> None:
    press(crew, "hold", "2", kind="broken", reason="铰链坏了")
    Cabinet.objects.update(quarantined_at=tower.now)
    manager = signed_in(tower, "wang", Role.PROPERTY)

    page = read(manager, PATH)

    assert "铰链坏了" in page.text
    assert "已经隔离" in page.text
    assert 'id="hold"' not in page.source
    assert press(manager, "lift", "2", reason="修好了").status == 403
    assert read(manager, "/board/holds/NONE").status == 404
