"""Policies and campaigns in the matrix: who may ask what, what there is, and more of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.timezone import localdate
from tests.server.matrix_rules import KEEP_HERE, NO, Wall, anyone, nobody, only, says

from linli.buildings.access.campaigns import outreach_link
from linli.buildings.access.matters import Keeper
from linli.buildings.actions.campaigns import begin_visits
from linli.buildings.actions.outreach import plan_round
from linli.buildings.actions.policies import NewPolicy, keep_policy
from linli.buildings.enums.campaigns import CallResult, CampaignKind
from linli.buildings.models import Campaign, Committee, Company, Outreach, OutreachCall, Policy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.server.matrix_world import World

LINK = "its address is its key"
LISTS = {
    "buildings:asks",
    "buildings:campaign",
    "buildings:campaigns",
    "buildings:outreach_row",
    "buildings:policies",
    "buildings:policy",
}
"""Pages that say more where there is more."""

NOT_ON_A_PAGE: Mapping[str, tuple[str, ...]] = {"buildings:policy": ("then",)}
"""Forms that no page of this world shows."""

CONDITIONS = "员工人数 不少于 20 人\n依据：No. 1|Article 3|twenty people at least"


def walls() -> list[Wall]:
    """Policies and campaigns are their keepers'; what a company was told is its own."""
    here, none = {"building": "BAIYULAN"}, {"building": "NONE"}
    keep, never = only(KEEP_HERE, NO), only((), NO)
    policy, campaign = {"number": "{policy}"}, {"number": "{campaign}"}
    row = {"row": "{outreach_row}"}
    found = [
        Wall("buildings:policies", keep, None, here),
        Wall("buildings:policy_new", keep, keep, here, body=says(place="BAIYULAN")),
        Wall("buildings:policy", keep, keep, here | policy),
        Wall("buildings:policy_change", keep, keep, here | policy),
        Wall("buildings:policy_buildings", keep, None, here | policy),
        Wall("buildings:asks", keep, None, here),
        Wall("buildings:campaigns", keep, keep, here),
        Wall("buildings:campaign", keep, keep, here | campaign),
        Wall("buildings:outreach_row", keep, keep, here | campaign | row),
        Wall("buildings:outreach", anyone(), anyone(), {"token": "{outreach}"}, free=LINK),
        Wall("buildings:outreach", nobody(), nobody(), {"token": "{voice}"}, free=LINK),
    ]
    nowhere = [
        Wall("buildings:policies", never, None, none),
        Wall("buildings:policy_new", never, never, none),
        Wall("buildings:policy", never, never, none | policy),
        Wall("buildings:policy_change", never, never, none | policy),
        Wall("buildings:policy_buildings", never, None, none | policy),
        Wall("buildings:asks", never, None, none),
        Wall("buildings:campaigns", never, never, none),
        Wall("buildings:campaign", never, never, none | campaign),
        Wall("buildings:outreach_row", never, never, none | campaign | row),
    ]
    return [*found, *nowhere]


def things(world: World) -> dict[str, str | int]:
    """A policy that is told to one company, and a round of care."""
    committee = Committee.objects.select_related("building").get(building__code="BAIYULAN")
    keeper = Keeper(world.people["secretary"], committee)
    policy = keep_policy(keeper, committee.building, _policy(world, "No. 1"), now=world.now)
    company = Company.objects.create(committee=committee, name="Policy Ltd", noted_at=world.now)
    campaign = Campaign.objects.create(
        committee=committee,
        kind=CampaignKind.POLICY,
        title=policy.name,
        policy=policy,
        edition=1,
        begun_by=keeper.person,
        begun_at=world.now,
    )
    row = _told(campaign, company, world)
    care = begin_visits(
        keeper,
        kind=CampaignKind.CARE,
        title="Cool drinks",
        companies=(),
        people=["Wang A."],
        now=world.now,
    )
    plan_round(keeper, care, on=localdate(world.now), goes="Zhang", most=1, now=world.now)
    return {
        "policy": policy.pk,
        "campaign": campaign.pk,
        "care": care.pk,
        "outreach_row": row.pk,
        "outreach": outreach_link(row.code),
    }


def grow(world: World, number: int) -> None:
    """One more policy, campaign and company that is told; one more call at the first one's door."""
    person = world.people["secretary"]
    committee = Committee.objects.select_related("building").get(building__code="BAIYULAN")
    company = Company.objects.create(
        committee=committee, name=f"Policy Ltd {number}", noted_at=world.now
    )
    keeper = Keeper(person, committee)
    keep_policy(keeper, committee.building, _policy(world, f"No. crowd {number}"), now=world.now)
    _told(Campaign.objects.get(pk=world.names["campaign"]), company, world)
    Campaign.objects.create(
        committee=committee,
        kind=CampaignKind.CARE,
        title="Cool drinks",
        begun_by=person,
        begun_at=world.now,
    )
    OutreachCall.objects.create(
        outreach=Outreach.objects.get(pk=world.names["outreach_row"]),
        on=localdate(world.now),
        result=CallResult.NOT_HOME,
        by=person,
        at=world.now,
    )


def histories(world: World) -> list[tuple[str, str, str]]:
    """A chain, a thing in it and what is done to that, for each kind that has a history."""
    return [
        ("committee/BAIYULAN", f"policy:{world.names['policy']}", "policy_kept"),
        ("committee/BAIYULAN", f"campaign:{world.names['care']}", "round_planned"),
    ]


def _policy(world: World, number: str) -> NewPolicy:
    day = localdate(world.now)
    return NewPolicy(
        "Rent grant", "Office", number, day, None, CONDITIONS, "A tenth", "At the desk"
    )


def _told(campaign: Campaign, company: Company, world: World) -> Outreach:
    policy = campaign.policy
    assert isinstance(policy, Policy)
    return Outreach.objects.create(
        campaign=campaign,
        company=company,
        policy=policy,
        edition=1,
        code=f"told-{company.pk}",
        listed_at=world.now,
    )
