"""The frame and home: where one may go, what waits, and by which of one's roles."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.http.response import HttpResponseBase
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.lockers.tower import Tower, plugged_in
from tests.people.district import District

from linli.kernel import clock
from linli.lockers.actions.alarms import settle_alarms
from linli.lockers.enums import DoorState, PartAlarm, PartKind
from linli.lockers.models import Cabinet, CabinetPart, Compartment, Invitation
from linli.people import roles
from linli.people.actions.granting import delegate
from linli.people.actions.owner import steward
from linli.people.enums import Role
from linli.people.models import Grant, Person
from linli.people.rules.roles import DeclaredRole
from linli.web import systems
from linli.web.systems import HistoryKind, System, Viewer

FRAMED = ("/", "/account", "/account/data", "/account/factors", "/places/", "/people/", "/roles")

STEWARDS = {
    "/board/",
    "/board/alarms",
    "/committees/",
    "/windows/",
    "/roster/",
    "/places/",
    "/people/",
    "/begin",
}
"""Where the menu leads whoever looks after a place."""


@pytest.fixture
def hk(db: None, now: datetime, monkeypatch: pytest.MonkeyPatch) -> District:
    """Two districts, and everybody's clock."""
    monkeypatch.setattr(clock, "now", lambda: now)
    return District(now)


@pytest.fixture
def tower(db: None, now: datetime, monkeypatch: pytest.MonkeyPatch) -> Iterator[Tower]:
    """Three cabinets that were heard, and whoever looks after them."""
    made = Tower(now=now, cabinets=3)
    monkeypatch.setattr(clock, "now", lambda: made.now)
    steward(made.place, now=now)
    with plugged_in(made.line):
        yield made


def enter(person: Person | None = None) -> Client:
    """Somebody's browser; without a name, that of whoever looks after everything."""
    client = Client()
    client.force_login(person or Person.objects.get())
    return client


def said(answer: HttpResponseBase) -> str:
    """What a page says, on one line."""
    return " ".join(getattr(answer, "content", b"").decode().split())


def menu(client: Client) -> set[str]:
    """Where the menu leads."""
    told = said(client.get("/account"))
    found = re.findall(r'<a href="([^"]+)"', told[told.index("frame-menu") : told.index("</nav>")])
    return set(found) - {"/", "/account", "/inbox"}


def waits(client: Client) -> list[str]:
    """What waits, in words."""
    told = re.search(r'<ul class="waits">(.*?)</ul>', said(client.get("/")))
    return re.findall(r"<a [^>]*>([^<]+)</a>", told[1]) if told else []


def choose(client: Client, grant: int) -> HttpResponseBase:
    return client.post("/acting", {"grant": grant})


def test_from_every_page_one_reaches_home_one_s_account_and_the_way_out(hk: District) -> None:
    client = enter(hk.person("chief", Role.STEWARD, "HK"))

    for path in (*FRAMED, "/board/", "/board/alarms", "/places/BYL", "/people/invite"):
        told = said(client.get(path))
        frame = told[told.index('<nav class="frame"') : told.index("</nav>")]
        assert 'href="/"' in frame, path
        assert 'href="/account"' in frame, path
        assert 'action="/signout"' in frame, path
        assert frame.count("aria-current") == (path != "/roles"), path


def test_people_at_a_door_and_strangers_get_no_frame(tower: Tower) -> None:
    owner = enter()

    assert "frame" not in said(Client().get("/"))
    for path in (f"/c/{tower.a.code}", f"/c/{tower.a.code}/pickup"):
        assert "frame.css" not in said(owner.get(path)), path


@pytest.mark.parametrize(
    ("role", "places"),
    [
        (Role.STEWARD, STEWARDS),
        (Role.CREW, {"/board/", "/board/alarms"}),
        (Role.PROPERTY, {"/board/", "/board/alarms"}),
        (Role.GATEWAY, set()),
        (None, set()),
    ],
)
def test_the_menu_leads_wherever_one_may_go_and_nowhere_else(
    hk: District, role: Role | None, places: set[str]
) -> None:
    client = enter(hk.person("somebody", role, "BYL"))
    pages = [reverse(entry.url) for one in systems.systems() for entry in one.menu]

    assert menu(client) == places
    assert {path for path in pages if client.get(path).status_code == 200} == places


def test_who_stands_in_for_somebody_is_led_to_what_that_lets_them_do(hk: District) -> None:
    chief, deputy = hk.person("chief"), hk.person("deputy")
    grant = hk.grant(chief, Role.STEWARD, "BYL")
    until = hk.now + timedelta(days=3)
    delegate(grant=grant.pk, to=deputy, until=until, by=chief, now=hk.now)
    client = enter(deputy)

    assert menu(client) == STEWARDS - {"/people/"}
    assert client.get("/people/").status_code == 404


def test_one_role_needs_no_choice(hk: District) -> None:
    client = enter(hk.person("crew", Role.CREW, "BYL"))

    assert 'id="acting"' not in said(client.get("/"))


def test_of_several_roles_home_and_menu_show_the_one_that_was_chosen(hk: District) -> None:
    person = hk.person("both", Role.STEWARD, "BYL")
    crew = hk.grant(person, Role.CREW, "SOHO")
    client = enter(person)
    assert "管理员 · 平台维护" in said(client.get("/"))

    assert choose(client, crew.pk).headers["Location"] == "/"

    told = said(client.get("/"))
    assert "both先生 · 平台维护 </p>" in told
    assert f'<option value="{crew.pk}" selected> 平台维护 · SOHO楼 </option>' in told
    assert menu(client) == {"/board/", "/board/alarms"}
    assert client.get("/places/").status_code == 200, "what one may do, one still may"

    choose(client, 0)
    assert menu(client) == STEWARDS


def test_nobody_chooses_what_another_holds(hk: District) -> None:
    other = hk.grant(hk.person("other"), Role.STEWARD, "HK")
    person = hk.person("crew", Role.CREW, "BYL")
    client = enter(person)

    for grant in (other.pk, 99_999):
        assert choose(client, grant).status_code == 404

    assert menu(client) == {"/board/", "/board/alarms"}
    assert choose(Client(), 0).status_code == 403


def test_a_role_that_was_chosen_and_has_ended_is_chosen_no_more(hk: District) -> None:
    person = hk.person("both", Role.STEWARD, "BYL")
    crew = hk.grant(person, Role.CREW, "SOHO", until=hk.now + timedelta(days=1))
    client = enter(person)
    choose(client, crew.pk)
    assert menu(client) == {"/board/", "/board/alarms"}

    Grant.objects.filter(pk=crew.pk).update(until=hk.now)

    assert menu(client) == STEWARDS
    assert 'id="acting"' not in said(client.get("/"))


def test_nothing_waits_where_all_is_well(tower: Tower) -> None:
    Cabinet.objects.update(heard_at=tower.now)

    assert waits(enter()) == []
    assert "现在没有事等您处理。" in said(enter().get("/"))


def test_whatever_needs_a_hand_is_counted_and_leads_to_where_it_is_done(tower: Tower) -> None:
    first, second, third = Cabinet.objects.order_by("code")
    tower.stored()
    tower.stored()
    tower.wait(60)
    Cabinet.objects.exclude(pk=second.pk).update(heard_at=tower.now)
    Cabinet.objects.filter(pk=first.pk).update(hold_ms=60_000)
    Cabinet.objects.filter(pk=third.pk).update(quarantined_at=tower.now, quarantine_seq=1)
    doors = Compartment.objects.filter(cabinet=second)
    doors.filter(number=1).update(state=DoorState.UNSURE)
    doors.filter(number=2).update(state=DoorState.CHECK)
    doors.filter(number=3).update(state=DoorState.OPEN_P, left_open=True)
    parts = (
        (PartKind.ZONE, "1", PartAlarm.TOO_COLD),
        (PartKind.KEYPAD, "", PartAlarm.WRONG_CODES),
    )
    for kind, name, alarm in parts:
        CabinetPart.objects.create(
            cabinet=second,
            kind=kind,
            name=name,
            alarm=alarm,
            since=tower.now,
            told_at=tower.now - timedelta(hours=2),
        )
    settle_alarms(now=tower.now)

    assert waits(enter()) == [
        "2 份餐超过了保存时限",
        "1 扇门没有关好",
        "2 个格口要去确认",
        "1 台柜子待盘点",
        "1 台柜子断线",
        "1 处柜内告警",
    ]
    assert said(enter().get("/")).count('href="/board/#alarms"') == 6
    assert 'id="alarms"' in said(enter().get("/board/"))


def test_a_cabinet_that_may_register_is_waited_for_until_its_invitation_is_over(
    tower: Tower,
) -> None:
    Cabinet.objects.update(heard_at=tower.now)
    one = Cabinet.objects.get(code=tower.a.code)
    Cabinet.objects.filter(pk=one.pk).update(heard_at=None)
    Invitation.objects.create(
        cabinet=one, name="ABCDE", key="k", expires_at=tower.now + timedelta(hours=1)
    )
    assert waits(enter()) == ["1 台柜子等着登记"]

    Invitation.objects.update(expires_at=tower.now)
    assert waits(enter()) == []


def test_a_cabinet_that_fell_silent_is_waited_for_until_it_is_shut_out(tower: Tower) -> None:
    Cabinet.objects.filter(code=tower.a.code).update(heard_at=tower.now - timedelta(minutes=1))
    settle_alarms(now=tower.now)
    assert waits(enter()) == ["1 台柜子断线"]

    Cabinet.objects.update(revoked_at=tower.now)
    settle_alarms(now=tower.now)
    assert waits(enter()) == []


def test_nothing_waits_for_who_may_only_watch_or_serves_elsewhere(
    tower: Tower, hk: District
) -> None:
    Compartment.objects.filter(number=1).update(state=DoorState.UNSURE)
    settle_alarms(now=tower.now)
    watcher = hk.person("watcher")
    Grant.objects.create(
        person=watcher, role=Role.PROPERTY, place=tower.place, granted_at=tower.now
    )
    both = hk.person("both", Role.CREW, "KERRY")
    here = Grant.objects.create(
        person=both, role=Role.CREW, place=tower.place, granted_at=tower.now
    )
    elsewhere = Grant.objects.get(person=both, place=hk.places["KERRY"])
    client = enter(both)

    assert waits(enter(watcher)) == []
    assert "3 个格口要去确认" in waits(client)
    choose(client, elsewhere.pk)
    assert waits(client) == []
    assert tower.a.code not in said(client.get("/"))
    choose(client, here.pk)
    assert "3 个格口要去确认" in waits(client)


def test_home_asks_as_much_for_many_of_everything_as_for_one(
    db: None, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: now)

    def asked(code: str, cabinets: int, roles: int) -> int:
        tower = Tower(now=now, cabinets=cabinets, code=code)
        person = Person.objects.create(handle=code, name="多人", joined_at=now)
        for role in (Role.STEWARD, Role.CREW, Role.PROPERTY)[:roles]:
            Grant.objects.create(person=person, role=role, place=tower.place, granted_at=now)
        with plugged_in(tower.line):
            for cabinet in tower.cabinets:
                tower.stored(cabinet=cabinet.code)
        client = enter(person)
        client.get("/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/")
        return len(queries)

    assert asked("ONE", 1, 1) == asked("MANY", 14, 3)


def test_a_kind_of_thing_belongs_to_one_system(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(systems, "_systems", [])
    cabinets = {"cabinet": HistoryKind("柜子", lambda _viewer, _name, _now: True)}
    systems.declare(System("一", history=cabinets))

    with pytest.raises(AssertionError, match="one system"):
        systems.declare(System("二", history=cabinets))

    assert [one.name for one in systems.systems()] == ["一"]


def test_a_system_that_declares_only_its_name_shows_nothing(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(systems, "_systems", [])
    quiet = System("静")
    systems.declare(quiet)
    viewer = Viewer(Person(), (), now)

    assert systems.menu_for(()) == []
    assert quiet.waiting(viewer) == ()
    assert quiet.home(None, viewer) is None  # type: ignore[arg-type]  # it looks at no request
    assert systems.history_kinds() == {}
    assert systems.actors() == {}


def test_a_system_adds_to_what_another_s_role_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(systems, "_systems", [])
    known = roles.declared[Role.CREW]
    crew = DeclaredRole(Role.CREW, "柜", ("开门",), frozenset({Role.STEWARD}))
    monkeypatch.setitem(roles._declared, Role.CREW, crew)  # noqa: SLF001  # put back

    systems.declare(System("楼", also_may={Role.CREW: ("报修",)}))

    assert roles.declared[Role.CREW].may == ("开门", "报修")
    assert known.may != ("开门", "报修")
