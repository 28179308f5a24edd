"""What the crew may be asked about a door, and what its answers make of outcomes."""

from dataclasses import dataclass
from datetime import datetime

import msgspec
from django.db.models.functions import Coalesce

from linli.lockers.enums import DepositState, FindingKind
from linli.lockers.models import Deposit, JournalLine
from linli.lockers.queries.door import label_of
from linli.lockers.rules.findings import FINDING_WITHIN, NOT_CREW, Ending, ending_of, is_asked
from linli.wire.messages import Event, EventType

_decode = msgspec.json.Decoder(Event).decode


@dataclass(frozen=True, slots=True)
class Question:
    """The last meal that was behind a door the crew has opened, and what was said of it.

    ``found`` is None until somebody has said; then ``became`` is its outcome by that.
    """

    id: int
    deposit: str
    label: str
    state: DepositState
    ended_at: datetime
    ending: Ending
    found: FindingKind | None
    became: DepositState


def became() -> Coalesce:
    """Return what became of a deposit: by what a crew found, else by its cabinet's word."""
    return Coalesce("finding__outcome", "state")


def question_at(cabinet: str, comp: int, *, now: datetime) -> Question | None:
    """Return what is asked of who opened this door within the last 12 h; None: nothing."""
    meals = Deposit.objects.select_related("finding").filter(
        cabinet__code=cabinet, comp=comp, ended_at__gt=now - FINDING_WITHIN
    )
    meal = meals.order_by("-ended_at", "-pk").first()
    if meal is None or meal.ended_at is None:
        return None
    rows = list(JournalLine.objects.filter(deposit=meal.code).order_by("epoch", "seq"))
    ending = ending_of([_decode(one.line) for one in rows])
    if ending is None:
        return None
    state = DepositState(meal.state)
    cleared = state == DepositState.PICKED and _was_cleared(rows[0], comp, after=ending.seq)
    if not is_asked(state, ending, cleared=cleared):
        return None
    said = getattr(meal, "finding", None)
    return Question(
        id=meal.pk,
        deposit=meal.code,
        label=label_of(meal.tail, meal.order_no),
        state=state,
        ended_at=meal.ended_at,
        ending=ending,
        found=FindingKind(said.found) if said else None,
        became=DepositState(said.outcome) if said else state,
    )


def _was_cleared(line: JournalLine, comp: int, *, after: int) -> bool:
    """Whether the crew has looked behind a door since a line, and closed it.

    Only lines that no deposit is in are read, and of these only the two that say so.
    """
    since = JournalLine.objects.filter(
        cabinet=line.cabinet_id, epoch=line.epoch, seq__gt=after, deposit=""
    )
    texts = since.filter(line__contains=f'"comp":{comp},').order_by("seq")
    crew = False
    for one in map(_decode, texts.values_list("line", flat=True)):
        if one.type is EventType.INTENT_S:
            crew = one.data.get("actor") not in NOT_CREW
        elif one.type is EventType.CLEARED and crew:
            return True
    return False
