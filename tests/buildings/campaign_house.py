"""A tower with companies of which something is known, and a policy some of them gain by."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.utils.timezone import localdate
from tests.buildings.house import House

from linli.buildings.access.campaigns import Run, campaign_of
from linli.buildings.actions.campaigns import begin_visits, tell_of_policy
from linli.buildings.actions.company_facts import NewFact, note_fact
from linli.buildings.actions.outreach import note_call
from linli.buildings.actions.policies import NewPolicy, keep_policy
from linli.buildings.enums.campaigns import CallResult, CampaignKind
from linli.buildings.enums.companies import ContactRole, FactKey, FactPurpose, FactSource
from linli.buildings.models import Campaign, Company, Contact, Floor, Outreach, Policy, Tenancy
from linli.buildings.rules.facts import SPECS, Value

DAY = timedelta(days=1)
BIG = {FactKey.EMPLOYEES: 50, FactKey.LISTED: False}
SMALL = {FactKey.EMPLOYEES: 5}
CONDITIONS = """员工人数 不少于 20 人
依据：演示 1 号|第三条|员工二十人以上
上市 否
依据：演示 1 号|第五条|上市企业除外"""
PHONE = "13812345678"


def new_policy(house: House, number: str = "演示 1 号", **more: object) -> NewPolicy:
    """What a policy says, in force today; ``more`` in place of what it says otherwise."""
    said: dict[str, object] = {
        "name": "租金补贴（演示）",
        "issuer": "演示区商务委",
        "number": number,
        "valid_from": localdate(house.now) - 30 * DAY,
        "valid_until": localdate(house.now) + 30 * DAY,
        "conditions": CONDITIONS,
        "gives": "每年补贴租金的一成",
        "how": "带租约到一楼窗口",
    }
    return NewPolicy(**{**said, **more})  # type: ignore[arg-type]  # of its own fields


def a_policy(house: House, number: str = "演示 1 号", **more: object) -> Policy:
    """Keep a policy for the building."""
    return keep_policy(house.keeper, house.place, new_policy(house, number, **more), now=house.now)


def a_company(
    house: House,
    name: str,
    facts: Mapping[FactKey, Value] | None = None,
    *,
    phone: str = "",
    as_of: date | None = None,
) -> Company:
    """Note a company with what is known of it, and a contact where there is a phone."""
    made = Company.objects.create(committee=house.committee, name=name, noted_at=house.now)
    day = as_of or localdate(house.now)
    for key, value in (facts or {}).items():
        expires = day + timedelta(days=SPECS[key].lasts or 9_999)
        new = NewFact(
            key, value, FactSource.VISIT, day, expires, FactPurpose.POLICY, SPECS[key].level
        )
        note_fact(made, new, by=house.person, now=house.now)
    if phone:
        Contact.objects.create(
            company=made,
            code=f"contact-{made.pk}",
            name="王某",
            phone=phone,
            role=ContactRole.HEAD,
            agreed_on=day,
        )
    return made


def on_floor(house: House, company: Company, number: int, area: int) -> None:
    """Let a company sit on a floor."""
    floor, _made = Floor.objects.get_or_create(
        committee=house.committee, number=number, defaults={"area": 1_000}
    )
    Tenancy.objects.create(company=company, floor=floor, area=area, begins_on=house.now.date())


def told(house: House) -> tuple[Run, Outreach]:
    """Tell one company of a policy, and return the campaign and the company's row."""
    a_company(house, "甲公司", BIG)
    campaign: Campaign = tell_of_policy(house.keeper, a_policy(house), now=house.now)
    return campaign_of(house.keeper, campaign.pk), campaign.outreach.get()


def visits(house: House, *people: str, **more: Any) -> Campaign:  # noqa: ANN401  # its own arguments
    """Begin to bring care to people."""
    said = {"kind": CampaignKind.CARE, "title": "送清凉", "companies": (), **more}
    return begin_visits(house.keeper, people=people, now=house.now, **said)


def called(
    house: House,
    campaign: Campaign,
    row: Outreach,
    result: CallResult,
    **more: Any,  # noqa: ANN401  # as above
) -> None:
    """Note a call of today at somebody's door."""
    said = {"on": localdate(house.now), "says": "", "next_on": None, **more}
    note_call(house.keeper, campaign, row, result=result, now=house.now, **said)
