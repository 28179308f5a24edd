"""Real serial devices: the only module that opens one."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

import serial_asyncio_fast


class _SerialPort(asyncio.Protocol):
    """An open device; see ``line.Port``."""

    def __init__(self, received: Callable[[bytes], None], lost: Callable[[], None]) -> None:
        self._received, self._lost = received, lost
        self._transport: asyncio.Transport | None = None
        self._closed = asyncio.Event()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Pass on what came."""
        self._received(data)

    def connection_lost(self, _failure: Exception | None) -> None:
        """Tell that the device is gone, whoever let go of it."""
        self._closed.set()
        self._lost()

    def write(self, data: bytes) -> None:
        """Send bytes, unless the device is gone."""
        if self._transport is not None and not self._closed.is_set():
            self._transport.write(data)

    async def close(self) -> None:
        """Let go of the device, without waiting for bytes it will not take."""
        if self._transport is not None and not self._closed.is_set():
            self._transport.abort()
            await self._closed.wait()


async def open_port(
    device: str, baud: int, *, received: Callable[[bytes], None], lost: Callable[[], None]
) -> _SerialPort:
    """Open a serial device for ourselves alone; see ``line.OpenPort``.

    Raises:
        OSError: there is none, or another program uses it.
    """
    transport, port = await serial_asyncio_fast.create_serial_connection(
        asyncio.get_running_loop(),
        lambda: _SerialPort(received, lost),
        device,
        baudrate=baud,
        exclusive=True,
    )
    assert isinstance(port, _SerialPort)
    port.connection_made(transport)  # which else happens too late for the first question
    device_itself = transport.serial
    assert device_itself is not None
    with suppress(OSError, ValueError, NotImplementedError):  # what cannot hurry, does not
        device_itself.set_low_latency_mode(True)  # pyserial's own way
    return port
