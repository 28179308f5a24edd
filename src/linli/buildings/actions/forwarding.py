"""Handing a matter on to another server, and bringing its answer back: a queue with tries."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from linli.buildings.access.matters import Keeper
from linli.buildings.access.open311 import HandedOn
from linli.buildings.actions.asking import Created, Line, RefusedError, line_to
from linli.buildings.actions.entries import write_down
from linli.buildings.enums.kinds import MatterKind
from linli.buildings.enums.matters import MatterState
from linli.buildings.enums.open311 import ForwardState
from linli.buildings.errors.forwarding import HandedOnAlready, NotDead, NotToHandOn
from linli.buildings.models import Forwarded, Matter, Open311Endpoint
from linli.buildings.rules.forwarding import (
    asks_next,
    is_final,
    may_hand_on,
    pause_after,
    service_for,
    state_of,
    words_of,
)
from linli.buildings.rules.open311_answers import Told, UnreadableAnswerError
from linli.kernel.outgoing import Outgoing, OutgoingError
from linli.people.actions import name_in_ledger

AT_ONCE = 2
"""In one round: three questions each of 8 s, and who looks after the jobs waits for 60 s."""

CLAIMED_FOR = timedelta(minutes=3)
"""Longer than the three questions of one try take. Who asks dies at most once with one in hand."""

CLOCK = "clock"
SAID_LONGEST, NOTES_LONGEST, AGENCY_LONGEST, REFERENCE_LONGEST = 80, 500, 60, 64


@transaction.atomic
def hand_on(
    keeper: Keeper,
    matter: Matter,
    *,
    to: Open311Endpoint,
    kind: MatterKind,
    mark: str,
    now: datetime,
) -> Forwarded:
    """Put a matter on its way to another server. It stays the committee's, with its promise.

    Args:
        keeper: who hands it on.
        matter: of this committee.
        to: as ``access.endpoint_for`` gave it.
        kind: what it is about, which its raiser may not have known.
        mark: drawn for this; the other server has it in the words, and finds it by that.
        now: when.

    Raises:
        NotToHandOn: nobody has read it, it was answered, or it lies in another.
        HandedOnAlready: it is there.
    """
    found = Matter.objects.get(pk=matter.pk)
    is_merged = found.merged_into_id is not None
    if not may_hand_on(MatterState(found.state), is_merged=is_merged):
        raise NotToHandOn
    try:
        with transaction.atomic():
            made = Forwarded.objects.create(
                matter=found, endpoint=to, mark=mark, by=keeper.person, at=now, next_at=now
            )
    except IntegrityError as there:
        raise HandedOnAlready(to=to.name) from there
    Matter.objects.filter(pk=found.pk).update(kind=kind)
    by = name_in_ledger(keeper.person)
    facts: dict[str, str | int] = {"matter": matter.number, "to": to.name, "kind": kind.value}
    write_down(keeper.committee, "matter_handed_on", by=by, now=now, facts=facts, matter=matter.pk)
    return made


@transaction.atomic
def try_again(keeper: Keeper, one: HandedOn, *, now: datetime) -> None:
    """Go on with what was given up: from the number or token that the server gave, or anew.

    Raises:
        NotDead: it goes on by itself, or was answered.
    """
    row = one.row
    state = state_of(reference=row.reference, token=row.token)
    dead = Forwarded.objects.filter(pk=row.pk, state=ForwardState.DEAD)
    if not dead.update(state=state, tries=0, next_at=now, ended_at=None):
        raise NotDead
    by = name_in_ledger(keeper.person)
    facts: dict[str, str | int] = {"matter": row.matter.number, "to": row.endpoint.name}
    write_down(
        keeper.committee, "matter_handed_on_anew", by=by, now=now, facts=facts, matter=row.matter.pk
    )


@dataclass(frozen=True, slots=True)
class _News:
    """What one question brought: a number or a token, what the server says, or why nothing."""

    created: Created | None = None
    told: Told | None = None
    failed: str = ""
    is_final: bool = False


def ask_due(way_out: Outgoing, *, jitter: Callable[[], float], now: datetime) -> int:
    """Ask other servers what is due, each matter once; return how many were asked about.

    No transaction is open while anybody is waited for. Where a server fails, what else is for
    it waits for the next round.
    """
    due = Forwarded.objects.filter(next_at__lte=now).order_by("next_at", "pk")
    deaf, count = set[int](), 0
    for number, endpoint in due.values_list("pk", "endpoint_id")[:AT_ONCE]:
        row = None if endpoint in deaf else _claim(number, now)
        if row is None:
            continue
        count += 1
        news = _ask(row, line_to(row.endpoint, way_out), now)
        if news.failed and not news.is_final:
            deaf.add(endpoint)
        _settle(row.pk, news, jitter=jitter(), now=now)
    return count


@transaction.atomic
def _claim(number: int, now: datetime) -> Forwarded | None:
    """Take one out for a while, so that no other process asks at the same time."""
    mine = Forwarded.objects.filter(pk=number, next_at__lte=now)
    if not mine.update(next_at=now + CLAIMED_FOR):
        return None
    rows = Forwarded.objects.select_related("endpoint", "matter__committee__building")
    row = rows.get(pk=number)
    if row.tried_at is None:
        Forwarded.objects.filter(pk=number).update(tried_at=now)
    return row


def _ask(row: Forwarded, line: Line, now: datetime) -> _News:
    try:
        match row.state:
            case ForwardState.WAITING:
                return _News(created=_sent(row, line, now))
            case ForwardState.TAKEN:
                return _News(created=Created(line.number(row.token), row.token))
            case _:
                return _News(told=line.told(row.reference))
    except RefusedError as refused:
        return _News(failed=str(refused), is_final=is_final(refused.status))
    except (OutgoingError, UnreadableAnswerError) as lost:
        return _News(failed=type(lost).__name__)


def _sent(row: Forwarded, line: Line, now: datetime) -> Created:
    """Send a matter, unless it was sent before and is there: an answer may have been lost."""
    if row.tried_at is not None and (known := _arrived(row, line, row.tried_at, now)):
        return Created(known, "")
    matter, building = row.matter, row.matter.committee.building
    service = service_for(matter.kind, row.endpoint.services, row.endpoint.service)
    fields = {
        "service_code": service,
        "description": words_of(matter.title, matter.says, matter.spot, building.name, row.mark),
        "address_string": building.address or building.name,
        "device_id": row.mark,
    }
    if building.latitude is not None and building.longitude is not None:
        fields |= {"lat": f"{building.latitude:.7f}", "long": f"{building.longitude:.7f}"}
    made = line.create(fields)
    if not made.reference and not made.token:
        raise UnreadableAnswerError
    return made


def _arrived(row: Forwarded, line: Line, since: datetime, now: datetime) -> str:
    """Return the number of what was sent before; a server that lists nothing shows nothing."""
    try:
        return line.arrived(row.mark, since=since, now=now)
    except RefusedError as refused:
        if is_final(refused.status):
            return ""
        raise


@transaction.atomic
def _settle(number: int, news: _News, *, jitter: float, now: datetime) -> None:
    """Note what came of one question."""
    rows = Forwarded.objects.select_for_update(of=("self",))
    row = rows.select_related("endpoint", "matter__committee__building").get(pk=number)
    if news.failed:
        _failed(row, news, jitter, now)
    else:
        row.tries, row.said = 0, ""
        row.next_at = now + asks_next(row.at, now=now)
        if news.created is not None:
            _created(row, news.created, now)
        elif news.told is not None:
            _told(row, news.told, now)
    row.save()


def _failed(row: Forwarded, news: _News, jitter: float, now: datetime) -> None:
    row.tries, row.said = row.tries + 1, news.failed[:SAID_LONGEST]
    pause = None if news.is_final else pause_after(row.tries, jitter=jitter)
    if pause is not None:
        row.next_at = now + pause
        return
    row.state, row.next_at, row.ended_at = ForwardState.DEAD, None, now
    _write(row, "matter_not_handed_on", now, {"said": row.said})


def _created(row: Forwarded, made: Created, now: datetime) -> None:
    is_new = not row.reference and bool(made.reference)
    row.reference = made.reference[:REFERENCE_LONGEST]
    row.token = made.token[:REFERENCE_LONGEST]
    row.state = state_of(reference=row.reference, token=row.token)
    if is_new:
        _write(row, "matter_arrived", now, {"reference": row.reference})


def _told(row: Forwarded, told: Told, now: datetime) -> None:
    row.answer, row.agency = told.notes[:NOTES_LONGEST], told.agency[:AGENCY_LONGEST]
    if told.is_closed:
        row.state, row.next_at, row.ended_at = ForwardState.ANSWERED, None, now
        _write(row, "matter_answer_came", now, {"answer": row.answer})


def _write(row: Forwarded, verb: str, now: datetime, more: dict[str, str]) -> None:
    matter = row.matter
    facts: dict[str, str | int] = {"matter": matter.number, "to": row.endpoint.name, **more}
    write_down(matter.committee, verb, by=CLOCK, now=now, facts=facts, matter=matter.pk)
