"""What people do at a door whose cabinet did not see what they did, or gave it up."""

import asyncio

from tests.server.replay_played import meals, play
from tests.server.replay_stage import FakeLinli


def test_a_courier_who_is_asked_to_opens_a_door_once_more_though_the_meal_is_in() -> None:
    linli = FakeLinli({"A": 1})
    linli.blind["A", 1] = 2

    figures = play(linli, meals(1))

    assert figures.is_well
    assert (figures.picked, linli.pulses["deposit"]) == (1, 3)


def test_an_owner_who_is_asked_to_opens_a_door_once_more_though_the_meal_is_out() -> None:
    linli = FakeLinli({"A": 1})

    async def look_away() -> None:
        while "STORED" not in {one.state for one in linli.deposits.values()}:  # noqa: ASYNC110  # the clock jumps
            await asyncio.sleep(0.1)
        linli.blind["A", 1] = 1

    figures = play(linli, meals(1), look_away)

    assert figures.is_well
    assert (figures.picked, linli.pulses["PICKED"]) == (1, 2)


def test_a_door_that_its_cabinet_never_sees_closed_keeps_nobody_for_ever() -> None:
    linli = FakeLinli({"A": 1})
    linli.blind["A", 1] = 1_000

    figures = play(linli, meals(1))

    assert not figures.is_well
    assert figures.troubles == ["R1-0000: not ended: SENT"]
    assert figures.seconds < 600


def test_a_courier_looks_at_the_page_in_vain_while_the_server_is_gone() -> None:
    figures = play(FakeLinli({"A": 5}, refused=[("GET /d", 503, "too_busy")] * 10_000), meals(1))

    assert figures.is_well
    assert figures.picked == 1


def test_a_door_that_was_given_up_is_looked_into_while_its_courier_waits() -> None:
    linli = FakeLinli({"A": 1}, given_up={("A", 1)})

    figures = play(linli, meals(1))

    assert figures.is_well
    assert (figures.picked, linli.pulses["RECALLED"]) == (1, 1)
    assert figures.refusals["door_out_of_order"] == 1
    assert [one.state for one in linli.deposits.values()] == ["NEVER_ARRIVED", "PICKED"]
