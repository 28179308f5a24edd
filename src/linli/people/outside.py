"""The port to servers that say who somebody is: OpenID providers and WeChat."""

import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from linli.kernel.outgoing import Answer, Outgoing, OutgoingError, TooSlowError
from linli.people.outside_errors import ProviderAway, ProviderSlow

log = logging.getLogger(__name__)

SERVER_FAILED = 500
"""From here on a status says that the server itself failed. Source: HTTP."""

ASKED_FOR = timedelta(minutes=10)
"""How long somebody may take over there. Source: the life of WeChat's QR code is 5 minutes."""


@dataclass(frozen=True, slots=True)
class Asking:
    """One question to another server, kept by the browser's session until it comes back.

    ``state`` ties the answer to this browser, ``nonce`` the token and ``verifier`` the code to
    this question. ``person`` is whom the account is to be linked with, ``link_hash`` the hash of
    the sign-in link by which somebody was invited; with neither, whoever it is signs in.
    """

    provider: str
    state: str
    nonce: str
    verifier: str = field(repr=False)
    came_from: str
    asked_at: datetime
    person: int = 0
    link_hash: str = ""
    is_silent: bool = False
    """Whether WeChat was asked for the least, which asks nobody and may not suffice."""
    in_wechat: bool = False


@dataclass(frozen=True, slots=True)
class CameBack:
    """What a browser brings from there, as it says."""

    state: str
    code: str = field(repr=False)
    error: str = ""
    issuer: str = ""


@dataclass(frozen=True, slots=True)
class Arrived:
    """Who somebody is over there: ``subject`` of ``issuer``.

    ``union`` is the same person's name in all of WeChat's applications of one owner; ``name``
    is what they call themselves. Neither is always known.
    """

    provider: str
    label: str
    issuer: str
    subject: str
    union: str = ""
    name: str = ""


class Provider(Protocol):
    """A server to sign in through. ``name`` is in addresses, ``label`` on the button."""

    @property
    def name(self) -> str:
        """Short, and never changed."""

    @property
    def label(self) -> str:
        """As people know it."""

    def address(self, asking: Asking, *, through: Outgoing, now: datetime) -> str:
        """Return where to send the browser.

        Raises:
            LinliError: the provider cannot be asked; the sentence names it.
        """

    def arrive(
        self, asking: Asking, back: CameBack, *, through: Outgoing, now: datetime
    ) -> Arrived:
        """Return who came back, once what they bring is found true.

        Raises:
            LinliError: it is not, or the provider cannot be asked; the sentence names it.
        """


def asked(
    through: Outgoing,
    url: str,
    *,
    label: str,
    headers: dict[str, str] | None = None,
    body: bytes | None = None,
) -> Answer:
    """Ask a provider; a body is posted.

    Raises:
        ProviderSlow, ProviderAway: it did not answer, or not well.
    """
    try:
        method = "GET" if body is None else "POST"
        answer = through.ask(url, method=method, headers=headers, body=body)
    except TooSlowError as late:
        raise ProviderSlow(provider=label) from late
    except OutgoingError as away:
        log.warning("%s was not asked: %s %s", label, type(away).__name__, away)
        raise ProviderAway(provider=label) from away
    if answer.status >= SERVER_FAILED:
        raise ProviderAway(provider=label)
    return answer
