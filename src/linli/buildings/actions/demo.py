"""The demo's committee: a month of a tower's matters, made by the same actions as real ones."""

import hashlib
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.timezone import localdate

from linli.buildings.access.matters import Keeper
from linli.buildings.actions import (
    demo_ballots,
    demo_campaigns,
    demo_companies,
    demo_frontdesk,
    demo_lounge,
    demo_matters,
    demo_open311,
    demo_roster,
    handling,
)
from linli.buildings.actions.committees import NewTerm, begin_term, found_committee
from linli.buildings.actions.raising import (
    NewMatter,
    NewVoice,
    raise_matter,
    say_solved,
    support_matter,
)
from linli.buildings.enums.kinds import MatterKind
from linli.buildings.enums.matters import HowChosen, SeatKind
from linli.buildings.models import Committee, Matter, Voice
from linli.people.actions.owner import steward
from linli.people.models import Person
from linli.places.actions import ensure_place
from linli.places.enums import PlaceOrigin
from linli.places.hongkou import WAY_TO_TOWER, plant_hongkou
from linli.places.models import Place
from linli.places.queries import place_by_code

DAY = timedelta(days=1)
FOUNDED_DAYS_AGO, TERM_DAYS = 200, 1_000

SUBJECTS = (
    demo_ballots,
    demo_companies,
    demo_campaigns,
    demo_frontdesk,
    demo_roster,
    demo_lounge,
    demo_open311,
)
"""What is planted after the matters: campaigns judge companies."""

HOLDERS = ("演示业主代表", "演示物业经理", "演示企业代表")

TITLES = (
    ("电梯早高峰等十五分钟", "A 座大堂", 12, 1, MatterKind.LIFTS),
    ("外卖没有地方放，常被拿错", "东门", 40, 1, MatterKind.DELIVERY),
    ("B1 充电桩不够用", "停车区", 14, -1, MatterKind.PARKING),
    ("十二楼卫生间水龙头漏水", "卫生间", 2, 12, MatterKind.REPAIRS),
    ("大堂空调太冷", "A 座大堂", 5, 1, MatterKind.REPAIRS),
    ("雨天东门地面打滑", "东门", 3, None, MatterKind.SAFETY),
)
"""What is raised, where, how many support it, on which floor, and of what kind it is."""


def plant_committee(*, now: datetime) -> bool:
    """Plant the demo's committee where the demo is and it has none; say whether it was planted.

    Without another system's demo the district and its tower are planted too, where nothing is.
    """
    with transaction.atomic():
        if not Place.objects.exists():
            plant_hongkou(now=now)
            ensure_place(WAY_TO_TOWER, origin=PlaceOrigin.DEMO, actor="linli", now=now)
            steward(place_by_code(WAY_TO_TOWER[0].code), now=now)
        tower = Place.objects.filter(code=WAY_TO_TOWER[-1].code, origin=PlaceOrigin.DEMO).first()
        keeper = Person.objects.order_by("pk").first()
        if tower is None or keeper is None or Committee.objects.exists():
            return False
        _plant(tower, keeper, now)
    return True


def _plant(tower: Place, person: Person, now: datetime) -> None:
    began = now - FOUNDED_DAYS_AGO * DAY
    committee = found_committee(building=tower, on=localdate(began), by=person, now=now)
    keeper = Keeper(person, committee)
    first, last = localdate(began), localdate(began + TERM_DAYS * DAY)
    for seat, holder in zip(committee.seats.order_by("pk"), HOLDERS, strict=True):
        term = NewTerm(holder, HowChosen.NAMED, None, first, last)
        begin_term(keeper, seat=seat.pk, term=term, now=now)
    voices = [_raised(committee, at, now - (20 - at) * DAY) for at in range(len(TITLES))]
    lift, meals, chargers, tap, cold, _slippery = (one.matter for one in voices)
    for one in (lift, meals, chargers, tap, cold):
        handling.take_up(keeper, one, now=now - 14 * DAY)
        _supported(committee, one, now)
    handling.promise(keeper, lift, days=3, now=now - 12 * DAY)
    handling.deliberate(keeper, meals, now=now - 10 * DAY)
    handling.give_task(
        keeper,
        meals,
        says="量出东门能放几台外卖柜",
        owner=SeatKind.PROPERTY,
        due_on=localdate(now + 3 * DAY),
        now=now,
    )
    handling.promise(keeper, chargers, days=20, now=now - 2 * DAY)
    for one, says in ((tap, "换了阀芯，试过不漏。"), (cold, "调到 26 度，早上八点开。")):
        handling.promise(keeper, one, days=5, now=now - 10 * DAY)
        handling.answer(keeper, one, says=says, now=now - 8 * DAY)
    say_solved(voices[3], now=now - 7 * DAY)
    demo_matters.plant(keeper, meals=meals, tap=tap, now=now)
    for subject in SUBJECTS:
        subject.plant(keeper, now)


def _raised(committee: Committee, at: int, when: datetime) -> Voice:
    title, spot, _supporters, floor, kind = TITLES[at]
    new = NewMatter(_drawn(f"matter {at}"), title, "", spot, kind, floor)
    return raise_matter(committee, new, _neighbour(at, 0), address="demo", now=when)


def _supported(committee: Committee, matter: Matter, now: datetime) -> None:
    at = matter.number - 1
    for one in range(1, TITLES[at][2] + 1):
        support_matter(committee, matter, _neighbour(at, one), address="demo", now=now)


def _neighbour(at: int, one: int) -> NewVoice:
    return NewVoice(_drawn(f"voice {at} {one}"), _drawn(f"browser {one} {at}"))


def _drawn(seed: str) -> str:
    """Return what a real browser would draw by chance; the demo's links open demo matters only."""
    return hashlib.sha256(f"linli demo {seed}".encode()).hexdigest()[:20]
