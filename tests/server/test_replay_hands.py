"""The replay's hands before the real simulated board: what they see, wait for and do."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from linli.cabinet.config import Compartment
from linli.cabinet.drivers.simulated import SimulatedBoard
from linli.cabinet.simulators.people import RemotePeople
from linli.cabinet.simulators.reality import Reality
from linli.server.replay import hands as module
from linli.server.replay.hands import Hands, NoDoorsError, Unseen, reach_out
from linli.wire.messages import Size

LIMIT_S = 10.0
"""Nothing here takes a tenth of it; beyond it something is wrong."""


@pytest.fixture
def short() -> Iterator[Path]:
    """A folder whose path leaves room for a socket's name."""
    with tempfile.TemporaryDirectory(prefix="linli-") as folder:
        yield Path(folder)


@asynccontextmanager
async def cabinet(folder: Path) -> AsyncIterator[tuple[SimulatedBoard, Hands]]:
    fitted = [Compartment(number, Size.S, occupancy_sensor=True, lamp=True) for number in (1, 2)]
    reality = Reality([1, 2], latch_ms=1, file=folder / "board.json")
    reality.invite(RemotePeople(reality, folder / "s"))
    board = SimulatedBoard(fitted, reality)
    running = asyncio.create_task(board.run(lambda _said: None))
    hands = await reach_out("A", folder / "s", is_there=lambda: True)
    watching = asyncio.create_task(hands.watch())
    try:
        yield board, hands
    finally:
        hands.leave()
        for task in (running, watching):
            task.cancel()
            with suppress(asyncio.CancelledError, NoDoorsError):
                await task


def story(folder: Path, tell: Callable[[SimulatedBoard, Hands], Awaitable[None]]) -> None:
    async def within() -> None:
        async with asyncio.timeout(LIMIT_S), cabinet(folder) as (board, hands):
            await tell(board, hands)

    asyncio.run(within())


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(LIMIT_S):
        while not holds():  # noqa: ASYNC110  # another task makes it hold, and tells nobody
            await asyncio.sleep(0)


def test_a_door_that_stays_closed_is_not_waited_for_for_ever(short: Path) -> None:
    async def tell(_board: SimulatedBoard, hands: Hands) -> None:
        assert await hands.opened(1, since=0.0, within_s=0.01) is None

    story(short, tell)


def test_an_agent_that_ended_is_not_waited_for(short: Path) -> None:
    with pytest.raises(NoDoorsError):
        asyncio.run(reach_out("A", short / "s", is_there=lambda: False))


def test_an_agent_that_shows_no_doors_is_given_up(
    short: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "CONNECT_WITHIN_S", 0.0)

    with pytest.raises(NoDoorsError):
        asyncio.run(reach_out("A", short / "s", is_there=lambda: True))


def test_what_no_hand_can_do_is_complained_of(short: Path) -> None:
    async def tell(_board: SimulatedBoard, hands: Hands) -> None:
        hands.put(1, "meal")
        await until(lambda: hands.complaints == ["door 1 is closed"])

    story(short, tell)


def test_a_board_that_goes_away_is_noticed(short: Path) -> None:
    async def whole() -> None:
        async with asyncio.timeout(LIMIT_S), cabinet(short) as (_board, hands):
            pass
        with pytest.raises(NoDoorsError):
            await hands.watch()

    asyncio.run(whole())


def test_a_meal_goes_in_and_comes_out_through_an_open_door(short: Path) -> None:
    async def tell(board: SimulatedBoard, hands: Hands) -> None:
        for act in ("put", "take"):
            since = asyncio.get_running_loop().time()
            await board.unlock(1)
            opening = await hands.opened(1, since=since, within_s=LIMIT_S)
            assert opening is not None
            assert since <= opening.at <= asyncio.get_running_loop().time()
            if act == "put":
                hands.put(1, "meal")
            else:
                assert hands.take(1) == "meal"
            await hands.close(opening)
            assert board.reality.open_doors == []
            assert board.reality.occupied == ([1] if act == "put" else [])

    story(short, tell)


def test_a_door_that_opened_before_it_was_looked_for_is_found_once(short: Path) -> None:
    async def tell(board: SimulatedBoard, hands: Hands) -> None:
        await board.unlock(2)
        await until(lambda: bool(hands.strays))

        assert await hands.opened(2, since=1e12, within_s=0.01) is None
        opening = await hands.opened(2, since=0.0, within_s=LIMIT_S)
        assert opening is not None
        assert hands.strays == []
        assert await hands.opened(2, since=0.0, within_s=0.01) is None

    story(short, tell)


def test_of_two_who_wait_for_a_door_one_has_it(short: Path) -> None:
    async def tell(board: SimulatedBoard, hands: Hands) -> None:
        both = [asyncio.create_task(hands.opened(1, since=0.0, within_s=0.2)) for _ in range(2)]
        await asyncio.sleep(0)
        await board.unlock(1)

        assert sum(one is not None for one in await asyncio.gather(*both)) == 1
        assert hands.strays == []

    story(short, tell)


def test_a_door_that_stood_open_before_anyone_came_is_a_stray(short: Path) -> None:
    (short / "board.json").write_text('{"open": [2], "occupied": [2]}')

    async def tell(board: SimulatedBoard, hands: Hands) -> None:
        await until(lambda: [one.door for one in hands.strays] == [2])
        await hands.close(hands.strays[0])
        assert board.reality.open_doors == []

    story(short, tell)


def test_where_others_have_their_hands_the_pages_word_is_taken() -> None:
    async def whole() -> None:
        hands = Unseen("A")
        opening = await hands.opened(7, since=0.0, within_s=0.0)
        hands.put(7, "meal")
        assert hands.take(7) == "meal"
        await hands.close(opening)
        assert opening.door == 7

    asyncio.run(whole())
