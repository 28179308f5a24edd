"""Modbus RTU frames, by way of pymodbus: the only module that knows of it.

We keep the line's time ourselves, because a lock must never be pulsed twice and a lamp's relay
goes ahead of everything; so pymodbus lends its frames and checksums, not its client.
"""

from collections.abc import Callable

from pymodbus.framer import FramerRTU
from pymodbus.pdu import DecodePDU, ModbusPDU
from pymodbus.pdu.bit_message import (
    ReadDiscreteInputsRequest,
    ReadDiscreteInputsResponse,
    WriteSingleCoilRequest,
)
from pymodbus.pdu.register_message import (
    ReadHoldingRegistersRequest,
    ReadHoldingRegistersResponse,
    ReadInputRegistersRequest,
    ReadInputRegistersResponse,
)

from linli.cabinet.drivers.frames import Answer, Ask, Done, Doors, Measured, Refused, starts

READ_HOLDING, READ_INPUT = 3, 4

_FRAMER = FramerRTU(DecodePDU(is_server=False))
_IS_EXCEPTION = 0x80
_FRAME = 5
"""Bytes of a frame with one byte of data; an exception is one."""
_READS = {READ_HOLDING: ReadHoldingRegistersRequest, READ_INPUT: ReadInputRegistersRequest}


class Pulse(ModbusPDU):
    """A write of one coil with a time for its value, which Waveshare's relays understand."""

    function_code = 5
    rtu_frame_size = 8

    def __init__(self, dev_id: int, address: int, value: int) -> None:
        super().__init__(dev_id=dev_id, address=address)
        self.value = value

    def encode(self) -> bytes:
        """Return address and value."""
        return self.address.to_bytes(2, "big") + self.value.to_bytes(2, "big")


def read_inputs(device: int, count: int, *, open_is_on: bool) -> Ask:
    """Ask for the switches at inputs 1 to ``count``."""
    request = ReadDiscreteInputsRequest(dev_id=device, address=0, count=count)
    size = (count + 7) // 8

    def meant(answer: ModbusPDU) -> Answer | None:
        if not isinstance(answer, ReadDiscreteInputsResponse) or len(answer.bits) < count:
            return None
        return Doors(tuple(bool(bit) is open_is_on for bit in answer.bits[:count]))

    return Ask(
        _FRAMER.buildFrame(request),
        size + _FRAME,
        lambda received: _find(received, request, bytes((size,)), meant),
    )


def read_celsius(device: int, function: int, register: int, scale: float) -> Ask:
    """Ask for one signed register that holds a temperature in steps of ``scale`` °C."""
    request = _READS[function](dev_id=device, address=register, count=1)

    def meant(answer: ModbusPDU) -> Answer | None:
        kinds = ReadHoldingRegistersResponse | ReadInputRegistersResponse
        if not isinstance(answer, kinds) or len(answer.registers) != 1:
            return None
        signed = int.from_bytes(answer.registers[0].to_bytes(2, "big"), "big", signed=True)
        return Measured(round(signed * scale, 2))

    return Ask(
        _FRAMER.buildFrame(request),
        2 + _FRAME,
        lambda received: _find(received, request, b"\x02", meant),
    )


def switch(device: int, coil: int, *, on: bool) -> Ask:
    """Switch one coil."""
    return _echoed(WriteSingleCoilRequest(dev_id=device, address=coil, bits=[on]))


def pulse(device: int, address: int, value: int) -> Ask:
    """Write this value to a coil's address, as no coil of the standard would take it."""
    return _echoed(Pulse(device, address, value))


def _echoed(request: ModbusPDU) -> Ask:
    """Ask for what is answered by its own echo."""
    frame = _FRAMER.buildFrame(request)

    def find(received: bytes) -> Answer | None:
        return Done() if frame in received else _refused(received, request)

    return Ask(frame, len(frame), find)


def _find(
    received: bytes,
    request: ModbusPDU,
    size: bytes,
    meant: Callable[[ModbusPDU], Answer | None],
) -> Answer | None:
    """Look for the answer to a read of this many bytes."""
    for rest in starts(received, bytes((request.dev_id, request.function_code)) + size):
        frame = _checked(rest[: size[0] + _FRAME])
        answer = _FRAMER.decoder.decode(frame[1:-2]) if frame else None
        if answer is not None and (found := meant(answer)) is not None:
            return found
    return _refused(received, request)


def _refused(received: bytes, request: ModbusPDU) -> Refused | None:
    """Look for an exception's code."""
    head = bytes((request.dev_id, request.function_code | _IS_EXCEPTION))
    for rest in starts(received, head):
        if frame := _checked(rest[:_FRAME]):
            return Refused(f"exception {frame[2]}")
    return None


def _checked(frame: bytes) -> bytes:
    """Return the frame if it is whole and its checksum is right, else nothing."""
    if len(frame) < _FRAME:
        return b""
    crc = FramerRTU.compute_CRC(frame[:-2])
    return frame if crc == int.from_bytes(frame[-2:], "big") else b""
