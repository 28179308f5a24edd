"""Telling people, in the transaction of what they are told of."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from linli.ledger.rows import insert_rows
from linli.notices.models import Notice, NoticeChannel, NoticeKind, Told
from linli.people.models import Person
from linli.places.models import Place

_COLUMNS = {
    "place_id": "bigint",
    "channel": "text",
    "kind": "text",
    "label": "text",
    "phone": "bytea",
    "deposit": "text",
    "created_at": "timestamptz",
}


@dataclass(frozen=True, slots=True)
class NewNotice:
    """Something to tell: ``phone`` is sealed already, ``label`` is what people recognise."""

    place_id: int
    kind: NoticeKind
    label: str
    phone: bytes | None
    deposit: str
    at: datetime
    channel: NoticeChannel = NoticeChannel.FEED


def tell(notices: Sequence[NewNotice]) -> None:
    """Write notices into the feeds of their places; what was told before is left out.

    Stands or falls with the caller's transaction and should be the last thing in it: each
    feed stays locked until it ends, so that a feed's numbers appear in order and a reader
    who asks for what came after the last one misses nothing.
    """
    assert connection.in_atomic_block, "a notice stands or falls with what it tells of"
    places = {notice.place_id for notice in notices}
    feeds = Place.objects.filter(pk__in=places).order_by("pk").values_list("pk", flat=True)
    list(feeds.select_for_update(no_key=True))
    insert_rows(
        "notices_notice",
        _COLUMNS,
        [
            (
                notice.place_id,
                notice.channel.value,
                notice.kind.value,
                notice.label,
                notice.phone,
                notice.deposit,
                notice.at,
            )
            for notice in notices
        ],
        otherwise="ON CONFLICT DO NOTHING",
    )


def tell_again(notices: Sequence[NewNotice]) -> None:
    """Write notices anew, at the end of their feeds, in place of what was told before.

    Stands or falls with the caller's transaction, as ``tell`` does.
    """
    for notice in notices:
        before = Notice.objects.filter(deposit=notice.deposit, kind=notice.kind)
        before.filter(channel=notice.channel).delete()
    tell(notices)


def mark_delivered(ids: Collection[int], *, now: datetime) -> int:
    """Note that these reached their people; return how many had not been marked before."""
    return Notice.objects.filter(pk__in=ids, delivered_at=None).update(delivered_at=now)


def mark_read(person: Person, *, upto: int, now: datetime) -> int:
    """Note that a person has read their inbox up to a line; return how many were new.

    Up to the line that the page showed: what came since is not read by who has not seen it.
    """
    unread = Told.objects.filter(person=person, read_at=None, pk__lte=upto)
    return unread.update(read_at=now)
