"""A scanner on a serial or USB-CDC line."""

from collections.abc import AsyncGenerator

from serial_asyncio_fast import open_serial_connection

MOST_AT_ONCE = 256
"""Bytes; more than one scan."""


async def characters(device: str, baud: int) -> AsyncGenerator[str]:
    """Yield what it sends, until it is unplugged.

    Raises:
        OSError: there is no such device, it may not be read, or it was unplugged.
    """
    reader, writer = await open_serial_connection(url=device, baudrate=baud, exclusive=True)
    try:
        while heard := await reader.read(MOST_AT_ONCE):
            yield heard.decode("latin-1")
    finally:
        writer.close()
