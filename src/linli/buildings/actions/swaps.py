"""Swapping duties: offered to one or to all, accepted by one, checked again when it is."""

from datetime import datetime

from django.db import IntegrityError, transaction

from linli.buildings.access.roster import Offered, Owned
from linli.buildings.actions.duties import check, leave, said, standing, take
from linli.buildings.actions.entries import lock, write_down
from linli.buildings.errors.roster import (
    OfferThere,
    OfferToOneself,
    ShiftOver,
    SignedOn,
    UnknownOffer,
)
from linli.buildings.models import Duty, RosterMember, SwapOffer
from linli.people.actions import name_in_ledger

Facts = dict[str, str | int]


@transaction.atomic
def offer(owned: Owned, *, to: RosterMember | None, in_return: int, now: datetime) -> SwapOffer:
    """Offer a duty to somebody, or to all; ``in_return`` is a duty of theirs, 0 for none.

    Raises:
        UnknownDuty: it is not theirs any more.
        SignedOn, ShiftOver: it has begun.
        OfferToOneself: the other is oneself, or has no such duty to come here.
        OfferThere: it is offered already.
    """
    committee = owned.member.committee
    lock(committee)
    duty = _to_come(standing(owned.duty), now)
    wanted = None
    if to is not None and to.person_id == duty.person_id:
        raise OfferToOneself
    if in_return:
        wanted = Duty.objects.filter(
            pk=in_return,
            person=None if to is None else to.person,
            left_at=None,
            shift__begins_at__gt=now,
            shift__window__committee=committee,
        ).first()
        if wanted is None:
            raise OfferToOneself
    try:
        with transaction.atomic():
            made = SwapOffer.objects.create(duty=duty, to=to, in_return=wanted, offered_at=now)
    except IntegrityError as there:
        raise OfferThere from there
    facts = _facts(duty)
    write_down(committee, "swap_offered", by=name_in_ledger(duty.person), now=now, facts=facts)
    return made


@transaction.atomic
def withdraw(owned: Owned, *, now: datetime) -> None:
    """Take an offer of a duty back.

    Raises:
        UnknownOffer: none stands.
    """
    committee = owned.member.committee
    lock(committee)
    if not SwapOffer.objects.filter(duty=owned.duty, ended_at=None).update(ended_at=now):
        raise UnknownOffer
    facts, by = _facts(owned.duty), name_in_ledger(owned.duty.person)
    write_down(committee, "swap_withdrawn", by=by, now=now, facts=facts)


@transaction.atomic
def accept(offered: Offered, *, now: datetime) -> Duty:
    """Take what somebody offers, and give what they want for it: both or neither.

    Raises:
        UnknownOffer: another was first, it was taken back, or what it is about is over.
        Unqualified, Away, OnDutyThen, DayFull, WeekFull, NoRest: as things are by now, for who
            accepts or for who gets theirs in return.
    """
    member = offered.member
    lock(member.committee)
    rows = SwapOffer.objects.select_related(
        "duty__shift__window", "duty__person", "in_return__shift__window", "in_return__person"
    )
    found = rows.filter(pk=offered.offer.pk, ended_at=None).first()
    if found is None or found.duty.shift.begins_at <= now:
        raise UnknownOffer
    wanted = found.in_return
    if wanted is not None and wanted.shift.begins_at <= now:
        raise UnknownOffer
    giver = RosterMember.objects.select_related("person").get(
        committee=member.committee, person=found.duty.person
    )
    SwapOffer.objects.filter(pk=found.pk).update(ended_at=now, accepted_by=member)
    check(found.duty.shift, member, without=[] if wanted is None else [wanted.pk])
    if wanted is not None:
        check(wanted.shift, giver, without=[found.duty.pk])
        leave(wanted, now=now)
    leave(found.duty, now=now)
    made = take(found.duty.shift, member, now=now)
    if wanted is not None:
        take(wanted.shift, giver, now=now)
    facts = _facts(found.duty) | {"to": name_in_ledger(member.person)}
    if wanted is not None:
        facts["for"] = said(wanted.shift.begins_at)
    by = name_in_ledger(found.duty.person)
    write_down(member.committee, "duty_swapped", by=by, now=now, facts={"for": "—"} | facts)
    return made


def _to_come(duty: Duty, now: datetime) -> Duty:
    if duty.signed_on_at is not None:
        raise SignedOn
    if duty.shift.begins_at <= now:
        raise ShiftOver
    return duty


def _facts(duty: Duty) -> Facts:
    return {"window": duty.shift.window.number, "shift": said(duty.shift.begins_at)}
