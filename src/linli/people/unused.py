"""Finding accounts that nobody uses, and warning their people before they go."""

import logging
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import localtime
from django.utils.translation import gettext

from linli.ledger.actions import NewEntry, append
from linli.people.actions import name_in_ledger
from linli.people.messengers import TextMessenger, messenger
from linli.people.models import Grant, Person, SignIn, UnusedAccount
from linli.people.rules.unused import due_if_warned, warned_if_unused_since
from linli.people.sealing_rotation import CHAIN

log = logging.getLogger(__name__)

BATCH = 100
"""Accounts of one round, which comes every hour: 2,400 a day."""


def warn_unused(*, now: datetime, batch: int = BATCH) -> int:
    """Put some accounts that nobody uses on the list, and tell their people; return how many.

    They go when ``retention`` finds them due. Who has no phone here is told by nobody; who
    could not be told just now is told in another round.
    """
    noted = note_unused(now=now, batch=batch)
    sends = messenger()
    if isinstance(sends, TextMessenger):
        waiting = UnusedAccount.objects.filter(warned_at=None, person__phone__isnull=False)
        for one in waiting.select_related("person").order_by("pk")[:batch]:
            _warn(sends, one, now)
    return noted


def note_unused(*, now: datetime, batch: int = BATCH) -> int:
    """Put accounts on the list that nobody has used for as long as the rule allows.

    Found before the transaction, which holds SQLite's one writer as short as can be.
    """
    found = list(_unused(now).order_by("pk").values_list("pk", flat=True)[:batch])
    return _note(found, now) if found else 0


@transaction.atomic
def _note(found: list[int], now: datetime) -> int:
    """Note those who are still unused once they are locked; pass over whom another has locked."""
    rows = Person.objects.filter(pk__in=found).order_by("pk")
    locked = list(
        rows.select_for_update(no_key=True, skip_locked=True).values_list("pk", flat=True)
    )
    people = list(_unused(now).filter(pk__in=locked).order_by("pk"))
    due_at = due_if_warned(now)
    UnusedAccount.objects.bulk_create(
        UnusedAccount(person=one, noted_at=now, due_at=due_at) for one in people
    )
    facts = {"due_at": due_at.isoformat()}
    append(
        [
            NewEntry(CHAIN, now, "linli", "account_unused", name_in_ledger(one), facts)
            for one in people
        ]
    )
    return len(people)


def _unused(now: datetime) -> QuerySet[Person]:
    """Return whom nobody has seen for long: never signed in since, and without any role since."""
    since = warned_if_unused_since(now)
    seen = SignIn.objects.filter(person=OuterRef("pk"), seen_at__gt=since)
    role = Grant.objects.filter(person=OuterRef("pk")).filter(Q(until=None) | Q(until__gt=since))
    listed = UnusedAccount.objects.filter(person=OuterRef("pk"))
    return Person.objects.filter(
        Q(last_login=None) | Q(last_login__lte=since),
        ~Exists(seen),
        ~Exists(role),
        ~Exists(listed),
        joined_at__lte=since,
        left_at=None,
        forgotten_at=None,
    )


def _warn(sends: TextMessenger, account: UnusedAccount, now: datetime) -> None:
    phone = account.person.phone
    assert phone, "only who has a phone is warned by it"
    text = gettext(
        "您的邻里账号很久没有用了，将在 {day} 删除姓名和手机号。想留下，请在那之前登录一次。"
    ).format(day=f"{localtime(account.due_at):%Y-%m-%d}")
    try:
        sends.send_text(phone.opened(), text)
    except Exception as lost:  # noqa: BLE001  # whatever a driver raises: another round comes
        log.warning("a warning was not sent: %s", type(lost).__name__)
        return
    UnusedAccount.objects.filter(pk=account.pk).update(warned_at=now)
