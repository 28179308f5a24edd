"""What is on in a building: occasions with their seats, who comes, and how it was."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Avg, Count, Q, QuerySet
from django.utils.timezone import localdate

from linli.buildings.enums.lounge import Repeats, RsvpState
from linli.buildings.models import Committee, Occasion, OccasionPhoto, Rsvp
from linli.buildings.rules.arrivals import HERE, SEATED
from linli.people.sealing import Sealed

MOST_SHOWN = 100
MOST_PEOPLE = 600
"""Of one occasion: the largest hall, and a hundred who wait."""

BACK = timedelta(days=60)
AHEAD = timedelta(days=366)
"""What a calendar is told: what was cancelled long ago has left it by now."""

FEEDBACK_SHOWN = 50


@dataclass(frozen=True, slots=True)
class OccasionRow:
    """One occasion as everybody may see it; ``free`` is how many seats are left."""

    id: int
    title: str
    room: str
    begins_at: datetime
    ends_at: datetime
    seats: int
    seated: int
    waiting: int
    is_cancelled: bool
    repeats: str
    words: str
    sequence: int
    changed_at: datetime

    @property
    def free(self) -> int:
        """Return how many seats are left; none where somebody waits."""
        return 0 if self.waiting else max(0, self.seats - self.seated)


def programme(committee: Committee, *, now: datetime) -> list[OccasionRow]:
    """Return what is to come in a building, cancelled ones too, the next first: one query."""
    return _rows(_of(committee).filter(ends_at__gt=now).order_by("begins_at", "pk"))


def past_occasions(committee: Committee, *, now: datetime) -> list[OccasionRow]:
    """Return what was held in a building, the last first: one query."""
    rows = _of(committee).filter(ends_at__lte=now, cancelled_at=None)
    return _rows(rows.order_by("-begins_at", "-pk"))


def for_calendar(committee: Committee, *, now: datetime) -> list[OccasionRow]:
    """Return what a calendar of a building holds: one query."""
    rows = _of(committee).filter(begins_at__gt=now - BACK, begins_at__lt=now + AHEAD)
    return _rows(rows.order_by("begins_at", "pk"), most=MOST_PEOPLE)


def today_s(committee: Committee, *, now: datetime) -> list[OccasionRow]:
    """Return what is on today and not over, and else the next that is to come: one query."""
    rows = [one for one in programme(committee, now=now) if not one.is_cancelled]
    today = [one for one in rows if localdate(one.begins_at) <= localdate(now)]
    return today or rows[:1]


def occasion_row(occasion: Occasion) -> OccasionRow:
    """Return one occasion as everybody may see it: one query."""
    (row,) = _rows(_of(occasion.gathering.committee).filter(pk=occasion.pk))
    return row


def photos_of(occasion: Occasion) -> Sequence[int]:
    """Return the photos of an occasion, by their numbers."""
    rows = OccasionPhoto.objects.filter(occasion=occasion).order_by("pk")
    return list(rows.values_list("pk", flat=True))


@dataclass(frozen=True, slots=True)
class Participant:
    """Who comes, as the keeper sees it; name and phone print masked."""

    id: int
    number: int
    state: RsvpState
    name: Sealed | None
    phone: Sealed | None
    was_promoted: bool


def participants(occasion: Occasion) -> list[Participant]:
    """Return who comes to an occasion, by number: one query."""
    rows = Rsvp.objects.filter(occasion=occasion).order_by("number")[:MOST_PEOPLE]
    return [
        Participant(
            one.pk,
            one.number,
            RsvpState(one.state),
            one.name,
            one.phone,
            one.seated_at is not None,
        )
        for one in rows
    ]


def waits_before(rsvp: Rsvp) -> int:
    """Return how many wait longer than somebody who waits."""
    rows = Rsvp.objects.filter(occasion=rsvp.occasion_id, state=RsvpState.WAITING)
    return rows.filter(number__lt=rsvp.number).count()


@dataclass(frozen=True, slots=True)
class Figures:
    """An occasion in numbers; ``stars`` is the mean of so many ratings, None of none."""

    registered: int
    came: int
    waited: int
    walked_in: int
    left: int
    stars: float | None
    ratings: int


def figures_of(occasion: Occasion) -> Figures:
    """Count an occasion: one query. Walk-ins are not among those who registered."""
    waited, here = Q(waited=True), Q(state__in=HERE)
    came, stood = Q(state=RsvpState.CAME), Q(state=RsvpState.WALKED_IN)
    found = Rsvp.objects.filter(occasion=occasion).aggregate(
        n_registered=Count("pk", filter=~stood | waited),
        n_came=Count("pk", filter=came),
        n_waited=Count("pk", filter=waited),
        n_walked_in=Count("pk", filter=stood),
        n_left=Count("pk", filter=Q(state=RsvpState.LEFT)),
        n_stars=Avg("stars", filter=here),
        n_ratings=Count("stars", filter=here),
    )
    return Figures(**{name.removeprefix("n_"): value for name, value in found.items()})


def feedback_of(occasion: Occasion) -> list[tuple[int, str]]:
    """Return what was said of an occasion, without who said it: one query."""
    rows = Rsvp.objects.filter(occasion=occasion, stars__isnull=False).order_by("-pk")
    return [(one.stars or 0, one.says) for one in rows[:FEEDBACK_SHOWN]]


def _of(committee: Committee) -> QuerySet[Occasion]:
    return Occasion.objects.filter(gathering__committee=committee)


def _rows(rows: QuerySet[Occasion], *, most: int = MOST_SHOWN) -> list[OccasionRow]:
    counted = rows.select_related("room", "gathering").annotate(
        seated=Count("rsvps", filter=Q(rsvps__state__in=SEATED)),
        waiting=Count("rsvps", filter=Q(rsvps__state=RsvpState.WAITING)),
    )
    return [
        OccasionRow(
            one.pk,
            one.title,
            one.room.name,
            one.begins_at,
            one.ends_at,
            one.seats,
            one.seated,
            one.waiting,
            one.cancelled_at is not None,
            str(Repeats(one.gathering.repeats).label),
            one.gathering.words,
            one.sequence,
            one.changed_at,
        )
        for one in counted[:most]
    ]
