"""The secretary's board: what is to be done today, what is late, whose it is."""

from datetime import date, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from tests.buildings.house import House, again

from linli.buildings.actions import handling
from linli.buildings.actions.raising import say_solved
from linli.buildings.enums.board import Stage
from linli.buildings.enums.matters import Exclusion, MatterState, SeatKind, Verdict
from linli.buildings.errors.matters import UnknownTask
from linli.buildings.models import Matter
from linli.buildings.queries.board import board_of
from linli.buildings.rules.board import is_for_today, next_day, stage_of
from linli.kernel import clock

MONDAY = date(2026, 3, 2)
DAY = timedelta(days=1)


def test_each_state_has_its_column_and_solved_is_what_the_raiser_says() -> None:
    found = {
        (state, verdict): stage_of(state, verdict) for state in MatterState for verdict in Verdict
    }

    assert found[MatterState.ANSWERED, Verdict.SOLVED] is Stage.RATED
    assert found[MatterState.EXCLUDED, Verdict.UNKNOWN] is Stage.ANSWERED
    assert found[MatterState.TRIAGED, Verdict.UNSOLVED] is Stage.READ
    assert set(found.values()) == set(Stage)


def test_what_comes_next_is_the_promise_or_the_task_whichever_is_first() -> None:
    assert next_day(None, None) is None
    assert next_day(MONDAY, None) == next_day(None, MONDAY) == MONDAY
    assert next_day(MONDAY + DAY, MONDAY) == MONDAY


def test_today_is_for_what_nobody_has_read_and_what_is_due_and_not_for_what_is_late() -> None:
    assert is_for_today(Stage.RAISED, None, today=MONDAY)
    assert is_for_today(Stage.IN_HAND, MONDAY, today=MONDAY)
    assert not is_for_today(Stage.IN_HAND, MONDAY - DAY, today=MONDAY)
    assert not is_for_today(Stage.READ, None, today=MONDAY)


def gives(house: House, matter: Matter, says: str, due: date) -> None:
    """Give property a task."""
    handling.give_task(
        house.keeper, matter, says=says, owner=SeatKind.PROPERTY, due_on=due, now=house.now
    )


def test_a_board_says_what_is_due_today_what_is_late_and_whose_it_is(house: House) -> None:
    house.raises("没人看过的事")
    late, solved, refused = house.taken_up("电梯慢").matter, house.answered(), house.taken_up()
    handling.promise(house.keeper, late, days=1, now=house.now)
    gives(house, late, "换钢索", MONDAY + 2 * DAY)
    gives(house, late, "量一量", MONDAY)
    say_solved(solved, now=house.now)
    handling.exclude(
        house.keeper, refused.matter, why=Exclusion.UNCLEAR, says="请补充", now=house.now
    )

    board = board_of(house.committee, today=MONDAY + DAY)

    counts = {one.stage: one.count for one in board.columns}
    assert counts == {
        Stage.RAISED: 1,
        Stage.READ: 0,
        Stage.DEBATED: 0,
        Stage.IN_HAND: 1,
        Stage.ANSWERED: 1,
        Stage.RATED: 1,
    }
    (card,) = board.columns[3].cards
    assert (card.row.number, card.owner, card.days_left, card.step) == (
        late.number,
        SeatKind.PROPERTY,
        -1,
        4,
    )
    assert [one.says for one in board.tasks] == ["量一量"]
    assert (board.for_today, board.late) == (1, 1)
    assert board.columns[4].cards[0].days_left is None
    assert board_of(house.committee, today=MONDAY + 2 * DAY).late == 2
    assert board_of(house.committee, today=MONDAY).for_today == 2


def test_a_board_asks_no_more_often_where_there_is_more(
    house: House, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _each in range(3):
        gives(house, house.taken_up().matter, "看一看", MONDAY)
        house.answered()

    with django_assert_num_queries(8):
        board_of(house.committee, today=MONDAY)


def test_a_task_goes_to_another_seat_and_keeps_its_day(house: House) -> None:
    matter = house.taken_up().matter
    gives(house, matter, "换阀芯", MONDAY)
    task = matter.tasks.get()

    handling.reassign_task(house.keeper, matter, task=task.pk, owner=SeatKind.OWNER, now=house.now)
    for number in (task.pk, task.pk + 1):
        with pytest.raises(UnknownTask):
            handling.reassign_task(
                house.keeper, matter, task=number, owner=SeatKind.OWNER, now=house.now
            )

    found = matter.tasks.get()
    assert (found.owner, found.due_on) == (SeatKind.OWNER, MONDAY)
    assert house.verbs()[-1] == "task_reassigned"


@pytest.mark.django_db
def test_a_phone_shows_one_stage_and_the_desk_all(client: Client) -> None:
    house = House(clock.now())
    client.force_login(house.person, backend="django.contrib.auth.backends.ModelBackend")
    empty = client.get("/committees/TOWER/desk").content.decode()
    matter = again(house.taken_up()).matter
    gives(house, matter, "换阀芯", house.now.date() + DAY)

    board = client.get("/committees/TOWER/desk").content.decode()
    asked = client.get("/committees/TOWER/desk?stage=rated").content.decode()
    moved = client.post(
        "/committees/TOWER/desk/1",
        {"then": "reassign", "task_number": matter.tasks.get().pk, "new_owner": "owner"},
    )

    assert "没有要办的楼事" in empty
    assert "今天要做 0 · 逾期 0" in " ".join(board.split())
    assert "stage stage-now" in board.split('id="stage-read"')[0].rsplit("<section", 1)[1]
    assert "stage-now" in asked.split('id="stage-rated"')[0].rsplit("<section", 1)[1]
    assert moved.status_code == 302
    assert matter.tasks.get().owner == "owner"
