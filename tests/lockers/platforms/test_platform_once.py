"""The same request twice is done once; so are two at once."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from tests.lockers.platforms.calling import Computer
from tests.lockers.tower import Tower, must_agree

from linli.lockers.actions.once import once
from linli.lockers.models import KeptAnswer, Platform, PlatformOrder, Reservation
from linli.lockers.platform_errors import KeyReused
from linli.people.retention import purge

NEW = {"order_no": "MT-10001", "building": "TOWER", "size": "S"}
KEY = "announce-1"


def test_the_same_key_and_body_get_the_same_answer_and_one_effect(platform: Computer) -> None:
    first = platform.does("orders", NEW, key=KEY)
    platform.does("orders/MT-10001/reservation", {})

    second = platform.does("orders", NEW, key=KEY)

    assert second == first
    assert first[0] == 201
    assert PlatformOrder.objects.count() == 1


@pytest.mark.parametrize(
    ("path", "body"),
    [("orders", NEW | {"size": "M"}), ("orders/MT-10001/reservation", {})],
)
def test_a_key_that_was_used_for_something_else_is_refused(
    platform: Computer, path: str, body: dict[str, object]
) -> None:
    platform.does("orders", NEW, key=KEY)

    status, answer = platform.does(path, body, key=KEY)

    assert (status, answer["code"]) == (409, "key_reused")
    assert not Reservation.objects.exists()


def test_another_platform_may_use_the_same_key(platform: Computer) -> None:
    other = Computer("other", "另一家")

    for one in (platform, other):
        assert one.does("orders", NEW, key=KEY)[0] == 201
    assert PlatformOrder.objects.count() == 2


def test_what_was_refused_may_be_tried_again_with_the_same_key(platform: Computer) -> None:
    path = "orders/MT-10001/reservation"
    assert platform.does(path, {}, key=KEY)[0] == 404
    platform.announces()

    assert platform.does(path, {}, key=KEY)[0] == 200


@pytest.mark.parametrize("key", ["", "short", "x" * 65, "a b c d e f", "中文中文中文中文"])
def test_a_key_has_8_to_64_letters_and_digits(platform: Computer, key: str) -> None:
    headers = {"Idempotency_Key": key} if key else {}
    if key.isascii():
        status, answer = platform.asks("post", "orders", NEW, **headers)
        assert (status, answer["errors"][0]["field"]) == (422, "header.Idempotency-Key")
    assert not PlatformOrder.objects.exists()


def test_a_key_is_forgotten_after_a_day(platform: Computer) -> None:
    platform.does("orders", NEW, key=KEY)
    kept = KeptAnswer.objects.get()
    assert "MT-10001" in kept.body

    list(purge(now=kept.made_at + timedelta(hours=23, minutes=59)))
    assert KeptAnswer.objects.exists()
    list(purge(now=kept.made_at + timedelta(hours=24)))
    assert not KeptAnswer.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_acts_and_both_are_answered_the_same(
    tower: Tower, platform: Computer
) -> None:
    platform.announces()
    answers: list[object] = []
    gate = threading.Barrier(4)

    def ask() -> None:
        gate.wait()
        one = Computer.__new__(Computer)
        one.token, one.keys, one.client = platform.token, 0, type(platform.client)()
        answers.append(one.does("orders/MT-10001/reservation", {}, key=KEY))
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(answers) == 4
    assert answers.count(answers[0]) == 4
    assert answers[0][0] == 200  # type: ignore[index]  # status and body
    assert Reservation.objects.count() == 1
    must_agree(tower)


def test_a_refusal_undoes_what_was_begun_with_it(platform: Computer, now: object) -> None:
    number = Platform.objects.get().pk

    def act() -> str:
        PlatformOrder.objects.all().delete()
        raise KeyReused

    platform.announces()
    kept = KeptAnswer.objects.count()
    with pytest.raises(KeyReused):
        once(platform=number, key="k" * 8, asked=b"", act=act, now=now)  # type: ignore[arg-type]  # an instant

    assert PlatformOrder.objects.count() == 1
    assert KeptAnswer.objects.count() == kept
