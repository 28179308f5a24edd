"""Rounds and calls of campaigns, what a company says by its link, and what all of it comes to."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.utils.timezone import localdate
from tests.buildings.campaign_house import (
    BIG,
    DAY,
    a_company,
    called,
    on_floor,
    told,
    visits,
)
from tests.buildings.house import House

from linli.buildings.access import campaigns as access
from linli.buildings.actions.campaigns import (
    MOST_LISTED,
    close_campaign,
)
from linli.buildings.actions.outreach import plan_round, take_own_step, take_step
from linli.buildings.actions.policies import end_policy
from linli.buildings.enums.campaigns import CallResult, CampaignKind, OutreachState, ToldBy
from linli.buildings.enums.policies import Gain
from linli.buildings.errors.campaigns import (
    CallTomorrow,
    DayOver,
    NextDayNeeded,
    NobodyListed,
    NobodyToVisit,
    OutreachLinkUnreadable,
    OutreachMoved,
    RoundFull,
    UnknownCampaign,
    UnknownOutreach,
)
from linli.buildings.models import Campaign, Outreach, OutreachCall
from linli.buildings.queries.campaigns import calls_of, campaign_page, campaigns_of, name_of
from linli.buildings.queries.policies import gainers
from linli.buildings.rules.outreach import STEPS, Counted, Step, after, after_call, count
from linli.kernel.errors import LinliError
from linli.ledger.models import Entry


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
