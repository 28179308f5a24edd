"""Free ports, and what keeps one from being had."""

import errno
import socket
from collections.abc import Iterable

from linli.server.errors import PortIsTaken, PortNotAllowed


def must_be_free(host: str, port: int) -> None:
    """Return if something could listen there now.

    Raises:
        PortIsTaken: another program does.
        PortNotAllowed: the system does not allow it, or the host is not this machine.
    """
    try:
        _try(host, port)
    except OSError as refused:
        if refused.errno == errno.EADDRINUSE:
            raise PortIsTaken(port=port) from refused
        raise PortNotAllowed(host=host, port=port, reason=str(refused.strerror)) from refused


def first_free(host: str, wished: Iterable[int]) -> int:
    """Return the first of the wished ports that is free, or else any.

    Raises:
        PortNotAllowed: nothing can listen on this host at all.
    """
    for port in wished:
        try:
            return _try(host, port)
        except OSError:
            continue
    try:
        return _try(host, 0)
    except OSError as refused:
        raise PortNotAllowed(host=host, port=0, reason=str(refused.strerror)) from refused


def _try(host: str, port: int) -> int:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        # As servers do, so that connections that just ended do not count as taken.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((host, port))
        return int(probe.getsockname()[1])
