"""Orders that platforms announce: room kept, moved, given back, and where the meal is."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from tests.lockers.platforms.calling import Computer
from tests.lockers.tower import Tower, must_agree

from linli.kernel.clock import now as real_now
from linli.ledger.models import Entry
from linli.lockers import access
from linli.lockers.access import Caller
from linli.lockers.actions import lapsing, orders
from linli.lockers.actions.alarms import settle_alarms
from linli.lockers.actions.beginning import Begun, DepositRequest, begin_deposits
from linli.lockers.actions.lapsing import expire_reservations, forget_orders
from linli.lockers.enums import CancelReason, ReservationEnd
from linli.lockers.errors import LinkExpired, LinkTampered
from linli.lockers.models import Cabinet, Capacity, Deposit, PlatformOrder, Reservation
from linli.lockers.platform_errors import OrderEnded, UnknownOrder
from linli.lockers.queries.alarms import open_alarms
from linli.lockers.queries.board import board
from linli.lockers.rules.recipients import Recipient
from linli.lockers.views.tiles import Help, alarms_of
from linli.people.retention import purge
from linli.wire.messages import Purpose, Size

NO = "MT-10001"
FORM = "form-0000000000000001"
MINUTE = timedelta(minutes=1)


def caller() -> Caller:
    order = PlatformOrder.objects.select_related("platform").latest("pk")
    return Caller(order.platform_id, order.platform.code)


def number(order_no: str = NO) -> int:
    return PlatformOrder.objects.get(order_no=order_no).pk


def arrives(tower: Tower, *, cabinet: str = "", order_no: str = NO, token: str = "") -> Any:  # noqa: ANN401  # an outcome
    request = DepositRequest(
        cabinet=cabinet or tower.a.code,
        recipient=Recipient(order_no=order_no),
        size=Size.S,
        token=token or tower.token(),
        now=tower.now,
        order=number(order_no),
    )
    return begin_deposits([request], chance=tower.chance)[0]


def stores(tower: Tower, **where: str) -> Begun:
    begun = arrives(tower, **where)
    assert isinstance(begun, Begun), begun
    tower.at(begun).fill(tower.opened(begun))
    tower.exchange()
    return begun


def promised(code: str) -> int:
    return sum(Capacity.objects.filter(cabinet__code=code).values_list("promised", flat=True))


def test_free_room_is_told_by_size_before_anybody_comes(tower: Tower, platform: Computer) -> None:
    Cabinet.objects.filter(code="T-B").update(quarantined_at=tower.now)

    status, answer = platform.asks("get", "cabinets?building=TOWER")

    assert status == 200
    one, other = answer["cabinets"]
    assert (one["code"], one["usable"], one["free"]) == (
        "T-A",
        True,
        {"S": 3, "M": 1, "L": 0},
    )
    assert (other["code"], other["usable"]) == ("T-B", False)
    assert platform.asks("get", "cabinets?building=NOWHERE")[0] == 404
    assert platform.asks("get", "cabinets?building=a/b")[0] == 422
    assert platform.asks("get", "cabinets?building=TOWER&more=1")[0] == 422


def test_an_order_is_announced_once_and_its_phone_is_sealed(platform: Computer) -> None:
    answer = platform.announces(phone="13812343821", expected_in_minutes=20)

    assert (answer["state"], answer["says"], answer["cabinet"]) == ("ANNOUNCED", "已登记", None)
    order = PlatformOrder.objects.get()
    assert order.phone.opened() == "13812343821"
    assert order.expected_at == order.announced_at + 20 * MINUTE
    told = str([list(Entry.objects.values_list("facts", "subject")), answer])
    assert "13812343821" not in told
    status, again = platform.does("orders", {"order_no": NO, "building": "TOWER", "size": "S"})
    assert (status, again["code"]) == (409, "order_announced")
    status, nowhere = platform.does("orders", {"order_no": "X-100", "building": "NO", "size": "S"})
    assert (status, nowhere["code"]) == (404, "unknown_tower")


@pytest.mark.parametrize(
    "wrong",
    [
        {"order_no": "x"},
        {"size": "XL"},
        {"size": 1},
        {"building": "tower"},
        {"phone": "138"},
        {"expected_in_minutes": "20"},
        {"expected_in_minutes": 1_441},
        {"more": 1},
    ],
)
def test_fields_that_cannot_be_right_are_named_and_not_repeated(
    platform: Computer, wrong: dict[str, object]
) -> None:
    right = {"order_no": NO, "building": "TOWER", "size": "S"}

    status, answer = platform.does("orders", right | wrong)

    assert (status, answer["code"]) == (422, "fields_invalid")
    assert next(iter(wrong)) in answer["errors"][0]["field"]
    assert not PlatformOrder.objects.exists()
    assert platform.does("orders", b"{")[0] == 400


def test_room_is_kept_where_most_is_free_and_counted_at_once(
    tower: Tower, platform: Computer
) -> None:
    tower.begun(cabinet="T-A")
    platform.announces()

    status, answer = platform.does(f"orders/{NO}/reservation", {"minutes": 15.0})

    assert (status, answer["state"], answer["cabinet"]) == (200, "RESERVED", "T-B")
    assert promised("T-B") == 1
    assert [step["what"] for step in answer["history"]] == ["ANNOUNCED", "RESERVED"]
    status, again = platform.does(f"orders/{NO}/reservation", {})
    assert (status, again["code"]) == (409, "already_reserved")
    must_agree(tower)


@pytest.mark.parametrize(
    ("cabinet", "code", "status"),
    [
        ("NONE", "unknown_cabinet", 404),
        ("T-B", "cabinet_out_of_use", 503),
        ("T-C", "cabinet_quiet", 503),
    ],
)
def test_room_is_kept_only_where_a_door_could_open(
    platform: Computer, cabinet: str, code: str, status: int
) -> None:
    quiet = Cabinet.objects.get(code="T-A")
    quiet.pk, quiet.code, quiet.heard_at = None, "T-C", None
    quiet.save()
    Cabinet.objects.filter(code="T-B").update(quarantined_at=real_now())
    platform.announces()

    answer = platform.does(f"orders/{NO}/reservation", {"cabinet": cabinet})

    assert (answer[0], answer[1]["code"]) == (status, code)
    assert not Reservation.objects.exists()


def test_where_nothing_is_free_it_is_said_and_nothing_is_kept(
    tower: Tower, platform: Computer
) -> None:
    Capacity.objects.update(free=0)
    platform.announces()

    for body in ({}, {"cabinet": "T-A"}):
        status, answer = platform.does(f"orders/{NO}/reservation", body)
        assert (status, answer["code"]) == (409, "no_compartment_free")
    assert promised("T-A") == 0


def test_one_platform_keeps_half_of_a_cabinet_at_most(tower: Tower, platform: Computer) -> None:
    for at in range(3):
        platform.announces(f"MT-{at:05d}")
    answers = [
        platform.does(f"orders/MT-{at:05d}/reservation", {"cabinet": "T-A"}) for at in range(3)
    ]

    assert [status for status, _ in answers] == [200, 200, 409]
    assert answers[2][1]["code"] == "reserved_enough"
    other = Computer("other", "另一家")
    other.announces()
    assert other.does(f"orders/{NO}/reservation", {"cabinet": "T-A"})[0] == 200
    assert promised("T-A") == 3


def test_the_courier_who_comes_uses_the_room_that_was_kept(
    tower: Tower, platform: Computer
) -> None:
    platform.announces()
    platform.does(f"orders/{NO}/reservation", {"cabinet": "T-A"})

    begun = arrives(tower, token=FORM)

    assert promised("T-A") == 1
    assert Reservation.objects.get().outcome == ReservationEnd.USED
    assert platform.sees()["state"] == "AT_DOOR"
    repeated = arrives(tower, token=FORM)
    assert repeated.deposit == begun.deposit
    must_agree(tower)
    tower.at(begun).fill(tower.opened(begun))
    tower.exchange()
    known = platform.sees()
    assert (known["state"], known["cabinet"]) == ("STORED", "T-A")
    assert promised("T-A") == 0
    must_agree(tower)


def test_a_courier_at_another_cabinet_gets_a_door_and_the_clock_frees_the_first(
    tower: Tower, platform: Computer
) -> None:
    platform.announces()
    platform.does(f"orders/{NO}/reservation", {"cabinet": "T-A"})

    begun = stores(tower, cabinet="T-B")

    assert begun.cabinet == "T-B"
    assert promised("T-A") == 1
    assert expire_reservations(now=tower.now) == 1
    assert promised("T-A") == 0
    must_agree(tower)


def test_room_that_nobody_came_for_is_given_back_when_its_time_is_over(
    tower: Tower, platform: Computer
) -> None:
    platform.announces()
    platform.does(f"orders/{NO}/reservation", {"cabinet": "T-A", "minutes": 1})
    until = Reservation.objects.get().until

    assert expire_reservations(now=until - timedelta(microseconds=1)) == 0
    assert expire_reservations(now=until) == 1
    assert expire_reservations(now=until) == 0

    known = platform.sees()
    assert (known["state"], known["reserved_until"]) == ("ANNOUNCED", None)
    assert known["history"][-1]["what"] == "RESERVATION_EXPIRED"
    assert Entry.objects.latest("pk").verb == "reservation_expired"
    assert platform.does(f"orders/{NO}/reservation", {})[0] == 200
    must_agree(tower)


def test_the_clock_that_comes_too_late_changes_nothing(tower: Tower, platform: Computer) -> None:
    platform.announces()
    platform.does(f"orders/{NO}/reservation", {"cabinet": "T-A", "minutes": 1})
    read = Reservation.objects.select_related("order__platform", "cabinet").get()
    order = PlatformOrder.objects.select_related("platform").get()
    arrives(tower)
    PlatformOrder.objects.update(ended_at=tower.now)
    entries = Entry.objects.count()

    assert not lapsing._expire(read, read.until)  # noqa: SLF001  # what it read a moment before
    assert not lapsing._forget(order, read.until)  # noqa: SLF001  # as above

    assert (promised("T-A"), Entry.objects.count()) == (1, entries)
    must_agree(tower)


def test_room_is_moved_to_another_cabinet_or_stays_where_it_was(
    tower: Tower, platform: Computer
) -> None:
    platform.announces()
    assert platform.does(f"orders/{NO}/redirect", {"cabinet": "T-B"})[1]["code"] == (
        "nothing_reserved"
    )
    platform.does(f"orders/{NO}/reservation", {"cabinet": "T-A", "minutes": 1})
    until = Reservation.objects.get().until

    status, answer = platform.does(f"orders/{NO}/redirect", {"cabinet": "T-B"})

    assert (status, answer["cabinet"]) == (200, "T-B")
    assert (promised("T-A"), promised("T-B")) == (0, 1)
    assert Reservation.objects.get(ended_at=None).until > until + 3 * MINUTE
    assert [step["what"] for step in answer["history"]][-1] == "MOVED"
    status, refused = platform.does(f"orders/{NO}/redirect", {"cabinet": "NONE"})
    assert (status, refused["code"]) == (404, "unknown_cabinet")
    assert (promised("T-A"), promised("T-B")) == (0, 1)
    must_agree(tower)


def test_an_order_is_cancelled_and_its_room_given_back(tower: Tower, platform: Computer) -> None:
    platform.announces()
    platform.does(f"orders/{NO}/reservation", {"cabinet": "T-A"})

    status, answer = platform.does(f"orders/{NO}/cancel", {"reason": "customer"})

    assert (status, answer["state"], promised("T-A")) == (200, "CANCELLED", 0)
    before = Entry.objects.count()
    assert platform.does(f"orders/{NO}/cancel", {"reason": "full"})[1] == answer
    assert Entry.objects.count() == before
    assert PlatformOrder.objects.get().cancel_reason == "customer"
    assert isinstance(arrives(tower), OrderEnded)
    for path, body in (("reservation", {}), ("redirect", {"cabinet": "T-B"})):
        assert platform.does(f"orders/{NO}/{path}", body)[1]["code"] == "order_ended"
    must_agree(tower)


def test_a_door_that_was_asked_for_is_withdrawn_by_the_cabinet(
    tower: Tower, platform: Computer
) -> None:
    platform.announces()
    begun = arrives(tower)

    assert platform.does(f"orders/{NO}/cancel", {"reason": "customer"})[0] == 200
    tower.exchange()

    assert tower.state(begun) == "CANCELLED"
    assert platform.sees()["state"] == "CANCELLED"
    must_agree(tower)


def test_a_meal_that_is_in_is_not_cancelled_but_recalled(tower: Tower, platform: Computer) -> None:
    platform.announces()
    assert platform.does(f"orders/{NO}/recall", {"reason": "wrong"})[1]["code"] == (
        "nothing_to_recall"
    )
    begun = stores(tower)
    status, answer = platform.does(f"orders/{NO}/cancel", {"reason": "customer"})
    assert (status, answer["code"]) == (409, "not_cancellable")

    status, answer = platform.does(f"orders/{NO}/recall", {"reason": "safety"})

    assert (status, answer["state"]) == (200, "STORED")
    assert answer["history"][-1]["says"] == "平台请求召回"
    entries = Entry.objects.count()
    assert platform.does(f"orders/{NO}/recall", {"reason": "wrong"})[0] == 200
    assert Entry.objects.count() == entries
    assert PlatformOrder.objects.get().recall_reason == "safety"
    assert not tower.line.asked[1:], "no door opens by a platform's word"
    settle_alarms(now=tower.now)
    here = [tower.place.pk]
    (wanted,) = alarms_of(board(here, now=tower.now), open_alarms(here))
    assert (str(wanted.word), wanted.help) == ("平台召回", Help.RECALL)
    tower.at(begun).empty(tower.opened(begun, Purpose.PICKUP))
    tower.exchange()
    assert open_alarms(here) == []
    known = platform.sees()
    assert known["state"] == "PICKED"
    assert platform.does(f"orders/{NO}/cancel", {"reason": "customer"})[1]["code"] == "order_ended"
    assert platform.does(f"orders/{NO}/reservation", {})[1]["code"] == "order_ended"


def test_a_meal_that_was_not_put_in_may_be_brought_again(tower: Tower, platform: Computer) -> None:
    platform.announces()
    arrives(tower)
    assert platform.does(f"orders/{NO}/reservation", {})[1]["code"] == "order_ended"
    deposit = Deposit.objects.get()
    deposit.state, deposit.ended_at = "EXPIRED", tower.now + MINUTE
    deposit.save()
    Capacity.objects.filter(cabinet__code="T-A").update(promised=0)

    known = platform.sees()

    assert (known["state"], known["cabinet"]) == ("ANNOUNCED", None)
    assert known["history"][-1]["what"] == "NOT_STORED"
    assert isinstance(arrives(tower), Begun)


def test_an_order_that_never_comes_is_forgotten_after_a_day(
    tower: Tower, platform: Computer
) -> None:
    platform.announces("MT-00001")
    platform.announces("MT-00002", expected_in_minutes=60)
    platform.announces("MT-00003")
    platform.announces("MT-00004")
    stores(tower, order_no="MT-00003")
    platform.does("orders/MT-00004/reservation", {})
    day = PlatformOrder.objects.get(order_no="MT-00004").announced_at + timedelta(days=1)

    assert forget_orders(now=day - timedelta(hours=1)) == 0
    assert forget_orders(now=day) == 1
    assert expire_reservations(now=day) == 1
    assert forget_orders(now=day) == 1

    assert platform.sees("MT-00001")["state"] == "LAPSED"
    assert platform.sees("MT-00001")["history"][-1]["what"] == "LAPSED"
    assert platform.sees("MT-00002")["state"] == "ANNOUNCED"
    assert platform.sees("MT-00003")["state"] == "STORED"


def test_what_is_known_of_people_goes_when_the_order_is_long_over(
    platform: Computer, now: datetime
) -> None:
    platform.announces(phone="13812343821")
    platform.does(f"orders/{NO}/cancel", {"reason": "other"})
    ended = PlatformOrder.objects.get().ended_at
    assert ended is not None

    assert list(purge(now=ended + timedelta(days=31)))

    order = PlatformOrder.objects.get()
    assert (order.phone, order.order_no) == (None, "")


# Each platform for itself


def test_another_platforms_order_is_not_there(platform: Computer) -> None:
    platform.announces()
    other = Computer("other", "另一家")

    answers = [
        other.asks("get", f"orders/{NO}"),
        other.asks("get", f"orders/{NO}/courier-link"),
        other.does(f"orders/{NO}/reservation", {}),
        other.does(f"orders/{NO}/redirect", {"cabinet": "T-A"}),
        other.does(f"orders/{NO}/cancel", {"reason": "other"}),
        other.does(f"orders/{NO}/recall", {"reason": "other"}),
    ]

    assert {(status, answer["code"]) for status, answer in answers} == {(404, "unknown_order")}
    assert platform.sees()["state"] == "ANNOUNCED"
    assert other.announces()["state"] == "ANNOUNCED", "two platforms may have one number"


# The courier's link


def test_the_couriers_link_opens_a_page_that_is_filled_in(tower: Tower, platform: Computer) -> None:
    platform.announces(phone="13812343821")
    platform.does(f"orders/{NO}/reservation", {"cabinet": "T-B"})
    status, answer = platform.asks("get", f"orders/{NO}/courier-link")
    assert (status, answer["expires_in"]) == (200, 7_200)

    page = platform.client.get(answer["path"])

    text = page.content.decode()
    assert page.status_code == 200
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert NO in text
    assert "13812343821" not in text
    chosen = text.split('value="T-B"')[1].partition(">")[0]
    assert "checked" in chosen


def test_without_room_kept_the_link_offers_the_first_cabinet_with_room(
    tower: Tower, platform: Computer
) -> None:
    platform.announces()
    Capacity.objects.filter(cabinet__code="T-A").update(free=0)
    path = platform.asks("get", f"orders/{NO}/courier-link")[1]["path"]

    text = platform.client.get(path).content.decode()

    assert "checked" in text.split('value="T-B"')[1].partition(">")[0]
    refused = platform.client.post(path, {"cabinet": "NONE", "token": FORM})
    assert refused.status_code == 422
    assert 'value="T-B"' in refused.content.decode()


@pytest.mark.django_db(transaction=True)
def test_one_press_opens_a_door_for_the_order(tower: Tower, platform: Computer) -> None:
    platform.announces(phone="13812343821")
    platform.does(f"orders/{NO}/reservation", {"cabinet": "T-B"})
    path = platform.asks("get", f"orders/{NO}/courier-link")[1]["path"]

    answer = platform.client.post(path, {"cabinet": "T-B", "token": FORM})

    assert answer.status_code == 302
    deposit = Deposit.objects.get()
    assert deposit.platform_order_id == number()
    assert (deposit.tail, deposit.order_no, deposit.phone.opened()) == ("3821", NO, "13812343821")
    assert len(tower.line.asked) == 1
    assert platform.client.get(answer.headers["Location"]).status_code == 200


def test_a_link_ends_with_its_time_and_its_order(platform: Computer, now: datetime) -> None:
    platform.announces()
    token = access.order_link(number(), now=now)
    assert access.order_of_link(token, now=now).order_no == NO

    for wrong in (token[:-1], access.courier_link("0123456789ABC"), access._order.sign("X.1")):  # noqa: SLF001  # ours, but of no order
        with pytest.raises(LinkTampered):
            access.order_of_link(wrong, now=now)
    with pytest.raises(LinkTampered):
        access.order_of_link(access._order.sign("nothing"), now=now)  # noqa: SLF001  # as above
    with pytest.raises(LinkExpired):
        access.order_of_link(token, now=now + timedelta(hours=2))
    orders.cancel(caller(), number(), reason=CancelReason.OTHER, now=now)
    with pytest.raises(LinkExpired):
        access.order_of_link(token, now=now)
    with pytest.raises(UnknownOrder):
        access.order_of(caller(), "X-99999")
