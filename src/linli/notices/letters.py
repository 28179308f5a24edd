"""What a message says and where its words come from: each system declares them for its own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.conf import settings

from linli.notices.models import NoticeKind


@dataclass(frozen=True, slots=True)
class Letter:
    """One message, ready for any channel.

    ``template`` names the sentence: a provider of SMS sends none but those it has approved, and
    is given ``values`` alone, in the order in which the sentence has them. ``text`` is the whole
    of it, ``subject`` what stands over it in a mailbox, ``link`` where a tap leads. All of them
    are somebody's own: none is printed.
    """

    template: str
    values: Mapping[str, str] = field(repr=False)
    text: str = field(repr=False)
    subject: str = field(default="", repr=False)
    link: str = field(default="", repr=False)


Lettering = Callable[[str], Letter | None]
"""Gives the message about a deposit, None where it need not be sent any more."""

_declared: dict[NoticeKind, Lettering] = {}


def declare(kind: NoticeKind, lettering: Lettering) -> None:
    """Let a system say what a kind of notice says; what two would say is a programmer's mistake."""
    assert kind not in _declared, "a kind of notice belongs to one system"
    _declared[kind] = lettering


def letter_of(kind: NoticeKind, deposit: str) -> Letter | None:
    """Return the message of a notice; None where its system is away, or it is of no use now."""
    lettering = _declared.get(kind)
    return None if lettering is None else lettering(deposit)


def base() -> str:
    """Return where links lead: the first name that the settings have for this installation."""
    scheme = "https" if settings.BEHIND_HTTPS else "http"
    return f"{scheme}://{settings.ALLOWED_HOSTS[0]}"
