"""Telling those who left a number how their matter goes, in the transaction of what is told."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from linli.buildings.actions.entries import ANYONE, lock, write_down
from linli.buildings.actions.raising import SAID_PER_ADDRESS
from linli.buildings.errors.telling import NotToldHere
from linli.buildings.models import Committee, Matter, Voice
from linli.buildings.rules.letters import TEMPLATE
from linli.notices.actions import NewNotice, tell_again
from linli.notices.channels import chosen
from linli.notices.models import NoticeKind
from linli.people.actions.guessing import count_try
from linli.people.sealing import Purpose, UnreadableError, seal

VOICE = "v"
"""Begins what a notice calls a voice; a meal's code has no small letter."""

MOST_TOLD = 500
"""Of one matter at once: a provider takes thousands a minute, a transaction should be short."""


def tells_here() -> bool:
    """Tell whether every channel of this installation has the sentence about matters."""
    channels = chosen.set_up()
    return bool(channels) and all(not chosen.missing(one.name, (TEMPLATE,)) for one in channels)


def follow(voice: Voice, mobile: str, *, address: str, now: datetime) -> None:
    """Tell somebody from now on by this number how their matter goes; they asked for it.

    Raises:
        NotToldHere: this installation sends no such messages.
        TooManyGuesses: too many come from this address.
    """
    if not tells_here():
        raise NotToldHere
    count_try(SAID_PER_ADDRESS, address, now=now)
    with transaction.atomic():
        held = _held(voice)
        held.phone = mobile
        held.save(update_fields=["phone"])
        _write(held, "matter_followed", now)


@transaction.atomic
def unfollow(voice: Voice, *, now: datetime) -> None:
    """Tell somebody nothing any more, and forget their number at once."""
    held = _held(voice)
    if held.phone is not None:
        held.phone = None
        held.save(update_fields=["phone"])
        _write(held, "matter_unfollowed", now)


def tell_voices(committee: Committee, matter: Matter, *, now: datetime) -> None:
    """Leave a notice for each who left a number with a matter or with one that lies in it.

    What was told of it before, and is not sent yet, is replaced: one message says how it is.
    Last in its transaction, as ``tell`` is.
    """
    rows = Voice.objects.filter(
        Q(matter=matter) | Q(matter__merged_into=matter), phone__isnull=False
    ).order_by("pk")
    found = [_notice(committee, matter, one, now) for one in rows[:MOST_TOLD]]
    notices = [one for one in found if one is not None]
    if notices and tells_here():
        tell_again(notices)


def _held(voice: Voice) -> Voice:
    lock(voice.matter.committee)
    return Voice.objects.select_related("matter__committee__building").get(pk=voice.pk)


def _write(voice: Voice, verb: str, now: datetime) -> None:
    matter = voice.matter
    facts = {"matter": matter.number}
    write_down(matter.committee, verb, by=ANYONE, now=now, facts=facts, matter=matter.pk)


def _notice(committee: Committee, matter: Matter, voice: Voice, now: datetime) -> NewNotice | None:
    about = f"{VOICE}{voice.pk}"
    assert voice.phone is not None, "only those were asked for"
    try:
        phone = seal(voice.phone.opened(), Purpose.RECIPIENT_PHONE, about)
    except UnreadableError:  # of a key that is gone: nobody can be told, and all else goes on
        return None
    return NewNotice(
        place_id=committee.building_id,
        kind=NoticeKind.MATTER,
        label=f"#{matter.number}",
        phone=phone,
        deposit=about,
        at=now,
    )
