"""Sets to work what is fitted to a cabinet's front; what is not fitted is not even imported."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import aclosing

from linli.cabinet.config import Config
from linli.cabinet.desk import Sight
from linli.cabinet.front import Evdev, Kiosk, SerialLine
from linli.cabinet.logs import Complaints
from linli.cabinet.scanner import LONGEST_SCAN, SCAN_PAUSE_MS, TYPING_PAUSE_MS, Lines, listen
from linli.kernel.codes import PICKUP_CODE_DIGITS

AGAIN_S = 2.0
"""Until a scanner that was unplugged, or a port that was taken, is tried again."""

Work = Coroutine[object, object, None]


def front_works(config: Config, sight: Sight, complaints: Complaints) -> Iterator[tuple[str, Work]]:
    """Yield what is to be done for ever for each thing that is fitted, with its name."""
    scanner, keypad, kiosk = config.scanner, config.keypad, config.kiosk
    if scanner is not None:
        scan = _scan(scanner, sight)
        yield "scanner", _for_ever(scan, "the scanner does not work", complaints)
    if keypad is not None:
        typing = _typing(keypad, sight)
        yield "keypad", _for_ever(typing, "the keypad does not work", complaints)
    if kiosk is not None:
        screen = _screen(config, kiosk, sight)
        yield "kiosk", _for_ever(screen, "the screen's page cannot be served", complaints)


async def _for_ever(
    work: Callable[[], Awaitable[None]], trouble: str, complaints: Complaints
) -> None:
    """Begin again whenever it ends, and say why: whatever breaks here, the doors go on."""
    while True:
        with complaints.instead_of_failing(trouble):
            await work()
        await asyncio.sleep(AGAIN_S)


def _scan(scanner: Evdev | SerialLine, sight: Sight) -> Callable[[], Awaitable[None]]:
    async def work() -> None:
        lines = Lines(longest=LONGEST_SCAN, pause_ms=SCAN_PAUSE_MS)
        if isinstance(scanner, Evdev):
            from linli.cabinet import hid  # noqa: PLC0415  # only where one is fitted

            source = hid.characters(scanner.device)
        else:
            from linli.cabinet import tty  # noqa: PLC0415  # only where one is fitted

            source = tty.characters(scanner.device, scanner.baud)
        async with aclosing(source):
            await listen(source, lines, clock_ms=_clock(sight), told=sight.desk.presented)

    return work


def _typing(keypad: Evdev, sight: Sight) -> Callable[[], Awaitable[None]]:
    async def work() -> None:
        from linli.cabinet import hid  # noqa: PLC0415  # only where one is fitted

        lines = Lines(longest=PICKUP_CODE_DIGITS, pause_ms=TYPING_PAUSE_MS, full=True)
        async with aclosing(hid.characters(keypad.device)) as source:
            await listen(source, lines, clock_ms=_clock(sight), told=sight.desk.typed)

    return work


def _screen(config: Config, kiosk: Kiosk, sight: Sight) -> Callable[[], Awaitable[None]]:
    async def work() -> None:
        from linli.cabinet.kiosk.serving import serve  # noqa: PLC0415  # only where one is fitted

        await serve(config, kiosk, sight)

    return work


def _clock(sight: Sight) -> Callable[[], int]:
    return lambda: sight.instant().mono_ms
