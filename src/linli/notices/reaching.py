"""How a person is reached outside these pages: as they wished, and never against it."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, Signer
from django.core.validators import validate_email
from django.db import transaction

from linli.ledger.actions import NewEntry, append
from linli.notices.channels import mail, wechat
from linli.notices.errors import MailImpossible, MailLinkStale, QuietImpossible
from linli.notices.models import Reach
from linli.notices.outbox import CHAIN
from linli.notices.rules.alarm_words import LANGUAGES
from linli.notices.rules.quiet import read_hours
from linli.people.actions import name_in_ledger
from linli.people.models import Person
from linli.people.sealing import blind_index

MAIL_LONGEST = 254
"""Characters of an address. Source: RFC 5321, 4.5.3.1.3, with RFC 3696's erratum 1690."""

CONFIRMED_WITHIN = timedelta(days=1)

_confirming = Signer(salt="linli.notices.mail")


def reach_of(person: Person) -> Reach:
    """Return how a person is reached; who has wished nothing has an empty one, not kept."""
    return Reach.objects.filter(person=person).first() or Reach(person=person)


@transaction.atomic
def set_quiet(person: Person, *, quiet: str | None, language: str, now: datetime) -> None:
    """Set one's own quiet hours, None for the installation's, and the language of messages.

    Raises:
        QuietImpossible: they are no hours, or the language is none of ours.
    """
    hours = None if quiet is None else read_hours(quiet)
    if (quiet is not None and hours is None) or language not in ("", *LANGUAGES):
        raise QuietImpossible
    _changed(person, "quiet", now, quiet=hours, language=language)


@transaction.atomic
def ask_for_mail(person: Person, address: str, *, now: datetime) -> str:
    """Note where a person wants mail, and return the token that proves that they read it there.

    Until it is shown nothing else is sent there: a link that opens a door must not go astray.

    Raises:
        MailImpossible: it is no address.
    """
    plain = address.strip()
    try:
        validate_email(plain)
    except ValidationError as wrong:
        raise MailImpossible from wrong
    if len(plain) > MAIL_LONGEST or not plain.isascii():
        raise MailImpossible
    _changed(person, "mail", now, mail=plain, mail_confirmed_at=None)
    return _confirming.sign(f"{int(now.timestamp())}.{_proof(person, plain)}")


@transaction.atomic
def confirm_mail(token: str, *, person: Person, now: datetime) -> None:
    """Take a token as proof that a person reads the mail that they named.

    Raises:
        MailLinkStale: it is not ours, a day old, another person's, or of another address.
    """
    try:
        made_at_s, _dot, proven = _confirming.unsign(token).partition(".")
    except BadSignature as stale:
        raise MailLinkStale from stale
    is_old = now.timestamp() - int(made_at_s) > CONFIRMED_WITHIN.total_seconds()
    named = reach_of(person).mail
    if is_old or named is None or proven != _proof(person, named.opened()):
        raise MailLinkStale
    _changed(person, "mail_confirmed", now, mail_confirmed_at=now)


@transaction.atomic
def forget_mail(person: Person, *, now: datetime) -> None:
    """Send a person no mail any more, and keep no address."""
    _changed(person, "mail_ended", now, mail=None, mail_confirmed_at=None)


@transaction.atomic
def set_wechat(person: Person, *, wanted: bool, now: datetime) -> None:
    """Let a person be told by the official account, or no more; the account's name for them goes.

    It is known again when they come in within WeChat: see ``know_wechat``.
    """
    _changed(person, "wechat" if wanted else "wechat_ended", now, by_wechat=wanted, wechat=None)


@transaction.atomic
def know_wechat(person: Person, openid: str, *, now: datetime) -> None:
    """Keep what the official account calls a person who wants to be told by it."""
    reach = reach_of(person)
    if reach.by_wechat and (reach.wechat is None or reach.wechat.opened() != openid):
        _changed(person, "wechat_known", now, wechat=openid)


def address_for(channel: str, person: Person) -> str | None:
    """Return where a channel finds a person, None where it does not, or is not to."""
    if channel in (mail.NAME, wechat.NAME):
        return _wished(channel, Reach.objects.filter(person=person).first())
    return person.phone.opened() if person.phone else None


def address_for_mobile(channel: str, mobile: str) -> str | None:
    """Return where a channel finds whoever has this number: the number, or as they wished."""
    if channel not in (mail.NAME, wechat.NAME):
        return mobile
    theirs = Reach.objects.filter(person__phone_index=blind_index(mobile), person__left_at=None)
    return _wished(channel, theirs.first())


def _proof(person: Person, address: str) -> str:
    return f"{person.pk}.{blind_index(address)}"


def _wished(channel: str, reach: Reach | None) -> str | None:
    if reach is None:
        return None
    if channel == mail.NAME:
        return reach.mail.opened() if reach.mail and reach.mail_confirmed_at else None
    return reach.wechat.opened() if reach.wechat and reach.by_wechat else None


def _changed(person: Person, what: str, now: datetime, **fields: object) -> None:
    """Write one's wishes, and that they changed; the ledger says neither address nor hours."""
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    reach = reach_of(person)
    for name, value in fields.items():
        setattr(reach, name, value)
    reach.save()
    who = name_in_ledger(person)
    append([NewEntry(CHAIN, now, who, "reach_changed", who, {"what": what})])
