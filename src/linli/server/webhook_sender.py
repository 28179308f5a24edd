"""The way out for messages to platforms: one request, no redirect, an answer in time or none."""

from collections.abc import Mapping

from linli.kernel.outgoing import Limits, Outgoing, OutgoingError
from linli.lockers.actions.webhooks import NotDeliveredError

ANSWER_WITHIN = Limits(ms=10_000)
"""A receiver says that it has the message, and works on it later. Source: Standard Webhooks."""


class HttpsSender:
    """Sends to the address that a platform set, by a door that leads to no address inside."""

    def __init__(self, way_out: Outgoing) -> None:
        self._way_out = way_out

    def post(self, url: str, *, headers: Mapping[str, str], body: bytes) -> int:
        """Send a message once and return the status of the answer; a redirect is one.

        Raises:
            NotDeliveredError: nobody answered in time, or the address leads inside.
        """
        try:
            answer = self._way_out.ask(
                url, method="POST", headers=headers, body=body, limits=ANSWER_WITHIN
            )
        except OutgoingError as lost:
            raise NotDeliveredError(type(lost).__name__) from lost
        return answer.status
