"""Pages of policies and campaigns: from writing one down to what a company says by its link."""

import pytest
from django.test import Client
from django.utils.timezone import localdate
from tests.buildings.campaign_house import BIG, CONDITIONS, SMALL, a_company, a_policy
from tests.buildings.house import House
from tests.buildings.test_building_pages import signed_in

from linli.buildings.access.campaigns import outreach_link
from linli.buildings.enums.companies import FactKey
from linli.buildings.models import Campaign, Outreach, Policy
from linli.kernel import clock
from linli.people.enums import Role
from linli.places.models import Place

BASE = "/committees/TOWER"


@pytest.fixture
def house(db: None) -> House:
    """A tower as of this moment, since pages read the clock."""
    return House(clock.now())


def typed(house: House, **more: str) -> dict[str, str]:
    return {
        "place": "TOWER",
        "name": "租金补贴",
        "issuer": "商务委",
        "number": "1 号",
        "valid_from": localdate(house.now).isoformat(),
        "valid_until": "",
        "conditions": CONDITIONS,
        "gives": "补贴",
        "how": "到窗口",
        "source": "https://example.cn/1",
        **more,
    }


def test_a_policy_is_written_down_and_shows_who_would_gain_and_why_others_would_not(
    house: House,
) -> None:
    a_company(house, "甲公司", {**BIG, FactKey.UNION: False})
    a_company(house, "乙公司", SMALL)
    a_company(house, "丙公司")
    a_company(house, "丁公司", {FactKey.UNION: True})
    desk = signed_in(house.person)
    barred = "\n都不：\n建有工会 是\n依据：演示 1 号|第七条|有工会的除外\n完"
    assert "还没有有效的政策" in desk.get(f"{BASE}/policies").content.decode()
    assert "条件怎么写" in desk.get(f"{BASE}/policies/new").content.decode()

    made = desk.post(f"{BASE}/policies/new", typed(house, conditions=CONDITIONS + barred))
    shown = desk.get(made.headers["Location"]).content.decode()

    assert made.status_code == 302
    assert "租金补贴" in desk.get(f"{BASE}/policies").content.decode()
    yes, _, rest = shown.partition("还不知道，先问一件事")
    unknown, _, no = rest.partition("不符合，差在哪一条")
    assert ["甲公司" in yes, "丙公司" in unknown, "乙公司" in no] == [True] * 3
    assert "员工人数" in unknown
    assert "员工人数 不少于 20 人" in no
    assert "（演示 1 号 第三条）" in no
    assert "不得：" in no
    assert "一个都不能有" in shown
    assert "告知可以享受的企业" in shown
    assert 'href="https://example.cn/1"' not in shown
    asks = desk.get(f"{BASE}/asks").content.decode()
    assert "丙公司" in asks
    assert "乙公司" not in asks


def test_what_cannot_be_read_is_refused_with_its_line_and_all_that_was_typed(house: House) -> None:
    desk = signed_in(house.person)

    said = desk.post(f"{BASE}/policies/new", typed(house, conditions="心情 好", how="到三楼窗口"))

    shown = said.content.decode()
    assert said.status_code == 422
    assert "第 1 行看不懂" in shown
    assert "到三楼窗口" in shown
    assert "心情 好" in shown
    assert desk.post(f"{BASE}/policies/new", typed(house, place="QU")).status_code == 403
    assert not Policy.objects.exists()


def test_a_change_is_declared_and_a_policy_taken_off(house: House) -> None:
    page = f"{BASE}/policies/{a_policy(house).pk}"
    desk = signed_in(house.person)
    assert "演示区商务委" in desk.get(f"{page}/change").content.decode()

    refused = desk.post(f"{page}/change", typed(house, name=""))
    changed = desk.post(f"{page}/change", typed(house, changed="补贴提高了"))
    assert [refused.status_code, changed.status_code] == [422, 302]
    assert "补贴提高了" in desk.get(page).content.decode()

    assert desk.post(f"{page}/change", {"then": "end"}).status_code == 302
    assert "已经撤下" in desk.get(page).content.decode()
    assert desk.post(page, {"then": "tell"}).status_code == 409
    assert desk.post(page, {"then": "explode"}).status_code == 422


def test_a_company_is_told_at_its_door_and_answers_by_its_own_link(house: House) -> None:
    a_company(house, "甲公司", BIG)
    desk, phone = signed_in(house.person), Client(enforce_csrf_checks=True)
    policy = f"{BASE}/policies/{a_policy(house).pk}"

    begun = desk.post(policy, {"then": "tell"})
    campaign, row = Campaign.objects.get(), Outreach.objects.get()
    page, day = f"{BASE}/campaigns/{campaign.pk}", localdate(house.now).isoformat()
    assert begun.headers["Location"] == page
    assert "等走访" in desk.get(page).content.decode()
    assert "等走访" in desk.get(policy).content.decode()
    link = outreach_link(row.code)
    assert link in desk.get(f"{page}/{row.pk}").content.decode()
    call = {"then": "call", "on": day, "result": "done", "says": "收下了"}
    assert desk.post(f"{page}/{row.pk}", call).status_code == 302

    own = phone.get(f"/outreach/{link}").content.decode()
    assert "为什么是您" in own
    assert "第三条" in own
    assert phone.post(f"/outreach/{link}", {"then": "read"}).status_code == 302
    assert phone.post(f"/outreach/{link}", {"then": "grant"}).status_code == 409
    assert phone.post(f"/outreach/{link}", {"then": "explode"}).status_code == 422
    assert phone.post(f"/outreach/{link}", {"then": "apply"}).status_code == 302
    assert phone.get("/outreach/none").status_code == 404
    assert desk.post(f"{page}/{row.pk}", {"then": "grant"}).status_code == 302
    assert desk.post(f"{page}/{row.pk}", {"then": "explode"}).status_code == 422
    row.refresh_from_db()
    assert row.state == "granted"
    assert "收下了" in desk.get(f"{page}/{row.pk}").content.decode()


def test_a_company_of_which_it_is_not_known_any_more_is_told_so(house: House) -> None:
    company = a_company(house, "甲公司", BIG)
    signed_in(house.person).post(f"{BASE}/policies/{a_policy(house).pk}", {"then": "tell"})
    company.facts.all().delete()

    own = Client().get(f"/outreach/{outreach_link(Outreach.objects.get().code)}").content.decode()

    assert "还不能确定您符合" in own
    assert "上市 否" in own


def test_care_is_brought_by_list_and_round_and_ended(house: House) -> None:
    desk = signed_in(house.person)
    company = a_company(house, "甲公司")
    day = localdate(house.now).isoformat()
    begin = {"kind": "care", "title": "送清凉", "people": "王阿姨 1201", "company": str(company.pk)}
    assert "还没有活动" in desk.get(f"{BASE}/campaigns").content.decode()

    nobody = desk.post(f"{BASE}/campaigns", begin | {"people": "王" * 41})
    made = desk.post(f"{BASE}/campaigns", begin)
    page = made.headers["Location"]
    odd = desk.post(page, {"then": "round", "on": day, "goes": "小张", "most": "0"})
    planned = desk.post(page, {"then": "round", "on": day, "goes": "小张", "most": "9"})
    shown = desk.get(page).content.decode()

    codes = [one.status_code for one in (nobody, made, odd, planned)]
    assert codes == [422, 302, 422, 302]
    assert "checked" in nobody.content.decode()
    assert 'value="小张"' in odd.content.decode()
    assert "小张" in shown
    assert "王阿姨 1201" in shown
    assert "送清凉" in desk.get(f"{BASE}/campaigns").content.decode()
    row = Outreach.objects.get(company=None)
    later = {"then": "call", "on": day, "result": "later", "says": "下周再来"}
    refused = desk.post(f"{page}/{row.pk}", later)
    assert refused.status_code == 422
    assert "下周再来" in refused.content.decode()
    for then, code in (("explode", 422), ("more", 409), ("close", 302), ("close", 409)):
        assert desk.post(page, {"then": then}).status_code == code
    assert "已经结束" in desk.get(page).content.decode()


def test_who_keeps_a_district_sees_a_policy_in_all_its_buildings(house: House) -> None:
    House(house.now, "OTHER")
    steward = house.holder("steward", Role.STEWARD, Place.objects.get(code="QU"))
    desk = signed_in(steward)

    made = desk.post(f"{BASE}/policies/new", typed(house, place="QU"))
    shown = desk.get(f"{made.headers['Location']}/buildings").content.decode()

    assert "/committees/OTHER/policies/" in shown
    assert "/committees/TOWER/policies/" in shown
