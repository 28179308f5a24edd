"""Policies of a tower: who would gain, what to ask, who may write them, and their editions."""

from datetime import date, timedelta

import pytest
from django.utils import translation
from django.utils.timezone import localdate
from pytest_django import DjangoAssertNumQueries
from tests.buildings.campaign_house import (
    BIG,
    CONDITIONS,
    DAY,
    SMALL,
    a_company,
    a_policy,
    new_policy,
    on_floor,
)
from tests.buildings.house import House

from linli.buildings.access import campaigns as access
from linli.buildings.access.matters import Keeper
from linli.buildings.actions.policies import change_policy, end_policy, keep_policy
from linli.buildings.enums.companies import FactKey
from linli.buildings.errors.campaigns import (
    LineNeeded,
    NobodyListed,
    PolicyEndsEarly,
    PolicyKept,
    PolicyOver,
    SourceUnreadable,
    UnknownPolicy,
)
from linli.buildings.errors.matters import FormUnreadable, NotYours, WordsTooMany
from linli.buildings.errors.policies import LineUnreadable
from linli.buildings.forms.campaigns import (
    CONDITIONS_LONGEST,
    read_changed,
    read_line,
    read_people,
    read_policy_form,
    read_visit_kind,
)
from linli.buildings.models import Committee, Company, Policy
from linli.buildings.queries.policies import (
    Gainers,
    ask_list,
    gain_by_building,
    gainers,
    in_force,
    policies_for,
)
from linli.buildings.queries.policy_words import NAMES, says_of, vocabulary
from linli.buildings.rules.policies import Condition
from linli.buildings.rules.policy_text import forms, read_policy
from linli.buildings.views.policies import EXAMPLE
from linli.people.enums import Role
from linli.places.models import Place

CITED = "\n依据：演示 1 号|第六条|注册在本区"


def names(found: Gainers) -> tuple[list[str], list[str], list[str]]:
    yes, unknown, no = (
        [one.company.name for one in some] for some in (found.yes, found.unknown, found.no)
    )
    return yes, unknown, no


def test_who_would_gain_is_told_with_clauses_and_who_is_unknown_with_one_question(
    house: House,
) -> None:
    policy = a_policy(house)
    a_company(house, "甲公司", BIG)
    a_company(house, "乙公司", SMALL)
    a_company(house, "丙公司")

    found = gainers(policy, house.committee, today=localdate(house.now))

    assert names(found) == (["甲公司"], ["丙公司"], ["乙公司"])
    assert [one.says for one in found.no[0].because] == ["员工人数 不少于 20 人"]
    assert [one.clause and one.clause.article for one in found.no[0].because] == ["第三条"]
    assert found.unknown[0].ask == FactKey.EMPLOYEES.label
    assert (found.yes[0].ask, found.yes[0].state) == ("", "")


def test_a_fact_that_has_expired_is_asked_for_again(house: House) -> None:
    policy, today = a_policy(house), localdate(house.now)
    a_company(house, "甲公司", BIG, as_of=today - timedelta(days=2_000))

    found = gainers(policy, house.committee, today=today)

    assert names(found) == ([], ["甲公司"], [])


def test_industry_and_area_count_as_the_register_has_them(house: House) -> None:
    text = f"行业门类 属于 农、林、牧、渔业、信息传输、软件和信息技术服务业{CITED}"
    policy = a_policy(house, conditions=f"{text}\n在楼面积 不少于 300 平方米{CITED}")
    company = a_company(house, "甲公司")
    on_floor(house, company, 3, 200)
    on_floor(house, company, 4, 150)
    Company.objects.filter(pk=company.pk).update(industry="65")

    found = gainers(policy, house.committee, today=localdate(house.now))

    assert names(found)[0] == ["甲公司"]


def test_two_hundred_companies_take_as_many_queries_as_two(
    house: House, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    policy, today = a_policy(house), localdate(house.now)
    Company.objects.bulk_create(
        Company(committee=house.committee, name=f"企业 {at}", noted_at=house.now)
        for at in range(200)
    )

    with django_assert_num_queries(4):
        assert gainers(policy, house.committee, today=today).figures.unknown == 200
    with django_assert_num_queries(4):
        assert len(ask_list(house.committee, today=today).companies) == 200
    with django_assert_num_queries(4):
        (row,) = gain_by_building(policy, [house.committee], today=today)
    assert (row.code, row.figures.all, row.figures.unknown) == ("TOWER", 200, 200)


def test_what_settles_most_policies_is_asked_first_and_of_whom_it_settles_most(
    house: House,
) -> None:
    a_policy(house)
    a_policy(house, "演示 2 号", conditions=f"上市 否{CITED}")
    a_policy(house, "演示 3 号", conditions=f"上市 否{CITED}\n建有工会 是{CITED}")
    a_company(house, "甲公司", {FactKey.LISTED: False})
    a_company(house, "乙公司")
    a_company(house, "丙公司", {FactKey.LISTED: True})

    found = ask_list(house.committee, today=localdate(house.now))

    assert found.policies == 3
    asked = {
        one.company.name: [(ask.key, ask.policies) for ask in one.asks] for one in found.companies
    }
    assert list(asked) == ["乙公司", "甲公司"], "of the third all is settled"
    assert asked["乙公司"][0] == ("listed", 3)
    assert asked["甲公司"] == [("employees", 1), ("union", 1)]
    assert found.facts[0].key == "listed"


def test_the_example_and_all_forms_of_the_help_can_be_written_in_any_language() -> None:
    with translation.override("en"):
        vocabulary.cache_clear()
        words = vocabulary()
        read_policy(EXAMPLE, words)
        for key in words.values():
            for form in forms(key):
                read_policy(f"{form}{CITED}", words)
    assert list(words) == list(NAMES)


def test_in_chinese_a_condition_is_said_as_it_is_written() -> None:
    words = vocabulary()
    for key in words.values():
        for form in forms(key):
            read = read_policy(f"{form}{CITED}", words)
            assert isinstance(read, Condition)
            assert says_of(read) == form


def test_a_policy_of_the_district_concerns_all_its_buildings_and_the_district_alone_writes_it(
    house: House,
) -> None:
    district = Place.objects.get(code="QU")
    steward = Keeper(house.holder("steward", Role.STEWARD, district), house.committee)
    other = House(house.now, "OTHER")
    policy = keep_policy(steward, district, new_policy(house), now=house.now)
    a_company(house, "甲公司", BIG)
    own = a_policy(other, "演示 9 号")

    assert access.policy_of(house.keeper, policy.pk).policy == policy
    assert access.policy_to_change(steward, policy.pk, now=house.now).policy == policy
    with pytest.raises(NotYours):
        access.policy_to_change(house.keeper, policy.pk, now=house.now)
    with pytest.raises(UnknownPolicy):
        access.policy_of(house.keeper, own.pk)
    assert [one.code for one in access.places_to_write(steward, now=house.now)] == ["TOWER", "QU"]
    assert access.place_to_write(house.keeper, "TOWER", now=house.now) == house.place
    with pytest.raises(NotYours):
        access.place_to_write(house.keeper, "QU", now=house.now)
    committees = access.committees_kept(steward, district, now=house.now)
    rows = gain_by_building(policy, committees, today=localdate(house.now))
    assert {one.code: one.figures.yes for one in rows} == {"OTHER": 0, "TOWER": 1}
    assert access.committees_kept(steward, other.place, now=house.now) == [other.committee]
    assert access.may_read_policy(steward.person, str(policy.pk), house.now)
    for number in (str(policy.pk), "999999", "x"):
        assert not access.may_read_policy(house.person, number, house.now)


def test_what_is_in_force_goes_by_the_day(house: House) -> None:
    today = localdate(house.now)
    a_policy(house)
    a_policy(house, "以后", valid_from=today + DAY)
    a_policy(house, "以前", valid_until=today - DAY)
    a_policy(house, "一直", valid_until=None)

    rows = in_force(policies_for(house.place), today=today)

    assert set(rows.values_list("number", flat=True)) == {"演示 1 号", "一直"}


def test_a_document_is_kept_once_and_what_cannot_be_read_is_not_kept_at_all(house: House) -> None:
    a_policy(house)

    with pytest.raises(PolicyKept):
        a_policy(house)
    with pytest.raises(LineUnreadable):
        a_policy(house, "演示 2 号", conditions=f"心情 好{CITED}")
    with pytest.raises(PolicyEndsEarly):
        a_policy(house, "演示 2 号", valid_until=date(2000, 1, 1))

    assert list(Policy.objects.values_list("number", flat=True)) == ["演示 1 号"]
    assert house.verbs()[-1:] == ["policy_kept"]


def test_only_a_declared_change_makes_a_new_edition(house: House) -> None:
    policy = a_policy(house)

    change_policy(
        house.keeper, policy, new_policy(house, name="租金补贴"), changed="", now=house.now
    )
    policy.refresh_from_db()
    assert (policy.name, policy.edition, policy.changed) == ("租金补贴", 1, "")

    change_policy(house.keeper, policy, new_policy(house), changed="补贴提高了", now=house.now)
    policy.refresh_from_db()
    assert (policy.edition, policy.changed, policy.conditions) == (2, "补贴提高了", CONDITIONS)

    end_policy(house.keeper, policy, now=house.now)
    with pytest.raises(PolicyOver):
        end_policy(house.keeper, policy, now=house.now)
    with pytest.raises(PolicyOver):
        change_policy(house.keeper, policy, new_policy(house), changed="", now=house.now)
    a_policy(house)
    assert house.verbs()[-5:] == [
        "policy_kept",
        "policy_mended",
        "policy_changed",
        "policy_ended",
        "policy_kept",
    ]


TYPED = {
    "name": "租金补贴",
    "issuer": "商务委",
    "number": "1 号",
    "valid_from": "2026-01-01",
    "valid_until": "",
    "conditions": CONDITIONS,
    "gives": "补贴，找 13812345678",
    "how": "到窗口",
    "source": "https://example.cn/1",
}


def test_what_is_typed_of_a_policy_is_read_or_refused() -> None:
    new = read_policy_form(TYPED)

    assert (new.valid_until, new.gives) == (None, "补贴，找 138****5678")
    assert read_policy_form(TYPED | {"source": ""}).source == ""
    for source in ("javascript:alert(1)", "https://", "https://a b", "//x", "https://[", "x" * 201):
        with pytest.raises(SourceUnreadable):
            read_policy_form(TYPED | {"source": source})
    with pytest.raises(SourceUnreadable):
        read_policy_form(TYPED | {"source": "https://example.cn/" + "x" * 200})
    with pytest.raises(WordsTooMany):
        read_policy_form(TYPED | {"conditions": "x" * (CONDITIONS_LONGEST + 1)})
    with pytest.raises(WordsTooMany):
        read_changed({"changed": "变" * 201})
    with pytest.raises(LineNeeded, match="政策名称"):
        read_line({"name": "短" * 61}, "name")
    with pytest.raises(FormUnreadable):
        read_visit_kind({"kind": "policy"})
    assert read_visit_kind({"kind": "care"}) == "care"
    assert read_people({"people": " 王阿姨 12 室 \n\n李伯伯"}) == ["王阿姨 12 室", "李伯伯"]
    for people in ("王" * 41, "王\n" * 301):
        with pytest.raises(NobodyListed):
            read_people({"people": people})


def test_no_committee_needs_no_query_more(house: House) -> None:
    policy = a_policy(house)

    assert gain_by_building(policy, list[Committee](), today=localdate(house.now)) == []
