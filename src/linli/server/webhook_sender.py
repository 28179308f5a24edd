"""The way out for messages to platforms: one request, no redirect, an answer in time or none."""

import http.client
import ssl
from collections.abc import Mapping
from urllib.parse import urlsplit

from linli.lockers.actions.webhooks import NotDeliveredError

ANSWER_WITHIN_S = 10.0
"""A receiver says that it has the message, and works on it later. Source: Standard Webhooks."""


class HttpsSender:
    """Sends over HTTPS to the address that whoever runs the installation set."""

    def post(self, url: str, *, headers: Mapping[str, str], body: bytes) -> int:
        """Send a message once and return the status of the answer; a redirect is one.

        Raises:
            NotDeliveredError: nobody answered in time.
        """
        parts = urlsplit(url)
        path = parts.path or "/"
        line = http.client.HTTPSConnection(
            parts.hostname or "",
            parts.port,
            timeout=ANSWER_WITHIN_S,
            context=ssl.create_default_context(),
        )
        try:
            line.request("POST", f"{path}?{parts.query}" if parts.query else path, body, headers)
            return line.getresponse().status
        except (OSError, http.client.HTTPException) as lost:
            raise NotDeliveredError(type(lost).__name__) from lost
        finally:
            line.close()
