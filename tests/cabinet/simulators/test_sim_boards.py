"""Each simulated board speaks its protocol, byte for byte, and does what it was asked."""

from pathlib import Path

import pytest
from tests.cabinet.simulators.wires import a_reality, talking, until, wired

from linli.cabinet.simulators.eight_a import EightA
from linli.cabinet.simulators.faults import Faults
from linli.cabinet.simulators.kerong import Kerong
from linli.cabinet.simulators.relays import Hygiene, Waveshare
from linli.cabinet.simulators.thermometers import Transmitter, XyMd02
from linli.cabinet.simulators.wkly import Wkly

pytestmark = pytest.mark.anyio

QUIET_S = 0.05
"""Five times a board's turn-round, at a line speed where an answer takes no time."""


async def test_8a_does_not_answer_for_another_board_or_to_a_bad_check_byte(tmp_path: Path) -> None:
    world = a_reality(tmp_path, 24)
    board = EightA("left", wired(world), address=1, locks=24, open_is=0x11)
    async with talking(tmp_path, [board]) as terminal:
        terminal.say("8A 02 01 11 98")
        terminal.say("8A 01 01 11 9A")
        terminal.say("8A 01 19 11 83")
        assert await terminal.stays_quiet(QUIET_S)

    assert board.heard == {"open": 1}, "lock 25 of 24"
    assert world.open_doors == []


@pytest.mark.parametrize(
    ("open_is", "shut", "ajar"),
    [
        (0x11, "80 01 01 00 80", "80 01 01 11 91"),
        (0x00, "80 01 01 11 91", "80 01 01 00 80"),
    ],
)
async def test_8a_tells_doors_by_its_feedback(
    tmp_path: Path, open_is: int, shut: str, ajar: str
) -> None:
    world = a_reality(tmp_path, 24)
    board = EightA("left", wired(world), address=1, locks=24, open_is=open_is)
    async with talking(tmp_path, [board]) as terminal:
        assert await terminal.ask("80 01 01 33 B3", 5) == shut
        await terminal.ask("8A 01 01 11 9B", 5)
        await until(lambda: world.open_doors == [1])
        assert await terminal.ask("80 01 01 33 B3", 5) == ajar


async def test_8a_vectors(tmp_path: Path) -> None:
    """8A 01 00 11 9A opens all; 80 01 00 33 B2 asks for all; the last byte is locks 1-8."""
    world = a_reality(tmp_path, 24)
    board = EightA("left", wired(world), address=1, locks=24, open_is=0x11)
    async with talking(tmp_path, [board]) as terminal:
        assert await terminal.ask("80 01 00 33 B2", 7) == "80 01 00 00 00 33 B2"
        assert await terminal.ask("8A 01 01 11 9B", 5) == "8A 01 01 00 8A"
        await until(lambda: world.open_doors == [1])
        assert await terminal.ask("80 01 00 33 B2", 7) == "80 01 00 00 01 33 B3"
        await terminal.ask("8A 01 18 11 03 81", 5)
        await until(lambda: world.open_doors == [1, 24])
        assert await terminal.ask("80 01 00 33 B2", 7) == "80 01 80 00 01 33 33"
        assert await terminal.ask("8A 01 00 11 9A", 5) == "8A 01 00 11 9A"
        await until(lambda: len(world.open_doors) == 24)
        assert await terminal.ask("80 01 00 33 B2", 7) == "80 01 FF FF FF 33 4D"


async def test_8a_with_32_locks_has_four_status_bytes_and_opens_several(tmp_path: Path) -> None:
    world = a_reality(tmp_path, 32)
    board = EightA("left", wired(world, locks=32), address=1, locks=32, open_is=0x11)
    async with talking(tmp_path, [board]) as terminal:
        terminal.say("90 01 02 00 00 80 13")
        await until(lambda: world.open_doors == [2, 32])
        assert await terminal.ask("80 01 00 33 B2", 8) == "80 01 80 00 00 02 33 30"
        assert await terminal.ask("9D 01 02 10 8E", 5) == "9D 01 02 11 8F"
        await until(lambda: len(world.open_doors) == 32)


async def test_wkly_vectors(tmp_path: Path) -> None:
    world = a_reality(tmp_path, 24)
    board = Wkly("right", wired(world), address=0, locks=24)
    async with talking(tmp_path, [board]) as terminal:
        closed = await terminal.ask("57 4B 4C 59 08 00 84 85", 34)
        assert closed.startswith("57 4B 4C 59 22 00 84 00 18 01 01")
        said = await terminal.ask("57 4B 4C 59 09 00 82 01 83", 11)
        assert said == "57 4B 4C 59 0B 00 82 00 01 01 80"
        assert await terminal.hear(10) == "57 4B 4C 59 0A 00 85 01 00 87"
        said = await terminal.ask("57 4B 4C 59 09 00 82 01 83", 11)
        assert said == "57 4B 4C 59 0B 00 82 00 01 00 81"
        world.close(1)
        assert await terminal.hear(10) == "57 4B 4C 59 0A 00 85 01 01 86"
        said = await terminal.ask("57 4B 4C 59 09 00 83 19 9A", 11)
        assert said == "57 4B 4C 59 0B 00 83 FF 19 01 66"


async def test_wkly_opens_several_and_finds_a_frame_behind_half_a_frame(tmp_path: Path) -> None:
    world = a_reality(tmp_path, 24)
    board = Wkly("right", wired(world), address=0, locks=24)
    async with talking(tmp_path, [board]) as terminal:
        said = await terminal.ask("57 4B 57 4B 4C 59 0B 00 80 02 02 03 81", 9)
        assert said == "57 4B 4C 59 09 00 80 00 80"
        await until(lambda: world.open_doors == [2, 3])


async def test_kr_cu16_vectors(tmp_path: Path) -> None:
    """A latch bit is 1 while locked, an infrared bit 1 while loaded."""
    world = a_reality(tmp_path, 16)
    board = Kerong("low", wired(world, locks=16), address=0, tells_unlock=True)
    async with talking(tmp_path, [board]) as terminal:
        assert await terminal.ask("02 00 30 03 35", 9) == "02 00 35 FF FF 00 00 03 38"
        assert await terminal.ask("02 0F 31 03 45", 9) == "02 00 35 FF FF 00 00 03 38"
        await until(lambda: world.open_doors == [16])
        world.put(16)
        assert await terminal.ask("02 00 30 03 35", 9) == "02 00 35 FF 7F 00 80 03 38"
        world.close(16)
        assert await terminal.ask("02 00 30 03 35", 9) == "02 00 35 FF FF 00 80 03 B8"


async def test_two_kr_cu16_share_a_line_by_the_high_half_of_the_address(tmp_path: Path) -> None:
    world = a_reality(tmp_path, 32)
    boards = [
        Kerong("low", wired(world, locks=16), address=0),
        Kerong("high", wired(world, 17, 16), address=1),
    ]
    async with talking(tmp_path, boards) as terminal:
        terminal.say("02 12 31 03 48")
        await until(lambda: world.open_doors == [19])
        assert await terminal.stays_quiet(QUIET_S)
        assert await terminal.ask("02 10 30 03 45", 9) == "02 10 35 FB FF 00 00 03 44"
        both = await terminal.ask("02 00 32 03 37", 18)

    assert both == "02 00 35 FF FF 00 00 03 38 02 10 35 FB FF 00 00 03 44"


async def test_waveshare_pulses_by_itself_and_tells_inputs(tmp_path: Path) -> None:
    world = a_reality(tmp_path, 8)
    board = Waveshare("wide", wired(world, locks=8), address=1, locks=8, open_is_on=False)
    async with talking(tmp_path, [board]) as terminal:
        assert await terminal.ask("01 02 00 00 00 08 79 CC", 6) == "01 02 01 FF E1 C8"
        assert await terminal.ask("01 05 02 01 00 01 5C 72", 8) == "01 05 02 01 00 01 5C 72"
        assert board.coils[1]
        await until(lambda: world.open_doors == [2])
        assert await terminal.ask("01 02 00 00 00 08 79 CC", 6) == "01 02 01 FD 60 09"
        await until(lambda: not board.coils[1])
        assert await terminal.ask("01 01 00 00 00 08 3D CC", 6) == "01 01 01 00 51 88"
        assert await terminal.ask("01 05 00 08 FF 00 0D F8", 5) == "01 85 02 C3 51"
        assert await terminal.ask("01 05 00 00 12 34 C0 BD", 5) == "01 85 03 02 91"
        assert await terminal.ask("01 03 00 00 00 01 84 0A", 5) == "01 83 01 80 F0"
        assert await terminal.ask("01 05 00 FF FF 00 BC 0A", 8) == "01 05 00 FF FF 00 BC 0A"

    assert all(board.coils)
    assert board.harness is not None
    assert board.harness.opens == {2: 2} | dict.fromkeys([1, 3, 4, 5, 6, 7, 8], 1)


async def test_a_relay_that_is_pulsed_while_it_pulses_begins_anew(tmp_path: Path) -> None:
    world = a_reality(tmp_path, 8)
    board = Waveshare("wide", wired(world, locks=8), address=1, locks=8, open_is_on=True)
    async with talking(tmp_path, [board]) as terminal:
        for _ in range(2):
            await terminal.ask("01 05 02 01 00 01 5C 72", 8)
            await until(lambda: world.open_doors == [2])
            world.close(2)
        await until(lambda: not any(board.coils))

    assert board.harness is not None
    assert board.harness.opens == {2: 2}


async def test_thermometers_tell_signed_tenths(tmp_path: Path) -> None:
    world = a_reality(tmp_path, 1)
    world.warm(1, 61.26)
    world.warm(2, -10.1)
    units = [
        XyMd02("t1", world, address=10, zone=1),
        Transmitter("t2", world, address=11, zone=2, register=0, scale=0.1),
    ]
    async with talking(tmp_path, units) as terminal:
        assert (await terminal.ask("0A 04 00 01 00 01 61 71", 7))[:14] == "0A 04 02 02 65"
        assert (await terminal.ask("0A 04 00 01 00 02 21 70", 9))[:20] == "0A 04 04 02 65 01 31"
        assert (await terminal.ask("0B 03 00 00 00 01 84 A0", 7))[:14] == "0B 03 02 FF 9B"
        assert (await terminal.ask("0B 03 00 01 00 01 D5 60", 5))[:8] == "0B 83 02"


async def test_relays_light_lamps_behind_their_door_contact_and_heat(tmp_path: Path) -> None:
    world = a_reality(tmp_path, 3)
    board = Hygiene("hygiene", world, address=20, lamps={1: 3}, heaters={2: 1})
    async with talking(tmp_path, [board]) as terminal:
        await terminal.ask("14 05 00 00 FF 00 8E FF", 8)
        await terminal.ask("14 05 00 01 FF 00 DF 3F", 8)
        assert (world.lit, world.heated) == ([3], [1])

        world.force(3)
        assert world.lit == []
        world.close(3)
        assert world.lit == [3]

        board.faults = Faults(dark=True)
        assert (world.lit, world.heated) == ([], [])
