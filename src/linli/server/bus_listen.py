"""Where the bus listens, for the person who says it: ``linli bus listen HOST:PORT``."""

import ipaddress
import re

from linli.server import hosts
from linli.server.bus_keys import make_certificate
from linli.server.errors import BusAddressUnreadable
from linli.server.folder import Folder, write_json

LONGEST_NAME = 253
"""Characters of a host's name. Source: RFC 1035, section 2.3.4."""


def listen(folder: Folder, text: str, name: str) -> str:
    """Remember where the bus is to listen from its next start on; return where cabinets find it.

    For an address that other machines reach, a certificate is made, and an authority of this
    installation's own the first time.

    Args:
        folder: the data folder.
        text: ``IP:PORT``, an IPv6 address in brackets.
        name: the name or address by which cabinets reach it; empty: the address itself.

    Raises:
        BusAddressUnreadable: it is none.
    """
    host, port = _read(text)
    if hosts.is_only_this_machine(host):
        write_json(folder.bus_listen_file, {"host": host, "port": port})
        return f"nats://{hosts.bracketed(host)}:{port}"
    outside = name or hosts.seen_from_outside(host)
    if not _is_name(outside):
        raise BusAddressUnreadable(text=name)
    names = {outside, hosts.this_machine(host), "127.0.0.1", "::1", "localhost"}
    make_certificate(folder, sorted(names))
    write_json(folder.bus_listen_file, {"host": host, "port": port, "name": outside})
    return f"tls://{hosts.bracketed(outside)}:{port}"


def _read(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    try:
        number = int(port)
        address = ipaddress.ip_address(host.removeprefix("[").removesuffix("]"))
    except ValueError as unreadable:
        raise BusAddressUnreadable(text=text) from unreadable
    is_bracketed = host.startswith("[") and host.endswith("]")
    if not 1 <= number < 1 << 16 or is_bracketed != (address.version == 6):  # noqa: PLR2004  # IPv6
        raise BusAddressUnreadable(text=text)
    return str(address), number


def _is_name(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        label = r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
        return len(text) <= LONGEST_NAME and bool(re.fullmatch(rf"{label}(\.{label})*", text))
    return True
