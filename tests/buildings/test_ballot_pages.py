"""Pages of motions: deliberating, opening, voting by a link, papers, results, counting again."""

import json
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils.timezone import localtime
from tests.buildings.house import House
from tests.buildings.polls import (
    HEADS,
    OWNERS,
    WEEK,
    election,
    line_of,
    moved,
    opened,
    seated,
    votes,
)

from linli.buildings.access.ballots import voter_link
from linli.buildings.actions import handling
from linli.buildings.actions.balloting import close_ballot
from linli.buildings.enums.ballots import BallotRule
from linli.buildings.errors.ballots import ChoiceNeeded, ClosingUnreadable
from linli.buildings.errors.matters import NameNeeded
from linli.buildings.forms.ballots import read_ballot, read_box, read_moment, read_names, read_vote
from linli.buildings.models import Ballot, Motion, Proxy, Term, Turnout, Vote
from linli.buildings.rules.recount import recount
from linli.kernel import clock

BACKEND = "django.contrib.auth.backends.ModelBackend"
DESK = "/motions/TOWER/1/ballot"


@pytest.fixture
def house(db: None) -> House:
    """A tower as of this moment, since pages read the clock."""
    return House(clock.now())


@pytest.fixture
def desk(house: House) -> Client:
    """The secretary's computer."""
    client = Client()
    client.force_login(house.person, backend=BACKEND)
    return client


def opening(house: House, **more: str) -> dict[str, str]:
    closes = localtime(house.now + WEEK).strftime("%Y-%m-%dT%H:%M")
    return {
        "then": "open", "rule": "majority", "who": "listed", "roll": HEADS, "closes": closes,
    } | more  # fmt: skip


def words(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def token_in(page: str) -> str:
    found = re.search(r'name="token" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def over(motion: Motion, house: House) -> None:
    close_ballot(house.keeper, motion, now=house.now + WEEK)


def test_a_matter_is_talked_over_and_moved_on_pages(house: House, desk: Client) -> None:
    matter = house.taken_up("东门放外卖柜").matter
    talk = "/matters/TOWER/1/talk"
    assert "先转楼委会议事" in words(desk, talk)
    handling.deliberate(house.keeper, matter, now=house.now)

    said = desk.post(talk, {"then": "say", "seat": "", "word": "先量尺寸"})
    short = desk.post(talk, {"then": "say", "word": "啊"})
    made = desk.post(talk, {"then": "move", "title": "装外卖柜", "says": "三万元"})

    assert (said.status_code, short.status_code) == (302, 422)
    assert made.headers["Location"] == DESK
    assert desk.post(talk, {"then": "?"}).status_code == 422
    public = words(Client(), talk)
    assert "先量尺寸" in public
    assert "/motions/TOWER/1" in public
    assert "记下发言" not in public
    assert talk in words(Client(), "/matters/TOWER/1")
    assert "/matters/TOWER/1/talk" in words(Client(), "/motions/TOWER/1")


def test_a_roll_that_is_wrong_comes_back_as_it_was_typed(house: House, desk: Client) -> None:
    moved(house)

    wrong = desk.post(DESK, opening(house, roll="张三,x"))
    late = desk.post(DESK, opening(house, closes="soon"))

    assert (wrong.status_code, late.status_code) == (422, 422)
    assert "名册第 1 行看不懂" in wrong.content.decode()
    assert "张三,x" in wrong.content.decode()
    assert desk.post(DESK, {"then": "?"}).status_code == 422
    assert desk.post(DESK, opening(house)).status_code == 302
    assert Ballot.objects.get().voters.count() == 3


def test_a_voter_chooses_reads_what_it_means_and_casts_once(house: House, desk: Client) -> None:
    ballot = opened(house, moved(house), is_secret=True)
    link = f"/votes/{voter_link(line_of(ballot, 1).code)}"
    phone = Client(enforce_csrf_checks=True)
    first = phone.get(link)
    form = {"choice": "yes", "line": "1", "token": token_in(first.content.decode())}

    nothing = phone.post(link, form | {"choice": "maybe"})
    asked = phone.post(link, form)
    assert not Vote.objects.exists()
    cast = phone.post(link, form | {"then": "cast"})
    again = phone.post(link, form | {"then": "cast"})
    other = phone.post(link, form | {"then": "cast", "token": "x" * 20})

    assert first.headers["Referrer-Policy"] == "no-referrer"
    assert "张三" not in first.content.decode()
    assert nothing.status_code == 422
    assert "您投：同意。投出以后不能改" in asked.content.decode()
    for told in (cast, again):
        assert form["token"] in told.content.decode()
        assert "投好了：同意" in told.content.decode()
    assert other.status_code == 409
    assert "已经投过" in words(phone, link)
    assert Vote.objects.count() == 1
    receipt = words(Client(), f"/motions/TOWER/1?receipt={form['token']}")
    assert "计为：同意" in receipt
    assert "没有这个回执的票" in words(Client(), "/motions/TOWER/1?receipt=x")


def test_nobody_sees_a_count_before_the_end_not_even_the_secretary(
    house: House, desk: Client
) -> None:
    motion = moved(house)
    ballot = opened(house, motion)
    votes(house, ballot, 1)
    votes(house, ballot, 2)

    for page in (words(desk, DESK), words(Client(), "/motions/TOWER/1")):
        assert "3 户中 2 户" in page
        assert "2 票" not in page
    assert Client().get(f"/motions/TOWER/1/export/{ballot.pk}").status_code == 404
    assert "表决中" in words(Client(), "/motions/TOWER")
    assert desk.post(DESK, {"then": "close"}).status_code == 409
    over(motion, house)

    shown = words(Client(), "/motions/TOWER/1")
    assert "通过" in shown
    assert "2 票，2 人" in shown
    assert f"/motions/TOWER/1/export/{ballot.pk}" not in shown
    export = desk.get(f"/motions/TOWER/1/export/{ballot.pk}")
    assert recount(json.loads(export.content)).is_equal
    assert "attachment" in export.headers["Content-Disposition"]
    assert "通过" in words(Client(), "/motions/TOWER")


def test_papers_and_proxies_are_entered_beside_votes_by_link(house: House, desk: Client) -> None:
    motion = moved(house)
    ballot = opened(house, motion, OWNERS, rule=BallotRule.ART278)
    holder = f"/votes/{voter_link(line_of(ballot, 3).code)}"

    for giver in ("1", "2"):
        desk.post(DESK, {"then": "proxy", "giver": giver, "holder": "3"})
    desk.post(DESK, {"then": "revoke", "giver": "2"})
    desk.post(DESK, {"then": "paper", "line": "2", "choice": "no"})
    shown = words(Client(), holder)
    cast = Client().post(holder, {"choice": "yes", "line": "1", "token": "t" * 20, "then": "cast"})
    asked = Client().post(holder, {"choice": "yes", "line": "1", "token": "t" * 20})

    assert "受托替名册第 1 行（张**）" in shown
    assert "第 2 行（" not in shown
    assert cast.status_code == 200
    assert "您替名册第 1 行投：同意" in asked.content.decode()
    assert Proxy.objects.filter(revoked_at=None).count() == 1
    assert set(Turnout.objects.values_list("voter__number", "how")) == {(1, "proxy"), (2, "paper")}
    roll = words(desk, DESK)
    assert "委托第 3 行" in roll
    assert "张三" not in roll
    house.now += WEEK
    over(motion, house)
    assert "60 m²" in words(Client(), "/motions/TOWER/1")
    assert "投票时间已经结束" in words(Client(), holder)


def test_a_box_is_counted_on_the_page_and_must_add_up(house: House, desk: Client) -> None:
    motion = moved(house)
    opened(house, motion, is_secret=True)
    for line in "123":
        desk.post(DESK, {"then": "paper", "line": line})
    assert "里面有 3 张" in words(desk, DESK)
    assert "等数票箱" not in words(desk, "/motions/TOWER")
    Ballot.objects.update(opened_at=house.now - WEEK, closes_at=house.now)
    assert "等数票箱" in words(desk, "/motions/TOWER")

    wrong = desk.post(DESK, {"then": "box", "count-yes": "2"})
    right = desk.post(DESK, {"then": "box", "count-yes": "2", "count-spoilt": "1"})
    desk.post(DESK, {"then": "close"})

    assert (wrong.status_code, right.status_code) == (422, 302)
    shown = words(Client(), "/motions/TOWER/1")
    assert "废票" in shown
    assert "下载全部票" in shown


def test_links_are_on_a_sheet_for_who_has_not_voted_and_a_long_roll_is_turned_over(
    house: House, desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    motion = moved(house)
    sheet = "/motions/TOWER/1/sheet"
    assert "没有正在进行的表决" in words(desk, sheet)
    ballot = opened(house, motion, "\n".join(f"户{one:03d}" for one in range(31)))
    votes(house, ballot, 1)

    first, second = words(desk, sheet), words(desk, f"{sheet}?page=2")

    assert f"/votes/{voter_link(line_of(ballot, 2).code)}" in first
    assert f"/votes/{voter_link(line_of(ballot, 1).code)}" not in first
    assert "page=2" in first
    assert f"/votes/{voter_link(line_of(ballot, 31).code)}" in second
    monkeypatch.setattr("linli.buildings.views.ballots.ROLL_SHOWN", 30)
    assert "031" not in words(desk, DESK)
    assert "page=2#roll" in words(desk, DESK)
    assert "31. 户" in words(desk, f"{DESK}?page=2")
    for page in ("x", "99999", "0", "²"):
        assert "page=2" in words(desk, f"{sheet}?page={page}")


def test_how_each_seat_voted_is_shown_of_open_ballots_alone(house: House) -> None:
    seated(house)
    for is_secret in (False, True):
        motion = moved(house)
        ballot = opened(house, motion, None, is_secret=is_secret)
        for line in (1, 2, 3):
            votes(house, ballot, line, "no" if line == 3 else "yes")
        over(motion, house)

    shown, hidden = words(Client(), "/motions/TOWER/1"), words(Client(), "/motions/TOWER/2")

    assert "物业 1" in shown
    assert "物业 1" not in hidden
    assert "甲某" not in shown
    assert "下载全部票" in shown


def test_an_election_is_called_voted_on_and_its_winner_seated(house: House, desk: Client) -> None:
    seat = str(house.committee.seats.order_by("pk")[0].pk)
    short = desk.post("/motions/TOWER", {"then": "elect", "seat": seat, "names": "赵"})
    called = desk.post("/motions/TOWER", {"then": "elect", "seat": seat, "names": "赵钱\n\n孙李"})
    desk.post(DESK, opening(house, rule="election") | {"secret": "yes"})
    ballot = Ballot.objects.get()
    for line in (1, 2, 3):
        votes(house, ballot, line, "2")
    desk.post(DESK, {"then": "close"})
    day = house.now.date()
    seated_ = desk.post(
        DESK,
        {"then": "seat", "begins": day.isoformat(), "ends": (day + timedelta(300)).isoformat()},
    )

    assert (short.status_code, called.headers["Location"]) == (422, DESK)
    assert seated_.status_code == 302
    assert Term.objects.get().holder == "孙李"
    assert "选出" in words(Client(), "/motions/TOWER/1")
    assert "2 孙李" in words(Client(), "/motions/TOWER/1")


def test_free_motions_are_put_on_the_list_and_only_by_keepers(house: House, desk: Client) -> None:
    made = desk.post("/motions/TOWER", {"then": "move", "title": "换保洁公司", "says": ""})

    assert made.headers["Location"] == DESK
    assert desk.post("/motions/TOWER", {"then": "move", "title": ""}).status_code == 422
    assert desk.post("/motions/TOWER", {"then": "?"}).status_code == 422
    assert Client().post("/motions/TOWER", {"then": "move", "title": "换人"}).status_code == 403
    assert "换保洁公司" in words(Client(), "/motions/TOWER")
    assert Motion.objects.count() == 1
    election(house)
    assert "甲" in words(Client(), "/motions/TOWER/2")


@pytest.mark.parametrize("typed", ["", "x", "1800-01-01T00:00", "2026-13-01T00:00"])
def test_no_moment_is_no_end_of_a_ballot(typed: str) -> None:
    assert read_moment({"closes": typed}, "closes") is None
    with pytest.raises(ClosingUnreadable):
        read_ballot({"rule": "majority", "who": "seats", "closes": typed})


def test_what_is_typed_around_a_vote_is_read_or_refused() -> None:
    aware = read_moment({"closes": "2026-03-02T18:00+08:00"}, "closes")
    assert aware is not None
    assert aware.hour == 18
    with pytest.raises(ChoiceNeeded):
        read_vote({"choice": "maybe", "token": "t" * 20}, ["yes"])
    with pytest.raises(ChoiceNeeded):
        read_box({"count-yes": "-1"}, ["yes"])
    with pytest.raises(NameNeeded):
        read_names({"names": "张三13812345678"})
    assert read_box({"count-yes": " 2 "}, ["yes", "no"]) == {"yes": 2, "no": 0}


def test_anybody_counts_an_export_again_on_a_page(house: House, desk: Client) -> None:
    motion = moved(house)
    ballot = opened(house, motion, is_secret=True)
    votes(house, ballot, 1)
    over(motion, house)
    export = Client().get(f"/motions/TOWER/1/export/{ballot.pk}").content.decode()

    def told(typed: str) -> tuple[int, str]:
        answer = Client().post("/recount", {"export": typed})
        return answer.status_code, answer.content.decode()

    right, wrong = told(export), told(export.replace('"yes"', '"no"'))

    assert "rules.recount" in words(Client(), "/recount")
    assert right[0] == wrong[0] == 200
    assert "数下来一样 · 未通过" in right[1]
    assert "对不上" in wrong[1]
    for torn in ("", "x", "[" * 100_000):
        assert told(torn)[0] == 422
    for other in ("[]", "1", "{}", '"x"', "null"):
        assert "format" in told(other)[1]


def test_a_ballot_with_a_wrong_roll_is_annulled_in_public_and_opened_anew(
    house: House, desk: Client
) -> None:
    seated(house)
    motion = moved(house)
    ballot = opened(house, motion, None)
    votes(house, ballot, 1)

    mute = desk.post(DESK, {"then": "annul", "why": ""})
    done = desk.post(DESK, {"then": "annul", "why": "漏了一席"})
    again = desk.post(DESK, {"then": "annul", "why": "漏了一席"})

    assert (mute.status_code, done.status_code, again.status_code) == (422, 302, 409)
    shown = words(Client(), "/motions/TOWER/1")
    assert "作废，不计票" in shown
    assert "漏了一席" in shown
    assert "业主 1" not in shown
    assert Client().get(f"/motions/TOWER/1/export/{ballot.pk}").status_code == 404
    assert house.verbs()[-1] == "ballot_annulled"
    assert opened(house, motion).pk != ballot.pk
