"""Telling staff of alarms in their group chats: one message a place and minute, to each robot."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from random import Random

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.timezone import localtime
from django.utils.translation import gettext

from linli.ledger.actions import NewEntry, append
from linli.notices.channels.bots import LONGEST_BYTES, Bot
from linli.notices.models import Bulletin, ToldOf
from linli.notices.outbox import CHAIN, Outcome, claim, note, outcome_of
from linli.notices.rules.quiet import MOST_LINES, is_quiet, within
from linli.notices.rules.retrying import Answer, Next
from linli.notices.rules.storms import TOLD_AS_ONE
from linli.notices.troubles import Trouble, standing

SENT_AT_ONCE = 6
"""In one round: as notices, within the minute after which a process is taken for silent."""


def tell_staff(bots: Sequence[Bot], *, chance: Random, now: datetime) -> int:
    """Write down what staff were not told of yet, and send what is due; return how many."""
    gather([one.name for one in bots], now=now)
    by_name = {one.name: one for one in bots}
    due = Bulletin.objects.filter(next_at__lte=now, bot__in=by_name).order_by("next_at", "pk")
    away, tried = set[str](), 0
    for row, bot in list(due.values_list("pk", "bot")[:SENT_AT_ONCE]):
        text = None if bot in away else _claim(row, now)
        if text is None:
            continue
        tried += 1
        outcome = _send(by_name[bot], text, now)
        _settle(row, outcome, jitter=chance.random(), now=now)
        if outcome.answer is Answer.AWAY:
            away.add(bot)
    return tried


def gather(bots: Sequence[str], *, now: datetime) -> None:
    """Put what is new into one message a place; what came after it in this minute waits.

    In quiet hours what is no danger waits until they are over, if it stands until then.
    """
    with translation.override(settings.MESSAGES["language"]):
        found = {one.key: one for one in standing()}
    known = ToldOf.objects.filter(about__in=found).values_list("about", flat=True)
    quiet = is_quiet(localtime(now).time(), settings.MESSAGES["quiet"])
    new = [found[key] for key in found.keys() - set(known)]
    places: dict[int, list[Trouble]] = {}
    for one in sorted(new, key=lambda trouble: trouble.says):
        if one.is_dangerous or not quiet:
            places.setdefault(one.place_id, []).append(one)
    for troubles in places.values():
        _write(troubles, bots, now)


def _write(troubles: Sequence[Trouble], bots: Sequence[str], now: datetime) -> None:
    """Write one place's message for each robot; whoever else did so in this minute was first."""
    minute = now.replace(second=0, microsecond=0)
    place = troubles[0].place_id
    try:
        with transaction.atomic():
            ToldOf.objects.bulk_create(ToldOf(about=one.key, at=now) for one in troubles)
            Bulletin.objects.bulk_create(
                Bulletin(place_id=place, minute=minute, bot=bot, text=_text(troubles), next_at=now)
                for bot in bots
            )
    except IntegrityError:
        return


def _text(troubles: Sequence[Trouble]) -> str:
    """Return a message: where, how much, and each on a line."""
    with translation.override(settings.MESSAGES["language"]):
        head = gettext("{place}：{count} 个告警").format(
            place=troubles[0].place, count=len(troubles)
        )
        said = list(_together(troubles))
        rest = sum(count for _says, count in said[MOST_LINES:])
        more = [gettext("还有 {count} 个").format(count=rest)] if rest > 0 else []
    lines = [head, *(says for says, _count in said[:MOST_LINES]), *more]
    return within("\n".join(lines), LONGEST_BYTES)


def _together(troubles: Sequence[Trouble]) -> Iterator[tuple[str, int]]:
    """Yield lines, and how many alarms each is about: a storm at one cabinet is one line."""
    by_thing: dict[str, list[Trouble]] = {}
    for one in troubles:
        by_thing.setdefault(one.about or one.key, []).append(one)
    for together in by_thing.values():
        if len(together) < TOLD_AS_ONE:
            yield from ((one.says, 1) for one in together)
        else:
            count, where = len(together), together[0].where
            yield gettext("{where}：{count} 个告警").format(where=where, count=count), count


@transaction.atomic
def _claim(row: int, now: datetime) -> str | None:
    return Bulletin.objects.get(pk=row).text if claim(Bulletin, row, now=now) else None


def _send(bot: Bot, text: str, now: datetime) -> Outcome:
    return outcome_of(lambda: bot.send(text, now=now), channel=bot.name)


@transaction.atomic
def _settle(row: int, outcome: Outcome, *, jitter: float, now: datetime) -> None:
    """Note what came of one sending; what is given up is written down."""
    found = Bulletin.objects.select_for_update().get(pk=row)
    if note(found, outcome, has_other=False, jitter=jitter, now=now) is Next.OTHERWISE:
        facts = {"channel": found.bot, "said": found.said}
        append([NewEntry(CHAIN, now, "clock", "bulletin_given_up", f"bulletin:{row}", facts)])
