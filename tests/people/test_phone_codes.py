"""Signing in by a code sent to a phone; and guessing, which leads nowhere."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from django.db import connection
from tests.people.district import District, last

from linli.people import messengers
from linli.people.actions import guessing
from linli.people.actions.granting import leave
from linli.people.actions.guessing import count_try
from linli.people.actions.phone_codes import CODE_LIVES, TRIES, send_code, sign_in_with_code
from linli.people.errors import (
    MobileImpossible,
    PhoneSignInOff,
    SignInCodeWrong,
    TooManyGuesses,
)
from linli.people.models import Attempts, Person, SignInCode
from linli.people.rules.guessing import CODES_PER_ADDRESS, CODES_PER_PHONE, Limit
from linli.people.sealing import blind_index

MOBILE = "13812343821"
ADDRESS = "192.0.2.7"


class Post:
    """Keeps what it was to send; may fail."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []
        self.fails = False

    def send_code(self, mobile: str, code: str) -> None:
        """Send, or fail."""
        if self.fails:
            raise OSError("no network")  # noqa: TRY003, EM101  # any failure of any driver
        self.sent.append((mobile, code))


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch) -> Post:
    made = Post()
    monkeypatch.setattr("linli.people.actions.phone_codes.messenger", lambda: made)
    return made


@pytest.fixture
def wang(db: None, now: datetime) -> Person:
    person = District(now).person("wang")
    person.phone, person.phone_index = MOBILE, blind_index(MOBILE)
    person.save()
    return person


def send(now: datetime, mobile: str = MOBILE, address: str = ADDRESS) -> None:
    send_code(mobile=mobile, address=address, now=now)


def enter(typed: str, now: datetime, mobile: str = MOBILE, address: str = ADDRESS) -> Person:
    return sign_in_with_code(mobile=mobile, typed=typed, address=address, now=now)


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"


def test_a_code_signs_in_once(wang: Person, post: Post, now: datetime) -> None:
    send(now, "138 1234 3821")
    [(mobile, code)] = post.sent

    assert (mobile, len(code)) == (MOBILE, 6)
    assert code not in str(list(SignInCode.objects.values()))
    assert enter(f"{code[:3]} {code[3:]}", now) == wang
    assert last() == (f"person:{wang.pk}", "signed_in", '{"way":"phone"}')
    with pytest.raises(SignInCodeWrong) as caught:
        enter(code, now)
    assert str(caught.value) == "验证码不对，或已经过期。验证码 5 分钟内有效，只能用一次。"


def test_a_code_ends_after_five_minutes(wang: Person, post: Post, now: datetime) -> None:
    send(now)

    with pytest.raises(SignInCodeWrong):
        enter(post.sent[0][1], now + CODE_LIVES)
    assert enter(post.sent[0][1], now + CODE_LIVES - timedelta.resolution) == wang


def test_the_newest_code_alone_counts(wang: Person, post: Post, now: datetime) -> None:
    send(now)
    send(now)
    (_, first), (_, second) = post.sent
    assert first != second, "once in a million runs"

    with pytest.raises(SignInCodeWrong):
        enter(first, now)
    assert enter(second, now) == wang


def test_nobody_learns_whose_phones_are_known(wang: Person, post: Post, now: datetime) -> None:
    send(now, "13900000000")
    with pytest.raises(SignInCodeWrong) as unknown:
        enter("000000", now, "13900000000")
    send(now)
    with pytest.raises(SignInCodeWrong) as known:
        enter(wrong(post.sent[0][1]), now)

    assert len(post.sent) == 1
    assert str(unknown.value) == str(known.value)


def test_a_code_bears_five_wrong_tries(wang: Person, post: Post, now: datetime) -> None:
    send(now)
    code = post.sent[0][1]
    for _ in range(TRIES):
        with pytest.raises(SignInCodeWrong):
            enter(wrong(code), now)

    with pytest.raises(SignInCodeWrong):
        enter(code, now)


def test_one_phone_is_sent_five_codes_an_hour_and_tried_ten_times(
    wang: Person, post: Post, now: datetime
) -> None:
    for number in range(CODES_PER_PHONE.most):
        send(now, address=str(number))
    with pytest.raises(TooManyGuesses) as caught:
        send(now, address="another")
    assert str(caught.value) == "试的次数太多了，请 60 分钟后再试。"
    for number in range(10):
        with pytest.raises(SignInCodeWrong):
            enter("x", now, address=str(number))
    with pytest.raises(TooManyGuesses):
        enter(post.sent[-1][1], now, address="another")

    assert len(post.sent) == CODES_PER_PHONE.most
    send(now + CODES_PER_PHONE.window)


def test_one_address_asks_for_thirty_codes_an_hour(wang: Person, post: Post, now: datetime) -> None:
    for number in range(CODES_PER_ADDRESS.most):
        send(now, f"139000000{number:02d}")

    with pytest.raises(TooManyGuesses):
        send(now)


def test_who_has_left_is_sent_nothing_and_signs_in_with_nothing(
    wang: Person, post: Post, now: datetime
) -> None:
    send(now)
    Person.objects.filter(pk=wang.pk).update(left_at=now)
    with pytest.raises(SignInCodeWrong):
        enter(post.sent[0][1], now)
    Person.objects.filter(pk=wang.pk).update(left_at=None)
    leave(person=wang, by=None, now=now)

    send(now)

    assert len(post.sent) == 1


def test_a_messenger_that_fails_tells_nobody_whose_phone_it_is(
    wang: Person, post: Post, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    post.fails = True

    send(now)

    assert "OSError" in caplog.text
    assert MOBILE not in caplog.text


def test_what_is_no_number_is_refused(wang: Person, post: Post, now: datetime) -> None:
    with pytest.raises(MobileImpossible):
        send(now, "12345")
    with pytest.raises(MobileImpossible):
        enter("000000", now, "12345")


def test_without_a_messenger_it_is_not_offered(wang: Person, now: datetime) -> None:
    with pytest.raises(PhoneSignInOff):
        send(now)
    with pytest.raises(PhoneSignInOff):
        enter("000000", now)


def test_the_demo_shows_the_code_and_the_masked_number(
    settings: object, caplog: pytest.LogCaptureFixture
) -> None:
    settings.PHONE_MESSENGER = "console"  # type: ignore[attr-defined]  # pytest-django's fixture
    driver = messengers.messenger()
    assert driver is not None

    driver.send_code(MOBILE, "482913")

    assert "138****3821: 482913" in caplog.text


LIMIT = Limit("test", 2, timedelta(minutes=10))


def test_tries_are_counted_apart_by_limit_by_whom_and_by_window(db: None, now: datetime) -> None:
    for who in ("a", "b"):
        for _ in range(2):
            count_try(LIMIT, who, now=now)
    count_try(Limit("other", 1, LIMIT.window), "a", now=now)
    with pytest.raises(TooManyGuesses) as caught:
        count_try(LIMIT, "a", now=now + timedelta(minutes=9, seconds=59))

    assert caught.value.minutes == 1
    count_try(LIMIT, "a", now=now + timedelta(minutes=10))
    assert not Attempts.objects.filter(key__contains="a b").exists()
    assert str(Attempts.objects.first()).endswith(" 3")


def test_who_comes_second_at_the_first_try_counts_in_the_same(
    db: None, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between looking and beginning, another one began."""
    begin = guessing._begin  # noqa: SLF001  # what happens in between

    def twice(*given: object) -> None:
        begin(*given)  # type: ignore[arg-type]  # passed on as they came
        begin(*given)  # type: ignore[arg-type]  # passed on as they came

    monkeypatch.setattr(guessing, "_begin", twice)

    count_try(LIMIT, "a", now=now)

    assert Attempts.objects.get().count == 1


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_no_more_pass_than_may(now: datetime) -> None:
    def come(_: int) -> bool:
        try:
            count_try(LIMIT, "all", now=now)
        except TooManyGuesses:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(come, range(12))) == LIMIT.most
