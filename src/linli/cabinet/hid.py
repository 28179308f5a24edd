"""A scanner or keypad that calls itself a USB keyboard. Alone in speaking evdev."""

from collections.abc import AsyncGenerator

from evdev import InputDevice, ecodes

from linli.cabinet.scanner import character


async def characters(device: str) -> AsyncGenerator[str]:
    """Yield what its keys say, heard by nobody else, until it is unplugged.

    Raises:
        OSError: there is no such device, it may not be read, or it was unplugged.
    """
    keyboard = InputDevice(device)
    try:
        keyboard.grab()  # else the console behind the screen would be typed at
        async for event in keyboard.async_read_loop():
            if event.type == ecodes.EV_KEY and (said := character(event.code, event.value)):
                yield said
    finally:
        keyboard.close()
