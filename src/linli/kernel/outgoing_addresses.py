"""Which addresses of the network lie inside: what nobody outside may make this server ask.

Sources: the IANA registries of special-purpose addresses (RFC 6890) for IPv4 and IPv6, and what
providers of machines document as the addresses of their metadata.
"""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address


def _networks(*names: str) -> tuple[IPv6Network, ...]:
    """Return networks of either family as IPv6, so that one question is asked of all."""
    return tuple(_mapped_network(name) for name in names)


def _mapped_network(name: str) -> IPv6Network:
    found = ip_network(name)
    if isinstance(found, IPv6Network):
        return found
    return IPv6Network((_MAPPED | int(found.network_address), 96 + found.prefixlen))


_MAPPED = 0xFFFF << 32

_LOOPBACK = _networks("127.0.0.0/8", "::1/128")

_PRIVATE = _networks("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7")
"""What an intranet is made of; with what a carrier shares among its customers."""

_METADATA = _networks(
    "169.254.169.254/32",  # most clouds
    "100.100.100.200/32",  # Alibaba
    "168.63.129.16/32",  # Azure; it looks like any other outside
    "192.0.0.192/32",  # Oracle
    "fd00:ec2::254/128",  # Amazon
    "fd20:ce::254/128",  # Google
)

_NEVER = _networks(
    "0.0.0.0/8",
    "169.254.0.0/16",
    "192.0.0.0/24",
    "192.0.2.0/24",
    "192.31.196.0/24",
    "192.52.193.0/24",
    "192.88.99.0/24",
    "192.175.48.0/24",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "224.0.0.0/4",
    "240.0.0.0/4",
    "2001::/23",  # Teredo, benchmarks, ORCHID: tunnels and what is for protocols
    "2001:db8::/32",
    "2002::/16",  # 6to4: carries any IPv4 address inside
    "3fff::/20",
)

_OPEN = _networks("0.0.0.0/0", "2000::/3")
"""Of IPv6 only this much is given to anybody: link-local, multicast and all else lie beyond."""

_TRANSLATED = IPv6Network("64:ff9b::/96")
"""How a network without IPv4 reaches IPv4 (RFC 6052): the address is in the last 32 bits."""


def read_address(text: str) -> Address | None:
    """Return an address, None where the text is none, or one of some interface alone (%eth0)."""
    try:
        found = ip_address(text)
    except ValueError:
        return None
    return None if isinstance(found, IPv6Address) and found.scope_id else found


def is_outside(text: str) -> bool:
    """Whether an address is of the open network. What is no address is not.

    An IPv4 address in the dress of an IPv6 one (``::ffff:…``) is refused whatever it is: no
    resolver answers so, and who writes it so means to slip through.
    """
    found = read_address(text)
    if found is None or (isinstance(found, IPv6Address) and found.ipv4_mapped is not None):
        return False
    judged = _judged(found)
    inside = (_LOOPBACK, _PRIVATE, _METADATA, _NEVER)
    return _lies_in(judged, _OPEN) and not any(_lies_in(judged, one) for one in inside)


def is_intranet(text: str) -> bool:
    """Whether an address is private, and not one of the few that are never to be asked."""
    found = read_address(text)
    if found is None or (isinstance(found, IPv6Address) and found.ipv4_mapped is not None):
        return False
    return _lies_in(_as_six(found), _PRIVATE) and not _lies_in(_as_six(found), _METADATA)


def is_loopback(text: str) -> bool:
    """Whether an address is this machine's own."""
    found = read_address(text)
    return found is not None and _lies_in(_as_six(found), _LOOPBACK)


def _judged(found: Address) -> IPv6Address:
    six = _as_six(found)
    if six in _TRANSLATED:
        return IPv6Address(_MAPPED | (int(six) & 0xFFFFFFFF))
    return six


def _as_six(found: Address) -> IPv6Address:
    return found if isinstance(found, IPv6Address) else IPv6Address(_MAPPED | int(found))


def _lies_in(address: IPv6Address, networks: Iterable[IPv6Network]) -> bool:
    return any(address in network for network in networks)
