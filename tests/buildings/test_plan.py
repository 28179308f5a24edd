"""The stack of a building: what is open is counted where it is, and once."""

from datetime import date

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from tests.buildings.house import House

from linli.buildings.actions.handling import take_up
from linli.buildings.actions.plan import set_floors
from linli.buildings.actions.raising import NewMatter, NewVoice, raise_matter
from linli.buildings.errors.plan import FloorsImpossible, NoSuchSpot
from linli.buildings.forms.matters import new_token
from linli.buildings.forms.plan import read_floors, read_spot
from linli.buildings.models import Committee, Matter
from linli.buildings.queries.matters import shown_matters, similar_matters
from linli.buildings.queries.plan import plan_of
from linli.buildings.rules.likeness import ALIKE, NEAR, likeness, most_alike
from linli.buildings.rules.plan import (
    DEEPEST,
    LABEL_WIDE,
    TALLEST,
    WIDE,
    drawn,
    floor_label,
    floors_between,
    is_stack,
)
from linli.kernel import clock
from linli.places.actions import NewPlace, ensure_place
from linli.places.enums import PlaceLevel, PlaceOrigin

MONDAY = date(2026, 3, 2)
LEAK = "卫生间水龙头漏水"


def test_floors_are_named_as_in_a_lift_and_there_is_none_called_nought() -> None:
    assert floors_between(-2, 2) == [2, 1, -1, -2]
    assert [floor_label(one) for one in (12, -2)] == ["12F", "B2"]
    assert is_stack(-2, 66)
    for lowest, highest in ((3, 1), (0, 9), (-2, 0), (DEEPEST - 1, 1), (1, TALLEST + 1)):
        assert not is_stack(lowest, highest)


@given(
    lowest=st.integers(DEEPEST, -1),
    highest=st.integers(1, TALLEST),
    blocks=st.integers(0, 8),
)
def test_no_cell_lies_outside_the_drawing_or_on_another(
    lowest: int, highest: int, blocks: int
) -> None:
    floors, names = floors_between(lowest, highest), [f"B{at}" for at in range(blocks)]

    cells = [one for level in drawn(floors, names, {}) for one in level.cells]

    assert len(cells) == len(floors) * (blocks + 1 if blocks else 1)
    assert len({(one.x, one.y) for one in cells}) == len(cells)
    assert all(one.x >= LABEL_WIDE and one.x + one.wide <= WIDE for one in cells)


def raises_at(house: House, floor: int | None, block: str = "", title: str = LEAK) -> Matter:
    """Let somebody raise a matter on a floor, and the secretary take it up."""
    new = NewMatter(new_token(), title, "", "", floor=floor, block=block)
    voice = NewVoice(new_token(), new_token())
    made = raise_matter(house.committee, new, voice, address="192.0.2.1", now=house.now).matter
    take_up(house.keeper, made, now=house.now)
    return made


def test_a_building_is_drawn_with_what_is_open_on_each_floor_of_each_block(house: House) -> None:
    steps = (
        NewPlace(PlaceLevel.DISTRICT, "QU", "一个区"),
        NewPlace(PlaceLevel.BUILDING, "TOWER", "一座楼"),
        NewPlace(PlaceLevel.BLOCK, "TOWER-A", "甲座"),
    )
    ensure_place(steps, origin=PlaceOrigin.REAL, actor="linli", now=house.now)
    raises_at(house, 2)
    committee = Committee.objects.select_related("building").get()
    assert plan_of(committee, today=MONDAY).levels == [], "nobody has said which floors"
    with pytest.raises(FloorsImpossible):
        set_floors(house.keeper, lowest=2, highest=1, now=house.now)
    set_floors(house.keeper, lowest=-1, highest=2, now=house.now)
    for floor, block in ((2, "TOWER-A"), (-1, "GONE"), (None, ""), (99, "")):
        raises_at(house, floor, block)

    plan = plan_of(Committee.objects.select_related("building").get(), today=MONDAY)

    counts = {level.label: [one.count for one in level.cells] for level in plan.levels}
    assert counts == {"2F": [1, 1], "1F": [0, 0], "B1": [0, 1]}
    assert plan.nowhere == 2, "one that says none, and one that the building does not have"
    assert plan.blocks == ["甲座"]
    assert [one.place for one in plan.matters] == ["99F", "2F", "甲座 2F", "B1"]
    assert house.verbs().count("floors_set") == 1
    assert shown_matters(committee, today=MONDAY)[0].floor == 99


def test_at_the_same_place_less_need_be_alike() -> None:
    known = [(1, "龙头坏了漏水"), (2, "空调太冷")]
    assert 0 < likeness(LEAK, known[0][1]) < ALIKE < likeness(LEAK, known[0][1]) + NEAR

    assert most_alike(LEAK, known) == []
    assert most_alike(LEAK, known, near={1, 2}) == [1], "what shares no word is not alike"


def test_what_was_raised_on_the_same_floor_or_at_the_same_spot_is_found(house: House) -> None:
    raises_at(house, 12, title="龙头坏了漏水")

    def found(floor: int | None, spot: str = "") -> list[int]:
        rows = similar_matters(house.committee, LEAK, today=MONDAY, at=(floor, ""), spot=spot)
        return [one.number for one in rows]

    assert (found(12), found(11), found(None)) == ([1], [], [])
    Matter.objects.update(spot="Pantry")
    assert (found(None, "pantry"), found(None, "大堂")) == ([1], [])


def test_only_what_the_building_has_can_be_chosen() -> None:
    floors, blocks = [2, 1], ["A"]
    assert read_spot({}, floors=floors, blocks=blocks) == (None, "")
    assert read_spot({"floor": "2", "block": "A"}, floors=floors, blocks=blocks) == (2, "A")
    for wrong in ({"floor": "3"}, {"floor": "x"}, {"block": "B"}):
        with pytest.raises(NoSuchSpot):
            read_spot(wrong, floors=floors, blocks=blocks)

    assert read_floors({"lowest": "-2", "highest": " 30 "}) == (-2, 30)
    for typed in ("", "x", "1000"):
        with pytest.raises(FloorsImpossible):
            read_floors({"lowest": "1", "highest": typed})


@pytest.mark.django_db
def test_everybody_sees_the_stack_and_chooses_a_floor_of_it(client: Client) -> None:
    house = House(clock.now())
    desk = Client()
    desk.force_login(house.person, backend="django.contrib.auth.backends.ModelBackend")
    assert "还没有登记这座楼有几层" in client.get("/matters/TOWER/plan").content.decode()
    wrong = desk.post("/matters/TOWER/plan", {"lowest": "1", "highest": "999"})
    assert (wrong.status_code, "999" in wrong.content.decode()) == (422, True)
    assert desk.post("/matters/TOWER/plan", {"lowest": "-1", "highest": "12"}).status_code == 302
    raises_at(house, 12)

    plan = client.get("/matters/TOWER/plan").content.decode()
    asked = client.get("/matters/TOWER/raise").content.decode()
    typed = {"title": "十二楼漏水", "token": "t" * 20, "floor": "13", "then": "send"}
    refused = client.post("/matters/TOWER/raise", typed)
    sent = client.post("/matters/TOWER/raise", typed | {"floor": "12"})

    assert 'class="plan-count"' in plan
    assert 'value="-1"' in asked
    assert (refused.status_code, sent.status_code) == (422, 302)
    assert Matter.objects.get(number=2).floor == 12
