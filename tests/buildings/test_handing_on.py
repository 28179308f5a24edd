"""Matters that are handed on to a city's own server: sent once, asked for, answered."""

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from tests.buildings.city_server import City, city
from tests.buildings.house import House

from linli.buildings import jobs
from linli.buildings.access import open311 as access
from linli.buildings.actions import handling
from linli.buildings.actions.endpoints import (
    MOST_ENDPOINTS,
    NewEndpoint,
    connect_endpoint,
    end_endpoint,
)
from linli.buildings.actions.forwarding import CLAIMED_FOR, ask_due, hand_on, try_again
from linli.buildings.enums.kinds import MatterKind
from linli.buildings.enums.open311 import AnswerFormat, ForwardState
from linli.buildings.errors.forwarding import (
    EndpointsEnough,
    HandedOnAlready,
    NotDead,
    NotToHandOn,
    UnknownForward,
)
from linli.buildings.errors.matters import NotYours
from linli.buildings.models import Forwarded, Matter, Open311Endpoint
from linli.buildings.queries.forwarding import endpoints_above, forwards_by
from linli.buildings.rules.forwarding import TRIES_AT_MOST
from linli.kernel.outgoing import Outgoing, door
from linli.ledger.models import Entry
from linli.people.enums import Role
from linli.places.models import Place

if TYPE_CHECKING:
    from linli.buildings.access.open311 import Connected

HOUR = timedelta(hours=1)
LIFTS = MatterKind.LIFTS


class Desk:
    """A tower's secretary, connected with a city."""

    def __init__(self, house: House, there: City, *, is_xml: bool = False) -> None:
        self.house, self.city = house, there
        self.now: datetime = house.now
        district = Place.objects.get(code="QU")
        steward = house.holder("steward", Role.STEWARD, district)
        self.at: Connected = access.place_to_connect(steward, "QU", now=self.now)
        form = AnswerFormat.XML if is_xml else AnswerFormat.JSON
        new = NewEndpoint(
            "endpoint-1",
            "区城运中心",
            there.url,
            "city.gov",
            form,
            "999",
            {"lifts": "001"},
            "xyz",
        )
        self.endpoint: Open311Endpoint = connect_endpoint(self.at, new, now=self.now)
        self.way_out: Outgoing = door([f"http://127.0.0.1:{there.port}"])

    def hands_on(self, kind: MatterKind = MatterKind.LIFTS) -> Matter:
        """Raise a matter, read it, and hand it on."""
        matter = self.house.taken_up().matter
        mark = f"mark-{matter.number}-of-the-test"
        hand_on(self.house.keeper, matter, to=self.endpoint, kind=kind, mark=mark, now=self.now)
        return matter

    def asks(self, after: timedelta = timedelta()) -> Forwarded:
        """Let time go by, ask what is due, and return what was handed on last."""
        self.now += after
        ask_due(self.way_out, jitter=lambda: 0.0, now=self.now)
        return Forwarded.objects.order_by("-pk")[0]


@pytest.fixture
def there() -> Iterator[City]:
    with city() as made:
        yield made


@pytest.fixture
def desk(house: House, there: City) -> Desk:
    return Desk(house, there)


@pytest.mark.parametrize("is_xml", [False, True], ids=["JSON", "XML"])
def test_a_matter_goes_out_without_its_raiser_and_its_answer_comes_back(
    house: House, there: City, *, is_xml: bool
) -> None:
    desk = Desk(house, there, is_xml=is_xml)
    Place.objects.filter(code="TOWER").update(latitude=31.25, longitude=121.49)
    desk.hands_on()

    sent = desk.asks()

    assert (sent.state, sent.reference) == (ForwardState.OPEN, "638344")
    assert there.taken == [
        {
            "api_key": "xyz",
            "jurisdiction_id": "city.gov",
            "service_code": "001",
            "description": "电梯太慢\n一座楼 大堂\n[mark-1-of-the-test]",
            "address_string": "一座楼",
            "device_id": "mark-1-of-the-test",
            "lat": "31.2500000",
            "long": "121.4900000",
        }
    ]
    assert desk.asks(timedelta(minutes=16)).state == ForwardState.OPEN

    there.closed[0] = "已派维保单位更换门机。"
    answered = desk.asks(HOUR)

    assert (answered.state, answered.agency) == (ForwardState.ANSWERED, "区房管局")
    assert answered.answer == "已派维保单位更换门机。"
    assert ask_due(desk.way_out, jitter=lambda: 0.0, now=desk.now + 99 * HOUR) == 0
    assert house.verbs()[-3:] == ["matter_handed_on", "matter_arrived", "matter_answer_came"]
    assert "xyz" not in str(list(Entry.objects.values_list("facts", flat=True)))


def test_what_no_service_fits_goes_as_any_other_and_to_whoever_wants_no_place(
    desk: Desk,
) -> None:
    Open311Endpoint.objects.update(jurisdiction="", key=None)
    desk.hands_on(MatterKind.CLEANING)

    desk.asks()

    assert desk.city.taken[0]["service_code"] == "999"
    assert "jurisdiction_id" not in desk.city.taken[0]
    assert "api_key" not in desk.city.taken[0]


def test_where_an_answer_was_lost_the_matter_is_found_and_not_sent_twice(desk: Desk) -> None:
    desk.city.loses_answers = True
    desk.hands_on()

    lost = desk.asks()
    desk.city.loses_answers = False
    found = desk.asks(2 * HOUR)

    assert (lost.state, lost.said) == (ForwardState.WAITING, "500")
    assert (found.state, found.reference, found.tries) == (ForwardState.OPEN, "638344", 0)
    assert len(desk.city.taken) == 1


def test_what_did_not_arrive_is_sent_again(desk: Desk) -> None:
    desk.city.fails = [503]
    desk.hands_on()
    assert desk.asks().said.startswith("503 Invalid api_key")

    assert desk.asks(HOUR).state == ForwardState.OPEN
    assert desk.city.asked[-3:] == [
        "GET tokens/mark-1-of-the-test.json",
        "GET requests.json",
        "POST requests.json",
    ]


def test_while_nobody_knows_whether_it_arrived_it_is_not_sent(desk: Desk) -> None:
    desk.city.loses_answers = True
    desk.hands_on()
    desk.asks()
    desk.city.loses_answers = False
    desk.city.fails = [503, 503]

    unknown = desk.asks(HOUR)

    assert (unknown.state, unknown.tries) == (ForwardState.WAITING, 2)
    assert len(desk.city.taken) == 1


def test_a_server_that_lists_nothing_is_sent_it_again(desk: Desk) -> None:
    desk.city.fails = [503]
    desk.hands_on()
    desk.asks()
    desk.city.fails = [404, 404]

    assert desk.asks(HOUR).state == ForwardState.OPEN


def test_a_token_becomes_a_number_once_there_is_one(desk: Desk) -> None:
    desk.city.gives_tokens = desk.city.hides = True
    desk.hands_on()

    taken = desk.asks()
    waits = desk.asks(HOUR)
    desk.city.hides = False
    numbered = desk.asks(HOUR)

    assert (taken.state, taken.token) == (ForwardState.TAKEN, "t0")
    assert (waits.state, waits.token, waits.tries) == (ForwardState.TAKEN, "t0", 0)
    assert (numbered.state, numbered.reference) == (ForwardState.OPEN, "638344")


def test_what_is_not_shown_yet_is_asked_for_again_and_no_fault(desk: Desk) -> None:
    desk.hands_on()
    desk.asks()
    desk.city.hides = True

    waits = desk.asks(HOUR)

    assert (waits.state, waits.tries, waits.said) == (ForwardState.OPEN, 0, "")


@pytest.mark.parametrize("step", ["tokens", "requests"])
def test_a_server_that_fails_later_is_asked_again_later(desk: Desk, step: str) -> None:
    desk.city.gives_tokens = step == "tokens"
    desk.hands_on()
    desk.asks()
    desk.city.fails = [500]

    failed = desk.asks(HOUR)

    assert failed.tries == 1
    assert failed.next_at == desk.now + timedelta(minutes=1)


def test_what_a_server_refuses_is_given_up_at_once_and_tried_anew_by_hand(desk: Desk) -> None:
    desk.city.fails = [403]
    desk.hands_on()

    dead = desk.asks()

    assert (dead.state, dead.next_at) == (ForwardState.DEAD, None)
    assert dead.said.startswith("403 Invalid api_key received")
    assert [one.is_dead for one in forwards_by(desk.house.committee)] == [True]

    one = access.handed_on(desk.house.keeper, dead.pk)
    try_again(desk.house.keeper, one, now=desk.now)
    with pytest.raises(NotDead):
        try_again(desk.house.keeper, one, now=desk.now)

    assert desk.asks().state == ForwardState.OPEN
    assert desk.house.verbs()[-3:] == [
        "matter_not_handed_on",
        "matter_handed_on_anew",
        "matter_arrived",
    ]


def test_a_server_that_is_never_there_is_given_up_after_ten_tries(desk: Desk) -> None:
    desk.way_out = door(["http://127.0.0.1:1"])
    Open311Endpoint.objects.update(url="http://127.0.0.1:1/v2")
    desk.hands_on()

    states = [desk.asks(timedelta(days=1)).state for _ in range(TRIES_AT_MOST)]

    assert states == [ForwardState.WAITING] * (TRIES_AT_MOST - 1) + [ForwardState.DEAD]
    assert Forwarded.objects.get().said == "NotReachedError"


@pytest.mark.parametrize("says_nothing", [True, False])
def test_an_answer_that_says_neither_number_nor_anything_is_no_success(
    desk: Desk, *, says_nothing: bool
) -> None:
    desk.city.says_nothing = says_nothing
    if not says_nothing:
        desk.way_out = door([])
    desk.hands_on()

    lost = desk.asks()

    assert lost.state == ForwardState.WAITING
    assert lost.said == ("UnreadableAnswerError" if says_nothing else "AddressRefusedError")


def test_where_one_matter_fails_the_others_for_that_server_wait(desk: Desk) -> None:
    for _ in range(2):
        desk.hands_on()
    desk.city.fails = [503]

    assert ask_due(desk.way_out, jitter=lambda: 0.0, now=desk.now) == 1
    assert desk.city.asked == ["POST requests.json"]


def test_what_another_process_has_in_hand_is_left_to_it(desk: Desk) -> None:
    matter = desk.hands_on()
    new = NewEndpoint("e2", "街道", desk.city.url, "", AnswerFormat.JSON, "1", {}, "")
    second = connect_endpoint(desk.at, new, now=desk.now)
    row = hand_on(desk.house.keeper, matter, to=second, kind=LIFTS, mark="mark-2", now=desk.now)

    def takes_the_second_first() -> float:
        Forwarded.objects.filter(pk=row.pk).update(next_at=desk.now + CLAIMED_FOR)
        return 0.0

    assert ask_due(desk.way_out, jitter=takes_the_second_first, now=desk.now) == 1
    assert desk.city.asked == ["POST requests.json"]


def test_only_what_is_open_and_read_is_handed_on_and_once_to_each(desk: Desk) -> None:
    house = desk.house
    unread, answered = house.raises().matter, house.answered().matter
    merged, target = house.taken_up("电梯又慢").matter, house.taken_up("电梯还慢").matter
    handling.merge(house.keeper, merged, into=target.number, now=house.now)
    for at, matter in enumerate((unread, answered, merged)):
        with pytest.raises(NotToHandOn):
            hand_on(
                house.keeper, matter, to=desk.endpoint, kind=LIFTS, mark=f"m{at}", now=house.now
            )

    hand_on(house.keeper, target, to=desk.endpoint, kind=LIFTS, mark="first", now=house.now)
    with pytest.raises(HandedOnAlready, match="区城运中心"):
        hand_on(house.keeper, target, to=desk.endpoint, kind=LIFTS, mark="again", now=house.now)

    assert Forwarded.objects.count() == 1


def test_who_may_hand_on_and_connect_is_told_apart(desk: Desk) -> None:
    house, now = desk.house, desk.now
    desk.hands_on()
    other = House(now, "OTHER")

    assert access.endpoint_for(house.keeper, desk.endpoint.pk) == desk.endpoint
    may_connect = access.places_to_connect(desk.at.person, house.place, now=now)
    assert [one.code for one in may_connect] == ["QU", "TOWER"]
    assert access.places_to_connect(house.person, house.place, now=now) == []
    assert access.may_read_endpoints(desk.at.person, "QU", now)
    for code in ("QU", "NONE", "../x"):
        with pytest.raises(NotYours):
            access.place_to_connect(house.person, code, now=now)
        assert not access.may_read_endpoints(house.person, code, now)
    with pytest.raises(UnknownForward):
        access.handed_on(other.keeper, Forwarded.objects.get().pk)

    Open311Endpoint.objects.update(place=house.place)
    with pytest.raises(UnknownForward):
        access.endpoint_for(other.keeper, desk.endpoint.pk)


def test_an_endpoint_is_ended_once_and_a_place_has_not_too_many(desk: Desk) -> None:
    end_endpoint(desk.at, number=desk.endpoint.pk, now=desk.now)
    with pytest.raises(UnknownForward):
        end_endpoint(desk.at, number=desk.endpoint.pk, now=desk.now)
    assert endpoints_above(desk.house.place) == []

    def connect(at: int) -> None:
        new = NewEndpoint(f"e{at}", "街道", "https://a.cn", "", AnswerFormat.XML, "1", {}, "")
        connect_endpoint(desk.at, new, now=desk.now)

    for at in range(MOST_ENDPOINTS):
        connect(at)
    with pytest.raises(EndpointsEnough):
        connect(99)


def test_the_clock_asks_and_goes_on_after_a_fault(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop, beats = threading.Event(), list[bool]()
    answers = iter((None, 0, 1))

    def asks(*_: object, **__: object) -> int:
        told = next(answers)
        if told is None:
            raise RuntimeError
        if told:
            stop.set()
        return told

    monkeypatch.setattr(jobs, "FORWARDS_EACH_S", 0.0)
    monkeypatch.setattr(jobs, "ask_due", asks)
    jobs.run_forwards(stop, desk.way_out, lambda: beats.append(True))

    assert beats == [True, True]
