"""The pages of places: who may open them, what they show, and that nothing typed is lost."""

import re
from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.places.town import BYL, B, paths, told
from tests.portal.place_visits import person_with, said, signed_in

from linli.people.actions import give_grant
from linli.people.enums import Role
from linli.places.actions.moving import close_place, merge_place
from linli.places.models import Place
from linli.places.queries import place_by_code

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]


def many_buildings(count: int) -> None:
    """Put up buildings at the north bund."""
    bund = place_by_code("BWT")
    Place.objects.bulk_create(
        Place(
            level=B,
            code=f"N{at}",
            name=f"楼{at}",
            parent=bund,
            path=f"{bund.path}/N{at}",
            origin=bund.origin,
        )
        for at in range(count)
    )


GETS = ["/places/", "/places/import", "/places/table.csv", "/places/table.xlsx"]
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')
"""Another on each page, for the menu's way out."""

OF_BYL = ["/places/BYL", "/places/BYL/edit", "/places/BYL/move", "/places/BYL/merge"]
POSTS = [f"/places/BYL/{act}" for act in ("edit", "move", "merge", "close", "open")]


def test_nobody_gets_anything_without_signing_in(client: Client) -> None:
    for address in GETS + OF_BYL:
        assert client.get(address).status_code == 403
    for address in [*POSTS, "/places/import", "/places/import/do"]:
        assert client.post(address, {"to": "BWT"}).status_code == 403


@pytest.mark.parametrize("role", [Role.PROPERTY, Role.CREW, Role.GATEWAY])
def test_for_every_other_role_these_pages_are_not_there(role: Role, now: datetime) -> None:
    client = signed_in(role, "HK", now)

    assert {client.get(address).status_code for address in GETS + OF_BYL} == {404}
    posts = [*POSTS, "/places/import", "/places/import/do"]
    assert {client.post(one, {"to": "BWT"}).status_code for one in posts} == {404}
    assert told("place_closed") == []


@pytest.mark.parametrize("code", ["JA", "OYL", "TOP"])
def test_a_steward_elsewhere_learns_nothing_of_a_place(code: str, now: datetime) -> None:
    client = signed_in(Role.STEWARD, code, now)

    for address in OF_BYL:
        refused = client.get(address)
        assert refused.status_code == 404
        other = said(client.get(address.replace("BYL", "NIL"))).replace("NIL", "BYL")
        assert TOKEN.sub("", said(refused)) == TOKEN.sub("", other)
    assert {client.post(one, {"to": code}).status_code for one in POSTS} == {404}
    assert "白玉兰" not in said(client.get("/places/"))
    assert "白玉兰" not in client.get("/places/table.csv").content.decode()


@pytest.mark.parametrize("code", ["NONE", "byl", "a b", "%00", "%F0%9F%98%80", "x" * 300])
def test_a_code_that_is_none_is_not_found(code: str, steward: Client) -> None:
    assert steward.get(f"/places/{code}").status_code == 404


def test_the_tree_shows_what_lies_where(steward: Client, now: datetime) -> None:
    merge_place("TLQ", into="BWT", actor="linli", now=now)
    close_place("TOP", actor="linli", now=now)

    text = said(steward.get("/places/"))

    assert "归您管的有 7 处" in text
    assert "静安区" not in text
    names = re.findall(r"<b [^>]*>(.*?)</b>", text)
    assert names == [
        "虹口区",
        "北外滩街道",
        "提篮桥街道",
        "白玉兰广场",
        "高区",
        "欧阳路街道",
        "祥德居民区",
    ]
    assert text.count("已并入上级") == 1
    assert text.count("已撤销") == 1


def test_a_steward_of_a_building_sees_it_as_the_root(now: datetime) -> None:
    text = said(signed_in(Role.STEWARD, "BYL", now).get("/places/"))

    assert re.findall(r"<b [^>]*>(.*?)</b>", text) == ["白玉兰广场", "高区"]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("街道", ["BWT", "OYL", "TLQ"]),
        ("by", ["BYL"]),
        ("白玉", ["BYL"]),
        ("%", []),
        ("静安", []),
        ("<b>", []),
    ],
)
def test_places_are_found_by_a_part_of_their_name_or_the_beginning_of_their_code(
    typed: str, found: list[str], steward: Client
) -> None:
    text = said(steward.get("/places/", {"q": typed}))

    assert re.findall(r'href="/places/([A-Z]+)"', text) == found
    assert ("data-empty" in text) == (not found)
    assert "<b>&" not in text


def test_of_very_many_places_the_wide_ones_are_drawn_and_the_rest_counted(
    steward: Client, now: datetime
) -> None:
    many_buildings(230)

    text = said(steward.get("/places/"))

    assert len(re.findall(r'href="/places/[A-Z0-9]+"', text)) == 100
    assert "里面还有" in text
    hidden = [int(one) for one in re.findall(r"里面还有 (\d+) 处", text)]
    assert sum(hidden) == Place.objects.filter(path__startswith="HK").count() - 100
    many = said(steward.get("/places/", {"q": "楼"}))
    assert "还有 180 处" in many


def test_the_queries_of_a_page_do_not_grow_with_the_places(steward: Client, now: datetime) -> None:
    def queries(address: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert steward.get(address).status_code == 200
        return len(asked)

    pages = ["/places/", "/places/?q=N", "/places/BWT", "/places/BWT/move", "/places/table.csv"]
    steward.get("/places/")
    before = [queries(one) for one in pages]
    many_buildings(30)

    assert [queries(one) for one in pages] == before


def test_one_place_shows_its_facts_in_both_systems_its_way_and_its_past(
    steward: Client, now: datetime
) -> None:
    corners = "[121.48,31.25],[121.49,31.25],[121.49,31.26],[121.48,31.25]"
    typed = {
        "name": "白玉兰",
        "address": "东大名路501号",
        "longitude": "121.492299",
        "latitude": "31.250901",
        "datum": "GCJ-02",
        "outline": f'{{"type":"Polygon","coordinates":[[{corners}]]}}',
    }
    assert steward.post("/places/BYL/edit", typed).headers["Location"] == "/places/BYL"
    steward.post("/places/BYL/move", {"to": "bwt"})
    steward.post("/places/TLQ/merge", {"to": "BWT"})
    steward.post("/places/TOP/close")
    steward.post("/places/TOP/open")

    text = said(steward.get("/places/BYL"))
    assert "121.487822, 31.252873" in text
    assert "121.492299, 31.250901" in text
    assert "<polygon points=" in text
    assert "从 TLQ 移到 BWT" in text
    assert "名称从“白玉兰广场”改为“白玉兰”；地址从“—”改为“东大名路501号”" in text
    assert "坐标从“—”改为“121.487822, 31.252873”；轮廓从“—”改为“4 个点”" in text
    assert "添加：楼宇“白玉兰广场”，在 TLQ 里" in text
    assert "系统" in text
    assert "王管理" not in text, "people are named masked"
    assert "王" in text
    assert "TLQ 并入这里" in said(steward.get("/places/BWT"))
    assert "并入 BWT" in said(steward.get("/places/TLQ"))
    top = said(steward.get("/places/TOP"))
    assert "恢复使用" in top
    assert "撤销" in top
    assert "添加：区“虹口区”" in said(steward.get("/places/HK"))


def test_a_form_is_filled_with_what_is_known_and_keeps_what_was_typed(steward: Client) -> None:
    typed = {
        "name": "名" * 41,
        "division": "310",
        "address": '"><script>',
        "longitude": "x",
        "latitude": "31",
        "datum": "GCJ-02",
        "outline": "{}",
    }
    assert 'value="北外滩街道"' in said(steward.get("/places/BWT/edit"))

    refused = steward.post("/places/BWT/edit", typed)

    assert refused.status_code == 422
    text = said(refused)
    assert 'data-problem="place_name_unreadable"' in text
    for value in ("名" * 41, "310", "&quot;&gt;&lt;script&gt;", ">{}</textarea>"):
        assert value in text
    assert 'value="GCJ-02" selected' in text
    assert told("place_changed") == []
    again = steward.post("/places/BWT/edit", {**typed, "name": "北", "division": "310109009"})
    assert 'data-problem="point_unreadable"' in said(again)
    taken = steward.post("/places/BWT/edit", {"name": "北", "division": "310109009"})
    assert taken.status_code == 409


def test_an_edit_form_that_is_sent_as_it_came_changes_nothing(steward: Client) -> None:
    edit = {"name": "白玉兰广场", "longitude": "121.487822", "latitude": "31.252873"}
    ring = '{"type":"Polygon","coordinates":[[[121,31],[122,31],[122,32],[121,31]]]}'
    steward.post("/places/BYL/edit", {**edit, "outline": ring})
    page = steward.get("/places/BYL/edit")
    shown = page.context["typed"]

    steward.post("/places/BYL/edit", shown)

    assert len(told("place_changed")) == 1


def test_who_may_move_is_in_charge_above_and_where_it_comes_to(now: datetime) -> None:
    of_tower, of_old = (signed_in(Role.STEWARD, code, now) for code in ("BYL", "TLQ"))

    assert of_tower.get("/places/BYL").status_code == 200
    assert "/places/BYL/move" not in said(of_tower.get("/places/BYL"))
    assert of_tower.get("/places/BYL/move").status_code == 404
    assert "/places/BYL/move" in said(of_old.get("/places/BYL"))
    refused = of_old.post("/places/BYL/move", {"to": "BWT"})
    assert refused.status_code == 404
    assert 'data-problem="unknown_place"' in said(refused)
    assert 'value="BWT"' in said(refused)
    assert paths()["BYL"] == "HK/TLQ/BYL"


def test_a_target_that_cannot_be_is_said_on_the_form(steward: Client) -> None:
    form = said(steward.get("/places/BYL/move"))
    assert re.findall(r'<option value="(\w+)">', form) == ["HK", "BWT", "OYL", "XD", "TLQ"]
    merging = said(steward.get("/places/OYL/merge"))
    assert re.findall(r'<option value="(\w+)">', merging) == ["BWT", "TLQ"]

    for to, problem in (("TOP", "place_in_itself"), ("?", "place_code_unreadable")):
        refused = steward.post("/places/BYL/move", {"to": to})
        assert refused.status_code == 422
        assert f'data-problem="{problem}"' in said(refused)


def test_districts_merge_by_who_is_in_charge_of_both(now: datetime) -> None:
    person = person_with(Role.STEWARD, "HK", now)
    client = Client()
    client.force_login(person)
    assert client.post("/places/HK/merge", {"to": "JA"}).status_code == 404
    give_grant(
        person=person,
        role=Role.STEWARD,
        place=place_by_code("JA"),
        until=None,
        granted_by=None,
        now=now,
    )

    assert client.post("/places/JA/merge", {"to": "HK"}).headers["Location"] == "/places/JA"

    page = said(client.get("/places/JA"))
    assert "并入虹口区" in page
    assert "/places/JA/open" not in page


def test_closing_is_offered_to_be_taken_back_and_refused_where_something_lies(
    steward: Client,
) -> None:
    refused = steward.post("/places/BYL/close")
    assert refused.status_code == 409
    assert "请先移走或撤销它" in said(refused)

    steward.post("/places/TOP/close")
    page = said(steward.get("/places/TOP"))
    assert "/places/TOP/open" in page
    assert "/places/TOP/edit" not in page
    assert steward.post("/places/TOP/edit", {"name": "顶"}).status_code == 409
    steward.post("/places/TOP/open")

    assert "/places/TOP/edit" in said(steward.get("/places/TOP"))
    assert steward.post("/places/TOP/open").status_code == 409


def test_nothing_is_written_by_looking(steward: Client) -> None:
    steward.get("/places/")
    with CaptureQueriesContext(connection) as asked:
        for address in GETS + OF_BYL:
            steward.get(address)

    wrote = [one["sql"] for one in asked if re.match(r"INSERT|UPDATE|DELETE", one["sql"])]
    assert wrote == []


def test_home_of_a_steward_leads_to_the_places_and_the_people(
    steward: Client, now: datetime
) -> None:
    crew = signed_in(Role.CREW, BYL.code, now)
    for page in ("portal:places", "portal:people"):
        assert f'href="{reverse(page)}"' in said(steward.get("/"))
        assert f'href="{reverse(page)}"' not in said(crew.get("/"))
