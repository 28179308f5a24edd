"""A whole noon of couriers and owners: each meal has one end, whatever is lost on the way."""

import asyncio
from pathlib import Path

import pytest
from tests.server.replay_played import meals, play
from tests.server.replay_stage import FakeLinli, run_at_once

from linli.server.folder import Folder
from linli.server.replay.figures import Diary
from linli.server.replay.refusals import NoSuchTower, NotHeard, NotLetIn
from linli.server.replay.tower import find_tower


def test_a_noon_without_faults_ends_with_every_meal_picked() -> None:
    figures = play(FakeLinli({"A": 20, "B": 20}), meals(60))

    assert figures.is_well
    assert (figures.orders, figures.stored, figures.picked) == (60, 60, 60)
    assert figures.opens == 120
    assert 30.0 <= figures.open_p50_ms < 31.0
    assert 5 <= figures.peak_occupancy <= 40


def test_an_answer_that_is_lost_stores_no_second_meal() -> None:
    linli = FakeLinli({"A": 8}, lost=["POST /c/A", "POST /p/D3", "GET /c/A"])

    figures = play(linli, meals(8))

    assert figures.is_well
    assert figures.picked == 8
    assert figures.retries == 3
    assert len(linli.deposits) == 8


def test_a_server_that_is_away_for_a_while_is_waited_for() -> None:
    figures = play(FakeLinli({"A": 20}, away=(10.0, 25.0)), meals(20))

    assert figures.is_well
    assert figures.picked == 20
    assert figures.retries > 20


def test_a_server_that_never_comes_back_leaves_orders_without_an_outcome() -> None:
    linli = FakeLinli({"A": 20}, refused=[("POST /c/A", 503, "cabinet_quiet")] * 10_000)

    figures = play(linli, meals(2))

    assert not figures.is_well
    assert figures.exactly_one_outcome == 0.0
    assert len(figures.troubles) == 2


def test_when_all_cabinets_are_full_the_courier_goes_away_with_the_meal() -> None:
    figures = play(FakeLinli({"A": 1, "B": 1}), meals(10, collected_after_s=7_000.0))

    assert figures.is_well
    assert (figures.stored, figures.refused_full) == (2, 8)
    assert figures.refusals["no_compartment_free"] == 16 + 1


def test_a_cabinet_that_is_shut_for_an_inventory_is_passed_by() -> None:
    linli = FakeLinli({"A": 9, "B": 9}, refused=[("POST /c/A", 503, "cabinet_out_of_use")] * 99)

    figures = play(linli, meals(6))

    assert figures.is_well
    assert figures.picked == 6
    assert {one.cabinet for one in linli.deposits.values()} == {"B"}


def test_a_jammed_door_is_asked_for_again_by_courier_and_owner() -> None:
    linli = FakeLinli({"A": 1})
    linli.jammed["A", 1] = 2

    figures = play(linli, meals(1))

    assert figures.is_well
    assert linli.pulses["deposit"] == 3
    assert len(linli.deposits) == 1


def test_a_door_that_stays_closed_without_a_word_is_asked_for_again_after_eight_seconds() -> None:
    linli = FakeLinli({"A": 1}, unaware=True)
    linli.jammed["A", 1] = 1

    figures = play(linli, meals(1, collected_after_s=0.0))

    assert figures.is_well
    assert linli.pulses["deposit"] == 2
    assert 8 < figures.seconds < 20
    assert figures.open_p99_ms < 31


def test_a_cabinet_in_quarantine_has_no_equal_ledger() -> None:
    figures = play(FakeLinli({"A": 5}, shut=True), meals(1))

    assert figures.exactly_one_outcome == 1.0
    assert not figures.ledgers_equal


def test_a_door_that_the_answer_does_not_name_is_found_on_the_page() -> None:
    figures = play(FakeLinli({"A": 5}, unsaying={"A"}), meals(5))

    assert figures.is_well
    assert figures.picked == 5


def test_a_meal_whose_owner_is_refused_is_recalled_at_the_end() -> None:
    linli = FakeLinli({"A": 5}, refused=[("POST /p/D1", 403, "meal_held")])

    figures = play(linli, meals(5))

    assert figures.is_well
    assert (figures.picked, figures.recalled) == (4, 1)
    assert figures.refusals == {"meal_held": 1}


def test_an_owner_who_never_comes_has_the_meal_recalled() -> None:
    figures = play(FakeLinli({"A": 40}), meals(40, collected_after_s=86_400.0))

    assert figures.is_well
    assert (figures.picked, figures.recalled) == (0, 40)
    assert figures.peak_occupancy == 40


def test_a_courier_whose_own_withdrawn_deposit_is_in_the_way_waits_for_it_to_go() -> None:
    linli = FakeLinli({"A": 5}, refused=[("POST /c/A", 409, "order_already_here")] * 3)

    figures = play(linli, meals(1))

    assert figures.is_well
    assert figures.refusals == {"order_already_here": 3}


def test_a_courier_who_is_refused_for_good_is_named_in_the_report() -> None:
    linli = FakeLinli({"A": 5}, refused=[("POST /c/A", 422, "recipient_unreadable")])

    figures = play(linli, meals(2))

    assert not figures.is_well
    assert figures.exactly_one_outcome == 0.5
    assert figures.troubles == ["R1-0000: courier at A: recipient_unreadable"]


def test_a_journal_that_differs_from_the_servers_copy_fails_the_noon() -> None:
    figures = play(FakeLinli({"A": 5}, heads_differ=True), meals(3))

    assert figures.exactly_one_outcome == 1.0
    assert not figures.ledgers_equal
    assert not figures.is_well


def test_a_server_that_loses_a_meal_is_found_out() -> None:
    figures = play(FakeLinli({"A": 5}, forgets={"D1"}), meals(3))

    assert not figures.is_well
    assert round(figures.exactly_one_outcome, 3) == 0.667


def test_an_owner_who_gets_another_meal_is_found_out() -> None:
    linli = FakeLinli({"A": 5}, instead={"D0": "D1"})

    figures = play(linli, meals(2, collected_after_s=2_400.0))

    assert not figures.is_well
    assert figures.troubles[0] == "R1-0000: door 2 held R1-0001"
    assert figures.exactly_one_outcome == 0.0


def test_a_door_that_never_opens_leaves_its_order_in_trouble() -> None:
    linli = FakeLinli({"A": 1})
    linli.jammed["A", 1] = 1_000_000

    figures = play(linli, meals(1))

    assert not figures.is_well
    assert len(linli.deposits) == 1
    assert figures.troubles == ["R1-0000: courier at A: order_already_here"]


def test_a_door_that_staff_took_over_is_waited_for_and_then_given_up() -> None:
    figures = play(FakeLinli({"A": 5}, with_staff={"A"}), meals(1))

    assert not figures.is_well
    assert figures.troubles == ["R1-0000: courier at A: staff"]


def test_an_owner_before_a_door_that_stays_busy_gives_up_and_the_crew_takes_it() -> None:
    linli = FakeLinli({"A": 5}, refused=[("POST /p/D0", 409, "door_out_of_order")] * 1_000)

    figures = play(linli, meals(1))

    assert figures.is_well
    assert (figures.recalled, figures.refusals) == (1, {"door_out_of_order": 60})


def test_an_owner_waits_out_a_door_that_is_busy() -> None:
    linli = FakeLinli({"A": 5}, refused=[("POST /p/D0", 409, "door_out_of_order")] * 2)

    figures = play(linli, meals(1))

    assert figures.is_well
    assert (figures.picked, figures.refusals) == (1, {"door_out_of_order": 2})


def test_an_owner_whose_page_never_comes_leaves_the_meal_to_the_crew() -> None:
    linli = FakeLinli({"A": 5}, refused=[("GET /p/D0", 503, "too_busy")] * 10_000)

    figures = play(linli, meals(1))

    assert figures.is_well
    assert (figures.recalled, figures.refusals) == (1, {"no_answer": 1})


def test_an_owner_who_comes_too_late_finds_no_button_and_the_crew_takes_it() -> None:
    figures = play(FakeLinli({"A": 5}, held={"D0"}), meals(1))

    assert figures.is_well
    assert (figures.recalled, figures.refusals) == (1, {"meal_held": 1})


def test_owners_who_get_no_message_leave_their_meals_to_the_crew() -> None:
    figures = play(FakeLinli({"A": 9}, mute=True), meals(9))

    assert figures.is_well
    assert (figures.picked, figures.recalled) == (0, 9)


def test_messages_to_others_and_messages_twice_bring_nobody_twice() -> None:
    linli = FakeLinli({"A": 9})
    stranger = {"id": 1, "deposit": "X", "order_no": "stranger", "phone": "", "link": "/p/X"}

    async def tell_again() -> None:
        while not linli.notices:  # noqa: ASYNC110  # the clock jumps
            await asyncio.sleep(0.1)
        linli.notices += [{**linli.notices[0], "id": 2}, {**stranger, "id": 3}]

    figures = play(linli, meals(1), tell_again)

    assert figures.is_well
    assert figures.picked == 1
    assert linli.pulses["PICKED"] == 1


def test_a_door_that_springs_open_is_closed_by_the_crew_and_the_meal_recalled() -> None:
    linli = FakeLinli({"A": 5}, springing={"D0"})

    figures = play(linli, meals(1, collected_after_s=80_000.0))

    assert figures.is_well
    assert figures.recalled == 1
    assert linli.open == {}


def test_a_compartment_nobody_is_sure_of_is_looked_into() -> None:
    linli = FakeLinli({"A": 5}, unsure={("A", 5)})

    figures = play(linli, meals(1))

    assert figures.is_well
    assert linli.pulses["cleared"] == 1
    assert linli.unsure == set()


def test_a_crew_that_is_refused_or_unheard_comes_round_again() -> None:
    refused = [("POST /api", 409, "meal_ended"), *[("POST /api", 503, "cabinet_quiet")] * 190]
    linli = FakeLinli({"A": 5}, refused=refused)

    figures = play(linli, meals(1, collected_after_s=80_000.0))

    assert figures.is_well
    assert (figures.recalled, figures.refusals) == (1, {"meal_ended": 1, "no_answer": 1})


def test_a_crew_that_gets_nothing_done_stops_and_the_noon_is_not_well() -> None:
    linli = FakeLinli({"A": 5}, refused=[("POST /api", 409, "door_out_of_order")] * 10_000)

    figures = play(linli, meals(1, collected_after_s=80_000.0))

    assert not figures.is_well
    assert figures.troubles == ["R1-0000: not ended: STORED"]
    assert 240 < figures.seconds < 600


def test_a_crew_before_a_jammed_door_tries_it_again() -> None:
    linli = FakeLinli({"A": 1}, mute=True)

    async def jam() -> None:
        while "STORED" not in {one.state for one in linli.deposits.values()}:  # noqa: ASYNC110  # the clock jumps
            await asyncio.sleep(0.1)
        linli.jammed["A", 1] = 1

    figures = play(linli, meals(1), jam)

    assert figures.is_well
    assert linli.pulses["RECALLED"] == 2


def test_a_cabinet_that_the_server_does_not_hear_stops_the_noon_before_it_begins() -> None:
    linli = FakeLinli({"A": 5}, deaf=True)

    with pytest.raises(ExceptionGroup) as caught:
        play(linli, meals(1))
    assert caught.group_contains(NotHeard)
    assert linli.deposits == {}


def test_a_server_that_knows_no_tower_stops_the_noon() -> None:
    linli = FakeLinli({"A": 5}, refused=[("GET /api", 404, "unknown_tower")])

    with pytest.raises(ExceptionGroup) as caught:
        play(linli, meals(1))
    assert caught.group_contains(NotLetIn)


def test_a_tower_whose_cabinets_live_elsewhere_is_not_taken(tmp_path: Path) -> None:
    async def story() -> None:
        client = FakeLinli({"A": 5}).start(Diary())
        await find_tower(client, Folder(tmp_path), "T-1")

    with pytest.raises(NoSuchTower):
        run_at_once(story())


def test_what_an_earlier_noon_left_is_recalled_first_and_not_counted() -> None:
    linli = FakeLinli({"A": 5})
    linli.leave("R1-0000", "A", 1)

    figures = play(linli, meals(2))

    assert figures.is_well
    assert (figures.orders, figures.picked, figures.recalled) == (2, 2, 0)
    assert (figures.peak_occupancy, linli.deposits["D0"].state) == (1, "RECALLED")


def test_the_same_seed_plays_the_same_noon_twice() -> None:
    first, second = (play(FakeLinli({"A": 30, "B": 30}), meals(50)) for _ in range(2))

    assert first == second
