"""By which address limits tell one who asks from another."""

import ipaddress

from django.http import HttpRequest

NETWORK_OF_ONE = 64
"""Bits of IPv6 that one line is given; behind it everybody has as many addresses as they like."""


def address_of(request: HttpRequest) -> str:
    """Return the network address that asks; of IPv6 the network of its line.

    It is the true one behind a proxy too: ``server.proxies`` has seen to that.
    """
    text = str(request.META.get("REMOTE_ADDR", ""))
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return text
    if address.version == 4:  # noqa: PLR2004  # IPv4
        return text
    return str(ipaddress.ip_network((int(address), NETWORK_OF_ONE), strict=False))
