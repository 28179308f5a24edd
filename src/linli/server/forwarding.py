"""Whose word counts on who asks: of the hops that are named, the rightmost that is not ours."""

import ipaddress
from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

LOOPBACK = ("127.0.0.0/8", "::1/128")

MOST_HOPS = 16
"""Counted from us. Nobody stands behind more; what lies further is made up."""

PROTO = "linli.forwarded_proto"
"""What a believed proxy says it was asked by. No header of a browser can have this name."""


def read_network(text: str) -> Network:
    """Return a network, or an address as a network of one.

    Raises:
        ValueError: it is none.
    """
    return ipaddress.ip_network(text)


def trusted_networks(named: Sequence[str], *, https: bool) -> tuple[Network, ...]:
    """Return whose words are believed: those that are named; else, behind HTTPS, our own."""
    return tuple(map(read_network, named or (LOOPBACK if https else ())))


def client_of(peer: str, forwarded: str, trusted: Iterable[Network]) -> str:
    """Return the address of who asks.

    From the right, because each hop writes behind what it was told: the first that is no proxy
    of ours is who our outermost proxy saw. What stands left of it anybody may have written.

    Args:
        peer: who is at the other end of the line.
        forwarded: X-Forwarded-For as it came.
        trusted: the proxies that are believed.
    """
    networks = tuple(trusted)
    found = read_hop(peer)
    if found is None or not is_among(found, networks):
        return peer
    for hop in reversed(forwarded.split(",")[-MOST_HOPS:]):
        said = read_hop(hop)
        if said is None:
            break
        found = said
        if not is_among(found, networks):
            break
    return str(found)


def read_hop(text: str) -> Address | None:
    """Return the address that a hop names, with or without its port; None for anything else."""
    plain = text.strip()
    if plain.startswith("["):
        plain = plain[1:].partition("]")[0]
    elif plain.count(":") == 1:
        plain = plain.partition(":")[0]
    try:
        found = ipaddress.ip_address(plain)
    except ValueError:
        return None
    if isinstance(found, IPv6Address):
        return None if found.scope_id else found.ipv4_mapped or found
    return found


def is_among(address: Address, networks: Iterable[Network]) -> bool:
    """Whether an address is in one of the networks."""
    return any(address in network for network in networks)
