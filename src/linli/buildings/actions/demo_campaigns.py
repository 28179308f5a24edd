"""The demo's policies and campaigns: invented documents, told and brought as real ones are."""

from datetime import datetime, timedelta

from django.utils.timezone import localdate

from linli.buildings.access.matters import Keeper
from linli.buildings.actions.campaigns import begin_visits, tell_of_policy
from linli.buildings.actions.company_facts import NewFact, note_fact
from linli.buildings.actions.outreach import note_call, plan_round, take_own_step, take_step
from linli.buildings.actions.policies import NewPolicy, keep_policy
from linli.buildings.enums.campaigns import CallResult, CampaignKind
from linli.buildings.enums.companies import FactKey, FactPurpose, FactSource
from linli.buildings.errors.campaigns import NobodyToTell
from linli.buildings.models import Campaign, Policy
from linli.buildings.queries.policies import companies_of, judged
from linli.buildings.rules.facts import SPECS, expiry_of
from linli.buildings.rules.outreach import Step

DAY = timedelta(days=1)

RENT = """员工人数 不少于 20 人
依据：演示 2026-1 号|第三条|本区在职员工二十人以上
任一：
高新技术企业证书 是
依据：演示 2026-1 号|第四条|持有高新技术企业证书
专精特新 是
依据：演示 2026-1 号|第四条|或者认定为专精特新企业
完
都不：
行业门类 属于 金融业、房地产业
依据：演示 2026-1 号|第六条|金融、房地产企业不适用本办法
完"""

HIRING = """当年招用高校毕业生 不少于 1 人
依据：演示 2026-2 号|第二条|当年招用毕业年度高校毕业生
任一：
企业规模 属于 微型、小型
依据：演示 2026-2 号|第二条|小型微型企业
专精特新 是
依据：演示 2026-2 号|第二条|或者专精特新企业
完"""

POLICIES = (
    ("楼宇企业租金补贴（演示）", "演示 2026-1 号", RENT, "按实付租金的一成补贴，一年最多 20 万元"),
    ("招用毕业生一次性补贴（演示）", "演示 2026-2 号", HIRING, "每招一人补贴 2000 元"),
)
"""Invented: no such document exists, and each says so."""

PEOPLE = ("演示王阿姨 12 号 501", "演示李伯伯 12 号 803", "演示陈奶奶 15 号 202")


def plant(keeper: Keeper, now: datetime) -> None:
    """Plant two policies, tell of the first where somebody gains, and bring care on one walk."""
    policies = [_policy(keeper, *said, now=now) for said in POLICIES]
    _answer(keeper, policies[0], now - 7 * DAY)
    for policy in policies:
        try:
            _tell(keeper, tell_of_policy(keeper, policy, now=now - 6 * DAY), now)
        except NobodyToTell:  # nothing is known of anybody yet: the page says what to ask
            continue
    care = begin_visits(
        keeper,
        kind=CampaignKind.CARE,
        title="送清凉（演示）",
        companies=(),
        people=PEOPLE,
        now=now - 3 * DAY,
    )
    yesterday = now - DAY
    plan_round(keeper, care, on=localdate(yesterday), goes="演示小张", most=2, now=yesterday)
    first, second = care.outreach.order_by("pk")[:2]
    for one, result in ((first, CallResult.DONE), (second, CallResult.NOT_HOME)):
        note_call(
            keeper,
            care,
            one,
            on=localdate(yesterday),
            result=result,
            says="",
            next_on=None,
            now=yesterday,
        )


def _policy(
    keeper: Keeper, name: str, number: str, conditions: str, gives: str, *, now: datetime
) -> Policy:
    new = NewPolicy(
        name=name,
        issuer="演示区商务委员会",
        number=number,
        valid_from=localdate(now - 60 * DAY),
        valid_until=localdate(now + 300 * DAY),
        conditions=conditions,
        gives=gives,
        how="带营业执照和证明材料到一楼企业服务窗口（演示，不能真的申请）",
    )
    return keep_policy(keeper, keeper.building, new, now=now - 7 * DAY)


def _answer(keeper: Keeper, policy: Policy, now: datetime) -> None:
    """Let two companies of which one fact is to be asked answer that they are specialised."""
    today = localdate(now)
    companies = companies_of(keeper.committee)
    found = zip(companies, judged(policy, companies, today=today), strict=True)
    asked = [company for company, one in found if one.ask == FactKey.SPECIALISED]
    for company in asked[:2]:
        new = NewFact(
            FactKey.SPECIALISED,
            value=True,
            source=FactSource.PAPER,
            as_of=today,
            expires_on=expiry_of(FactKey.SPECIALISED, today),
            purpose=FactPurpose.POLICY,
            level=SPECS[FactKey.SPECIALISED].level,
        )
        note_fact(company, new, by=keeper.person, now=now)


def _tell(keeper: Keeper, campaign: Campaign, now: datetime) -> None:
    """Let those who were told come as far as they do: some read, some apply, one is granted."""
    steps = (
        (Step.READ, Step.APPLY),
        (Step.READ, Step.APPLY),
        (Step.READ,),
        (),
        (Step.DECLINE,),
    )
    rows = campaign.outreach.select_related("campaign__committee__building").order_by("pk")
    for at, row in enumerate(rows[: 2 * len(steps)]):
        take_step(keeper, campaign, row, step=Step.TELL, now=now - 5 * DAY)
        for step in steps[at % len(steps)]:
            take_own_step(row, step=step, now=now - 4 * DAY)
        if at == 1:
            take_step(keeper, campaign, row, step=Step.GRANT, now=now - DAY)
