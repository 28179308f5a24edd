"""Campaigns: who is told of a policy and how, and that nobody is told twice."""

import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.db import IntegrityError, connection
from django.test import override_settings
from django.utils.timezone import localdate
from tests.buildings.campaign_house import (
    BIG,
    CONDITIONS,
    DAY,
    PHONE,
    SMALL,
    a_company,
    a_policy,
    new_policy,
    visits,
)
from tests.buildings.house import House

from linli.buildings.access import campaigns as access
from linli.buildings.actions import outreach_letters
from linli.buildings.actions.campaigns import (
    close_campaign,
    tell_more,
    tell_of_policy,
)
from linli.buildings.actions.company_facts import NewFact, note_fact
from linli.buildings.actions.demo import plant_committee
from linli.buildings.actions.demo_campaigns import plant
from linli.buildings.actions.outreach import take_step
from linli.buildings.actions.policies import change_policy, end_policy
from linli.buildings.enums.campaigns import CampaignKind, OutreachState, ToldBy
from linli.buildings.enums.companies import FactKey, FactLevel, FactPurpose, FactSource
from linli.buildings.errors.campaigns import (
    CampaignOver,
    NobodyToTell,
    PolicyChangedSince,
    PolicyOver,
)
from linli.buildings.models import Campaign, Company, Contact, Outreach, Policy
from linli.buildings.queries.campaigns import campaign_page
from linli.buildings.queries.policies import gainers
from linli.buildings.rules.outreach import Step
from linli.buildings.rules.outreach_letters import (
    HOST_LONGEST,
    SEGMENTS_MOST,
    SIGN_LONGEST,
    WORDS,
    subject_of,
    text_of,
    values_of,
)
from linli.kernel.errors import LinliError
from linli.ledger.models import Entry
from linli.notices.models import Notice, NoticeKind, Sending
from linli.notices.rules.lengths import segments

INSTALL = (Path(__file__).resolve().parents[2] / "docs" / "INSTALL.md").read_text()
TEMPLATES = {"stored": "1", "waiting": "2", "policy": "3", "code": "4", "text": "5"}


@pytest.fixture
def texts() -> Iterator[None]:
    """A channel of text messages that has a template for policies."""
    account = {"key_id": "k", "key_secret": "s", "sign": "邻里", "templates": TEMPLATES}
    said = {**settings.MESSAGES, "channels": ["aliyun"], "aliyun": account}
    with override_settings(MESSAGES=said):
        yield


@pytest.mark.usefixtures("texts")
def test_who_has_a_phone_is_sent_a_link_and_who_has_none_is_told_at_the_door(house: House) -> None:
    policy = a_policy(house)
    a_company(house, "甲公司", BIG, phone=PHONE)
    a_company(house, "乙公司", BIG)
    a_company(house, "丙公司", SMALL, phone=PHONE)
    a_company(house, "丁公司", BIG, phone=PHONE)
    Contact.objects.filter(company__name="丁公司").update(phone=b"\x02torn")

    campaign = tell_of_policy(house.keeper, policy, now=house.now)

    rows = {one.company.name: one for one in campaign.outreach.select_related("company")}  # type: ignore[union-attr]  # companies
    assert {name: (one.state, one.told_by) for name, one in rows.items()} == {
        "甲公司": (OutreachState.TOLD, ToldBy.NOTICE),
        "乙公司": (OutreachState.LISTED, ToldBy.NOBODY),
        "丁公司": (OutreachState.LISTED, ToldBy.NOBODY),
    }
    notice = Notice.objects.get()
    assert notice.kind == NoticeKind.POLICY
    assert notice.phone is not None
    assert notice.phone.opened() == PHONE
    letter = outreach_letters.policy_to_tell(notice.deposit)
    assert letter is not None
    assert letter.text.startswith("甲公司：可能享受“租金补贴（演示）”。http")
    token = access.outreach_link(notice.deposit)
    assert letter.text.endswith(f"/outreach/{token}")
    assert letter.link.endswith(f"/outreach/{token}")
    assert letter.subject == "甲公司：可能享受“租金补贴（演示）”"
    assert all(len(one) <= 35 for one in letter.values.values())
    facts = json.loads(Entry.objects.get(verb="campaign_begun").facts)
    assert (facts["listed"], facts["told"]) == (3, 1)
    end_policy(house.keeper, policy, now=house.now)
    assert outreach_letters.policy_to_tell(notice.deposit) is None
    assert outreach_letters.policy_to_tell("none") is None


def test_what_is_registered_with_a_provider_is_what_is_sent_and_keeps_its_limits() -> None:
    blanks = {name: f"${{{name}}}" for name in ("label", "name", "a", "b")}
    for language in WORDS:
        assert f"`{text_of(language, blanks, base='https://linli.example.cn')}`" in INSTALL
    token = access.outreach_link("c" * 12)
    longest = values_of(company="企" * 60, policy="政" * 60, token=token)
    text = text_of("zh-hans", longest, base="https://" + "h" * HOST_LONGEST)
    assert segments("签" * SIGN_LONGEST + text) <= SEGMENTS_MOST
    assert text_of("en", longest, base="").startswith(subject_of("en", longest))


def test_where_no_channel_is_set_up_nobody_is_said_to_have_been_told(house: House) -> None:
    a_company(house, "甲公司", BIG, phone=PHONE)

    campaign = tell_of_policy(house.keeper, a_policy(house), now=house.now)

    assert campaign.outreach.get().told_at is None
    assert not Notice.objects.exists()


@pytest.mark.usefixtures("texts")
def test_whose_message_never_came_was_not_told_and_is_visited(house: House) -> None:
    for name in ("甲公司", "乙公司"):
        a_company(house, name, BIG, phone=PHONE)
    campaign = tell_of_policy(house.keeper, a_policy(house), now=house.now)
    first, second = campaign.outreach.order_by("pk")
    for row, ended_at in ((first, house.now), (second, None)):
        Sending.objects.create(
            notice=Notice.objects.get(deposit=row.code),
            channel="aliyun",
            ended_at=ended_at,
            next_at=None if ended_at else house.now,
        )

    (shown,) = campaign_page(campaign).rounds
    assert [one.is_lost for one in shown.rows] == [True, False]
    take_step(house.keeper, campaign, first, step=Step.LOST, now=house.now)

    first.refresh_from_db()
    assert (first.state, first.told_by, first.told_at) == ("listed", "", None)
    assert not any(one.is_lost for one in campaign_page(campaign).rounds[0].rows)


def test_nobody_is_told_twice_whatever_campaign_comes_by(house: House) -> None:
    policy = a_policy(house)
    first = a_company(house, "甲公司", BIG)
    campaign = tell_of_policy(house.keeper, policy, now=house.now)

    with pytest.raises(NobodyToTell):
        tell_of_policy(house.keeper, policy, now=house.now)
    with pytest.raises(NobodyToTell):
        tell_more(house.keeper, campaign, now=house.now)
    close_campaign(house.keeper, campaign, now=house.now)
    with pytest.raises(NobodyToTell):
        tell_of_policy(house.keeper, policy, now=house.now)
    a_company(house, "乙公司", BIG)
    second = tell_of_policy(house.keeper, policy, now=house.now)

    assert [one.company.name for one in second.outreach.select_related("company")] == ["乙公司"]  # type: ignore[union-attr]  # a company
    with pytest.raises(IntegrityError, match=r"(?i)unique"):
        Outreach.objects.create(
            campaign=second,
            company=first,
            policy=policy,
            edition=1,
            code="twice",
            listed_at=house.now,
        )


def test_a_declared_change_alone_lets_them_be_told_again(house: House) -> None:
    policy = a_policy(house)
    a_company(house, "甲公司", BIG)
    campaign = tell_of_policy(house.keeper, policy, now=house.now)
    change_policy(house.keeper, policy, new_policy(house), changed="", now=house.now)
    with pytest.raises(NobodyToTell):
        tell_of_policy(house.keeper, policy, now=house.now)

    change_policy(house.keeper, policy, new_policy(house), changed="补贴提高了", now=house.now)

    with pytest.raises(PolicyChangedSince):
        tell_more(house.keeper, campaign, now=house.now)
    again = tell_of_policy(house.keeper, policy, now=house.now)
    assert (again.edition, again.outreach.count()) == (2, 1)


def test_who_is_found_to_gain_later_is_told_more(house: House) -> None:
    policy = a_policy(house)
    a_company(house, "甲公司", BIG)
    later = a_company(house, "乙公司", {FactKey.LISTED: False})
    campaign = tell_of_policy(house.keeper, policy, now=house.now)
    today = localdate(house.now)
    note_fact(
        later,
        NewFact(
            FactKey.EMPLOYEES,
            30,
            FactSource.VISIT,
            today,
            today + DAY,
            FactPurpose.POLICY,
            FactLevel.SECRETARY,
        ),
        by=house.person,
        now=house.now,
    )

    assert tell_more(house.keeper, campaign, now=house.now) == 1
    assert campaign.outreach.count() == 2


def test_a_policy_that_is_not_in_force_is_told_to_nobody(house: House) -> None:
    policy, later = a_policy(house), house.now + 60 * DAY
    a_company(house, "甲公司", BIG)
    campaign = tell_of_policy(house.keeper, policy, now=house.now)

    for refused in (
        lambda: tell_of_policy(house.keeper, policy, now=later),
        lambda: tell_more(house.keeper, campaign, now=later),
    ):
        with pytest.raises(PolicyOver):
            refused()
    close_campaign(house.keeper, campaign, now=later)
    for over in (
        lambda: tell_more(house.keeper, campaign, now=later),
        lambda: close_campaign(house.keeper, campaign, now=later),
        lambda: tell_more(house.keeper, visits(house, "王阿姨"), now=later),
    ):
        with pytest.raises(CampaignOver):
            over()


@pytest.mark.django_db(transaction=True)
def test_of_two_secretaries_at_once_one_tells_and_each_company_once(now: datetime) -> None:
    house = House(now)
    policy = a_policy(house)
    for at in range(6):
        a_company(house, f"企业 {at}", BIG)
    start = threading.Barrier(4)

    def tells() -> str:
        start.wait()
        try:
            tell_of_policy(house.keeper, policy, now=now)
        except LinliError as refused:
            return refused.code
        finally:
            connection.close()
        return "told"

    with ThreadPoolExecutor(4) as pool:
        said = sorted(one.result(timeout=60) for one in [pool.submit(tells) for _ in range(4)])

    assert said == ["nobody_to_tell"] * 3 + ["told"]
    assert Campaign.objects.count() == 1
    assert Outreach.objects.values("company").distinct().count() == Outreach.objects.count() == 6


def test_conditions_are_kept_as_they_are_printed(house: House) -> None:
    policy = a_policy(house, conditions=CONDITIONS.replace(" ", ""))

    assert policy.conditions.splitlines()[0] == CONDITIONS.splitlines()[0]


def test_the_demo_tells_whoever_gains_and_says_that_it_is_invented(house: House) -> None:
    facts = {FactKey.HIGH_TECH: True, **BIG}
    for at in range(12):
        company = a_company(house, f"企业 {at}", facts)
        Company.objects.filter(pk=company.pk).update(industry="65")

    plant(house.keeper, house.now)

    rent = Campaign.objects.get(kind=CampaignKind.POLICY)
    states = rent.outreach.values_list("state", flat=True)
    assert set(states) == {"listed", "told", "read", "applied", "granted", "declined"}
    assert all("演示" in one.name and "演示" in one.number for one in Policy.objects.all())
    assert Campaign.objects.get(kind=CampaignKind.CARE).outreach.filter(state="done").count() == 1


@pytest.mark.django_db
def test_a_fresh_demo_shows_who_gains_who_does_not_and_whom_to_ask(now: datetime) -> None:
    assert plant_committee(now=now)

    rent = Campaign.objects.get(kind=CampaignKind.POLICY)
    assert rent.policy is not None
    found = gainers(rent.policy, rent.committee, today=localdate(now)).figures
    assert min(found.yes, found.unknown, found.no) > 0
    assert found.granted + found.applied > 0
