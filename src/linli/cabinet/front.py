"""What may be fitted to a cabinet's front, as its configuration names it."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

Device = Annotated[str, Meta(pattern=r"^/dev/[^\n]+$(?!\n)", max_length=255)]


class Evdev(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="evdev"):
    """A scanner or keypad that calls itself a USB keyboard; nobody else hears its keys."""

    device: Device


class SerialLine(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="serial"):
    """A scanner on a serial or USB-CDC line that ends each scan with CR."""

    device: Device
    baud: Literal[9600, 19200, 38400, 57600, 115200] = 9600


class Kiosk(Struct, frozen=True, forbid_unknown_fields=True):
    """The cabinet's own screen: a page on this port of 127.0.0.1, 0 for any free one.

    ``address`` is the server's as phones reach it; the QR on the screen leads there. ``help``
    is whom to call, as it shall stand on the screen.
    """

    port: Annotated[int, Meta(ge=0, le=65_535)]
    address: Annotated[str, Meta(pattern=r"^https?://[A-Za-z0-9.:\[\]-]+$(?!\n)", max_length=100)]
    help: Annotated[str, Meta(max_length=40)] = ""
