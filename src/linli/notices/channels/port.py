"""What every channel can do, and what it says where it did not."""

from datetime import datetime
from random import Random
from typing import Protocol

from linli.kernel.outgoing import Answer as Heard
from linli.kernel.outgoing import Limits, Outgoing, OutgoingError
from linli.notices.letters import Letter
from linli.notices.rules.retrying import Answer

ANSWER_WITHIN = Limits(ms=8_000, bytes=64 * 1024)
"""Both providers answer within a second; nobody waits before a page."""

SERVERS_FAULT = 500
"""From this status on the other side is in trouble, whatever it says."""


class NotSentError(Exception):
    """A message was not taken: why, and the provider's own word for it. No number is in it."""

    def __init__(self, answer: Answer, said: str) -> None:
        super().__init__(said)
        self.answer = answer
        self.said = said[:60]


class Channel(Protocol):
    """Sends letters to mobile numbers of mainland China; two by what such a number is known as."""

    @property
    def name(self) -> str:
        """As the settings name it."""

    def send(self, mobile: str, letter: Letter, *, chance: Random, now: datetime) -> None:
        """Send one letter once.

        Raises:
            NotSentError: it was not taken, or nobody knows whether it was.
        """


def asked(
    through: Outgoing, url: str, *, what: str, headers: dict[str, str], body: bytes, method: str
) -> Heard:
    """Ask a provider once, by the only door there is.

    Raises:
        NotSentError: there is no answer, or the other side is in trouble.
    """
    try:
        heard = through.ask(url, method=method, headers=headers, body=body, limits=ANSWER_WITHIN)
    except OutgoingError as lost:
        raise NotSentError(Answer.AWAY, type(lost).__name__) from lost
    if heard.status >= SERVERS_FAULT:
        raise NotSentError(Answer.AWAY, f"{what} {heard.status}")
    return heard
