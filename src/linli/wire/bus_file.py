"""The file that says where the bus is, read again at each attempt, and how to be sure of it."""

import ssl
from pathlib import Path
from typing import TypedDict

import msgspec

_NO_CHECK_TIME = 0x200000
"""X509_V_FLAG_NO_CHECK_TIME. Source: OpenSSL, X509_VERIFY_PARAM_set_flags(3)."""


class Dialling(TypedDict, total=False):
    """How nats-py is to connect; empty on a bus that only this machine can reach."""

    tls: ssl.SSLContext
    tls_handshake_first: bool


class BusFile(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where the bus is; ``ca`` is the certificate, in PEM, of whoever vouches for it.

    Without ``ca`` the line is not encrypted. ``outside`` is where other machines reach it,
    if they do.
    """

    url: str
    ca: str = ""
    outside: str = ""

    def dialling(self) -> Dialling:
        """Return how to connect so that nobody can stand between.

        The handshake comes before the server's first word, so that whoever is in the way
        cannot tell us that there is no need for it. The certificate's dates are not looked
        at: it is the only one that is trusted here, and a cabinet whose clock begins in 1970
        must still find its way home.
        """
        if not self.ca:
            return {}
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        context.verify_flags |= _NO_CHECK_TIME
        context.load_verify_locations(cadata=self.ca)
        return {"tls": context, "tls_handshake_first": True}


def read_bus_file(path: Path) -> BusFile:
    """Return what the file says now.

    Raises:
        OSError: it cannot be read.
        msgspec.DecodeError: it is not what it should be.
    """
    return msgspec.json.decode(path.read_bytes(), type=BusFile)
