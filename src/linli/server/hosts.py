"""By which names this machine is reached, for the host that was asked for."""

import ipaddress
import socket

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")

_ELSEWHERE = ("192.0.2.1", 9)
"""An address for examples (RFC 5737): choosing a route to it sends nothing."""


def is_only_this_machine(host: str) -> bool:
    """Whether nobody on another machine can reach this host."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def is_everywhere(host: str) -> bool:
    """Whether the host means all addresses of this machine."""
    return host in {"0.0.0.0", "::"}  # noqa: S104  # compared, not listened on


def this_machine(host: str) -> str:
    """Return the address by which this machine reaches it."""
    return "127.0.0.1" if is_everywhere(host) else host


def seen_from_outside(host: str) -> str:
    """Return the address to give to a phone beside this machine."""
    return _outward_address() if is_everywhere(host) else host


def names(host: str) -> list[str]:
    """Return the names that requests may ask for."""
    outside = [] if is_only_this_machine(host) else [bracketed(seen_from_outside(host))]
    if is_everywhere(host):
        outside.append(socket.gethostname())
    return [*LOOPBACK, *(name for name in outside if name not in LOOPBACK)]


def bracketed(host: str) -> str:
    """Return the host as it stands in a URL."""
    return f"[{host}]" if ":" in host else host


def _outward_address() -> str:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        try:
            line.connect(_ELSEWHERE)
        except OSError:
            return "127.0.0.1"
        return str(line.getsockname()[0])
