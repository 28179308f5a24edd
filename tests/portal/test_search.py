"""Searching: what one may see is found by any part of what it is called, and nothing else is."""

import re
import time
from collections.abc import Iterable
from datetime import datetime
from importlib import import_module
from pathlib import Path

import pytest
import typer
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.places.town import later
from tests.portal.place_visits import HEAD, person_with, said, signed_in, upload
from typer.testing import CliRunner

from linli.lockers.actions.inviting import Wish, invite
from linli.lockers.actions.towers import USUAL_TIMES, put_up_replay
from linli.people.actions import ensure_person
from linli.people.actions.granting import leave
from linli.people.enums import Role
from linli.people.models import Person
from linli.people.sealing import blind_index
from linli.places.actions.indexing import Reindexed
from linli.places.actions.moving import close_place, merge_place, move_place
from linli.places.enums import PlaceLevel
from linli.places.models import Findable, Place
from linli.places.queries import place_by_code
from linli.server.folder import Folder
from linli.server.search_words import add_search
from linli.web import search

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]

MOBILE = "13800003821"
RIGHT = Reindexed(put=0, dropped=0)


@pytest.fixture
def cabinet(places: None, now: datetime) -> str:
    """A cabinet at the east door of the tower."""
    invite(Wish("HK-A", building="BYL", spot="东门大堂", doors=2), actor="me", now=now)
    return "HK-A"


def found(client: Client, typed: str) -> list[str]:
    """Return the addresses on the page of what was found."""
    text = said(client.get("/search", {"q": typed}))
    return re.findall(r'<a class="in-line" href="([^"]+)"', text)


def test_only_who_is_signed_in_may_search(client: Client) -> None:
    refused = client.get("/search", {"q": "白玉兰"})

    assert refused.status_code == 403
    assert "白玉兰" not in said(refused)
    assert 'href="/search"' not in said(client.get("/"))


@pytest.mark.parametrize("typed", ["白玉兰", "玉兰广", "兰", "byl", "BY", "白 广场", "\uff42yl"])
def test_a_place_is_found_by_any_part_of_its_name_and_the_beginning_of_its_code(
    typed: str, steward: Client
) -> None:
    assert found(steward, typed) == ["/places/BYL"]


def test_who_is_exactly_called_so_comes_first_and_the_hit_is_marked(
    steward: Client, now: datetime
) -> None:
    upload(steward, f"{HEAD}B,BWT,楼宇,北楼\nB-2,BWT,楼宇,南楼\n")
    digest = steward.get("/places/import").context["tried"].digest
    steward.post("/places/import/do", {"digest": digest})

    assert found(steward, "b") == ["/places/B", *found(steward, "b")[1:]]
    assert set(found(steward, "b")) == {f"/places/{one}" for one in ("B", "B-2", "BWT", "BYL")}
    assert found(steward, "b2") == ["/places/B-2"]
    text = said(steward.get("/search", {"q": "外滩"}))
    assert "北<mark>外滩</mark>街道" in text


@pytest.mark.parametrize("typed", ["街区", "白玉兰西", "YL", "兰白", "没有的", "byl 静安"])
def test_what_nothing_is_called_leads_on(typed: str, steward: Client) -> None:
    text = said(steward.get("/search", {"q": typed}))

    assert "data-empty" in text
    assert "data-found" not in text


@pytest.mark.parametrize(
    "typed",
    ['"', "*", "NEAR", "NEAR(白 玉)", "-", "^白", "白*", "a AND", "NOT", "words:x", "'", "\\", "(",
     "\x00", "白\x00玉", "%", "_", ":*", "<->", "&|!", "楼" * 2_000, "\U0001f31c", "ⅷ½²", "1e5",
     "x" * 2_000, " ", "<script>alert(1)</script>"],
)  # fmt: skip
def test_nothing_that_is_typed_is_an_error(typed: str, steward: Client) -> None:
    answer = steward.get("/search", {"q": typed})

    assert answer.status_code == 200
    assert "<script>alert" not in said(answer)


@given(typed=st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
@settings(
    max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
def test_nothing_at_all_that_is_typed_is_an_error(
    steward: Client, now: datetime, typed: str
) -> None:
    person = Person.objects.get(handle="steward-HK")

    for group in search.search(person, typed, now=now):
        assert group.hits


@pytest.mark.parametrize("code", ["JA", "OYL", "TOP"])
def test_who_looks_after_another_place_cannot_tell_that_this_one_is_there(
    code: str, cabinet: str, now: datetime
) -> None:
    client = signed_in(Role.STEWARD, code, now)

    for typed, nothing in (
        ("白玉兰", "没有的"),
        ("BYL", "XXX"),
        ("HK-A", "HK-Z"),
        ("东门", "西门"),
    ):
        there, nowhere = (
            re.sub(r'(?<=name="csrfmiddlewaretoken" value=")\w+', "", page)
            for page in (said(client.get("/search", {"q": one})) for one in (typed, nothing))
        )
        assert there.replace(typed, nothing) == nowhere


def test_a_cabinet_is_found_by_who_may_watch_it_and_a_place_by_who_looks_after_it(
    cabinet: str, now: datetime
) -> None:
    property_, crew, steward, gateway = (
        signed_in(role, "BYL", now)
        for role in (Role.PROPERTY, Role.CREW, Role.STEWARD, Role.GATEWAY)
    )

    for client in (property_, crew, steward):
        for typed in ("HK-A", "hka", "东门", "大堂"):
            assert found(client, typed) == ["/board/#HK-A-1"]
    assert found(gateway, "HK-A") == []
    assert found(steward, "白玉兰") == ["/places/BYL"]
    assert [found(one, "白玉兰") for one in (property_, crew, gateway)] == [[], [], []]


def test_what_a_part_does_not_show_is_not_found_whatever_the_index_says(
    cabinet: str, now: datetime
) -> None:
    """The row says that cabinet and building stand where this person looks after everything."""
    client = signed_in(Role.STEWARD, "JA", now)
    Findable.objects.update(place=place_by_code("JA"))

    assert found(client, "白玉兰") == []
    assert found(client, "HK-A") == []


def test_a_person_is_found_by_the_whole_phone_or_account_and_by_no_name(now: datetime) -> None:
    crew = person_with(Role.CREW, "BYL", now)
    Person.objects.filter(pk=crew.pk).update(phone_index=blind_index(MOBILE))
    steward, elsewhere = (signed_in(Role.STEWARD, code, now) for code in ("HK", "JA"))
    nobody = Client()
    nobody.force_login(ensure_person(handle="nobody", name="无", now=now))

    for typed in (MOBILE, "138 0000 3821", "+86 13800003821", "crew-BYL"):
        assert found(steward, typed) == [f"/people/{crew.pk}"]
        assert found(elsewhere, typed) == []
        assert found(nobody, typed) == []
    for typed in ("王管理", "王", "1380000382", "crew-BY", "3821"):
        assert f"/people/{crew.pk}" not in found(steward, typed)
    assert "王管理" not in said(steward.get("/search", {"q": "crew-BYL"}))
    assert not Findable.objects.filter(words__contains="3821").exists()


def test_a_page_is_found_by_other_words_for_it_by_those_it_is_for(now: datetime) -> None:
    steward, crew = (signed_in(role, "BYL", now) for role in (Role.STEWARD, Role.CREW))

    assert found(steward, "权限") == ["/roles", "/people/"]
    assert found(crew, "权限") == ["/roles"]
    assert found(crew, "看板") == ["/board/"]
    assert found(crew, "地点") == []
    assert found(steward, "地点") == ["/places/", "/places/import"]
    assert "/account/data" in found(crew, "隐私")
    assert found(crew, "/") == []


def test_pages_have_the_words_of_the_language_they_are_read_in(steward: Client) -> None:
    steward.get("/?lang=en")

    text = said(steward.get("/search", {"q": "白玉兰"}))

    assert '<html lang="en"' in text
    assert found(steward, "BYL") == ["/places/BYL"]


def test_what_happens_to_a_place_is_found_from_then_on(steward: Client, now: datetime) -> None:
    steward.post("/places/BYL/edit", {"name": "来福士", "address": "西藏中路"})

    assert found(steward, "来福") == ["/places/BYL"]
    assert found(steward, "藏中") == ["/places/BYL"]
    assert found(steward, "白玉兰") == []
    of_old, of_new = (signed_in(Role.STEWARD, code, now) for code in ("TLQ", "BWT"))
    assert [found(one, "来福") for one in (of_old, of_new)] == [["/places/BYL"], []]
    move_place("BYL", to="BWT", actor="linli", now=now)
    assert [found(one, "来福") for one in (of_old, of_new)] == [[], ["/places/BYL"]]


def test_after_everything_that_can_be_done_the_index_is_what_the_tables_say(
    steward: Client, cabinet: str, now: datetime
) -> None:
    upload(steward, f"{HEAD}N-1,BWT,楼宇,北楼\nBYL,TLQ,楼宇,白玉兰二期\n")
    digest = steward.get("/places/import").context["tried"].digest
    steward.post("/places/import/do", {"digest": digest})
    steward.post("/places/OYL/edit", {"name": "欧阳", "division": "310109009", "address": "路"})
    merge_place("TLQ", into="BWT", actor="linli", now=now)
    close_place("TOP", actor="linli", now=later(now))
    invite(Wish("HK-B", building="SOHO", name="新楼", doors=2), actor="me", now=now)
    put_up_replay(name="回放楼", cabinets=1, doors=2, times=USUAL_TIMES, now=now)

    assert set(Findable.objects.filter(kind="place").values_list("reference", flat=True)) == set(
        Place.objects.values_list("code", flat=True)
    )
    assert Findable.objects.filter(kind="cabinet").count() == 3
    assert search.rebuild() == {"place": RIGHT, "cabinet": RIGHT}


def test_a_damaged_index_is_set_right(steward: Client, cabinet: str, now: datetime) -> None:
    Findable.objects.filter(reference="BYL").update(words="错")
    Findable.objects.filter(reference="XD").delete()
    hk = place_by_code("HK")
    Findable.objects.create(kind="place", reference="GONE", place=hk, words="没有")
    Findable.objects.filter(reference="HK-A").update(place=hk)
    assert found(steward, "没有") == []
    assert "place:GONE" in map(str, Findable.objects.all())

    assert search.rebuild() == {"place": Reindexed(2, 1), "cabinet": Reindexed(1, 0)}

    assert found(steward, "白玉兰") == ["/places/BYL"]
    assert search.rebuild() == {"place": RIGHT, "cabinet": RIGHT}


def test_the_command_says_what_it_set_right(steward: Client, tmp_path: Path) -> None:
    Findable.objects.filter(reference="BYL").update(words="错")
    app = typer.Typer()
    add_search(app, lambda _data: Folder(tmp_path))

    told = CliRunner().invoke(app, ["search", "rebuild"])

    assert told.output.splitlines() == [
        "cabinet：补上 0 条，去掉 0 条",
        "place：补上 1 条，去掉 0 条",
    ]


def test_what_was_there_before_the_index_is_in_it_after_the_migrations(
    steward: Client, cabinet: str
) -> None:
    Findable.objects.all().delete()

    places = import_module("linli.places.migrations.0003_findable")
    lockers = import_module("linli.lockers.migrations.0006_findable")
    places.index_places(apps, None)
    lockers.index_cabinets(apps, None)

    assert search.rebuild() == {"place": RIGHT, "cabinet": RIGHT}


def test_who_left_is_found_no_more_than_their_rights_reach(now: datetime) -> None:
    person = person_with(Role.STEWARD, "HK", now)
    leave(person=person, by=None, now=later(now))

    assert search.search(person, "白玉兰", now=later(now, 2)) == []


def _many(count: int) -> Iterable[Place]:
    bund = place_by_code("BWT")
    for at in range(count):
        yield Place(
            level=PlaceLevel.BUILDING,
            code=f"N{at}",
            name=f"北外滩{at}号楼",
            parent=bund,
            path=f"{bund.path}/N{at}",
            origin=bund.origin,
            address=f"东大名路{at}号",
        )


def test_many_rows_cost_no_further_query_and_no_noticeable_time(now: datetime) -> None:
    """One hundredth of what decision 0016 measures, in the time allowed there."""
    person, far = (person_with(Role.STEWARD, code, now) for code in ("HK", "XD"))
    client = Client()
    client.force_login(person)

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get("/search", {"q": "北外滩"})
        return len(asked)

    queries()
    few = queries()
    Place.objects.bulk_create(_many(1_000), batch_size=500)
    assert search.rebuild()["place"] == Reindexed(1_000, 0)

    assert queries() == few
    for typed in ("北外滩", "路", "n", "N77", "大名路9 楼"):
        took = []
        for _try in range(3):
            began = time.perf_counter()
            (places,) = search.search(person, typed, now=now)
            took.append(time.perf_counter() - began)
            assert places.hits, typed
        assert search.search(far, typed, now=now) == []
        assert min(took) < 0.2, typed
    assert search.search(person, "北外滩", now=now)[0].has_more
