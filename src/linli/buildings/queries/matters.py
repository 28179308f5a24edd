"""Matters as pages show them: with who stands behind them, and what is next."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import F, Q
from django.utils.timezone import localdate

from linli.buildings.enums.matters import Exclusion, MatterState, SeatKind, Verdict, VoiceKind
from linli.buildings.models import Committee, Matter, Task, Voice
from linli.buildings.queries.evidence import EvidenceRow, evidence_of
from linli.buildings.queries.forwarding import ForwardRow, forwards_of
from linli.buildings.queries.standing import is_late, is_paused, standing_of
from linli.buildings.rules.figures import Counted, Figures, figures_of
from linli.buildings.rules.lifecycle import OPEN, Act, allowed
from linli.buildings.rules.likeness import most_alike
from linli.buildings.rules.plan import Spot, floor_label
from linli.places.models import Place

MOST_SHOWN = 100
"""Matters on one page; older ones keep their addresses."""

CLOSED_SHOWN = 10
"""Of each kind on the board: a reminder, not an archive."""

MOST_COMPARED = 500
"""Open matters that a new one is held against: more than a tower ever has open."""

COUNTED_FOR = timedelta(days=365)
"""Figures are of the matters raised in a year, whenever they were answered."""


@dataclass(frozen=True, slots=True)
class MatterRow:
    """A matter in a list. ``who`` is empty where its raiser is not to be named."""

    number: int
    title: str
    spot: str
    floor: int | None
    place: str
    state: MatterState
    verdict: Verdict
    due_on: date | None
    is_late: bool
    is_paused: bool
    level: int
    raised_at: datetime
    supporters: int
    who: str
    merged_into: int | None


@dataclass(frozen=True, slots=True)
class TaskRow:
    """Something to be done for a matter, and whether it is late."""

    id: int
    says: str
    owner: SeatKind
    due_on: date
    done_at: datetime | None
    is_late: bool


@dataclass(frozen=True, slots=True)
class MatterPage:
    """Everything of one matter that a page shows; ``may`` is what can be done to it now."""

    row: MatterRow
    says: str
    answer: str
    closed_at: datetime | None
    exclusion: str
    pause_reason: str
    paused_until: date | None
    reopened: int
    merged: list[int]
    tasks: list[TaskRow]
    photos: list[EvidenceRow]
    forwards: list[ForwardRow]
    may: frozenset[Act]


def shown_matters(committee: Committee, *, today: date) -> list[MatterRow]:
    """Return the matters of a building that were taken up, open ones first, then the newest."""
    rows = Matter.objects.filter(
        committee=committee, taken_up_at__isnull=False, merged_into=None
    ).select_related("merged_into")
    newest = rows.order_by("-number")
    open_first = [*newest.filter(state__in=OPEN)[:MOST_SHOWN]]
    closed = [*newest.exclude(state__in=OPEN)[:MOST_SHOWN]]
    return _rows((open_first + closed)[:MOST_SHOWN], today, to_all=True)


def desk_of(committee: Committee, *, today: date) -> list[MatterRow]:
    """Return what a secretary has to do: by deadline, so broken promises first, then by age."""
    found = Matter.objects.filter(committee=committee, merged_into=None, state__in=OPEN)
    first = found.order_by(F("due_on").asc(nulls_last=True), "number")[:MOST_SHOWN]
    return _rows(first.select_related("merged_into"), today, to_all=False)


def closed_lately(committee: Committee, *, today: date) -> list[MatterRow]:
    """Return what was answered last, and what was called solved last: a few of each."""
    closed = Matter.objects.filter(committee=committee, merged_into=None).exclude(state__in=OPEN)
    newest = closed.select_related("merged_into").order_by("-closed_at", "-number")
    solved = newest.filter(verdict=Verdict.SOLVED)[:CLOSED_SHOWN]
    others = newest.exclude(verdict=Verdict.SOLVED)[:CLOSED_SHOWN]
    return _rows([*others, *solved], today, to_all=False)


def unread(committee: Committee) -> int:
    """Return how many matters nobody has read yet; their words are not shown."""
    found = Matter.objects.filter(committee=committee, merged_into=None, state=MatterState.RAISED)
    return found.count()


def matter_page(
    matter: Matter, *, today: date, to_all: bool, to_raiser: bool = False
) -> MatterPage:
    """Return everything of one matter; ``to_all`` leaves out who does not want to be named.

    Photos of what nobody has read are for its raiser and its secretary.
    """
    (row,) = _rows([matter], today, to_all=to_all)
    tasks = Task.objects.filter(matter=matter).order_by("done_at", "due_on", "pk")
    why = matter.exclusion
    return MatterPage(
        row=row,
        says=matter.says,
        answer=matter.answer,
        closed_at=matter.closed_at,
        exclusion=str(Exclusion(why).label) if why else "",
        pause_reason=matter.pause_reason,
        paused_until=matter.paused_until,
        reopened=matter.reopened,
        merged=list(matter.merged.order_by("number").values_list("number", flat=True)),
        tasks=[_task(one, today) for one in tasks],
        photos=evidence_of(matter, to_raiser=to_raiser or not to_all),
        forwards=forwards_of(matter),
        may=allowed(standing_of(matter, today=today)),
    )


def similar_matters(
    committee: Committee, text: str, *, today: date, at: Spot = (None, ""), spot: str = ""
) -> list[MatterRow]:
    """Return the open matters most like what somebody is about to raise, at this place or not."""
    rows = Matter.objects.filter(
        committee=committee, taken_up_at__isnull=False, merged_into=None, state__in=OPEN
    ).order_by("-number")[:MOST_COMPARED]
    known = {one.number: one for one in rows.select_related("merged_into")}
    near = [number for number, one in known.items() if _is_near(one, at, spot)]
    titles = ((number, one.title) for number, one in known.items())
    found = most_alike(text, titles, near=near)
    return _rows([known[number] for number in found], today, to_all=True)


def figures(committee: Committee, *, now: datetime) -> Figures:
    """Count the matters that were raised in the last year: one query."""
    today = localdate(now)
    rows = Matter.objects.filter(committee=committee, raised_at__gt=now - COUNTED_FOR)
    return figures_of(
        Counted(
            MatterState(one.state),
            Verdict(one.verdict),
            one.exclusion,
            is_merged=one.merged_into_id is not None,
            is_promised=one.promised_on is not None,
            is_late=one.was_late or is_late(one, today),
            reopened=one.reopened,
        )
        for one in rows.only(
            "state",
            "verdict",
            "exclusion",
            "merged_into",
            "promised_on",
            "was_late",
            "due_on",
            "reopened",
        )
    )


def _is_near(one: Matter, at: Spot, spot: str) -> bool:
    floor, _block = at
    return (floor is not None and (one.floor, one.block) == at) or (
        bool(spot) and one.spot.casefold() == spot.casefold()
    )


def _task(one: Task, today: date) -> TaskRow:
    late = one.done_at is None and one.due_on < today
    return TaskRow(one.pk, one.says, SeatKind(one.owner), one.due_on, one.done_at, late)


def _rows(matters: Iterable[Matter], today: date, *, to_all: bool) -> list[MatterRow]:
    every = list(matters)
    behind, raisers = _voices([one.pk for one in every])
    blocks = _names({one.block for one in every if one.block})
    return [_row(one, today, behind, raisers, blocks, to_all=to_all) for one in every]


def _names(blocks: Collection[str]) -> dict[str, str]:
    """Return the names of some blocks by their codes: a query, if there are any."""
    if not blocks:
        return {}
    return dict(Place.objects.filter(code__in=blocks).values_list("code", "name"))


def _place(one: Matter, blocks: Mapping[str, str]) -> str:
    floor = "" if one.floor is None else floor_label(one.floor)
    return " ".join(part for part in (blocks.get(one.block, ""), floor) if part)


def _row(  # what was read once for all
    one: Matter,
    today: date,
    behind: Mapping[int, set[str]],
    raisers: Mapping[int, tuple[str, bool]],
    blocks: Mapping[str, str],
    *,
    to_all: bool,
) -> MatterRow:
    who, is_hidden = raisers[one.pk]
    return MatterRow(
        number=one.number,
        title=one.title,
        spot=one.spot,
        floor=one.floor,
        place=_place(one, blocks),
        state=MatterState(one.state),
        verdict=Verdict(one.verdict),
        due_on=one.due_on,
        is_late=is_late(one, today),
        is_paused=is_paused(one, today),
        level=one.level,
        raised_at=one.raised_at,
        supporters=len(behind[one.pk]) - 1,
        who="" if to_all and is_hidden else who,
        merged_into=None if one.merged_into is None else one.merged_into.number,
    )


def _voices(
    matters: Collection[int],
) -> tuple[dict[int, set[str]], dict[int, tuple[str, bool]]]:
    """Return the browsers behind each matter, and who raised it: one query.

    Whoever stands behind what was merged into a matter stands behind it, and counts once.
    """
    rows = Voice.objects.filter(Q(matter__in=matters) | Q(matter__merged_into__in=matters))
    behind: dict[int, set[str]] = {one: set() for one in matters}
    raisers: dict[int, tuple[str, bool]] = {}
    for matter, into, browser, kind, who, is_hidden in rows.values_list(
        "matter", "matter__merged_into", "browser", "kind", "who", "is_hidden"
    ):
        for one in (matter, into):
            if one in behind:
                behind[one].add(browser)
        if kind != VoiceKind.SUPPORTER:
            raisers[matter] = (who, is_hidden)
    return behind, raisers
