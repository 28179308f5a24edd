"""The way in for the installation's own replay, and for nobody else."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from tests.lockers.cabinets import ScriptedLine, is_silent
from tests.lockers.tower import Tower, must_agree, plugged_in, rows

from linli.kernel.clock import now as real_now
from linli.ledger.models import Entry
from linli.lockers import access
from linli.lockers.api.replay import LONGEST_CID
from linli.lockers.models import Cabinet, Deposit
from linli.lockers.queries.codes import code_of
from linli.wire.messages import Size

pytestmark = pytest.mark.django_db

AS_JSON = {"Accept": "application/json"}

TIMES = {"hold_ms": 7_200_000, "close_ms": 60_000, "sanitise_ms": 0, "idle_ms": 0}
NEW = {"name": "回放楼", "cabinets": 2, "doors": 3, "times": TIMES}


@pytest.fixture
def tower() -> Iterator[Tower]:
    """Give a tower of today: the pages and programs that ask read the real clock."""
    made = Tower(now=real_now())
    with plugged_in(made.line):
        yield made


@pytest.fixture
def replay() -> Client:
    """Give the replay, with its key."""
    return Client(headers=AS_JSON | {"Authorization": f"Bearer {settings.REPLAY_TOKEN}"})


def post(client: Client, name: str, body: object, **where: str) -> Any:  # noqa: ANN401  # a test's answer
    raw = body if isinstance(body, (bytes, str)) else json.dumps(body)
    return client.post(
        reverse(f"lockers:{name}", kwargs=where), raw, content_type="application/json"
    )


def get(client: Client, name: str, query: str = "", **where: str) -> Any:  # noqa: ANN401  # as above
    return client.get(reverse(f"lockers:{name}", kwargs=where) + query)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": ""},
        {"Authorization": "Bearer "},
        {"Authorization": "Bearer wrong"},
        {"Authorization": "Bearer ÿ"},
        {"Authorization": "Basic Zm9v"},
    ],
)
def test_who_does_not_show_the_key_is_told_so_and_nothing_happens(
    tower: Tower, headers: dict[str, str]
) -> None:
    stranger, before = Client(headers=AS_JSON | headers), rows()

    answers = [
        post(stranger, "towers", NEW),
        get(stranger, "tower_tally", tower="TOWER"),
        get(stranger, "tower_standing", tower="TOWER"),
        post(stranger, "tower_recall", {}, tower="TOWER"),
        post(stranger, "tower_clear", {}, tower="TOWER"),
        get(stranger, "notices", "?tower=TOWER"),
    ]

    for answer in answers:
        assert answer.status_code == 403
        assert answer.json() == {"code": "key_unknown", "says": "这个接口需要本机的密钥。"}
    assert rows() == before


def test_the_key_alone_without_its_word_is_not_enough(tower: Tower) -> None:
    client = Client(headers={"Authorization": settings.REPLAY_TOKEN})

    assert get(client, "tower_tally", tower="TOWER").status_code == 403


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not json",
        b"\xff\xfe",
        b"[" * 100_000,
        "[]",
        "{}",
        NEW | {"cabinets": 0},
        NEW | {"cabinets": 27},
        NEW | {"doors": 256},
        NEW | {"doors": "3"},
        NEW | {"name": ""},
        NEW | {"name": "楼" * 41},
        NEW | {"name": "a\x00b"},
        NEW | {"more": 1},
        NEW | {"times": TIMES | {"hold_ms": 999}},
    ],
)
def test_a_tower_that_cannot_be_read_is_refused_with_the_reason(
    replay: Client, body: object
) -> None:
    before = rows()

    answer = post(replay, "towers", body)

    assert answer.status_code == 422
    assert answer.json()["code"] == "body_unreadable"
    assert answer.json()["says"].startswith("请求内容不对：")
    assert len(answer.json()["says"]) < 220
    assert rows() == before


def test_a_tower_is_put_up_with_what_its_agents_need(replay: Client) -> None:
    answer = post(replay, "towers", NEW)

    assert answer.status_code == 201
    told = answer.json()
    assert told["tower"] == "REPLAY-R1"
    assert [one["code"] for one in told["cabinets"]] == ["R1-A", "R1-B"]
    config = told["cabinets"][0]["config"]
    assert config["number"] == Cabinet.objects.get(code="R1-A").pk
    assert config["times"] == TIMES
    assert len(config["compartments"]) == 3


@pytest.mark.parametrize("tower_code", ["NOWHERE", "replay-r1", "😀", "\x00", "A" * 1_000])
def test_a_tower_that_there_is_not_is_named(replay: Client, tower_code: str) -> None:
    recall = {"deposit": "0123456789ABC", "reason": "超时", "cid": "c"}
    clear = {"cabinet": "T-A", "comp": 1, "reason": "检查", "cid": "c"}

    for answer in (
        get(replay, "tower_tally", tower=tower_code),
        get(replay, "tower_standing", tower=tower_code),
        post(replay, "tower_recall", recall, tower=tower_code),
        post(replay, "tower_clear", clear, tower=tower_code),
    ):
        assert answer.status_code == 404
        assert answer.json()["code"] == "unknown_tower"


def test_a_tally_and_what_stands_are_told_as_they_are(replay: Client, tower: Tower) -> None:
    meal = tower.stored(order_no="MT-00001")
    tower.a.open(3)
    tower.exchange()

    told = get(replay, "tower_tally", tower="TOWER").json()
    left = get(replay, "tower_standing", tower="TOWER").json()

    assert told["deposits"]["STORED"] == 1
    assert told["orders"] == {"MT-00001": ["STORED"]}
    assert told["cabinets"][0]["hash"] == tower.a.memory.head
    assert left == {
        "deposits": [
            {
                "deposit": meal.deposit,
                "cabinet": "T-A",
                "comp": 1,
                "state": "STORED",
                "held": False,
            }
        ],
        "doors": [{"cabinet": "T-A", "comp": 3, "state": "CHECK", "deposit": ""}],
    }


@pytest.mark.django_db(transaction=True)
def test_the_crew_recalls_and_disposes_and_the_ledger_says_who(
    replay: Client, tower: Tower
) -> None:
    first, second = tower.stored(), tower.stored()
    ask = {"reason": "一天结束", "cid": "x" * LONGEST_CID}

    answer = post(replay, "tower_recall", {**ask, "deposit": first.deposit}, tower="TOWER")
    assert answer.json() == {"deposit": first.deposit, "comp": 1, "settled": "opened"}
    post(
        replay,
        "tower_recall",
        {**ask, "cid": "y", "deposit": second.deposit, "dispose": True},
        tower="TOWER",
    )
    tower.a.empty(1)
    tower.a.empty(2)
    tower.exchange()

    assert [tower.state(one) for one in (first, second)] == ["RECALLED", "DISPOSED"]
    assert set(Entry.objects.filter(verb__endswith="_asked").values_list("actor", "verb")) == {
        ("replay", "recall_asked"),
        ("replay", "dispose_asked"),
    }
    must_agree(tower)


@pytest.mark.django_db(transaction=True)
def test_the_longest_name_of_a_command_can_still_be_asked_once_more(
    replay: Client, tower: Tower
) -> None:
    meal = tower.stored()
    ask = {"deposit": meal.deposit, "reason": "一天结束"}

    too_long = post(replay, "tower_recall", {**ask, "cid": "x" * 40}, tower="TOWER")

    assert too_long.status_code == 422
    with plugged_in(line := ScriptedLine(is_silent)):
        post(replay, "tower_recall", {**ask, "cid": "x" * LONGEST_CID}, tower="TOWER")
    assert len(line.asked[0].cid) + 1 <= 40


@pytest.mark.django_db(transaction=True)
def test_a_meal_of_another_tower_is_not_found(replay: Client, tower: Tower) -> None:
    other = Tower(now=real_now(), code="OTHER")
    meal = tower.stored()
    ask = {"deposit": meal.deposit, "reason": "一天结束", "cid": "c"}

    answer = post(replay, "tower_recall", ask, tower=other.place.code)

    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_deposit")
    assert Deposit.objects.get().state == "STORED"


def test_the_crew_looks_into_a_door(replay: Client, tower: Tower) -> None:
    tower.a.open(3)
    tower.a.close(3)
    tower.exchange()
    ask = {"cabinet": "T-A", "comp": 3, "reason": "检查", "cid": "c"}

    answer = post(replay, "tower_clear", ask, tower="TOWER")

    assert answer.json() == {"deposit": "", "comp": 3, "settled": "opened"}
    refused = post(replay, "tower_clear", ask | {"comp": 9, "cid": "d"}, tower="TOWER")
    assert (refused.status_code, refused.json()["code"]) == (409, "door_out_of_order")


@pytest.mark.parametrize("after", ["x", "-1", "1.5", "", "9" * 19])
def test_a_place_in_the_feed_that_is_no_number_is_refused(
    replay: Client, tower: Tower, after: str
) -> None:
    answer = get(replay, "notices", f"?tower=TOWER&after={after}")

    assert (answer.status_code, answer.json()["says"]) == (422, "请求内容不对：after")


def test_the_feed_carries_links_and_codes_that_work_and_goes_on_where_it_was(
    replay: Client, tower: Tower
) -> None:
    (begun,) = tower.begins(tower.request(phone="13800138000", size=Size.M))
    tower.a.fill(tower.opened(begun))  # type: ignore[arg-type]  # it was accepted
    tower.exchange()
    last = tower.stored(order_no="MT-00001")

    first, second = get(replay, "notices", "?tower=TOWER").json()["notices"]

    assert (first["phone"], first["label"]) == ("13800138000", "3821")
    assert (second["order_no"], second["code"]) == ("MT-00001", code_of(last.deposit))
    token = second["link"].rpartition("/")[2]
    assert access.deposit_of_owner_link(token, now=tower.now) == last.deposit
    rest = get(replay, "notices", f"?tower=TOWER&after={first['id']}").json()["notices"]
    assert rest == [second]
    assert get(replay, "notices", "").status_code == 404


@pytest.mark.parametrize(("name", "method"), [("towers", "get"), ("notices", "post")])
def test_the_wrong_method_is_no_way_in(replay: Client, name: str, method: str) -> None:
    assert getattr(replay, method)(reverse(f"lockers:{name}")).status_code == 405
