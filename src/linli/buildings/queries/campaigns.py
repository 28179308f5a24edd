"""Campaigns of a building: who is on their lists, how far each has come, and rounds to print."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from linli.buildings.enums.campaigns import CampaignKind, OutreachState, ToldBy
from linli.buildings.models import (
    Campaign,
    CampaignRound,
    Committee,
    Outreach,
    OutreachCall,
    Tenancy,
)
from linli.notices.models import NoticeKind
from linli.notices.queries import given_up
from linli.people.sealing import UnreadableError

MOST_SHOWN = 100
"""Campaigns on one page: four years of two a month."""


@dataclass(frozen=True, slots=True)
class CampaignRow:
    """A campaign in the list of a building, and how many of its list have come how far."""

    campaign: Campaign
    kind: str
    listed: int
    told: int
    over: int


def campaigns_of(committee: Committee) -> list[CampaignRow]:
    """Return the campaigns of a building, open ones first, then the newest: one query."""
    waits = Count("outreach", filter=Q(outreach__state=OutreachState.LISTED))
    over = Count("outreach", filter=Q(outreach__ended_at__isnull=False))
    rows = Campaign.objects.filter(committee=committee).annotate(
        on_list=Count("outreach"), waits=waits, over=over
    )
    found = rows.order_by("closed_at", "-begun_at", "-pk")[:MOST_SHOWN]
    return [
        CampaignRow(
            one,
            str(CampaignKind(one.kind).label),
            one.on_list,
            one.on_list - one.waits,
            one.over,
        )
        for one in sorted(found, key=lambda one: one.closed_at is not None)
    ]


@dataclass(frozen=True, slots=True)
class ListRow:
    """One company or person of a campaign, with where they are and the calls at their door.

    ``is_lost``: what was sent to them never came.
    """

    outreach: Outreach
    who: str
    where: str
    state: str
    calls: Sequence[OutreachCall]
    next_on: date | None
    is_lost: bool = False

    @property
    def waits(self) -> bool:
        """Whether somebody has still to call there."""
        return self.outreach.state == OutreachState.LISTED


@dataclass(frozen=True, slots=True)
class RoundShown:
    """One round, and who is on it; ``number`` 0 are those on none."""

    number: int
    on: date | None
    goes: str
    rows: Sequence[ListRow]


@dataclass(frozen=True, slots=True)
class CampaignShown:
    """A campaign with its rounds, the next one first, then those on no round."""

    rounds: Sequence[RoundShown]
    total: int
    waits: int
    counts: Mapping[str, int]


def campaign_page(campaign: Campaign) -> CampaignShown:
    """Return a campaign with its whole list: five queries."""
    outreach = list(
        Outreach.objects.filter(campaign=campaign).select_related("company").order_by("pk")
    )
    calls: dict[int, list[OutreachCall]] = {}
    for call in OutreachCall.objects.filter(outreach__campaign=campaign).order_by("pk"):
        calls.setdefault(call.outreach_id, []).append(call)
    floors = _floors([one.company_id for one in outreach if one.company_id])
    sent = [one.code for one in outreach if one.told_by == ToldBy.NOTICE]
    lost = given_up(sent, NoticeKind.POLICY)
    rows = [
        _row(one, calls.get(one.pk, []), floors.get(one.company_id or 0, ""), lost)
        for one in outreach
    ]
    rounds = CampaignRound.objects.filter(campaign=campaign).order_by("-on", "-number")
    shown = [
        RoundShown(
            one.number,
            one.on,
            one.goes.opened() if one.goes is not None else "",
            [row for row in rows if row.outreach.round_id == one.pk],
        )
        for one in rounds
    ]
    rest = [row for row in rows if row.outreach.round_id is None]
    states = [OutreachState(one.state) for one in outreach]
    return CampaignShown(
        [*shown, RoundShown(0, None, "", rest)] if rest else shown,
        len(rows),
        sum(row.waits for row in rows),
        {str(state.label): states.count(state) for state in OutreachState if state in states},
    )


def _floors(companies: Sequence[int]) -> dict[int, str]:
    rows = Tenancy.objects.filter(company__in=companies, left_on=None).order_by("floor__number")
    found: dict[int, str] = {}
    for company, floor in rows.values_list("company", "floor__number"):
        found[company] = f"{found[company]}、{floor}F" if company in found else f"{floor}F"
    return found


def _row(
    one: Outreach, calls: Sequence[OutreachCall], where: str, lost: Collection[str]
) -> ListRow:
    state = OutreachState(one.state)
    return ListRow(
        one,
        name_of(one),
        where,
        str(state.label),
        calls,
        calls[-1].next_on if calls else None,
        state is OutreachState.TOLD and one.code in lost,
    )


def calls_of(one: Outreach) -> list[OutreachCall]:
    """Return the calls at somebody's door, the last first."""
    return list(OutreachCall.objects.filter(outreach=one).order_by("-pk")[:MOST_SHOWN])


def name_of(one: Outreach) -> str:
    """Return who somebody on a list is, whole: who calls at their door has to know."""
    if one.company is not None:
        return one.company.name
    if one.who is None:
        return ""
    try:
        return str(one.who.opened())
    except UnreadableError:
        return str(one.who)
