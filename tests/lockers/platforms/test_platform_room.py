"""Room for orders that platforms announce: told, kept, used, moved and given back."""

from datetime import timedelta

import pytest
from tests.lockers.platforms.arriving import (
    FORM,
    MINUTE,
    NO,
    arrives,
    promised,
    stores,
)
from tests.lockers.platforms.calling import Computer
from tests.lockers.tower import Tower, must_agree

from linli.kernel.clock import now as real_now
from linli.ledger.models import Entry
from linli.lockers.actions import lapsing
from linli.lockers.actions.lapsing import expire_reservations
from linli.lockers.enums import ReservationEnd
from linli.lockers.models import Cabinet, Capacity, PlatformOrder, Reservation


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
