"""The pages: raising without an account, the raiser's own link, the secretary's desk."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils.timezone import localdate
from tests.buildings.house import House, now_is

from linli.buildings.access import matters as access
from linli.buildings.actions import handling
from linli.buildings.enums.matters import MatterState, SeatKind, Verdict
from linli.buildings.errors.matters import (
    CalendarUnreadable,
    DateUnreadable,
    FormUnreadable,
    NameNeeded,
    TitleNeeded,
    VotesNeeded,
    WordsNeeded,
    WordsTooMany,
    YearOutOfReach,
)
from linli.buildings.forms.matters import (
    read_choice,
    read_day,
    read_days,
    read_number,
    read_raising,
    read_term,
    read_token,
    read_words,
    read_year,
)
from linli.buildings.models import CalendarYear, Committee, Matter, Term, Voice
from linli.buildings.system import SYSTEM
from linli.kernel import clock
from linli.people.enums import Role
from linli.people.models import Person
from linli.people.queries import acting_as
from linli.places.models import Place
from linli.web.systems import Viewer

BACKEND = "django.contrib.auth.backends.ModelBackend"
TOKEN = "t" * 20
RAISED = {"title": "电梯太慢", "token": TOKEN, "spot": "大堂", "who": "12F 张三"}


@pytest.fixture
def house(db: None) -> House:
    """A tower as of this moment, since pages read the clock."""
    return House(clock.now())


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend=BACKEND)
    return client


def test_a_stranger_raises_a_matter_and_comes_back_by_their_own_link(house: House) -> None:
    phone = Client()
    assert "不用登录" in phone.get("/matters/TOWER").content.decode()
    assert "提一件楼事" in phone.get("/matters/TOWER/raise").content.decode()

    answer = phone.post("/matters/TOWER/raise", RAISED)
    own = phone.get(answer.headers["Location"]).content.decode()

    assert answer.status_code == 302
    assert "等秘书初核" in own
    assert "电梯太慢" in own
    assert phone.get("/matters/TOWER/1").status_code == 404
    public = phone.get("/matters/TOWER").content.decode()
    assert "另有 1 件等秘书初核" in public
    assert "电梯太慢" not in public


def test_what_others_raised_alike_is_shown_before_it_is_sent_and_typed_words_stay(
    house: House,
) -> None:
    house.taken_up("电梯早高峰太慢")
    phone = Client()

    asked = phone.post("/matters/TOWER/raise", RAISED | {"says": "等十分钟", "named": "yes"})
    sent = phone.post("/matters/TOWER/raise", RAISED | {"then": "send"})

    shown = asked.content.decode()
    assert asked.status_code == 200
    assert "/matters/TOWER/1" in shown
    assert "都不是，照样提出" in shown
    assert "等十分钟" in shown
    assert sent.status_code == 302
    assert Matter.objects.count() == 2


def test_supporting_takes_one_press_and_counts_a_browser_once(house: House) -> None:
    house.taken_up()
    phone = Client()
    assert "我也要，附议" in phone.get("/matters/TOWER/1").content.decode()

    first = phone.post("/matters/TOWER/1", {"token": TOKEN})
    again = phone.post("/matters/TOWER/1", {"token": TOKEN})
    second = phone.post("/matters/TOWER/1", {"token": "u" * 20})

    assert first.status_code == 302
    assert again.headers["Location"] == first.headers["Location"], "the same press, twice"
    assert second.status_code == 409
    assert "每人算一次" in second.content.decode()
    cookie = phone.cookies["linli_neighbour"]
    assert cookie["httponly"]
    assert Voice.objects.count() == 2


def test_a_form_that_others_filled_before_is_no_fault_of_ours(house: House) -> None:
    house.taken_up()
    phone = Client()
    phone.post("/matters/TOWER/1", {"token": TOKEN})

    raised = phone.post("/matters/TOWER/raise", RAISED | {"then": "send"})

    assert raised.status_code == 302
    assert Matter.objects.count() == 2


def test_whoever_s_matter_was_refused_unread_is_not_told_to_wait(house: House) -> None:
    voice = house.raises()
    why = {"then": "exclude", "why": "unclear", "because": "请补充是哪一部"}
    signed_in(house.person).post("/committees/TOWER/desk/1", why)

    own = Client().get(f"/voices/{access.voice_link(voice.code)}").content.decode()

    assert "请补充是哪一部" in own
    assert "等秘书初核" not in own


def test_the_raiser_alone_is_asked_whether_it_is_solved(house: House) -> None:
    raiser = house.answered()
    supporter = house.supports(raiser.matter)
    own, theirs = (f"/voices/{access.voice_link(one.code)}" for one in (raiser, supporter))
    phone = Client()
    buttons = 'value="solved"', 'value="unsolved"'

    assert [one in phone.get(own).content.decode() for one in buttons] == [True, True]
    assert [one in phone.get(theirs).content.decode() for one in buttons] == [False, True]
    assert phone.post(theirs, {"then": "solved"}).status_code == 409
    assert phone.post(own, {"then": "solved"}).status_code == 302
    assert now_is(raiser.matter).verdict == Verdict.SOLVED
    assert "解决了" in phone.get("/matters/TOWER").content.decode()
    assert phone.post(theirs, {"then": "unsolved"}).status_code == 302
    assert now_is(raiser.matter).state == MatterState.TRIAGED
    assert phone.get("/voices/none").status_code == 404


def test_whoever_s_matter_was_merged_is_led_to_where_it_lies(house: House) -> None:
    house.taken_up()
    theirs = house.taken_up()
    handling.merge(house.keeper, theirs.matter, into=1, now=house.now)

    own = Client().get(f"/voices/{access.voice_link(theirs.code)}").content.decode()

    assert "并入了 #1" in own


def test_the_secretary_takes_a_matter_from_the_desk_to_its_answer(house: House) -> None:
    house.raises(who="12F 张三")
    house.taken_up()
    desk = signed_in(house.person)
    page = "/committees/TOWER/desk/1"
    today = localdate(house.now)
    steps = (
        {"then": "take_up"},
        {"then": "merge", "into": "2"},
        {"then": "unmerge"},
        {"then": "deliberate"},
        {
            "then": "give",
            "task": "换门机",
            "owner": "property",
            "due": (today + timedelta(days=400)).isoformat(),
        },
        {"then": "promise", "days": "5"},
        {
            "then": "pause",
            "until": (today + timedelta(days=9)).isoformat(),
            "reason": "等配件 13812345678",
        },
        {"then": "resume"},
        {"then": "answer", "answer": "换好了。"},
    )
    assert "12F 张三" in desk.get("/committees/TOWER/desk").content.decode()

    told = []
    for step in steps:
        assert desk.post(page, step).status_code == 302, step
        told.append(desk.get(page).content.decode())
    task = Matter.objects.get(number=1).tasks.get()
    assert desk.post(page, {"then": "finish", "number": str(task.pk)}).status_code == 302

    assert "还没有编进日历" in told[5]
    assert "138****5678" in told[6]
    assert Matter.objects.get(number=1).state == MatterState.ANSWERED
    assert "换好了。" in Client().get("/matters/TOWER/1").content.decode()
    out = {"then": "exclude", "why": "unclear", "because": "请补充是哪一部"}
    assert desk.post("/committees/TOWER/desk/2", out).status_code == 302
    assert "请补充是哪一部" in Client().get("/matters/TOWER/2").content.decode()


def test_what_is_refused_shows_the_form_again_with_what_was_typed(house: House) -> None:
    house.taken_up()
    desk = signed_in(house.person)

    late = desk.post("/committees/TOWER/desk/1", {"then": "promise", "days": "99"})
    none = desk.post("/committees/TOWER/desk/1", {"then": "explode"})
    short = Client().post("/matters/TOWER/raise", RAISED | {"title": "慢"})
    seat = desk.post("/committees/TOWER", {"then": "begin", "holder": "王", "how": "named"})
    odd = desk.post("/committees/TOWER", {"then": "explode"})

    assert [one.status_code for one in (late, none, short, seat, odd)] == [422] * 5
    assert 'value="99"' in late.content.decode()
    assert "12F 张三" in short.content.decode()
    assert 'value="王"' in seat.content.decode()


def test_a_committee_is_founded_seated_and_shown_to_everybody(house: House) -> None:
    district = Place.objects.get(code="QU")
    steward = signed_in(house.holder("steward", Role.STEWARD, district))
    Committee.objects.filter(pk=house.committee.pk).update(founded_on=date(2020, 5, 6))
    term = {"then": "begin", "holder": "王业主", "how": "elected", "votes": "87"}
    term |= {"begins": "2026-03-02", "ends": "2029-03-01"}
    House(house.now, "OTHER")
    bare = Place.objects.create(
        level="building", name="新楼", code="BARE", parent=district, path="QU/BARE", origin="real"
    )
    listed = steward.get("/committees/").content.decode()
    assert "2020-05-06 成立" in listed
    assert "新楼" in listed

    assert steward.post("/committees/", {"building": "BARE", "on": "2999-01-01"}).status_code == 422
    founded = steward.post("/committees/", {"building": "BARE", "on": "2026-01-05"})
    seat = Committee.objects.get(building=bare).seats.all()[0]
    assert (
        steward.post(founded.headers["Location"], term | {"seat": str(seat.pk)}).status_code == 302
    )
    assert (
        steward.post(founded.headers["Location"], {"then": "seat", "kind": "party"}).status_code
        == 302
    )

    shown = Client().get(founded.headers["Location"]).content.decode()
    assert "王业主" in shown
    assert "87 票" in shown
    assert "党组织 1" in shown
    assert (
        steward.post(founded.headers["Location"], {"then": "end", "seat": str(seat.pk)}).status_code
        == 302
    )
    assert "往届" in Client().get(founded.headers["Location"]).content.decode()
    assert Term.objects.get().ended_at is not None


def test_a_calendar_is_typed_a_day_a_line_and_a_bad_line_is_named(house: House) -> None:
    district = Place.objects.get(code="QU")
    steward = signed_in(house.holder("steward", Role.STEWARD, district))
    year = localdate(house.now).year
    page = f"/calendar/QU/{year}"
    assert "还没有编" in steward.get(page).content.decode()

    bad = steward.post(page, {"off": f"{year}-10-01\n十月二日", "worked": ""})
    good = steward.post(page, {"off": f"{year}-10-01\n", "worked": f"{year}-10-10"})

    assert bad.status_code == 422
    assert "第 2 行" in bad.content.decode()
    assert "十月二日" in bad.content.decode()
    assert good.status_code == 302
    assert CalendarYear.objects.get().worked == f"{year}-10-10"
    assert f"{year}-10-10" in steward.get(page).content.decode()
    assert steward.get("/calendar/QU/1999").status_code == 404


def test_home_says_what_waits_for_the_secretary_and_nothing_to_others(house: House) -> None:
    house.raises()
    matter = house.taken_up().matter
    handling.promise(house.keeper, matter, days=1, now=house.now)
    later = house.now + timedelta(days=9)
    held = acting_as(house.person, now=later)

    waits = SYSTEM.waiting(Viewer(house.person, held, later))

    assert [str(one.says) for one in waits] == ["1 件楼事逾期", "1 件楼事等初核"]
    assert SYSTEM.waiting(Viewer(house.person, (), later)) == ()
    assert all(one.may_see(held) for one in SYSTEM.menu)


def test_what_is_typed_is_read_or_refused_with_a_sentence() -> None:
    term = {"holder": "王业主", "how": "named", "begins": "2026-03-02", "ends": "2027-03-02"}

    assert read_raising(RAISED | {"title": " 电梯\x00太慢 13812345678 "}).title == (
        "电梯 太慢 138****5678"
    )
    assert read_term(term).votes is None
    assert read_number({"n": "x"}, "n") == 0
    assert read_days({"off": "\n\n"}, "off", year=2026) == set()
    for posted, refusal in (
        (RAISED | {"title": "字" * 61}, TitleNeeded),
        (RAISED | {"says": "字" * 501}, WordsTooMany),
        (RAISED | {"token": "short"}, FormUnreadable),
    ):
        with pytest.raises(refusal):
            read_raising(posted)
    for posted, bad in (
        (term | {"holder": "13812345678"}, NameNeeded),
        (term | {"votes": "many"}, VotesNeeded),
        (term | {"how": "born"}, FormUnreadable),
        (term | {"begins": "0001-01-01"}, DateUnreadable),
        (term | {"begins": "soon"}, DateUnreadable),
    ):
        with pytest.raises(bad):
            read_term(posted)
    with pytest.raises(WordsNeeded):
        read_words({}, "answer", most=100)
    with pytest.raises(CalendarUnreadable):
        read_days({"off": "2025-10-01"}, "off", year=2026)
    with pytest.raises(YearOutOfReach):
        read_year(2030, today=date(2026, 3, 2))
    with pytest.raises(DateUnreadable):
        read_day({}, "due")
    with pytest.raises(FormUnreadable):
        read_token({})
    assert read_choice({"kind": "party"}, "kind", SeatKind) is SeatKind.PARTY
