"""What becomes of one whom a campaign reaches: rounds, calls at the door, and steps to the end."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.timezone import localdate

from linli.buildings.access.matters import Keeper
from linli.buildings.actions.campaigns import open_campaign, write_of_campaign
from linli.buildings.actions.entries import ANYONE, lock
from linli.buildings.enums.campaigns import CallResult, CampaignKind, OutreachState, ToldBy
from linli.buildings.errors.campaigns import (
    CallTomorrow,
    DayOver,
    NextDayNeeded,
    NobodyToVisit,
    OutreachMoved,
    RoundFull,
)
from linli.buildings.models import Campaign, CampaignRound, Outreach, OutreachCall
from linli.buildings.rules.outreach import OWN_STEPS, Step, after, after_call
from linli.ledger.actions import NewEntry, append

FARTHEST = timedelta(days=366)
"""For which nobody plans a call, and after which nobody remembers one."""

MOST_A_ROUND = 60
"""Doors. Two people who ring at one every eight minutes are done in a day."""

_HAPPENED = {
    Step.TELL: "told_at",
    Step.LOST: "told_at",
    Step.READ: "read_at",
    Step.APPLY: "applied_at",
    Step.DECLINE: "ended_at",
    Step.GRANT: "ended_at",
    Step.REFUSE: "ended_at",
}


@transaction.atomic
def plan_round(
    keeper: Keeper, campaign: Campaign, *, on: date, goes: str, most: int, now: datetime
) -> CampaignRound:
    """Plan a walk: so many of those who are still to be visited, the first of the list first.

    Those who are on a round that is still to come stay on it.

    Raises:
        CampaignOver: it has ended.
        DayOver: that day is over, or far away.
        RoundFull: nobody, or too many for one day.
        NobodyToVisit: there is nobody left.
    """
    today = localdate(now)
    if not timedelta() <= on - today <= FARTHEST:
        raise DayOver
    if not 1 <= most <= MOST_A_ROUND:
        raise RoundFull(most=MOST_A_ROUND)
    found = open_campaign(keeper, campaign)
    listed = Outreach.objects.filter(campaign=found, state=OutreachState.LISTED)
    rows = list(listed.exclude(round__on__gte=today).order_by("pk")[:most])
    if not rows:
        raise NobodyToVisit
    number = CampaignRound.objects.filter(campaign=found).count() + 1
    made = CampaignRound.objects.create(
        campaign=found, number=number, on=on, goes=goes, planned_at=now
    )
    Outreach.objects.filter(pk__in=[one.pk for one in rows]).update(round=made)
    facts: dict[str, str | int] = {"round": number, "on": on.isoformat(), "listed": len(rows)}
    write_of_campaign(keeper, found, "round_planned", now, facts)
    return made


@transaction.atomic
def note_call(  # noqa: PLR0913  # a call is all of these
    keeper: Keeper,
    campaign: Campaign,
    outreach: Outreach,
    *,
    on: date,
    result: CallResult,
    says: str,
    next_on: date | None,
    now: datetime,
) -> None:
    """Note a call at somebody's door: done, nobody at home, or seen again on another day.

    Raises:
        CampaignOver: it has ended.
        CallTomorrow: it cannot have been made yet, or was long ago.
        NextDayNeeded, DayOver: it is to be made again, on no day or an impossible one.
        OutreachMoved: nobody need call there any more.
    """
    today = localdate(now)
    if not timedelta() <= today - on <= FARTHEST:
        raise CallTomorrow
    if result is CallResult.LATER and next_on is None:
        raise NextDayNeeded
    if next_on is not None and not timedelta() <= next_on - today <= FARTHEST:
        raise DayOver
    found = open_campaign(keeper, campaign)
    row = Outreach.objects.get(pk=outreach.pk)
    then = after_call(CampaignKind(found.kind), OutreachState(row.state), result)
    if then is None:
        raise OutreachMoved
    OutreachCall.objects.create(
        outreach=row,
        on=on,
        result=result,
        says=says,
        next_on=None if result is CallResult.DONE else next_on,
        by=keeper.person,
        at=now,
    )
    if then is OutreachState.TOLD:
        row.told_by, row.told_at = ToldBy.CALL, now
    elif then is OutreachState.DONE:
        row.ended_at = now
    row.state = then
    row.save(update_fields=["state", "told_by", "told_at", "ended_at"])
    facts: dict[str, str | int] = {"row": row.pk, "on": on.isoformat(), "result": result.value}
    write_of_campaign(keeper, found, "outreach_called", now, facts)


@transaction.atomic
def take_step(
    keeper: Keeper, campaign: Campaign, outreach: Outreach, *, step: Step, now: datetime
) -> None:
    """Note how far somebody has come with a policy: told or never reached, applied, granted.

    Raises:
        CampaignOver: it has ended.
        OutreachMoved: it is no policy, or the step cannot be taken from there.
    """
    found = open_campaign(keeper, campaign)
    row = _stepped(outreach, step, now)
    if step in (Step.TELL, Step.LOST):
        row.told_by = ToldBy.CALL if step is Step.TELL else ToldBy.NOBODY
        row.save(update_fields=["told_by"])
    facts: dict[str, str | int] = {"row": row.pk, "step": step.value}
    write_of_campaign(keeper, found, "outreach_moved", now, facts)


@transaction.atomic
def take_own_step(outreach: Outreach, *, step: Step, now: datetime) -> None:
    """Note what a company says itself, by its link: read, applied, or not for us.

    Raises:
        OutreachMoved: that is not theirs to say, or cannot be said as things are.
    """
    campaign = outreach.campaign
    lock(campaign.committee)
    if step not in OWN_STEPS:
        raise OutreachMoved
    row = _stepped(outreach, step, now)
    if row.read_at is None:  # who answers has read
        row.read_at = now
        row.save(update_fields=["read_at"])
    chain = f"committee/{campaign.committee.building.code}"
    facts = {"kind": campaign.kind, "title": campaign.title, "row": row.pk, "step": step.value}
    append([NewEntry(chain, now, ANYONE, "outreach_moved", f"campaign:{campaign.pk}", facts)])


def _stepped(outreach: Outreach, step: Step, now: datetime) -> Outreach:
    row = Outreach.objects.get(pk=outreach.pk)
    then = after(OutreachState(row.state), step)
    if row.policy_id is None or then is None:
        raise OutreachMoved
    row.state = then
    happened = _HAPPENED[step]
    setattr(row, happened, None if step is Step.LOST else now)
    fields = ["state", happened]
    if step is Step.APPLY:  # who declined before has no end any more
        row.ended_at = None
        fields.append("ended_at")
    row.save(update_fields=fields)
    return row
