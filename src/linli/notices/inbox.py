"""Telling each of the staff of alarms: in their inbox at once, and by the ways that they wish.

What happens at one cabinet within ten minutes is one line and one message, after the first.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from random import Random

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import translation
from django.utils.timezone import localtime
from django.utils.translation import gettext

from linli.ledger.actions import NewEntry, append
from linli.notices.channels.port import Channel
from linli.notices.letters import Letter, base
from linli.notices.models import Forwarding, Reach, Told, ToldOf
from linli.notices.outbox import CHAIN, Outcome, claim, note, outcome_of
from linli.notices.reaching import address_for
from linli.notices.rules.alarm_words import TEMPLATE, text_of, values_of
from linli.notices.rules.quiet import MOST_LINES, quiet_until
from linli.notices.rules.retrying import Answer, Next
from linli.notices.rules.storms import due_after
from linli.notices.troubles import Trouble, standing
from linli.people.models import Person
from linli.people.queries import people_at
from linli.people.sealing import UnreadableError

SENT_AT_ONCE = 6
TAKEN_UP_AT_ONCE = 200
COSTLY = ("aliyun", "tencent")
"""By text message staff are told of nothing but what is dangerous."""

SAYS_LONGEST, ABOUT_LONGEST = 200, 60


class _Standing:
    """What stands now, by the thing it happened to, in each language that is asked for."""

    def __init__(self) -> None:
        self._found: dict[str, dict[str, list[Trouble]]] = {}

    def told_in(self, language: str) -> dict[str, list[Trouble]]:
        """Return the troubles of each thing in a language."""
        if language not in self._found:
            found = defaultdict[str, list[Trouble]](list)
            with translation.override(language):
                for one in standing():
                    if one.roles:
                        found[_about(one)].append(one)
            self._found[language] = found
        return self._found[language]


def tell_people(channels: Sequence[Channel], *, chance: Random, now: datetime) -> int:
    """Write new alarms into inboxes, and send what is due; return how many were sent.

    Args:
        channels: by which staff are told, in the order in which they are tried; may be none.
        chance: for pauses, and for what providers want to be different each time.
        now: the instant, aware.
    """
    stands = _Standing()
    gather(stands, now=now)
    _take_up([one.name for one in channels], now)
    by_name = {one.name: one for one in channels}
    due = Forwarding.objects.filter(next_at__lte=now).order_by("next_at", "pk")
    away, tried = set[str](), 0
    for row, name in list(due.values_list("pk", "channel")[:SENT_AT_ONCE]):
        found = None if name in away else _claim(row, now)
        if found is None:
            continue
        tried += 1
        outcome = _send(by_name.get(name), found, stands, chance, now)
        _settle(row, outcome, list(by_name), jitter=chance.random(), now=now)
        if outcome.answer is Answer.AWAY:
            away.add(name)
    return tried


def gather(stands: _Standing, *, now: datetime) -> None:
    """Write what is new into the inboxes of those who are in charge where it happened."""
    found = stands.told_in(_language(None))
    keys = {f"inbox:{one.key}": one for troubles in found.values() for one in troubles}
    known = set(ToldOf.objects.filter(about__in=keys).values_list("about", flat=True))
    new = defaultdict[str, list[str]](list)
    for mark, one in keys.items():
        if mark not in known:
            new[_about(one)].append(mark)
    for about, marks in new.items():
        _write(about, marks, stands, now)


def _write(about: str, marks: Sequence[str], stands: _Standing, now: datetime) -> None:
    """Tell everybody of what is new about one thing; whoever else did so was first."""
    first = stands.told_in(_language(None))[about][0]
    people = people_at(first.place_id, first.roles, now=now)
    reaches = {one.person_id: one for one in Reach.objects.filter(person__in=people)}
    keys = {mark.removeprefix("inbox:") for mark in marks}
    try:
        with transaction.atomic():
            ToldOf.objects.bulk_create(ToldOf(about=mark, at=now) for mark in marks)
            for person in people:
                reach = reaches.get(person.pk)
                words = stands.told_in(_language(reach))
                _tell(person, [one for one in words[about] if one.key in keys], reach, now)
    except IntegrityError:
        return


def _tell(person: Person, troubles: Sequence[Trouble], reach: Reach | None, now: datetime) -> None:
    """Add what is new to the line that is not out yet, or begin another."""
    is_dangerous = any(one.is_dangerous for one in troubles)
    about, count = _about(troubles[0]), len(troubles)
    last = Told.objects.filter(person=person, about=about).order_by("-pk").first()
    if last is not None:
        open_line = Told.objects.filter(pk=last.pk, begun=False, read_at=None)
        total = last.count + count
        joined = {"count": F("count") + count, "last_at": now}
        if is_dangerous:
            joined |= {"is_dangerous": True, "due_at": now}
        if open_line.update(**joined, says=_says(troubles, total, reach)):
            return
    Told.objects.create(
        person=person,
        place_id=troubles[0].place_id,
        about=about,
        says=_says(troubles, count, reach),
        link=troubles[0].link,
        count=count,
        is_dangerous=is_dangerous,
        at=now,
        last_at=now,
        due_at=due_after(last.due_at if last else None, is_dangerous=is_dangerous, now=now),
    )


def _says(troubles: Sequence[Trouble], count: int, reach: Reach | None) -> str:
    one = troubles[0]
    if count == 1:
        return f"{one.place}：{one.says}"[:SAYS_LONGEST]
    with translation.override(_language(reach)):
        says = gettext("{place}：{where}，{count} 个告警")
        return says.format(place=one.place, where=one.where or one.says, count=count)[:SAYS_LONGEST]


def _take_up(channels: Sequence[str], now: datetime) -> None:
    """Begin to send what is due, unless its person is to be left in peace now."""
    due = Told.objects.filter(begun=False, due_at__lte=now).select_related(
        "person", "person__reach"
    )
    for told in due.order_by("due_at", "pk")[:TAKEN_UP_AT_ONCE]:
        mine = Told.objects.filter(pk=told.pk, begun=False, count=told.count)
        hours = "" if told.is_dangerous else _quiet_hours(told.person)
        until = quiet_until(localtime(now), hours)
        if until is not None:
            mine.update(due_at=until)
            continue
        first = None if told.read_at else _next_way(told, channels, begun=())
        with transaction.atomic():
            if mine.update(begun=True) and first is not None:
                Forwarding.objects.create(told=told, channel=first, next_at=now)


def _quiet_hours(person: Person) -> str:
    reach = _reach(person)
    own = reach.quiet if reach else None
    return str(settings.MESSAGES["quiet"] if own is None else own)


def _next_way(told: Told, channels: Sequence[str], *, begun: Sequence[str]) -> str | None:
    """Return the first channel not tried yet that finds a line's person, None if there is none."""
    for name in channels:
        may = told.is_dangerous or name not in COSTLY
        if name not in begun and may and address_for(name, told.person) is not None:
            return name
    return None


@transaction.atomic
def _claim(row: int, now: datetime) -> Told | None:
    if not claim(Forwarding, row, now=now):
        return None
    return Told.objects.select_related("person", "person__reach").get(forwardings=row)


def _send(
    channel: Channel | None, told: Told, stands: _Standing, chance: Random, now: datetime
) -> Outcome:
    """Send a line to its person, if what it tells of still stands and they have not read it."""
    if channel is None:
        return Outcome(Answer.REFUSED, "not set up")
    letter = _letter(told, stands)
    if letter is None:
        return Outcome(Answer.MOOT)
    try:
        address = address_for(channel.name, told.person)
    except UnreadableError:
        return Outcome(Answer.REFUSED, "the address does not open")
    if address is None:
        return Outcome(Answer.STRANGER)
    return outcome_of(
        lambda: channel.send(address, letter, chance=chance, now=now), channel=channel.name
    )


def _letter(told: Told, stands: _Standing) -> Letter | None:
    """Return what is said of a line now, None where its cause is gone or somebody sees to it."""
    language = _language(_reach(told.person))
    troubles = stands.told_in(language).get(told.about, [])
    if told.read_at is not None or not troubles:
        return None
    one, count = troubles[0], len(troubles)
    what = one.says if count == 1 else one.where or one.says
    values = values_of(place=one.place, what=what, count=count)
    subject = text_of(language, values)
    link = f"{base()}{told.link or '/'}"
    lines = [subject, *(each.says for each in troubles[:MOST_LINES]), link]
    return Letter(TEMPLATE, values, "\n".join(lines), subject=subject, link=link)


@transaction.atomic
def _settle(
    row: int, outcome: Outcome, channels: Sequence[str], *, jitter: float, now: datetime
) -> None:
    """Note what came of one sending, and let the next channel have its turn where it must."""
    rows = Forwarding.objects.select_for_update(of=("self",)).select_related("told__person")
    found = rows.get(pk=row)
    begun = list(found.told.forwardings.values_list("channel", flat=True))
    other = _next_way(found.told, channels, begun=begun)
    then = note(found, outcome, has_other=other is not None, jitter=jitter, now=now)
    if then is Next.OTHERWISE:
        _give_up(found, other, now)


def _give_up(found: Forwarding, other: str | None, now: datetime) -> None:
    """Leave a channel for the next, and write down that it was left."""
    if other is not None:
        Forwarding.objects.create(told=found.told, channel=other, next_at=now)
    facts = {"channel": found.channel, "said": found.said, "then": other or ""}
    subject = f"person:{found.told.person_id}"
    append([NewEntry(CHAIN, now, "clock", "forwarding_given_up", subject, facts)])


def _reach(person: Person) -> Reach | None:
    return getattr(person, "reach", None)


def _language(reach: Reach | None) -> str:
    """Return in which language somebody is told: their own, or the installation's."""
    return str((reach and reach.language) or settings.MESSAGES["language"])


def _about(one: Trouble) -> str:
    return (one.about or one.key)[:ABOUT_LONGEST]
