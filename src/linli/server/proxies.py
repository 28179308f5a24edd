"""Lets every page know who really asks, by the word of the proxies that the settings name."""

import contextlib
import logging
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from linli.kernel import clock
from linli.server.folder import Folder, write_json
from linli.server.forwarding import PROTO, client_of, is_among, read_hop, trusted_networks

Answer = Callable[[HttpRequest], HttpResponse]

log = logging.getLogger(__name__)


class ProxiesMiddleware:
    """Let REMOTE_ADDR be the address of who asks. It stands before everything else."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response
        self._trusted = trusted_networks(settings.PROXIES, https=settings.BEHIND_HTTPS)
        self._has_warned = False

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, knowing who asks."""
        said = request.META
        forwarded = said.get("HTTP_X_FORWARDED_FOR", "")
        if not forwarded and "HTTP_X_FORWARDED_PROTO" not in said:
            return self.get_response(request)
        peer = said.get("REMOTE_ADDR", "")
        address = read_hop(peer)
        if address is not None and is_among(address, self._trusted):
            said["REMOTE_ADDR"] = client_of(peer, forwarded, self._trusted)
            said[PROTO] = said.get("HTTP_X_FORWARDED_PROTO", "")
        else:
            self._warn(peer)
        return self.get_response(request)

    def _warn(self, peer: str) -> None:
        """Say once a process that somebody speaks as a proxy, for the log and the doctor."""
        if self._has_warned:
            return
        self._has_warned = True
        log.warning("%s speaks as a proxy and is not among the setting proxies", peer)
        with contextlib.suppress(OSError):
            write_json(
                Folder(settings.LINLI_DATA).unknown_proxy_file,
                {"address": peer, "at_ms": clock.wall_ms()},
            )
