"""Raising alarms and lifting them; claiming them and saying what was done."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.db.models import F

from linli.ledger.actions import NewEntry, append
from linli.ledger.rows import read_rows
from linli.lockers.actions.entries import of_cabinet
from linli.lockers.actions.statements import LockedCabinet, lock_cabinets, moment
from linli.lockers.enums import AlarmKind, PartKind
from linli.lockers.errors import AlarmOver, AlarmTaken, UnknownAlarm
from linli.lockers.models import Alarm, Cabinet
from linli.lockers.queries.alarms import cabinets_seen, out_of_service, standing_causes
from linli.lockers.rules.alarms import (
    RETURNS_WITHIN,
    AlarmNow,
    Cause,
    causes_of,
    changes,
    claimed,
    door_alarms_after,
    lifted,
    raised,
    remedied,
    returned,
    tells_of_alarms,
)
from linli.lockers.rules.parts import PartName, PartNow
from linli.people.actions import name_in_ledger
from linli.people.models import Person
from linli.web.words import when
from linli.wire.messages import Event, Fact

_OF_PART = {
    PartKind.ZONE: (AlarmKind.TOO_COLD, AlarmKind.TOO_HOT, AlarmKind.SILENT),
    PartKind.BOARD: (AlarmKind.BOARD_SILENT,),
    PartKind.KEYPAD: (AlarmKind.WRONG_CODES,),
}


class Alarms:
    """The alarms of cabinets whose rows the caller holds, in one transaction."""

    def __init__(
        self, cabinets: Collection[LockedCabinet], *, now: datetime, actor: str = ""
    ) -> None:
        self._now = now
        self._actor = actor
        self._codes = {one.id: one.code for one in cabinets}
        self._open = {(one.cabinet_id, one.cause): one for one in _open(list(self._codes))}
        self._entries: list[NewEntry] = []

    def take_in(self, cabinet: LockedCabinet, lines: Sequence[Event]) -> None:
        """Follow a cabinet's lines about its doors, one by one: what came and went counts."""
        standing: dict[int, frozenset[AlarmKind]] = {}
        for (owner, cause), one in self._open.items():
            if owner == cabinet.id and cause.comp and one.now().stands:
                standing[cause.comp] = standing.get(cause.comp, frozenset()) | {cause.kind}
        for line in lines:
            before = standing.get(line.comp, frozenset())
            if not line.comp or not (before or tells_of_alarms(line)):
                continue
            after = standing[line.comp] = door_alarms_after(before, line)
            for kind in sorted(before ^ after):
                cause = Cause(kind, line.comp)
                self.settle(cabinet.id, cause, stands=kind in after, at=moment(line.wall))

    def take_in_part(self, cabinet: int, part: PartName, now: PartNow) -> None:
        """Let what stands at a part be what its cabinet last said of it."""
        kind, name = part
        for one in _OF_PART[kind]:
            stands = now.alarm is not None and now.alarm.value == one.value
            self.settle(cabinet, Cause(one, part=name), stands=stands, at=moment(now.told_ms))

    def settle(
        self, cabinet: int, cause: Cause, *, stands: bool, at: datetime | None = None
    ) -> None:
        """Raise, bring back or lift one alarm; nothing, where it is so already.

        ``at`` is by the cabinet's clock, which may be wrong: nothing happens after now.
        """
        instant = min(at or self._now, self._now)
        alarm = self._open.get((cabinet, cause))
        is_standing = alarm is not None and alarm.now().stands
        if stands == is_standing:
            return
        if alarm is not None and is_standing:
            then = lifted(alarm.now(), at=instant)
            self._write(alarm, then, "alarm_lifted" if then.closed_at is None else "alarm_closed")
            return
        alarm = alarm or self._mended_lately(cabinet, cause)
        if alarm is not None:
            self._write(alarm, returned(alarm.now(), at=instant), "alarm_returned")
            return
        alarm = Alarm(cabinet_id=cabinet, kind=cause.kind, comp=cause.comp, part=cause.part)
        self._write(alarm, raised(at=instant), "alarm_raised")

    def entries(self) -> list[NewEntry]:
        """Return what is to stand in the ledger; the caller writes it, with its own."""
        return self._entries

    def _mended_lately(self, cabinet: int, cause: Cause) -> Alarm | None:
        """Return the alarm that somebody said is mended, and which now proves not to be."""
        return (
            Alarm.objects.filter(
                cabinet=cabinet,
                kind=cause.kind,
                comp=cause.comp,
                part=cause.part,
                remedied_at__isnull=False,
                closed_at__gt=self._now - RETURNS_WITHIN,
            )
            .order_by("-pk")
            .first()
        )

    def _write(self, alarm: Alarm, then: AlarmNow, verb: str) -> None:
        alarm.become(then)
        alarm.save()
        key = (alarm.cabinet_id, alarm.cause)
        if alarm.closed_at is None:
            self._open[key] = alarm
        else:
            del self._open[key]
        code = self._codes[alarm.cabinet_id]
        actor = self._actor or f"cabinet:{code}"
        self._entries.append(_entry(alarm, code, verb, actor=actor, now=self._now))
        _count(alarm.cabinet_id)


def settle_alarms(*, now: datetime) -> int:
    """Hold what is known of all cabinets against their alarms; return how many cabinets differed.

    For what time brings (a cabinet falls silent, a meal grows old, guessing is over), and for
    what stood before there were alarms. Each cabinet is one transaction, and looked at again in
    it.
    """
    standing = standing_causes()
    differ = [
        one.code
        for one in cabinets_seen(now=now)
        if any(
            changes(
                standing.get(one.code, ()),
                causes_of(one.seen, now=now),
                out_of_service=out_of_service(one.seen),
            )
        )
    ]
    for code in differ:
        _settle_one(code, now=now)
    return len(differ)


def _settle_one(code: str, *, now: datetime) -> None:
    with transaction.atomic():
        cabinet = lock_cabinets([code])[code]
        alarms = Alarms([cabinet], now=now, actor="clock")
        standing = standing_causes(code).get(code, ())
        for one in cabinets_seen(code, now=now):
            new, gone = changes(
                standing, causes_of(one.seen, now=now), out_of_service=out_of_service(one.seen)
            )
            for cause in new:
                alarms.settle(cabinet.id, cause, stands=True)
            for cause in gone:
                alarms.settle(cabinet.id, cause, stands=False)
        append(alarms.entries())


def claim_alarm(*, alarm: int, by: Person, buildings: Sequence[int], now: datetime) -> None:
    """Let somebody see to an alarm; once, whoever else wants to at the same instant.

    Raises:
        UnknownAlarm: none in these buildings.
        AlarmTaken: somebody else sees to it. AlarmOver: it is closed.
    """
    with transaction.atomic():
        found = _held(alarm, buildings)
        if found.claimed_by_id == by.pk:
            return
        if found.claimed_by is not None and found.claimed_at is not None:
            at = when(found.claimed_at, now=now)
            raise AlarmTaken(who=str(found.claimed_by.name), at=at)
        found.become(claimed(found.now(), by=by.pk, at=now))
        found.save()
        _told(found, "alarm_claimed", by=by, now=now)


def remedy_alarm(
    *, alarm: int, by: Person, remedy: str, buildings: Sequence[int], now: datetime
) -> None:
    """Write down what was done about an alarm; it is over once its cause is gone, too.

    Whoever does it without having claimed it has claimed it now.

    Raises:
        UnknownAlarm: none in these buildings. AlarmOver: it is closed.
    """
    with transaction.atomic():
        found = _held(alarm, buildings)
        then = found.now()
        if then.claimed_by is None:
            then = claimed(then, by=by.pk, at=now)
        found.become(remedied(then, at=now))
        found.remedied_by, found.remedy = by, remedy
        found.save()
        _told(found, "alarm_remedied", by=by, now=now, facts={"remedy": remedy})


def _open(cabinets: Sequence[int]) -> Iterable[Alarm]:
    """Return the open alarms of some cabinets; mostly there are none, and no row is made."""
    open_ones = read_rows(
        "SELECT id FROM lockers_alarm WHERE closed_at IS NULL AND cabinet_id {}", cabinets
    )
    return Alarm.objects.filter(pk__in=[number for (number,) in open_ones]) if open_ones else ()


def _held(alarm: int, buildings: Sequence[int]) -> Alarm:
    """Return an open alarm whose cabinet's row is held from now on."""
    code = (
        Alarm.objects.filter(pk=alarm, cabinet__building__in=buildings)
        .values_list("cabinet__code", flat=True)
        .first()
    )
    if code is None:
        raise UnknownAlarm
    lock_cabinets([code])
    found = Alarm.objects.select_related("cabinet", "claimed_by").get(pk=alarm)
    if found.closed_at is not None:
        raise AlarmOver
    return found


def _told(
    alarm: Alarm, verb: str, *, by: Person, now: datetime, facts: dict[str, Fact] | None = None
) -> None:
    entry = _entry(alarm, alarm.cabinet.code, verb, actor=name_in_ledger(by), now=now)
    append([replace(entry, facts={**entry.facts, **(facts or {})})])
    _count(alarm.cabinet_id)


def _entry(alarm: Alarm, code: str, verb: str, *, actor: str, now: datetime) -> NewEntry:
    facts: dict[str, Fact] = {"alarm": alarm.pk, "kind": str(alarm.kind)}
    if alarm.comp:
        facts["comp"] = alarm.comp
    if alarm.part:
        facts["part"] = alarm.part
    return of_cabinet(code, verb, actor=actor, facts=facts, now=now)


def _count(cabinet: int) -> None:
    """Let the boards that show this cabinet draw anew."""
    Cabinet.objects.filter(pk=cabinet).update(alarm_seq=F("alarm_seq") + 1)
