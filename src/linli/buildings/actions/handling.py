"""What a committee's secretary does to a matter, each step once and in its order."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.timezone import localdate

from linli.buildings.access.matters import Keeper
from linli.buildings.actions.entries import lock, write_down
from linli.buildings.actions.evidence import NewEvidence, keep
from linli.buildings.actions.telling import tell_voices
from linli.buildings.enums.evidence import EvidenceKind
from linli.buildings.enums.matters import Exclusion, MatterState, SeatKind, Verdict
from linli.buildings.errors.matters import (
    DateUnreadable,
    MatterMoved,
    NotTheSame,
    PauseTooLong,
    PromiseUnreadable,
    UnknownTask,
)
from linli.buildings.models import Matter, Task
from linli.buildings.queries.calendar import calendar_of
from linli.buildings.queries.standing import is_late, standing_of
from linli.buildings.rules.calendar import (
    LONGEST,
    Pause,
    after_working_days,
    due_after,
)
from linli.buildings.rules.lifecycle import OPEN, Act, after
from linli.people.actions import name_in_ledger

LONGEST_PAUSE = 180
"""Days. What waits longer is answered, and raised again."""

Facts = dict[str, str | int]


@transaction.atomic
def take_up(keeper: Keeper, matter: Matter, *, now: datetime) -> None:
    """Read a matter and take it up; from now on its words are shown.

    Raises:
        MatterMoved: somebody has.
    """
    found = _may(keeper, matter, Act.TAKE_UP, now)
    found.taken_up_at = now
    found.state = MatterState.TRIAGED
    found.save(update_fields=["state", "taken_up_at"])
    _write(keeper, found, "matter_taken_up", now)
    tell_voices(keeper.committee, found, now=now)


@transaction.atomic
def deliberate(keeper: Keeper, matter: Matter, *, now: datetime) -> None:
    """Lay a matter before the committee.

    Raises:
        MatterMoved: it was not just taken up.
    """
    found = _may(keeper, matter, Act.DELIBERATE, now)
    found.state = MatterState.DELIBERATING
    found.save(update_fields=["state"])
    _write(keeper, found, "matter_deliberated", now)


@transaction.atomic
def promise(keeper: Keeper, matter: Matter, *, days: int, now: datetime) -> date:
    """Promise an answer within so many working days, and return the last of them.

    Raises:
        PromiseUnreadable: no days, or more than a quarter.
        MatterMoved: it is not to be promised now.
    """
    if not 1 <= days <= LONGEST:
        raise PromiseUnreadable(most=LONGEST)
    found, today = _may(keeper, matter, Act.PROMISE, now), localdate(now)
    due = after_working_days(today, days, calendar_of(keeper.building))
    found.state, found.due_on = MatterState.IN_HAND, due
    found.promised_on = found.promised_on or today
    found.save(update_fields=["state", "due_on", "promised_on"])
    _write(keeper, found, "matter_promised", now, {"days": days, "due": due.isoformat()})
    tell_voices(keeper.committee, found, now=now)
    return due


@transaction.atomic
def pause(keeper: Keeper, matter: Matter, *, until: date, reason: str, now: datetime) -> None:
    """Let a matter rest until a day, for a reason that all can read; its deadline moves along.

    Raises:
        PauseTooLong: that day is not to come, or too far away.
        MatterMoved: it is not in hand, rests already, or is late.
    """
    today = localdate(now)
    if not timedelta() < until - today <= timedelta(days=LONGEST_PAUSE):
        raise PauseTooLong(days=LONGEST_PAUSE)
    found, calendar = _may(keeper, matter, Act.PAUSE, now), calendar_of(keeper.building)
    assert found.due_on is not None, "what is in hand was promised"
    found.paused_on, found.paused_until, found.due_before = today, until, found.due_on
    found.due_on = due_after(Pause(today, until, found.due_on), until, calendar)
    found.pause_reason = reason
    found.save(update_fields=["paused_on", "paused_until", "due_before", "due_on", "pause_reason"])
    facts: Facts = {"until": until.isoformat(), "due": found.due_on.isoformat(), "reason": reason}
    _write(keeper, found, "matter_paused", now, facts)


@transaction.atomic
def resume(keeper: Keeper, matter: Matter, *, now: datetime) -> None:
    """Go on before a pause is over: of the days that it gave, those not used are taken back.

    Raises:
        MatterMoved: it does not rest.
    """
    found, today = _may(keeper, matter, Act.RESUME, now), localdate(now)
    assert found.paused_on is not None, "it rests"
    assert found.paused_until is not None, "as above"
    assert found.due_before is not None, "as above"
    rest = Pause(found.paused_on, found.paused_until, found.due_before)
    found.due_on = due_after(rest, today, calendar_of(keeper.building))
    found.paused_until = today
    found.save(update_fields=["due_on", "paused_until"])
    _write(keeper, found, "matter_resumed", now, {"due": found.due_on.isoformat()})


@transaction.atomic
def answer(keeper: Keeper, matter: Matter, *, says: str, now: datetime) -> None:
    """Answer in public what was done. Whether that solves it, its raiser says.

    Raises:
        MatterMoved: it is not in hand.
    """
    found = _may(keeper, matter, Act.ANSWER, now)
    found.was_late = found.was_late or is_late(found, localdate(now))
    found.state, found.answer, found.closed_at = MatterState.ANSWERED, says, now
    found.verdict, found.exclusion = Verdict.UNKNOWN, ""
    found.save(update_fields=["state", "answer", "closed_at", "verdict", "exclusion", "was_late"])
    _write(keeper, found, "matter_answered", now, {"answer": says})
    tell_voices(keeper.committee, found, now=now)


@transaction.atomic
def exclude(keeper: Keeper, matter: Matter, *, why: Exclusion, says: str, now: datetime) -> None:
    """Say in public why a matter is not dealt with; it stays in every count.

    Raises:
        MatterMoved: it was promised or answered.
    """
    found = _may(keeper, matter, Act.EXCLUDE, now)
    found.state, found.exclusion = MatterState.EXCLUDED, why
    found.answer, found.closed_at = says, now
    found.save(update_fields=["state", "exclusion", "answer", "closed_at"])
    _write(keeper, found, "matter_excluded", now, {"why": why.value, "answer": says})
    tell_voices(keeper.committee, found, now=now)


@transaction.atomic
def merge(keeper: Keeper, matter: Matter, *, into: int, now: datetime) -> None:
    """Let a matter lie in another that is about the same; nothing of either is changed.

    Raises:
        NotTheSame: the other is unread, closed or in a third, or others lie in this one.
        MatterMoved: this one is answered or lies in another.
    """
    found = _may(keeper, matter, Act.MERGE, now)
    target = Matter.objects.filter(
        committee=keeper.committee,
        number=into,
        merged_into=None,
        state__in=OPEN - {MatterState.RAISED},
    ).first()
    if target is None or target.pk == found.pk or found.merged.exists():
        raise NotTheSame
    Matter.objects.filter(pk=found.pk).update(merged_into=target)
    _write(keeper, found, "matter_merged", now, {"into": into})


@transaction.atomic
def unmerge(keeper: Keeper, matter: Matter, *, now: datetime) -> None:
    """Take a matter out of the one in which it lies; it is what it was before.

    Raises:
        MatterMoved: it lies in none.
    """
    found = _may(keeper, matter, Act.UNMERGE, now)
    assert found.merged_into is not None, "it lies in one"
    into = found.merged_into.number
    Matter.objects.filter(pk=found.pk).update(merged_into=None)
    _write(keeper, found, "matter_unmerged", now, {"into": into})


@transaction.atomic
def give_task(
    keeper: Keeper, matter: Matter, *, says: str, owner: SeatKind, due_on: date, now: datetime
) -> None:
    """Give a seat something to do for an open matter, by a day.

    Raises:
        DateUnreadable: that day is over.
        MatterMoved: the matter is answered or lies in another.
    """
    if due_on < localdate(now):
        raise DateUnreadable
    found = _locked(keeper, matter)
    if found.state not in OPEN or found.merged_into_id is not None:
        raise MatterMoved
    Task.objects.create(matter=found, says=says, owner=owner, due_on=due_on, made_at=now)
    facts: Facts = {"task": says, "owner": owner.value, "due": due_on.isoformat()}
    _write(keeper, found, "task_given", now, facts)


@transaction.atomic
def finish_task(
    keeper: Keeper, matter: Matter, *, task: int, photo: bytes | None = None, now: datetime
) -> None:
    """Say that a task is done, with a photo of how it is now, if there is one.

    Raises:
        UnknownTask: the matter has none such, or it is done.
        PhotosEnough, PhotoThere: see ``evidence.add_evidence``.
    """
    _locked(keeper, matter)
    found = Task.objects.filter(pk=task, matter=matter, done_at=None).first()
    if found is None:
        raise UnknownTask
    found.done_at, found.done_by = now, keeper.person
    found.save(update_fields=["done_at", "done_by"])
    facts: Facts = {"task": found.says}
    if photo is not None:
        new = NewEvidence(EvidenceKind.AFTER, photo, found)
        facts["photo"] = keep(matter, new, by=keeper.person, now=now)
    _write(keeper, matter, "task_done", now, facts)


@transaction.atomic
def reassign_task(
    keeper: Keeper, matter: Matter, *, task: int, owner: SeatKind, now: datetime
) -> None:
    """Let another seat do a task; its day stays, whoever does it.

    Raises:
        UnknownTask: the matter has none such that is not done, or it is that seat's already.
    """
    _locked(keeper, matter)
    rows = Task.objects.filter(pk=task, matter=matter, done_at=None).exclude(owner=owner)
    found = rows.first()
    if found is None:
        raise UnknownTask
    facts: Facts = {"task": found.says, "from": found.owner, "to": owner.value}
    found.owner = owner
    found.save(update_fields=["owner"])
    _write(keeper, matter, "task_reassigned", now, facts)


def _locked(keeper: Keeper, matter: Matter) -> Matter:
    lock(keeper.committee)
    return Matter.objects.select_related("merged_into").get(pk=matter.pk)


def _may(keeper: Keeper, matter: Matter, act: Act, now: datetime) -> Matter:
    found = _locked(keeper, matter)
    if after(standing_of(found, today=localdate(now)), act) is None:
        raise MatterMoved
    return found


def _write(
    keeper: Keeper, matter: Matter, verb: str, now: datetime, more: Facts | None = None
) -> None:
    facts: Facts = {"matter": matter.number, **(more or {})}
    by = name_in_ledger(keeper.person)
    write_down(keeper.committee, verb, by=by, now=now, facts=facts, matter=matter.pk)
