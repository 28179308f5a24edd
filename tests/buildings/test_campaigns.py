"""Campaigns: nobody is told twice, rounds and calls, and what a company says by its link."""

import json
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from pathlib import Path
from typing import Any

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
    on_floor,
    told,
)
from tests.buildings.house import House

from linli.buildings.access import campaigns as access
from linli.buildings.actions import outreach_letters
from linli.buildings.actions.campaigns import (
    MOST_LISTED,
    begin_visits,
    close_campaign,
    tell_more,
    tell_of_policy,
)
from linli.buildings.actions.company_facts import NewFact, note_fact
from linli.buildings.actions.demo import plant_committee
from linli.buildings.actions.demo_campaigns import plant
from linli.buildings.actions.outreach import note_call, plan_round, take_own_step, take_step
from linli.buildings.actions.policies import change_policy, end_policy
from linli.buildings.enums.campaigns import CallResult, CampaignKind, OutreachState, ToldBy
from linli.buildings.enums.companies import FactKey, FactLevel, FactPurpose, FactSource
from linli.buildings.enums.policies import Gain
from linli.buildings.errors.campaigns import (
    CallTomorrow,
    CampaignOver,
    DayOver,
    NextDayNeeded,
    NobodyListed,
    NobodyToTell,
    NobodyToVisit,
    OutreachLinkUnreadable,
    OutreachMoved,
    PolicyChangedSince,
    PolicyOver,
    RoundFull,
    UnknownCampaign,
    UnknownOutreach,
)
from linli.buildings.models import Campaign, Company, Contact, Outreach, OutreachCall, Policy
from linli.buildings.queries.campaigns import calls_of, campaign_page, campaigns_of, name_of
from linli.buildings.queries.policies import gainers
from linli.buildings.rules.outreach import STEPS, Counted, Step, after, after_call, count
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


def visits(house: House, *people: str, **more: Any) -> Campaign:  # noqa: ANN401  # its own arguments
    said = {"kind": CampaignKind.CARE, "title": "送清凉", "companies": (), **more}
    return begin_visits(house.keeper, people=people, now=house.now, **said)


def called(
    house: House,
    campaign: Campaign,
    row: Outreach,
    result: CallResult,
    **more: Any,  # noqa: ANN401  # as above
) -> None:
    said = {"on": localdate(house.now), "says": "", "next_on": None, **more}
    note_call(house.keeper, campaign, row, result=result, now=house.now, **said)


def state(row: Outreach) -> str:
    return Outreach.objects.get(pk=row.pk).state


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


def test_a_list_of_care_is_sealed_and_whole_for_who_calls_there(house: House) -> None:
    company = a_company(house, "甲公司")
    on_floor(house, company, 12, 100)
    on_floor(house, company, 13, 100)
    campaign = visits(house, "王阿姨 3 号 1201", companies=[company.pk, 999_999])
    first, second = campaign.outreach.order_by("pk")

    (shown,) = campaign_page(campaign).rounds

    assert shown.number == 0, "it is on no round"
    assert [(one.who, one.where) for one in shown.rows] == [
        ("甲公司", "12F、13F"),
        ("王阿姨 3 号 1201", ""),
    ]
    assert str(second.who) == "王**"
    assert "王阿姨" not in str(Entry.objects.values_list("facts", flat=True))
    Outreach.objects.filter(pk=second.pk).update(who=b"\x02torn")
    assert name_of(Outreach.objects.get(pk=second.pk)) == "***"
    Outreach.objects.filter(pk=second.pk).update(who=None)
    assert name_of(Outreach.objects.get(pk=second.pk)) == ""
    close_campaign(house.keeper, campaign, now=house.now)
    assert not campaign.outreach.filter(ended_at=None).exists()
    assert first.company == company


def test_who_is_not_at_home_is_on_the_next_round(house: House) -> None:
    today, later = localdate(house.now), house.now + 2 * DAY
    campaign = visits(house, "王阿姨", "李伯伯", "陈奶奶")
    first, second, _third = campaign.outreach.order_by("pk")

    plan_round(house.keeper, campaign, on=today, goes="小张、小李", most=2, now=house.now)
    plan_round(house.keeper, campaign, on=today + DAY, goes="小陈", most=9, now=house.now)
    with pytest.raises(NobodyToVisit):
        plan_round(house.keeper, campaign, on=today, goes="小张", most=9, now=house.now)
    called(house, campaign, first, CallResult.DONE, says="收下了")
    called(house, campaign, second, CallResult.NOT_HOME)
    called(house, campaign, second, CallResult.LATER, next_on=today + 3 * DAY)

    shown = campaign_page(campaign)
    assert [(one.number, len(one.rows)) for one in shown.rounds] == [(2, 1), (1, 2)]
    assert shown.rounds[1].goes == "小张、小李"
    assert (shown.total, shown.waits, shown.counts) == (3, 2, {"等走访": 2, "送到了": 1})
    assert shown.rounds[1].rows[1].next_on == today + 3 * DAY
    assert [call.result for call in calls_of(second)] == [CallResult.LATER, CallResult.NOT_HOME]
    with pytest.raises(OutreachMoved):
        called(house, campaign, first, CallResult.DONE)
    again = plan_round(house.keeper, campaign, on=today + 2 * DAY, goes="小张", most=9, now=later)
    assert (again.number, again.outreach.count()) == (3, 2)
    visits(house, "王阿姨")
    rows = [(row.listed, row.told, row.over) for row in campaigns_of(house.committee)]
    assert sorted(rows) == [(1, 0, 0), (3, 1, 1)]


@pytest.mark.parametrize(
    ("refused", "error"),
    [
        (lambda house, one, _: called(house, one[0], one[1], CallResult.LATER), NextDayNeeded),
        (
            lambda house, one, day: called(house, one[0], one[1], CallResult.DONE, on=day + DAY),
            CallTomorrow,
        ),
        (
            lambda house, one, day: called(
                house, one[0], one[1], CallResult.DONE, on=day - 400 * DAY
            ),
            CallTomorrow,
        ),
        (
            lambda house, one, day: called(
                house, one[0], one[1], CallResult.LATER, next_on=day - DAY
            ),
            DayOver,
        ),
        (lambda house, one, day: planned(house, one[0], day - DAY), DayOver),
        (lambda house, one, day: planned(house, one[0], day + 400 * DAY), DayOver),
        (lambda house, one, day: planned(house, one[0], day, most=0), RoundFull),
        (lambda house, one, day: planned(house, one[0], day, most=61), RoundFull),
        (lambda house, _one, _day: visits(house), NobodyListed),
        (lambda house, _one, _day: visits(house, "王" * 41), NobodyListed),
        (lambda house, _one, _day: visits(house, *["王"] * (MOST_LISTED + 1)), NobodyListed),
    ],
)
def test_calls_rounds_and_lists_that_cannot_be_are_refused(
    house: House,
    refused: Callable[[House, tuple[Campaign, Outreach], date], object],
    error: type[LinliError],
) -> None:
    campaign = visits(house, "王阿姨")

    with pytest.raises(error):
        refused(house, (campaign, campaign.outreach.get()), localdate(house.now))

    assert not OutreachCall.objects.exists()
    assert Campaign.objects.count() == 1


def planned(house: House, campaign: Campaign, on: date, most: int = 1) -> None:
    plan_round(house.keeper, campaign, on=on, goes="小张", most=most, now=house.now)


def test_a_call_tells_of_a_policy_and_the_secretary_notes_what_became_of_it(house: House) -> None:
    at, row = told(house)

    called(house, at.campaign, row, CallResult.DONE)
    for step in (Step.APPLY, Step.GRANT):
        take_step(house.keeper, at.campaign, row, step=step, now=house.now)

    row.refresh_from_db()
    assert (row.state, row.told_by) == (OutreachState.GRANTED, ToldBy.CALL)
    with pytest.raises(OutreachMoved):
        take_step(house.keeper, at.campaign, row, step=Step.TELL, now=house.now)
    care = visits(house, "王阿姨")
    with pytest.raises(OutreachMoved):
        take_step(house.keeper, care, care.outreach.get(), step=Step.TELL, now=house.now)


def test_being_told_face_to_face_is_noted_without_a_call(house: House) -> None:
    at, row = told(house)

    take_step(house.keeper, at.campaign, row, step=Step.TELL, now=house.now)

    row.refresh_from_db()
    assert (row.state, row.told_by, row.told_at) == ("told", ToldBy.CALL, house.now)


def test_a_company_says_by_its_link_what_it_alone_can_say(house: House) -> None:
    at, row = told(house)
    own = access.outreach_of_link(access.outreach_link(row.code)).outreach
    take_step(house.keeper, at.campaign, row, step=Step.TELL, now=house.now)

    for step in (Step.READ, Step.DECLINE, Step.APPLY):
        take_own_step(own, step=step, now=house.now)
    for step in (Step.GRANT, Step.READ):
        with pytest.raises(OutreachMoved):
            take_own_step(own, step=step, now=house.now)

    row.refresh_from_db()
    assert (row.state, row.read_at, row.ended_at) == ("applied", house.now, None)
    assert Entry.objects.filter(verb="outreach_moved", actor="anyone").count() == 3


def test_who_applies_without_saying_that_they_read_has_read(house: House) -> None:
    _at, row = told(house)

    take_own_step(row, step=Step.APPLY, now=house.now)

    row.refresh_from_db()
    assert (row.read_at, row.told_at) == (house.now, None), "nobody told them, and nobody says so"


def test_figures_leave_nobody_out(house: House) -> None:
    at, row = told(house)
    a_company(house, "乙公司", BIG)
    a_company(house, "丙公司")
    take_own_step(row, step=Step.APPLY, now=house.now)
    assert row.policy is not None

    found = gainers(row.policy, house.committee, today=localdate(house.now)).figures

    assert (found.all, found.yes, found.unknown, found.no) == (3, 2, 1, 0)
    assert (found.told, found.read, found.applied) == (0, 1, 1)
    assert (found.yes_untold, found.yes_unlisted) == (2, 1)
    assert at.campaign.title == "租金补贴（演示）"


def test_what_is_counted_adds_up_whoever_gains_today() -> None:
    states = [*OutreachState, None]
    rows = [
        Counted(gain, state, told=told, read=told, applied=told)
        for gain in Gain
        for state in states
        for told in (False, True)
    ]

    found = count(rows)

    assert found.all == found.yes + found.unknown + found.no == len(rows)
    assert found.told == found.read == found.applied == len(rows) // 2
    assert found.told_otherwise == found.told * 2 // 3
    assert (found.yes_untold, found.yes_unlisted) == (len(states), 2)
    assert found.listed == found.granted == found.refused == found.declined == 6


def test_links_lists_and_histories_are_told_apart(house: House, now: datetime) -> None:
    at, row = told(house)
    other = House(now, "OTHER")
    link = access.outreach_link(row.code)

    assert access.outreach_of_link(link).outreach == row
    for forged in (link[:-1], row.code, access.outreach_link("none")):
        with pytest.raises(OutreachLinkUnreadable):
            access.outreach_of_link(forged)
    with pytest.raises(UnknownCampaign):
        access.campaign_of(other.keeper, at.campaign.pk)
    with pytest.raises(UnknownOutreach):
        access.outreach_of(at, row.pk + 1)
    assert access.outreach_of(at, row.pk).outreach == row
    number = str(at.campaign.pk)
    assert access.may_read_campaign(house.person, number, now)
    for person, asked in ((other.person, number), (house.person, "999999"), (house.person, "x")):
        assert not access.may_read_campaign(person, asked, now)
    assert row.policy is not None
    end_policy(house.keeper, row.policy, now=now)
    with pytest.raises(OutreachLinkUnreadable):
        access.outreach_of_link(link)


def test_steps_lead_where_they_say_and_nowhere_else() -> None:
    for step, (sources, then) in STEPS.items():
        for source in OutreachState:
            assert after(source, step) == (then if source in sources else None)
    for kind in CampaignKind:
        ends = OutreachState.TOLD if kind is CampaignKind.POLICY else OutreachState.DONE
        assert after_call(kind, OutreachState.LISTED, CallResult.DONE) is ends
        assert after_call(kind, OutreachState.LISTED, CallResult.LATER) is OutreachState.LISTED
        assert after_call(kind, OutreachState.TOLD, CallResult.DONE) is None


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
