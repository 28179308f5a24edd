"""Accounts that nobody uses: found, warned of, let go; and whoever comes back stays."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import override_settings
from tests.people.district import District

from linli.ledger.models import Entry
from linli.people import messengers, retention, unused
from linli.people.actions import ensure_person, give_grant
from linli.people.actions.granting import leave
from linli.people.actions.sign_ins import begin_sign_in
from linli.people.enums import Role, SignInWay
from linli.people.messengers import ConsoleMessenger
from linli.people.models import Grant, Person, SignIn, UnusedAccount
from linli.people.retention import _due_after, _purge_some, purge
from linli.people.retention_rules import DataClass
from linli.people.retention_table import TABLE
from linli.people.rules.unused import UNUSED_AT_MOST, WARNED_BEFORE
from linli.people.sealing import blind_index
from linli.people.unused import note_unused, warn_unused

SECOND = timedelta(seconds=1)
WARNED = UNUSED_AT_MOST - WARNED_BEFORE
PHONE = "13812343821"
KIND = next(one for one in TABLE if one.key == "account_unused")


@pytest.fixture
def hk(db: None, now: datetime) -> District:
    return District(now)


@pytest.fixture
def person(hk: District, now: datetime) -> Person:
    made = ensure_person(handle="quiet", name="张三", now=now)
    made.phone, made.phone_index = PHONE, blind_index(PHONE)
    made.save()
    return made


def is_forgotten(person: Person) -> bool:
    person.refresh_from_db()
    return person.forgotten_at is not None


def everything(now: datetime) -> int:
    return sum(one.rows for one in purge(now=now))


def test_an_account_is_noted_30_days_before_two_years_and_goes_then_not_earlier(
    person: Person, now: datetime
) -> None:
    assert note_unused(now=now + WARNED - SECOND) == 0
    assert note_unused(now=now + WARNED) == 1
    assert note_unused(now=now + WARNED) == 0

    everything(now + UNUSED_AT_MOST - SECOND)
    assert not is_forgotten(person)
    everything(now + UNUSED_AT_MOST)

    assert is_forgotten(person)
    assert (str(person.name), person.phone, person.phone_index) == ("", None, None)
    assert not UnusedAccount.objects.exists()
    assert Entry.objects.filter(verb="account_unused", subject=f"person:{person.pk}").count() == 1


def test_after_any_time_no_account_older_than_the_limit_remains(
    hk: District, now: datetime
) -> None:
    for number in range(5):
        ensure_person(handle=f"p{number}", name="张三", now=now + number * timedelta(days=100))
    when = now

    for _round in range(45):
        when += timedelta(days=30)
        note_unused(now=when)
        everything(when)
        kept = Person.objects.filter(forgotten_at=None)
        assert not kept.filter(joined_at__lt=when - UNUSED_AT_MOST - timedelta(days=30)).exists()

    assert not Person.objects.filter(forgotten_at=None).exists()


def test_one_who_came_so_late_that_nobody_looked_still_has_30_days(
    person: Person, now: datetime
) -> None:
    late = now + 2 * UNUSED_AT_MOST
    note_unused(now=late)

    everything(late + WARNED_BEFORE - SECOND)
    assert not is_forgotten(person)
    everything(late + WARNED_BEFORE)

    assert is_forgotten(person)


def test_whoever_has_a_role_or_had_one_within_two_years_or_has_left_is_not_noted(
    hk: District, person: Person, now: datetime
) -> None:
    late = now + UNUSED_AT_MOST
    hk.person("chief", Role.STEWARD, "HK")
    lately = hk.person("lately", Role.CREW, "BYL")
    Grant.objects.filter(person=lately).update(until=late - WARNED + SECOND)
    signed_in = ensure_person(handle="signed", name="李四", now=now)
    Person.objects.filter(pk=signed_in.pk).update(last_login=late - WARNED + SECOND)
    seen = ensure_person(handle="seen", name="李四", now=now)
    begin_sign_in(person=seen, session_key="k", way=SignInWay.LINK, user_agent="", now=late)
    gone = ensure_person(handle="gone", name="李四", now=now)
    leave(person=gone, by=None, now=now)

    assert note_unused(now=late) == 1
    assert UnusedAccount.objects.get().person == person


def test_whoever_signs_in_again_is_safe(person: Person, now: datetime) -> None:
    note_unused(now=now + WARNED)
    begin_sign_in(
        person=person, session_key="k", way=SignInWay.PHONE, user_agent="", now=now + WARNED
    )

    everything(now + UNUSED_AT_MOST)

    assert not is_forgotten(person)
    assert not UnusedAccount.objects.exists()


def test_so_is_whoever_is_given_a_role(hk: District, person: Person, now: datetime) -> None:
    note_unused(now=now + WARNED)
    give_grant(
        person=person,
        role=Role.CREW,
        place=hk.places["BYL"],
        until=None,
        granted_by=None,
        now=now + WARNED,
    )

    everything(now + UNUSED_AT_MOST)

    assert not is_forgotten(person)


def test_whoever_leaves_meanwhile_is_kept_as_long_as_those_who_leave(
    person: Person, now: datetime
) -> None:
    note_unused(now=now + WARNED)
    leave(person=person, by=person, now=now + WARNED)

    everything(now + UNUSED_AT_MOST)

    assert not is_forgotten(person)


def test_who_signs_in_while_the_purge_is_at_work_stays_and_two_purges_forget_once(
    hk: District, person: Person, now: datetime
) -> None:
    other = ensure_person(handle="other", name="李四", now=now)
    note_unused(now=now + WARNED)
    due = now + UNUSED_AT_MOST
    found = _due_after(KIND, "", due, 10)
    assert set(found) == {person.pk, other.pk}

    begin_sign_in(person=person, session_key="k", way=SignInWay.PHONE, user_agent="", now=due)

    assert _purge_some(KIND, found, due) == 1
    assert _purge_some(KIND, found, due) == 0
    assert not is_forgotten(person)
    assert is_forgotten(other)
    assert SignIn.objects.filter(person=person).exists()
    assert Entry.objects.filter(verb="person_forgotten").count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_purges_and_a_crowd_that_comes_back_at_once_each_account_goes_or_stays_whole(
    now: datetime,
) -> None:
    crowd = [ensure_person(handle=f"p{number}", name="张三", now=now) for number in range(12)]
    note_unused(now=now + WARNED)
    due, start = now + UNUSED_AT_MOST, threading.Barrier(3)

    def go() -> None:
        start.wait()
        everything(due)
        connection.close()

    def come() -> None:
        start.wait()
        for one in reversed(crowd):
            begin_sign_in(
                person=one, session_key=one.handle, way=SignInWay.LINK, user_agent="", now=due
            )
        connection.close()

    with ThreadPoolExecutor(3) as pool:
        for done in [pool.submit(one) for one in (go, go, come)]:
            done.result(timeout=60)

    gone = [one for one in crowd if is_forgotten(one)]
    stays = [one for one in crowd if not is_forgotten(one)]
    assert Entry.objects.filter(verb="person_forgotten").count() == len(gone)
    assert {one.name.opened() for one in stays} <= {"张三"}
    assert {one.is_active for one in gone} <= {False}
    assert not UnusedAccount.objects.exists()


def test_who_comes_back_just_before_being_forgotten_stays(
    person: Person, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    note_unused(now=now + WARNED)
    due = now + UNUSED_AT_MOST
    real = retention._claimed  # noqa: SLF001  # between finding and forgetting

    def gone_meanwhile(kind: DataClass, numbers: list[int], when: datetime) -> list[int]:
        UnusedAccount.objects.filter(person=person).delete()
        return real(kind, numbers, when)

    monkeypatch.setattr(retention, "_claimed", gone_meanwhile)

    everything(due)

    assert not is_forgotten(person)


def test_one_just_used_is_found_out_once_it_is_locked(
    person: Person, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = iter([unused._unused(now + WARNED), Person.objects.none()])  # noqa: SLF001  # used in between
    monkeypatch.setattr(unused, "_unused", lambda _now: next(asked))

    assert note_unused(now=now + WARNED) == 0
    assert not UnusedAccount.objects.exists()


@override_settings(PHONE_MESSENGER="console")
def test_whoever_has_a_phone_is_warned_once(
    hk: District, person: Person, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    ensure_person(handle="other", name="李四", now=now)

    assert warn_unused(now=now + WARNED) == 2
    assert warn_unused(now=now + WARNED) == 0

    said = [one.getMessage() for one in caplog.records if "text for" in one.getMessage()]
    assert len(said) == 1
    assert said[0].startswith("text for 138****3821")
    assert f"{now + UNUSED_AT_MOST:%Y-%m-%d}" in said[0]
    assert UnusedAccount.objects.get(person=person).warned_at == now + WARNED


def test_a_warning_that_was_not_sent_is_sent_in_another_round(
    person: Person, now: datetime, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken(ConsoleMessenger):
        def send_text(self, mobile: str, text: str) -> None:
            raise OSError(mobile, text)

    sends: list[ConsoleMessenger | None] = [Broken(), None, ConsoleMessenger()]
    monkeypatch.setattr(unused, "messenger", lambda: sends.pop(0))

    for _round in range(2):
        warn_unused(now=now + WARNED)
        assert UnusedAccount.objects.get().warned_at is None
    warn_unused(now=now + WARNED)

    assert UnusedAccount.objects.get().warned_at == now + WARNED
    assert PHONE not in caplog.text


def test_a_messenger_that_sends_codes_alone_warns_nobody(
    person: Person, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    class CodesAlone:
        def send_code(self, mobile: str, code: str) -> None:
            """Send it."""

    assert isinstance(ConsoleMessenger(), messengers.TextMessenger)
    monkeypatch.setattr(unused, "messenger", CodesAlone)

    assert warn_unused(now=now + WARNED) == 1
    assert str(UnusedAccount.objects.get()) == f"{person.pk} 2028-03-01"
