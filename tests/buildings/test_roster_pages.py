"""The pages of a roster, its calendars and its table, as browsers and other programs see them."""

from datetime import datetime, timedelta
from io import BytesIO

import pytest
import vobject  # type: ignore[import-untyped]  # it has no types
from django.test import Client
from django.utils.timezone import localdate, localtime
from openpyxl import load_workbook
from tests.buildings.duties import DAY, Rostered
from tests.buildings.house import House

from linli.buildings.access.roster import feed_link
from linli.buildings.actions import duties, planning
from linli.buildings.errors.matters import DateUnreadable, FormUnreadable, NameNeeded
from linli.buildings.errors.roster import NotAShift
from linli.buildings.forms.roster import (
    read_month,
    read_numbers,
    read_terms,
    read_time,
    read_week,
    read_weekday,
    read_weekdays,
)
from linli.buildings.models import Absence, Duty, RosterMember, Shift, SwapOffer, Wish
from linli.buildings.rules.planning import Plan, cost_of, simple
from linli.buildings.rules.solver import Asked
from linli.kernel import clock
from linli.people.enums import Role
from linli.people.models import Person

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def tower(db: None) -> Rostered:
    """A tower as of this moment, since pages read the clock."""
    return Rostered(House(clock.now()))


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend=BACKEND)
    return client


def test_the_secretary_goes_from_the_week_as_it_should_be_to_a_roster(
    tower: Rostered,
) -> None:
    desk, house = signed_in(tower.house.person), tower.house
    officer = house.holder("officer", Role.OFFICER, house.place)
    at, week = "/roster/TOWER", {"week": tower.monday.isoformat()}
    terms = {"called": "张敏", "kind": "staff", "most": "5", "windows": [str(tower.talent.pk)]}
    hours = {"begins": "09:00", "ends": "12:00", "window": str(tower.talent.pk)}
    assert "还没有固定班次" in desk.get(f"{at}/pattern").content.decode()
    assert desk.post(f"{at}/pattern", hours | {"then": "want", "weekday": "0"}).status_code == 302
    joins = terms | {"then": "add", "person": officer.pk}
    assert desk.post(f"{at}/people", joins).status_code == 302
    day = (tower.monday + DAY).isoformat()
    added = desk.post(at, hours | {"then": "add", "day": day})
    assert added.headers["Location"] == f"{at}?week={tower.monday.isoformat()}"
    month = {"then": "make", "month": f"{tower.monday + 30 * DAY:%Y-%m}"}
    assert desk.post(at, month).status_code == 302

    shown = desk.get(at, week).content.decode()
    gap = Shift.objects.order_by("begins_at")[0]

    assert "缺人" in shown
    assert f"{at}/shifts/{gap.pk}" in shown
    one = f"{at}/shifts/{gap.pk}"
    member = RosterMember.objects.get()
    assert "排给这个人" in desk.get(one).content.decode()
    assert desk.post(one, {"then": "give", "member": member.pk}).status_code == 302
    assert "张敏" in desk.get(at, week).content.decode()
    assert "换下来" in desk.get(one).content.decode()
    move = hours | {"then": "change", "day": day, "begins": "10:00"}
    copy = {"then": "copy", "week": (tower.monday + 7 * DAY).isoformat()}
    told = [desk.post(one, move), desk.post(one, {"then": "take"}), desk.post(at, copy)]
    told.append(desk.post(one, {"then": "drop"}))
    assert [answer.status_code for answer in told] == [302] * 4
    assert desk.get(one).status_code == 404


def test_the_secretary_looks_at_a_proposal_and_applies_it(
    tower: Rostered, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, at = signed_in(tower.house.person), "/roster/TOWER/draft"
    tower.member("张敏")
    tower.shift()
    given = (planning.propose.__kwdefaults__ or {}) | {"planner": _simply}
    monkeypatch.setattr(planning.propose, "__kwdefaults__", given)
    assert "排一次看看" in desk.get(at).content.decode()
    asked = {"then": "propose", "first": tower.monday.isoformat()}

    assert desk.post(at, asked).status_code == 302

    assert "采用" in desk.get(at).content.decode()
    draft = tower.house.committee.roster_draft.pk
    assert desk.post(at, {"then": "apply", "draft": draft}).status_code == 302
    assert Duty.objects.filter(left_at=None).exists()
    assert desk.post(at, {"then": "discard", "draft": draft}).status_code == 404


def _simply(asked: Asked) -> Plan:
    found = simple(asked.problem)
    return Plan(found, cost_of(asked.problem, found), -99)


def test_who_keeps_a_roster_changes_people_and_the_pattern(tower: Rostered) -> None:
    desk, who = signed_in(tower.house.person), tower.member("张敏")
    at, key = "/roster/TOWER/people", {"member": who.pk}
    away = {"first": tower.monday.isoformat(), "last": tower.monday.isoformat()}
    terms = {"called": "小张", "kind": "company", "most": "3"}

    told = [
        desk.post(at, key | terms | {"then": "agree"}),
        desk.post(at, key | away | {"then": "away"}),
    ]
    shown = desk.get(at).content.decode()
    absence = Absence.objects.get()
    told.append(desk.post(at, key | {"then": "back", "absence": absence.pk}))
    told.append(desk.post(at, key | {"then": "remove"}))

    assert [one.status_code for one in told] == [302] * 4
    assert "小张" in shown
    assert tower.monday.isoformat() in shown
    pattern = {"then": "end", "pattern": "9"}
    assert desk.post("/roster/TOWER/pattern", pattern).status_code == 404


def test_what_is_refused_is_shown_again_with_what_was_typed(tower: Rostered) -> None:
    desk, shift = signed_in(tower.house.person), tower.shift()
    member = tower.member("张敏", windows=1)
    other = tower.shift(window=tower.notary)
    at = "/roster/TOWER"
    span = {"then": "add", "window": tower.talent.pk, "day": "2026-13-01", "begins": "09:00"}

    told = [
        desk.post(at, span),
        desk.post(at, {"then": "explode"}),
        desk.post(f"{at}/people", {"then": "add", "called": ""}),
        desk.post(f"{at}/pattern", {"then": "want", "window": tower.talent.pk}),
        desk.post(f"{at}/draft", {"then": "propose", "first": "soon"}),
        desk.post(f"{at}/draft", {}),
        desk.post(f"{at}/shifts/{shift.pk}", {"then": "explode"}),
        signed_in(member.person).post("/roster/", {"then": "explode"}),
    ]
    never = desk.post(f"{at}/shifts/{other.pk}", {"then": "give", "member": member.pk})

    assert [one.status_code for one in told] == [422] * 8
    assert 'value="2026-13-01"' in told[0].content.decode()
    assert never.status_code == 409
    assert "还没有登记能上这个窗口" in never.content.decode()


def test_a_member_signs_on_swaps_and_gives_up_on_the_phone(tower: Rostered) -> None:
    one, other = tower.member("张敏"), tower.member("李强")
    keeper, now = tower.house.keeper, tower.now
    begins = now.replace(second=0, microsecond=0)
    soon = Shift.objects.create(
        window=tower.talent, begins_at=begins, ends_at=begins + timedelta(hours=2)
    )
    mine, theirs = tower.shift(1), tower.shift(2)
    now_on = duties.give(keeper, soon, one, now=now)
    duty = duties.give(keeper, mine, one, now=now)
    back = duties.give(keeper, theirs, other, now=now)
    phone, second = signed_in(one.person), signed_in(other.person)

    assert "打卡" in phone.get("/roster/").content.decode()
    assert press(phone, then="sign_on", duty=now_on.pk) == 302
    assert "已到岗" in phone.get("/roster/").content.decode()
    assert press(phone, then="offer", duty=duty.pk, to="") == 302
    assert press(phone, then="withdraw", duty=duty.pk) == 302
    assert press(phone, then="offer", duty=duty.pk, to=f"{other.pk}-{back.pk}") == 302
    shown = second.get("/roster/").content.decode()
    assert "有人找您换班" in shown
    assert "换您的" in shown
    assert press(second, then="accept", offer=SwapOffer.objects.latest("pk").pk) == 302
    got = Duty.objects.get(shift=theirs, left_at=None)
    assert got.person_id == one.person_id
    assert press(phone, then="give_up", duty=got.pk) == 302
    assert "我的班" in phone.get("/roster/TOWER").content.decode()


def press(client: Client, **said: object) -> int:
    return client.post("/roster/", {name: str(one) for name, one in said.items()}).status_code


def test_a_member_says_what_they_wish_and_when_they_are_away(tower: Rostered) -> None:
    one, gap = tower.member("张敏"), tower.shift(3)
    phone, key = signed_in(one.person), {"member": one.pk}

    assert press(phone, then="wish", **key, want=0, avoid=1) == 302
    assert press(phone, then="wish_shift", **key, shift=gap.pk, wants="yes") == 302
    away = {"first": tower.monday, "last": tower.monday}
    assert press(phone, then="away", **key, **away) == 302
    assert tower.monday.isoformat() in phone.get("/roster/").content.decode()
    assert press(phone, then="back", **key, absence=Absence.objects.get().pk) == 302
    old = f"/roster/feeds/{feed_link(one)}.ics"
    assert phone.get(old).status_code == 200
    assert press(phone, then="renew", **key) == 302
    assert phone.get(old).status_code == 404
    assert Wish.objects.count() == 3


def events_of(content: bytes) -> dict[str, tuple[datetime, datetime, str]]:
    """Read a calendar by a program that knows nothing of the one that wrote it."""
    calendar = vobject.readOne(content.decode())
    return {
        one.uid.value: (one.dtstart.value, one.dtend.value, one.status.value)
        for one in calendar.contents.get("vevent", [])
    }


def test_another_program_reads_the_same_times_and_what_was_left_is_cancelled(
    tower: Rostered,
) -> None:
    keeper, now, who = tower.house.keeper, tower.now, tower.member("张敏")
    kept, left = tower.shift(0), tower.shift(1)
    first, second = (duties.give(keeper, one, who, now=now) for one in (kept, left))
    phone, feed = Client(), f"/roster/feeds/{feed_link(who)}.ics"
    before = phone.get(feed)
    duties.give_up(tower.owned(second, who), now=now)

    after, hours = phone.get(feed), phone.get("/hours/TOWER.ics")
    own = events_of(after.content)

    assert own == {
        f"duty-{first.pk}@TOWER.linli": (kept.begins_at, kept.ends_at, "CONFIRMED"),
        f"duty-{second.pk}@TOWER.linli": (left.begins_at, left.ends_at, "CANCELLED"),
    }
    assert set(own) == set(events_of(before.content)), "whose names never change"
    assert {one.utcoffset() for one, _end, _status in own.values()} == {timedelta(hours=8)}
    assert events_of(hours.content) == {
        f"shift-{kept.pk}@TOWER.linli": (kept.begins_at, kept.ends_at, "CONFIRMED"),
        f"shift-{left.pk}@TOWER.linli": (left.begins_at, left.ends_at, "CANCELLED"),
    }
    assert "张敏" not in hours.content.decode()
    assert before.headers["ETag"] != after.headers["ETag"]
    for address, answer in ((feed, after), ("/hours/TOWER.ics", hours)):
        known = answer.headers["ETag"]
        assert phone.get(address, headers={"if-none-match": known}).status_code == 304
    page = phone.get("/hours/TOWER").content.decode()
    assert f"{localtime(kept.begins_at):%H:%M}" in page
    assert "张敏" not in page


def test_a_week_is_taken_out_as_a_sheet_by_who_says_why(tower: Rostered) -> None:
    keeper, who = tower.house.keeper, tower.member("张敏")
    duties.give(keeper, tower.shift(0), who, now=tower.now)
    tower.shift(1)
    desk, week = signed_in(tower.house.person), {"week": tower.monday.isoformat()}

    refused = desk.post("/roster/TOWER/table", week)
    given = desk.post("/roster/TOWER/table", week | {"reason": "report"})
    sheet = load_workbook(BytesIO(given.content)).worksheets[0]

    assert refused.status_code == 422
    assert [[row[3].value for row in sheet.iter_rows(min_row=2, max_row=3)]] == [["张敏", "缺人"]]


def test_what_is_typed_is_read_or_refused() -> None:
    today = localdate(clock.now()).replace(day=15)

    assert read_week({"week": "no"}, today=today) == today - DAY * today.weekday()
    assert read_weekdays(["0", "6", "7", "x"]) == {0, 6}
    assert read_numbers(["3", "x"]) == {0, 3}
    assert read_month({"month": f"{today:%Y-%m}"}, today=today)[0] == today
    assert read_weekday({"weekday": "6"}) == 6
    with pytest.raises(FormUnreadable):
        read_weekday({"weekday": "7"})
    with pytest.raises(NotAShift):
        read_time({"at": "25:00"}, "at")
    with pytest.raises(DateUnreadable):
        read_month({}, today=today)
    for called in ("", "13812345678", "字" * 21):
        with pytest.raises(NameNeeded):
            read_terms({"called": called, "kind": "staff"}, [])
