"""A simulated line takes its time, belongs to one who speaks, and can go wrong in every way."""

import asyncio
from collections.abc import Awaitable
from pathlib import Path
from random import Random

import pytest
from tests.cabinet.simulators.wires import LIMIT_S, Terminal, a_reality, talking, until, wired

from linli.cabinet.simulators.eight_a import EightA
from linli.cabinet.simulators.faults import SOUND, Faults
from linli.cabinet.simulators.kerong import Kerong
from linli.cabinet.simulators.line import Line
from linli.cabinet.simulators.relays import Waveshare
from linli.cabinet.simulators.thermometers import XyMd02
from linli.cabinet.simulators.wkly import Wkly

pytestmark = pytest.mark.anyio

QUIET_S = 0.05
STATUS = "57 4B 4C 59 08 00 84 85"
"""WKLY: tell all doors."""

OPEN = "57 4B 4C 59 09 00 82 01 83"
"""WKLY: open lock 1; the answer has 11 bytes, the door's own word 10."""


async def test_a_status_of_24_doors_takes_the_time_of_its_bytes(tmp_path: Path) -> None:
    """8 bytes there, 10 ms of thought, 34 bytes back, 10 bits each at 9600: 53.8 ms."""
    board = Wkly("right", wired(a_reality(tmp_path, 24)), address=0, locks=24)
    loop = asyncio.get_running_loop()
    async with talking(tmp_path, [board], baud=9_600) as terminal:
        took_s = []
        for _ in range(3):
            began = loop.time()
            await terminal.ask(STATUS, 34)
            took_s.append(loop.time() - began)

    assert min(took_s) >= 0.05375
    assert min(took_s) < 0.080, "a busy machine is late now and then, not each time"


async def test_two_questions_in_one_breath_are_answered_one_after_the_other(tmp_path: Path) -> None:
    boards = [
        Wkly("right", wired(a_reality(tmp_path, 24)), address=0, locks=24),
        EightA("left", wired(a_reality(tmp_path, 24)), address=1, locks=24, open_is=0x11),
    ]
    async with talking(tmp_path, boards) as terminal:
        both = await terminal.ask(f"80 01 00 33 B2 {STATUS}", 7 + 34)

    assert "80 01 00 00 00 33 B2" in both
    assert "57 4B 4C 59 22 00 84 00 18" in both


async def test_a_frame_that_pauses_in_the_middle_is_given_up(tmp_path: Path) -> None:
    board = Wkly("right", wired(a_reality(tmp_path, 24)), address=0, locks=24)
    async with talking(tmp_path, [board], baud=9_600) as terminal:
        terminal.say(STATUS[:12])
        assert await terminal.stays_quiet(QUIET_S)
        terminal.say(STATUS[12:])
        assert await terminal.stays_quiet(QUIET_S)
        await terminal.ask(STATUS, 34)


async def test_who_talks_over_a_board_spoils_both(tmp_path: Path) -> None:
    world = a_reality(tmp_path, 24)
    board = Wkly("right", wired(world), address=0, locks=24)
    async with talking(tmp_path, [board], baud=9_600) as terminal:
        terminal.say(STATUS)
        first = await terminal.hear(8)
        terminal.say(OPEN)
        rest = await terminal.hear(26)
        assert await terminal.stays_quiet(QUIET_S)

    assert first == "57 4B 4C 59 22 00 84 00"
    assert "54 54 54" in rest, "01 ^ 55"
    assert board.heard == {"status": 1}
    assert world.open_doors == []


async def test_a_silent_board_acts_and_says_nothing_not_even_by_itself(tmp_path: Path) -> None:
    world = a_reality(tmp_path, 24)
    board = Wkly("right", wired(world), address=0, locks=24)
    board.faults = Faults(silent=True)
    async with talking(tmp_path, [board]) as terminal:
        terminal.say(OPEN)
        await until(lambda: world.open_doors == [1])
        assert await terminal.stays_quiet(QUIET_S)
        board.faults = SOUND
        await terminal.ask(STATUS, 34)

    assert board.harness is not None
    assert board.harness.opens == {1: 1}


async def test_a_board_without_power_does_nothing(tmp_path: Path) -> None:
    world = a_reality(tmp_path, 24)
    board = Wkly("right", wired(world), address=0, locks=24)
    board.faults = Faults(dark=True)
    async with talking(tmp_path, [board]) as terminal:
        terminal.say(OPEN)
        world.force(2)
        assert await terminal.stays_quiet(QUIET_S)

    assert world.open_doors == [2]
    assert not board.heard


async def test_power_that_goes_ends_a_pulse(tmp_path: Path) -> None:
    world = a_reality(tmp_path, 8)
    board = Waveshare("wide", wired(world, locks=8), address=1, locks=8, open_is_on=True)
    async with talking(tmp_path, [board]) as terminal:
        await terminal.ask("01 05 02 01 00 01 5C 72", 8)
        board.faults = Faults(dark=True)

    assert not any(board.coils)


async def test_noise_comes_before_after_or_instead_of_an_answer(tmp_path: Path) -> None:
    board = Kerong("low", wired(a_reality(tmp_path, 16), locks=16), address=0)
    good = "02 00 35 FF FF 00 00 03 38"
    async with talking(tmp_path, [board]) as terminal:
        board.faults = Faults(garbage="before")
        before = await _all_of(terminal.ask("02 00 30 03 35", 12), terminal)
        board.faults = Faults(garbage="after")
        after = await _all_of(terminal.ask("02 00 30 03 35", 12), terminal)
        board.faults = Faults(garbage="instead")
        instead = [await _all_of(terminal.ask("02 00 30 03 35", 3), terminal) for _ in range(8)]

    assert before.endswith(good)
    assert len(before) > len(good)
    assert after.startswith(good)
    assert len(after) > len(good)
    assert all(good not in one for one in instead)
    assert len({len(one) for one in instead}) > 2, "cut, spoilt and made up"


async def test_a_late_answer_comes_late_and_between_others(tmp_path: Path) -> None:
    boards = [
        Kerong("low", wired(a_reality(tmp_path, 16), locks=16), address=0),
        Kerong("high", wired(a_reality(tmp_path, 16), locks=16), address=1),
    ]
    boards[0].faults = Faults(late_ms=60)
    async with talking(tmp_path, boards) as terminal:
        terminal.say("02 00 30 03 35")
        assert await terminal.stays_quiet(0.04)
        first = await terminal.ask("02 10 30 03 45", 9)
        second = await terminal.hear(9)

    assert (first[:5], second[:5]) == ("02 10", "02 00")


async def test_a_stuck_door_and_a_swapped_lock_are_pulsed_in_vain(tmp_path: Path) -> None:
    world = a_reality(tmp_path, 16)
    board = Kerong("low", wired(world, locks=16), address=0)
    board.faults = Faults(stuck=[1], swaps={2: 3, 3: 2})
    async with talking(tmp_path, [board]) as terminal:
        terminal.say("02 00 31 03 36")
        await until(lambda: board.heard["open"])
        terminal.say("02 01 31 03 37")
        await until(lambda: world.open_doors)

    assert world.open_doors == [3]
    assert board.harness is not None
    assert board.harness.opens == {1: 1, 2: 1}
    assert [lock for _, lock in board.harness.pulses] == [1, 2]


async def test_sensors_lie_and_wires_are_crossed(tmp_path: Path) -> None:
    world = a_reality(tmp_path, 16)
    world.force(3)
    board = Kerong("low", wired(world, locks=16), address=0)
    async with talking(tmp_path, [board]) as terminal:
        board.faults = Faults(lies={1: "open", 3: "closed", 2: "occupied"})
        lied = await terminal.ask("02 00 30 03 35", 9)
        board.faults = Faults(inverted=True, lies={2: "empty", 1: "closed"})
        inverted = await terminal.ask("02 00 30 03 35", 9)

    assert lied == "02 00 35 FE FF 02 00 03 39"
    assert inverted == "02 00 35 05 00 00 00 03 3F"


async def test_a_bouncing_switch_toggles_and_comes_to_rest(tmp_path: Path) -> None:
    world = a_reality(tmp_path, 24)
    board = Wkly("right", wired(world), address=0, locks=24)
    board.faults = Faults(bounce_ms=100)
    async with talking(tmp_path, [board]) as terminal:
        world.force(1)
        told = [(await terminal.hear(10))[24:26] for _ in range(6)]

    assert told == ["00", "01", "00", "01", "00", "00"]


async def test_a_polite_board_waits_for_a_still_line_and_a_rude_one_does_not(
    tmp_path: Path,
) -> None:
    world = a_reality(tmp_path, 24)
    board = Wkly("right", wired(world), address=0, locks=24)
    async with talking(tmp_path, [board], baud=9_600) as terminal:
        terminal.say(STATUS)
        await until(lambda: board.heard["status"])
        world.force(1)
        polite = await terminal.hear(34 + 10)
        board.faults = Faults(rude=True)
        world.force(2)
        await asyncio.sleep(0)  # it begins
        terminal.say(STATUS)
        rude = await terminal.hear(10)
        assert await terminal.stays_quiet(QUIET_S), "both were spoilt"

    pushed = "57 4B 4C 59 0A 00 85 01 00 87"
    assert pushed in polite, "before its answer or after it, never into it"
    assert polite.replace(pushed, "").strip().startswith("57 4B 4C 59 22 00 84")
    assert rude.startswith("02 1E 19 0C"), "57 4B 4C 59 ^ 55"


async def test_a_thermometer_lies(tmp_path: Path) -> None:
    world = a_reality(tmp_path, 1)
    unit = XyMd02("t1", world, address=10, zone=1)
    unit.faults = Faults(celsius=80)
    async with talking(tmp_path, [unit]) as terminal:
        said = await terminal.ask("0A 04 00 01 00 01 61 71", 7)

    assert said.startswith("0A 04 02 03 20")


async def test_a_line_finds_its_device_taken_by_a_file_and_leaves_it(tmp_path: Path) -> None:
    (tmp_path / "tty").write_text("a real line")
    line = Line(tmp_path / "tty", baud=9_600, units=[], chance=Random(1))  # noqa: S311  # noise

    with pytest.raises(FileExistsError):
        await line.run()

    assert (tmp_path / "tty").read_text() == "a real line"


async def test_a_line_replaces_a_dead_link_and_takes_its_own_away(tmp_path: Path) -> None:
    device = tmp_path / "tty"
    device.symlink_to("/no/such/terminal")
    async with talking(tmp_path, []) as terminal:
        assert device.exists()
        assert await terminal.stays_quiet(0.001)

    assert not device.is_symlink()


async def _all_of(asked: Awaitable[str], terminal: Terminal) -> str:
    """Return an answer with all that comes at once behind it."""
    heard = await asked
    async with asyncio.timeout(LIMIT_S):
        while not await terminal.stays_quiet(0.03):
            heard += " " + await terminal.hear(1)
    return heard
