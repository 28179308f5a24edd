"""The pages of companies: who sees what on them, forms that come back, tables in and out."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils.timezone import localdate
from tests.buildings import firm
from tests.buildings.firm import CODE, DAY, lively, signed_in
from tests.buildings.house import House

from linli.buildings.access.companies import company_link
from linli.buildings.actions import company_life
from linli.buildings.actions.companies import list_in_public
from linli.buildings.enums.companies import CompanyState
from linli.buildings.models import Company, Contact, Correction, Need, Tenancy
from linli.buildings.queries.company_pages import plan_of
from linli.buildings.system import SYSTEM
from linli.kernel import clock
from linli.people.enums import Role
from linli.people.models import Person
from linli.people.queries import acting_as
from linli.places.models import Place
from linli.web.systems import Viewer

LONG = f"{'.'.join(['a' * 30] * 4)}.cn"


@pytest.fixture
def house(db: None) -> House:
    """A tower as of this moment, since pages read the clock."""
    return House(clock.now())


def said(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    return str(answer.content.decode())


def test_a_secretary_enters_a_company_its_facts_its_place_and_who_speaks(house: House) -> None:
    desk = signed_in(house.person)
    assert "还没有登记企业" in said(desk, "/companies/TOWER")
    wrong = desk.post("/companies/TOWER", {"name": "某公司", "credit_code": "123"})
    assert wrong.status_code == 422
    assert "校验码" in wrong.content.decode()
    assert desk.post("/companies/TOWER/tower", {"floor": "顶", "area": "9"}).status_code == 422
    desk.post("/companies/TOWER/tower", {"floor": "12", "area": "1000"})

    made = desk.post("/companies/TOWER", {"name": "某公司", "industry": "65"})
    edit = made.headers["Location"]
    today = localdate(house.now).isoformat()
    for form in (
        {"then": "fact", "key": "employees", "value": "120", "source": "visit", "as_of": today}
        | {"purpose": "service", "level": "committee"},
        {"then": "move_in", "floor": "12F", "area": "300", "begins": today, "ends": "2030-01-01"},
        {"then": "contact", "person": "王小明", "phone": "13812343821", "role": "admin"}
        | {"mail": "wang@example.cn", "agreed": "yes"},
        {"then": "change", "name": "某某公司", "industry": "64", "state": "open"},
        {"then": "agreed", "agreed": "yes"},
    ):
        assert desk.post(edit, form).status_code == 302, form
    for form in (
        {"then": "fact", "key": "employees", "value": "许多", "source": "visit"},
        {"then": "contact", "person": "王小明", "phone": "13812343821", "role": "admin"},
        {"then": "contact", "person": "王小明", "role": "admin", "agreed": "yes"},
        {"then": "contact", "person": "王", "mail": "x", "role": "admin", "agreed": "yes"},
        {"then": "contact", "person": "王", "mail": f"w@{LONG}", "role": "admin", "agreed": "yes"},
        {"then": "change", "name": "某", "state": "open"},
        {"then": "change", "name": "某公司", "industry": "98", "state": "open"},
        {"then": "move_in", "floor": "12F", "area": "0", "begins": today},
        {"then": "nothing"},
    ):
        assert desk.post(edit, form).status_code == 422, form

    shown = said(desk, edit.removesuffix("/edit"))
    assert "120 人" in shown
    assert "王**" in shown
    assert "王小明" not in shown
    assert "互联网和相关服务" in shown
    tenancy, contact = Tenancy.objects.get(), Contact.objects.get()
    desk.post(edit, {"then": "move_out", "number": tenancy.pk, "on": today})
    desk.post(edit, {"then": "let_go", "number": contact.pk})
    assert Tenancy.objects.get().left_on is not None
    assert Contact.objects.get().left_at is not None
    assert "某某公司" in said(Client(), "/directory/TOWER")


def test_a_secretary_notes_visits_and_needs_and_sees_whom_to_visit(house: House) -> None:
    at = lively(house)
    desk, page = signed_in(house.person), f"/companies/TOWER/{at.pk}"
    assert "从没走访过" in said(desk, "/companies/TOWER/visits")
    today = localdate(house.now).isoformat()

    need = Need.objects.get()
    desk.post(page, {"then": "answer", "number": need.pk, "answer": "三楼有"})
    desk.post(page, {"then": "need", "need": "要车位"})
    desk.post(page, {"then": "visit", "on": today, "says": "聊了聊", "next": "送资料"})
    late = desk.post(page, {"then": "visit", "on": "2090-01-01", "says": "没去", "next": ""})
    long = desk.post(page, {"then": "visit", "on": today, "says": "去了", "next": "长" * 201})

    shown = said(desk, page)
    assert "三楼有" in shown
    assert "送资料" in shown
    assert (late.status_code, long.status_code) == (422, 422)
    assert "没去" in late.content.decode(), "what was typed is not lost"
    assert "没有该走访的" in said(desk, "/companies/TOWER/visits")


def test_a_promise_brings_a_visit_back_until_somebody_came(house: House) -> None:
    at, today = lively(house), localdate(house.now)
    for days, next_on in ((9, today - DAY), (0, None)):
        new = company_life.NewVisit(today - days * DAY, "聊了", "", next_on)
        assert bool(plan_of(house.committee, today=today))
        company_life.note_visit(house.keeper, at, new, now=house.now)

    assert list(plan_of(house.committee, today=today)) == []


def test_property_and_district_see_their_part_and_neither_changes_anything(house: House) -> None:
    at = lively(house)
    property_ = signed_in(house.holder("property", Role.PROPERTY, house.place))
    district = signed_in(house.holder("wide", Role.STEWARD, Place.objects.get(code="QU")))
    page = f"/companies/TOWER/{at.pk}"

    by_property, by_district = said(property_, page), said(district, page)

    assert "400 平方米" in by_property
    assert "120 人" in by_property
    assert "400 平方米" not in by_district
    assert "120 人" not in by_district
    for shown in (by_property, by_district):
        assert "王**" not in shown
        assert "要会议室" not in shown
        assert "残疾员工" not in shown
    assert "楼层图" in said(property_, "/companies/TOWER/tower")
    assert "楼层图" not in said(district, "/companies/TOWER/tower")
    assert "在楼企业" in said(district, "/companies/TOWER/tower")
    assert "一座楼" in said(district, "/companies/")
    for client in (property_, district):
        assert client.post(page, {"then": "need", "need": "要车位"}).status_code == 403
        assert client.post("/companies/TOWER", {"name": "某公司"}).status_code == 403
        for path in ("/edit", ""):
            wanted = 403 if path else 200
            assert client.get(page + path).status_code == wanted
        for path in ("/companies/TOWER/visits", "/companies/TOWER/table"):
            assert client.get(path).status_code == 403


def test_strangers_see_the_directory_alone_and_in_it_who_agreed(house: House) -> None:
    at = lively(house)
    firm.company(house, "没有同意的公司")
    list_in_public(at, agreed=True, by=None, now=house.now)

    shown = said(Client(), "/directory/TOWER")

    assert "某某科技有限公司" in shown
    assert "12F B1" in shown
    assert "没有同意的公司" not in shown
    for path in ("/companies/", "/companies/TOWER", f"/companies/TOWER/{at.pk}"):
        assert Client().get(path).status_code == 403


def test_companies_are_found_by_what_is_asked(house: House) -> None:
    lively(house)
    gone = firm.company(house, "搬走的公司")
    Company.objects.filter(pk=gone.pk).update(state=CompanyState.LEFT)
    stale = firm.company(house, "过期的公司")
    firm.tell(house, stale, as_of=localdate(house.now) - timedelta(days=300))
    desk = signed_in(house.person)
    both = ["某某科技", "过期的"]
    shown = {
        "": both,
        "?q=过期": ["过期的"],
        f"?q={CODE.lower()}": ["某某科技"],
        "?industry=65": ["某某科技"],
        "?floor=B1": ["某某科技"],
        "?show=stale": ["过期的"],
        "?show=needs": ["某某科技"],
        "?show=unvisited": both,
        "?show=said": [],
        "?show=gone": ["搬走的"],
        "?show=x&industry=x&floor=x": both,
    }
    for query, names in shown.items():
        listed = said(desk, f"/companies/TOWER{query}").partition('id="companies"')[2]
        assert [one for one in ("某某科技", "搬走的", "过期的") if one in listed] == names, query


def test_a_contact_is_shown_whole_for_a_reason_and_gets_a_link_that_can_be_taken_back(
    house: House,
) -> None:
    at = lively(house)
    desk, contact = signed_in(house.person), Contact.objects.get(company=at)
    path = f"/companies/TOWER/contacts/{contact.pk}"
    assert "138****3821" in said(desk, f"{path}/phone")
    assert desk.post(f"{path}/phone", {"reason": "curious"}).status_code == 422
    whole = desk.post(f"{path}/mail", {"reason": "reach"}).content.decode()
    said(desk, f"{path}/code", 404)

    made = desk.post(f"{path}/link", {"then": "lasting"}).content.decode()
    token = made.partition("/company/")[2].partition('"')[0]
    own = said(Client(), f"/company/{token}")
    desk.post(f"{path}/link", {"then": "revoke"})

    assert "wang@example.cn" in whole
    assert "120 人" in own
    assert "残疾员工" in own, "a company reads all of itself"
    said(Client(), f"/company/{token}", 404)
    assert desk.post(f"{path}/link", {"then": "x"}).status_code == 422
    assert "发一次性链接" in said(desk, f"{path}/link")


def test_a_company_says_what_is_wrong_and_what_it_needs_without_an_account(house: House) -> None:
    at = lively(house)
    contact = Contact.objects.get(company=at)
    link = company_life.make_link(
        house.keeper, contact, code="c" * 20, is_once=False, now=house.now
    )
    phone, path = Client(), f"/company/{company_link(link.code)}"

    for form in (
        {"then": "need", "need": "要车位，电话 13812343821"},
        {"then": "fact", "key": "employees", "value": "150"},
        {"then": "name", "name": "改名的公司"},
        {"then": "agree"},
    ):
        assert "收到了" in phone.post(path, form).content.decode(), form
    again = phone.post(path, {"then": "fact", "key": "employees", "value": "160"})
    wrong = phone.post(path, {"then": "fact", "key": "employees", "value": "许多"})
    unread = phone.post(path, {"then": "x"})

    assert (again.status_code, wrong.status_code, unread.status_code) == (409, 422, 422)
    assert "138****3821" in said(phone, path)
    assert "列入公开名录" in phone.post(path, {"then": "disagree"}).content.decode()
    desk, page = signed_in(house.person), f"/companies/TOWER/{at.pk}"
    employees, name = Correction.objects.order_by("pk")
    desk.post(page, {"then": "accept", "number": employees.pk})
    desk.post(page, {"then": "refuse", "number": name.pk, "reason": "执照没改"})
    assert "150 人" in said(desk, page)
    assert "执照没改" in said(phone, path)


def test_what_companies_said_waits_on_the_home_page_of_who_keeps_them(house: House) -> None:
    lively(house)
    steward = house.holder("steward", Role.STEWARD, house.place)
    district = house.holder("wide", Role.STEWARD, Place.objects.get(code="QU"))

    def waits(person: Person) -> list[str]:
        now = clock.now()
        viewer = Viewer(person, acting_as(person, now=now), now)
        return [str(one.says) for one in SYSTEM.waiting(viewer)]

    assert waits(house.person) == ["1 项企业需求等答复"]
    assert waits(steward) == ["1 项企业需求等答复"]
    assert waits(district) == []


def test_a_link_for_once_says_so_and_ends(house: House) -> None:
    at = lively(house)
    contact = Contact.objects.get(company=at)
    link = company_life.make_link(house.keeper, contact, code="o" * 20, is_once=True, now=house.now)
    phone, path = Client(), f"/company/{company_link(link.code)}"

    assert "只能发送一次" in said(phone, path)
    assert "现在失效了" in phone.post(path, {"then": "need", "need": "要车位"}).content.decode()
    said(phone, path, 404)
