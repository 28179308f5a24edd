"""Orders that platforms announce: called off, called back, forgotten, and brought by a link."""

from datetime import datetime, timedelta

import pytest
from tests.lockers.platforms.arriving import (
    FORM,
    MINUTE,
    NO,
    arrives,
    caller,
    number,
    promised,
    stores,
)
from tests.lockers.platforms.calling import Computer
from tests.lockers.tower import Tower, must_agree

from linli.ledger.models import Entry
from linli.lockers import access
from linli.lockers.actions import orders
from linli.lockers.actions.alarms import settle_alarms
from linli.lockers.actions.beginning import Begun
from linli.lockers.actions.lapsing import expire_reservations, forget_orders
from linli.lockers.enums import CancelReason
from linli.lockers.errors import LinkExpired, LinkTampered
from linli.lockers.models import Capacity, Deposit, PlatformOrder
from linli.lockers.platform_errors import OrderEnded, UnknownOrder
from linli.lockers.queries.alarms import open_alarms
from linli.lockers.queries.board import board
from linli.lockers.views.board import alarms_with_doors
from linli.lockers.views.tiles import Help
from linli.people.retention import purge
from linli.wire.messages import Purpose


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
    (wanted,) = alarms_with_doors(
        board(here, now=tower.now).cabinets, open_alarms(here), now=tower.now
    )
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
