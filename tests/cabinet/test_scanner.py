"""From keys and bytes to whole scans: junk, halves and floods are dropped, what follows is read."""

import asyncio
import os
import pty
from collections.abc import AsyncIterator, Iterator, Sequence
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.cabinet import hid
from linli.cabinet.desk import Sight
from linli.cabinet.fitted import front_works
from linli.cabinet.front import Evdev, SerialLine
from linli.cabinet.inputs import Refusal, Shown
from linli.cabinet.logs import Complaints
from linli.cabinet.scanner import (
    JUNK,
    LONGEST_SCAN,
    SCAN_PAUSE_MS,
    Lines,
    character,
    listen,
)
from linli.kernel.clock import Instant

GRANT = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567" * 5
ENTER, SHIFT, BACKSPACE, KEYPAD_5, TAB = 28, 42, 14, 76, 15


def scans(*said: tuple[int, str], full: bool = False, longest: int = LONGEST_SCAN) -> list[str]:
    """Return the lines made of characters that came at these ms."""
    lines = Lines(longest=longest, pause_ms=SCAN_PAUSE_MS, full=full)
    return [line for at_ms, text in said for line in lines.hear(text, at_ms)]


def test_a_scan_is_whole_at_its_end() -> None:
    assert scans((1, GRANT[:100]), (2, GRANT[100:]), (3, "\r")) == [GRANT]


def test_two_scans_and_the_line_feed_between_are_two() -> None:
    assert scans((1, "ONE\r\nTWO\r\n")) == ["ONE", "TWO"]


def test_half_a_scan_is_dropped_after_a_pause() -> None:
    assert scans((1, "HALF"), (1 + SCAN_PAUSE_MS + 1, "WHOLE\r")) == ["WHOLE"]
    assert scans((1, "HA"), (1 + SCAN_PAUSE_MS, "LF\r")) == ["HALF"]


@pytest.mark.parametrize("junk", ["\0", "\x1b", " ", "é", "\x7f"])
def test_junk_spoils_its_own_line_alone(junk: str) -> None:
    assert scans((1, f"A{junk}B\rC\r")) == ["C"]


def test_what_is_too_long_is_dropped_to_its_end() -> None:
    assert scans((1, "A" * LONGEST_SCAN + "\r")) == ["A" * LONGEST_SCAN]
    assert scans((1, "A" * 10_000 + "\rNEXT\r")) == ["NEXT"]


def test_a_keypad_needs_no_enter_and_takes_back() -> None:
    assert scans((1, "12345678\r1234\r"), full=True, longest=8) == ["12345678", "1234"]
    assert scans((1, "1\b12345678"), full=True, longest=8) == ["12345678"]
    assert scans((1, "\0\b1234567"), full=True, longest=8) == []


@given(st.lists(st.tuples(st.integers(0, 800), st.text(max_size=300)), max_size=20))
def test_nothing_but_short_printable_lines_comes_out(said: list[tuple[int, str]]) -> None:
    at_ms, told = 0, []
    for pause_ms, text in said:
        at_ms += pause_ms
        told.append((at_ms, text))

    for line in scans(*told):
        assert 0 < len(line) <= LONGEST_SCAN
        assert all("!" <= one <= "~" for one in line)


def test_keys_are_capitals_and_digits_whatever_the_shift_does() -> None:
    struck = [(SHIFT, 1), (30, 1), (30, 0), (SHIFT, 0), (31, 1), (31, 2), (2, 1), (KEYPAD_5, 1)]

    assert "".join(character(*one) for one in struck) == "AS15"
    assert character(ENTER, 1) == "\r"
    assert character(BACKSPACE, 1) == "\b"
    assert character(TAB, 1) == JUNK


def test_the_keys_of_a_grant_are_all_known() -> None:
    from linli.cabinet.scanner import KEYS  # noqa: PLC0415  # beside its one use

    assert set(GRANT) | set("0123456789\r\b") <= set(KEYS.values())


# --- devices -------------------------------------------------------------------------------


class Keyboard:
    """A keyboard that types a script and is then unplugged."""

    made: "list[Keyboard]"

    def __init__(self, device: str) -> None:
        self.device, self.grabbed, self.closed = device, False, False
        self.made.append(self)

    def grab(self) -> None:
        """Keep others from hearing."""
        self.grabbed = True

    def close(self) -> None:
        """Be let go."""
        self.closed = True

    async def async_read_loop(self) -> AsyncIterator[SimpleNamespace]:
        """Type 12345678 and Enter, with what else a keyboard says."""
        yield SimpleNamespace(type=4, code=4, value=458_782)
        for key in (2, 3, 4, 5, 6, 7, 8, 9, ENTER):
            for value in (1, 0):
                yield SimpleNamespace(type=1, code=key, value=value)
        yield SimpleNamespace(type=0, code=0, value=0)
        raise OSError(19, "No such device")


@pytest.fixture
def keyboards(monkeypatch: pytest.MonkeyPatch) -> list[Keyboard]:
    """Plug in a keyboard wherever one is looked for."""
    made: list[Keyboard] = []
    monkeypatch.setattr(Keyboard, "made", made, raising=False)
    monkeypatch.setattr(hid, "InputDevice", Keyboard)
    return made


class Desk:
    """Notes what people bring."""

    def __init__(self) -> None:
        self.brought: list[tuple[str, str]] = []
        self.something = asyncio.Event()

    async def typed(self, code: str) -> Shown:
        """Note it."""
        return self._note("typed", code)

    async def presented(self, text: str) -> Shown:
        """Note it."""
        return self._note("presented", text)

    def _note(self, how: str, what: str) -> Shown:
        self.brought.append((how, what))
        self.something.set()
        return Shown(Refusal.STATE)


class Complained(Complaints):
    """Remembers each complaint."""

    def __init__(self) -> None:
        self.kinds: list[str] = []

    def say(self, kind: str, detail: object = "") -> None:  # noqa: ARG002  # as its elder has it
        """Remember it."""
        self.kinds.append(kind)


async def brought(front: SimpleNamespace, times: int = 1) -> tuple[Desk, Complained]:
    """Let what is fitted work until something was brought so many times."""
    at_the_desk, complained = Desk(), Complained()
    sight = Sight(
        memory=None,  # type: ignore[arg-type]  # nothing fitted here looks at it
        instant=lambda: Instant(1_000, 0),
        online=lambda: True,
        desk=at_the_desk,  # type: ignore[arg-type]  # as far as it is used
    )
    works = front_works(front, sight, complained)  # type: ignore[arg-type]  # as far as it is used
    tasks = [asyncio.create_task(work) for _, work in works]
    async with asyncio.timeout(8):
        for _ in range(times):
            await at_the_desk.something.wait()
            at_the_desk.something.clear()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return at_the_desk, complained


def front(**fitted: object) -> SimpleNamespace:
    """Return as much of a configuration as the front needs."""
    return SimpleNamespace(**{"scanner": None, "keypad": None, "kiosk": None, **fitted})


@pytest.mark.anyio
async def test_a_scanner_that_is_a_keyboard_is_heard_by_nobody_else(
    keyboards: list[Keyboard],
) -> None:
    desk, _ = await brought(front(scanner=Evdev("/dev/input/event7")))

    assert desk.brought == [("presented", "12345678")]
    assert [(one.device, one.grabbed, one.closed) for one in keyboards] == [
        ("/dev/input/event7", True, True)
    ]


@pytest.mark.anyio
async def test_a_keypad_types_codes_and_comes_back_after_it_was_unplugged(
    keyboards: list[Keyboard], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("linli.cabinet.fitted.AGAIN_S", 0.01)

    desk, complained = await brought(front(keypad=Evdev("/dev/input/event3")), times=2)

    assert desk.brought[:2] == [("typed", "12345678")] * 2
    assert complained.kinds[0] == "the keypad does not work"
    assert len(keyboards) >= 2


@pytest.fixture
def line() -> Iterator[tuple[int, str]]:
    """Give a serial line's near end, and the name of its far end."""
    near, far = pty.openpty()
    yield near, os.ttyname(far)
    os.close(near)
    os.close(far)


async def scan_again_and_again(near: int, text: str) -> None:
    """Who opens a serial line throws away what came before: so send until somebody listens."""
    while True:
        os.write(near, text.encode("latin-1"))
        await asyncio.sleep(0.02)


@pytest.mark.anyio
async def test_a_scanner_on_a_serial_line_is_read_to_its_carriage_return(
    line: tuple[int, str],
) -> None:
    near, name = line

    scanning = asyncio.create_task(scan_again_and_again(near, f"\xff\0noise\r{GRANT}\r"))
    desk, complained = await brought(front(scanner=SerialLine(name, 9600)))
    scanning.cancel()

    assert set(desk.brought) == {("presented", GRANT)}
    assert complained.kinds == []


@pytest.mark.anyio
async def test_a_scanner_that_is_not_there_is_complained_of_and_tried_again(
    keyboards: list[Keyboard], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("linli.cabinet.fitted.AGAIN_S", 0.01)
    both = front(scanner=SerialLine("/dev/nowhere"), keypad=Evdev("/dev/input/event3"))

    _, complained = await brought(both, times=2)

    assert "the scanner does not work" in complained.kinds


@pytest.mark.anyio
async def test_a_source_that_ends_ends_the_listening_and_no_more() -> None:
    heard: list[str] = []

    async def told(text: str) -> None:
        heard.append(text)

    async def parts(source: Sequence[str]) -> AsyncIterator[str]:
        for one in source:
            yield one

    lines = Lines(longest=8, pause_ms=1)
    await listen(parts(["A\r", "B\r", "C"]), lines, clock_ms=lambda: 0, told=told)

    assert heard == ["A", "B"]
