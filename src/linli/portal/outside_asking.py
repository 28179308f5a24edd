"""What is remembered between sending a browser to another server and its coming back."""

import secrets
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime

from django.http import HttpRequest
from django.urls import reverse

from linli.kernel.codes import ALPHABET, same_code
from linli.notices.reaching import know_wechat
from linli.people.models import Person
from linli.people.outside import ASKED_FOR, Arrived, Asking, CameBack, Provider
from linli.people.outside_errors import AskedTooLongAgo
from linli.people.wechat import NAME, is_within_wechat

LONGEST_WORD = 4_096
"""Characters of what a provider adds to our address. Codes have 20 to 2,000."""

HANDLE_LENGTH = 10

_ASKED = "linli.outside"


def ask(
    request: HttpRequest,
    provider: Provider,
    *,
    now: datetime,
    person: int = 0,
    link_hash: str = "",
    is_silent: bool = False,
) -> Asking:
    """Return a new question to a provider and keep it in this browser's session.

    The newest alone counts. Whoever signs in within WeChat, and is not new, is asked nothing.
    """
    asking = Asking(
        provider=provider.name,
        state=secrets.token_hex(32),  # WeChat takes letters and digits alone
        nonce=secrets.token_hex(32),
        verifier=secrets.token_urlsafe(48),
        came_from=request.build_absolute_uri(reverse("portal:came_back", args=[provider.name])),
        asked_at=now,
        person=person,
        link_hash=link_hash,
        is_silent=is_silent,
        in_wechat=in_wechat(request),
    )
    request.session[_ASKED] = {**asdict(asking), "asked_at": now.isoformat()}
    return asking


def asked_before(request: HttpRequest, provider: str, back: CameBack, *, now: datetime) -> Asking:
    """Return what this browser was sent to ask, once.

    Raises:
        AskedTooLongAgo: it was sent nowhere, elsewhere, or more than ten minutes ago; or what it
            brings is no answer to that.
    """
    kept = request.session.pop(_ASKED, None)
    if kept is None:
        raise AskedTooLongAgo
    asking = Asking(**{**kept, "asked_at": datetime.fromisoformat(kept["asked_at"])})
    is_its_answer = asking.provider == provider and same_code(asking.state, back.state)
    if not is_its_answer or not asking.asked_at <= now < asking.asked_at + ASKED_FOR:
        raise AskedTooLongAgo
    return asking


def is_for_oneself(request: HttpRequest) -> bool:
    """Whether this browser was sent to link an account with who is signed in."""
    return bool(request.session.get(_ASKED, {}).get("person"))


def read_came_back(said: Mapping[str, str]) -> CameBack:
    """Return what a browser brings, without anything that cannot be printed."""
    return CameBack(
        state=_word(said, "state"),
        code=_word(said, "code"),
        error=_word(said, "error"),
        issuer=_word(said, "iss"),
    )


def in_wechat(request: HttpRequest) -> bool:
    """Whether this page is shown within WeChat."""
    return is_within_wechat(request.META.get("HTTP_USER_AGENT", ""))


def know_follower(asking: Asking, arrived: Arrived, person: Person, now: datetime) -> None:
    """Note what the official account calls somebody who wants to be told by it."""
    if arrived.provider == NAME and asking.in_wechat:
        know_wechat(person, arrived.subject, now=now)


def new_handle(provider: str) -> str:
    """Return how the account of somebody who joins is told from others."""
    return f"{provider}-{''.join(secrets.choice(ALPHABET) for _ in range(HANDLE_LENGTH))}"


def _word(said: Mapping[str, str], name: str) -> str:
    return "".join(one for one in said.get(name, "")[:LONGEST_WORD] if one.isprintable())
