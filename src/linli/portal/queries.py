"""What the home page of someone who is signed in shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from linli.lockers import access
from linli.lockers.enums import DepositState
from linli.lockers.queries.board import BoardCabinet, board
from linli.lockers.queries.door import DepositAtDoor, deposits_at_doors
from linli.notices.models import Notice, NoticeKind
from linli.people.enums import Role
from linli.people.models import Person
from linli.people.queries import grants_of, places_where
from linli.places.enums import PlaceOrigin
from linli.places.models import Place

CABINETS_SHOWN = 12
"""Labels on one page; an installation with more prints them."""

MEALS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class TriedMeal:
    """A meal in a tower that is there to be tried: its owner's message, as the page shows it.

    ``link`` is the owner's token, empty once the meal has gone. ``code`` is given while its
    cabinet is out of reach: the 8 digits for its keypad.
    """

    label: str
    state: DepositState
    told_at: datetime
    cabinet: str
    link: str
    code: str


@dataclass(frozen=True, slots=True)
class Home:
    """What someone who is signed in looks after."""

    roles: tuple[Role, ...]
    cabinets: tuple[BoardCabinet, ...]
    cabinets_more: int
    meals: tuple[TriedMeal, ...]


def home_of(person: Person, *, now: datetime) -> Home:
    """Return what a person looks after, and what was told in demo and replay towers there."""
    held = [one.role for one in grants_of(person) if one.until is None or now < one.until]
    places = places_where(person, (Role.STEWARD, Role.CREW, Role.PROPERTY), now=now)
    cabinets = board(places, now=now).cabinets
    return Home(
        roles=tuple(role for role in Role if role in held),
        cabinets=cabinets[:CABINETS_SHOWN],
        cabinets_more=max(0, len(cabinets) - CABINETS_SHOWN),
        meals=tuple(_tried_meals(places)),
    )


def _tried_meals(places: Sequence[int]) -> list[TriedMeal]:
    """Return the newest messages to owners. Only where nobody's real meal is: a link is a key."""
    # Which places first: asked for together, each notice there ever was would be looked at.
    origins = (PlaceOrigin.DEMO, PlaceOrigin.REPLAY)
    tried = Place.objects.filter(pk__in=places, origin__in=origins)
    newest = Notice.objects.filter(
        place__in=list(tried.values_list("pk", flat=True)), kind=NoticeKind.MEAL_STORED
    )
    told = list(newest.order_by("-pk")[:MEALS_SHOWN])
    meals = deposits_at_doors([one.deposit for one in told])
    return [_meal(one, meals[one.deposit]) for one in told]


def _meal(told: Notice, deposit: DepositAtDoor) -> TriedMeal:
    is_placed = deposit.state == DepositState.SENT and deposit.placed_at is not None
    stands = is_placed or deposit.state == DepositState.STORED
    return TriedMeal(
        label=deposit.label,
        state=deposit.state,
        told_at=told.created_at,
        cabinet=deposit.cabinet,
        link=access.owner_link(told.deposit) if stands else "",
        code=access.pickup_code_of(told.deposit) if is_placed else "",
    )
