"""Giving somebody a shift, giving it up, and signing on: nobody is in two places at once."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.timezone import get_current_timezone

from linli.buildings.access.matters import Keeper
from linli.buildings.access.roster import Owned
from linli.buildings.actions.claims import claim, release
from linli.buildings.actions.entries import lock, write_down
from linli.buildings.errors.claims import Claimed
from linli.buildings.errors.roster import (
    Away,
    DayFull,
    NoRest,
    NotNow,
    OnDutyThen,
    ShiftOver,
    ShiftTaken,
    SignedOn,
    UnknownDuty,
    UnknownShift,
    Unqualified,
    WeekFull,
)
from linli.buildings.models import Committee, Duty, RosterMember, Shift, SwapOffer
from linli.buildings.queries.roster import ables, span_of, wanted_of
from linli.buildings.rules.roster import (
    MAY_INSIST,
    MOST_HOURS_A_DAY,
    REST,
    SIGN_ON_BEFORE,
    Able,
    Obstacle,
    attendance,
    may_sign_on,
    obstacles,
)
from linli.buildings.rules.slots import slots
from linli.kernel.errors import LinliError
from linli.people.actions import name_in_ledger

Facts = dict[str, str | int]


@transaction.atomic
def give(
    keeper: Keeper, shift: Shift, member: RosterMember, *, insists: bool = False, now: datetime
) -> Duty:
    """Give somebody a gap; ``insists`` where they agreed to more than the house has agreed on.

    Raises:
        ShiftOver: it has ended.
        UnknownShift: it was dropped meanwhile.
        ShiftTaken: somebody has it.
        Unqualified, Away, OnDutyThen, DayFull: never.
        WeekFull, NoRest: not unless one insists.
    """
    lock(keeper.committee)
    found = _wanted(shift)
    if found.ends_at <= now:
        raise ShiftOver
    check(found, member, insists=insists)
    made = take(found, member, now=now)
    facts = _facts(found) | {"person": name_in_ledger(member.person), "insists": int(insists)}
    _write(keeper.committee, "duty_given", name_in_ledger(keeper.person), now, facts)
    return made


@transaction.atomic
def take_away(keeper: Keeper, shift: Shift, *, now: datetime) -> None:
    """Take a shift from whoever has it; it is a gap again.

    Raises:
        UnknownDuty: nobody has it.
        ShiftOver: it has ended, and stays as it was.
    """
    lock(keeper.committee)
    duty = Duty.objects.select_related("shift__window", "person").filter(shift=shift, left_at=None)
    found = duty.first()
    if found is None:
        raise UnknownDuty
    if found.shift.ends_at <= now:
        raise ShiftOver
    leave(found, now=now)
    facts = _facts(found.shift) | {"person": name_in_ledger(found.person)}
    _write(keeper.committee, "duty_taken_away", name_in_ledger(keeper.person), now, facts)


@transaction.atomic
def give_up(owned: Owned, *, now: datetime) -> None:
    """Give up one's own duty before it begins; it is a gap, and the desk sees it at once.

    Raises:
        UnknownDuty: it is not theirs any more.
        SignedOn: they are there already.
        ShiftOver: it has begun.
    """
    committee = owned.member.committee
    lock(committee)
    found = standing(owned.duty)
    if found.signed_on_at is not None:
        raise SignedOn
    if found.shift.begins_at <= now:
        raise ShiftOver
    leave(found, now=now)
    _write(committee, "duty_given_up", name_in_ledger(found.person), now, _facts(found.shift))


@transaction.atomic
def sign_on(owned: Owned, *, now: datetime) -> None:
    """Say that one is there; twice is once.

    Raises:
        UnknownDuty: it is not theirs any more.
        NotNow: it is too early, or over.
    """
    committee = owned.member.committee
    lock(committee)
    found = standing(owned.duty)
    if not may_sign_on(span_of(found.shift), now):
        raise NotNow(minutes=SIGN_ON_BEFORE // timedelta(minutes=1))
    if found.signed_on_at is not None:
        return
    found.signed_on_at = now
    found.save(update_fields=["signed_on_at"])
    came = attendance(span_of(found.shift), now, now=now)
    facts = _facts(found.shift) | {"came": came.value}
    _write(committee, "duty_signed_on", name_in_ledger(found.person), now, facts)


def check(
    shift: Shift, member: RosterMember, *, insists: bool = False, without: Collection[int] = ()
) -> None:
    """Let somebody pass who may take a shift; ``without`` names duties that they give for it.

    Raises:
        Unqualified, Away, OnDutyThen, DayFull, WeekFull, NoRest: see ``give``.
    """
    able = ables([member], shift.begins_at, shift.ends_at, without=without)[member.pk]
    for one in obstacles(wanted_of(shift), able, get_current_timezone()):
        if not (insists and one in MAY_INSIST):
            raise _refusal(one, member, able)


def _refusal(one: Obstacle, member: RosterMember, able: Able) -> LinliError:
    who = member.called.opened()
    match one:
        case Obstacle.UNQUALIFIED:
            return Unqualified(who=who)
        case Obstacle.ABSENT:
            return Away(who=who)
        case Obstacle.BUSY:
            return OnDutyThen(who=who)
        case Obstacle.DAY_FULL:
            return DayFull(who=who, hours=MOST_HOURS_A_DAY)
        case Obstacle.WEEK_FULL:
            return WeekFull(who=who, most=able.most_per_week)
        case _:
            assert one is Obstacle.NO_REST, "there is no other"
            return NoRest(who=who, hours=REST // timedelta(hours=1))


def take(shift: Shift, member: RosterMember, *, now: datetime) -> Duty:
    """Write a duty down and claim the person's time for it; part of another's transaction.

    Raises:
        ShiftTaken: somebody has the shift.
        OnDutyThen: the person has something else to do then.
    """
    try:
        with transaction.atomic():
            made = Duty.objects.create(shift=shift, person=member.person, taken_at=now)
            claim_time(made, shift)
    except IntegrityError as taken:
        raise ShiftTaken from taken
    except Claimed as busy:
        raise OnDutyThen(who=member.called.opened()) from busy
    return made


def claim_time(duty: Duty, shift: Shift) -> None:
    """Claim somebody's time for a duty.

    Raises:
        Claimed: they have something else to do then.
    """
    times = slots(shift.begins_at, shift.ends_at)
    claim(f"person:{duty.person_id}", times, holder=f"duty:{duty.pk}")


def leave(duty: Duty, *, now: datetime) -> None:
    """End a duty, give the time back, and end what was offered for it; part of a transaction."""
    Duty.objects.filter(pk=duty.pk).update(left_at=now)
    release(f"duty:{duty.pk}")
    for offers in (SwapOffer.objects.filter(duty=duty), SwapOffer.objects.filter(in_return=duty)):
        offers.filter(ended_at=None).update(ended_at=now)


def standing(duty: Duty) -> Duty:
    """Return a duty as it is now, if it still stands.

    Raises:
        UnknownDuty: it was left meanwhile.
    """
    rows = Duty.objects.select_related("shift__window", "person")
    found = rows.filter(pk=duty.pk, left_at=None).first()
    if found is None:
        raise UnknownDuty
    return found


def _wanted(shift: Shift) -> Shift:
    found = Shift.objects.select_related("window").filter(pk=shift.pk, dropped_at=None).first()
    if found is None:
        raise UnknownShift
    return found


def _facts(shift: Shift) -> Facts:
    return {"window": shift.window.number, "shift": said(shift.begins_at)}


def said(moment: datetime) -> str:
    """Return a moment as the ledger says it, in local time."""
    return f"{moment.astimezone(get_current_timezone()):%Y-%m-%d %H:%M}"


def _write(committee: Committee, verb: str, by: str, now: datetime, facts: Facts) -> None:
    write_down(committee, verb, by=by, now=now, facts=facts)
