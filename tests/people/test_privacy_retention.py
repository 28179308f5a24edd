"""The table of personal data: complete, obeyed, and what docs/PRIVACY.md says."""

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import models
from django.utils import translation
from tests.lockers.tower import Tower, plugged_in

from linli.ledger.models import Entry
from linli.lockers.enums import LIVE, DepositState
from linli.lockers.models import Deposit
from linli.notices.models import Notice
from linli.people import retention, retention_job
from linli.people.actions import ensure_person, give_grant, make_sign_in_link
from linli.people.consent import give_consent, note_guardian, withdraw_consent
from linli.people.enums import Role
from linli.people.models import Consent, DeletionRequest, Guardianship, Person, SignInLink
from linli.people.privacy import GRACE, ask_deletion
from linli.people.queries import may
from linli.people.retention import overdue, purge
from linli.people.retention_job import run_purges
from linli.people.retention_nobodys import NOBODYS
from linli.people.retention_page import page
from linli.people.retention_rules import DAY, LIMITATION, YEAR, Purge
from linli.people.retention_table import TABLE

PAGE = Path(__file__).resolve().parents[2] / "docs" / "PRIVACY.md"
TEXTS = (
    models.CharField,
    models.TextField,
    models.BinaryField,
    models.JSONField,
    models.FileField,
    models.GenericIPAddressField,
)
"""What a name or a number could stand in."""

SOMEBODY_ELSES = {"auth", "contenttypes", "admin"}
"""Django's own tables of models and rights; the log of its admin is declared with its pages."""

PHONE = "13812343821"
TOKEN = "t" * 22
SECOND = timedelta(seconds=1)


def fields_of_text() -> set[str]:
    return {
        f"{model._meta.label}.{field.name}"  # noqa: SLF001  # Django's way to the fields
        for model in apps.get_models()
        if model._meta.app_label not in SOMEBODY_ELSES  # noqa: SLF001  # as above
        for field in model._meta.fields  # noqa: SLF001  # as above
        if isinstance(field, TEXTS)
    }


def test_every_field_of_text_is_declared_as_somebody_s_or_as_nobody_s() -> None:
    declared = {field for kind in TABLE for field in kind.fields}

    assert fields_of_text() - declared - NOBODYS.keys() == set(), (
        "declare them in people/retention_table.py"
    )


def test_nothing_is_declared_that_is_not_there_or_twice() -> None:
    declared = {field for kind in TABLE for field in kind.fields}

    for one in (*declared, *NOBODYS):
        label, _, name = one.rpartition(".")
        assert apps.get_model(label)._meta.get_field(name)  # noqa: SLF001  # as above
    assert declared & NOBODYS.keys() == set()
    assert len({kind.key for kind in TABLE}) == len(TABLE)


def test_what_has_a_limit_says_from_when_it_counts_and_what_is_kept_says_neither() -> None:
    for kind in TABLE:
        assert (kind.limit is None) == (kind.purge == Purge.KEEP) == (not kind.counted_from)


def test_the_page_says_what_the_table_says() -> None:
    with translation.override("zh-hans"):
        assert PAGE.read_text() == page(), "run python -m linli.people.retention_page"


@pytest.fixture
def tower(db: None, now: datetime) -> Iterator[Tower]:
    made = Tower(now=now)
    with plugged_in(made.line):
        yield made


def everything(now: datetime) -> int:
    return sum(one.rows for one in purge(now=now))


def left_over(now: datetime) -> dict[str, int]:
    found = {kind.key: overdue(kind, now=now) for kind in TABLE}
    return {key: rows.count() for key, rows in found.items() if rows is not None}


def taken(tower: Tower) -> Deposit:
    """Let a meal for a phone come and be taken."""
    (begun,) = tower.begins(tower.request(phone=PHONE))
    comp = tower.opened(begun)  # type: ignore[arg-type]  # it was accepted
    tower.a.fill(comp)
    tower.exchange()
    deposit = Deposit.objects.get()
    Deposit.objects.update(state=DepositState.PICKED, ended_at=tower.now)
    return deposit


def test_a_meal_s_phone_goes_after_a_day_and_its_label_after_thirty(tower: Tower) -> None:
    taken(tower)

    assert everything(tower.now + DAY - SECOND) == 0
    assert Deposit.objects.get().phone is not None
    everything(tower.now + DAY)
    assert Deposit.objects.get().phone is None
    assert Notice.objects.get().phone is None
    assert Deposit.objects.get().tail == "3821"

    everything(tower.now + 30 * DAY)

    assert (Deposit.objects.get().tail, Deposit.objects.get().order_no) == ("", "")
    assert not Notice.objects.exists()


def test_what_is_in_custody_keeps_its_phone_however_long_it_stands(tower: Tower) -> None:
    tower.begins(tower.request(phone=PHONE))
    assert Deposit.objects.get().state in LIVE

    everything(tower.now + YEAR)

    assert Deposit.objects.get().phone is not None


@pytest.fixture
def crowd(tower: Tower, now: datetime) -> Person:
    """Fill what has a limit, as far as this part can."""
    taken(tower)
    leaver = ensure_person(handle="leaver", name="张三", now=now)
    other = ensure_person(handle="other", name="李四", now=now)
    give_grant(
        person=leaver, role=Role.CREW, place=tower.place, until=None, granted_by=None, now=now
    )
    make_sign_in_link(person=leaver, token=TOKEN, now=now)
    Session.objects.create(session_key="k", session_data="d", expire_date=now)
    give_consent(leaver, "messages", by=leaver, now=now)
    withdraw_consent(leaver, "messages", by=leaver, now=now)
    give_consent(leaver, "directory", by=leaver, now=now)
    note_guardian(leaver, other, until=now + DAY, by=other, now=now)
    ask_deletion(leaver, now=now)
    gone = ensure_person(handle="gone", name="王五", now=now)
    Person.objects.filter(pk=gone.pk).update(left_at=now)
    return leaver


def test_at_each_limit_nothing_older_remains(crowd: Person, now: datetime) -> None:
    for kind in TABLE:
        if kind.limit is None:
            continue
        when = now + GRACE + kind.limit + SECOND
        list(purge(now=when, batch=1))
        assert set(left_over(when).values()) == {0}

    at_last = now + 2 * LIMITATION
    everything(at_last)

    assert set(left_over(at_last).values()) == {0}
    for model in (SignInLink, Session, Consent, Guardianship):
        assert not model.objects.exists()
    assert {str(one.name) for one in Person.objects.exclude(forgotten_at=None)} == {""}


def test_who_asked_is_forgotten_after_the_grace_and_not_before(
    crowd: Person, tower: Tower, now: datetime
) -> None:
    everything(now + GRACE - SECOND)
    crowd.refresh_from_db()
    assert crowd.name.opened() == "张三"

    everything(now + GRACE)

    crowd.refresh_from_db()
    assert (crowd.name.opened(), crowd.phone, crowd.phone_index) == ("", None, None)
    assert crowd.handle == f"gone-{crowd.pk}"
    assert not crowd.is_active
    assert not may(crowd, Role.CREW, place=tower.place, now=now + GRACE)
    assert not DeletionRequest.objects.exists()
    assert not Consent.objects.filter(withdrawn_at=None).exists()
    assert Entry.objects.filter(verb="person_forgotten", subject=f"person:{crowd.pk}").count() == 1
    assert everything(now + GRACE) == 0


def test_each_batch_is_one_entry_that_names_nobody(crowd: Person, now: datetime) -> None:
    done = list(purge(now=now + 2 * LIMITATION, batch=1))

    written = Entry.objects.filter(verb="purged")
    assert written.count() == len(done)
    assert all("张三" not in one.facts and PHONE not in one.facts for one in written)


def test_a_system_that_is_not_installed_has_nothing_to_purge(
    db: None, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("linli.people.retention.apps.is_installed", lambda _name: False)

    assert everything(now + YEAR) == 0


class Rounds(threading.Event):
    """Stops after so many waits."""

    def __init__(self, waits: int) -> None:
        super().__init__()
        self.left = waits

    def wait(self, timeout: float | None = None) -> bool:  # noqa: ARG002  # as an event's
        """Let no time pass."""
        self.left -= 1
        return self.left < 0


@pytest.mark.django_db(transaction=True)
def test_the_job_purges_and_a_failed_round_is_tried_again(
    now: datetime, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    Session.objects.create(session_key="k", session_data="d", expire_date=now)
    rounds = iter([RuntimeError("the disk is full")])

    def purge_or_fail(*, now: datetime) -> Iterator[retention.Purged]:
        for failure in rounds:
            raise failure
        yield from purge(now=now)

    monkeypatch.setattr(retention_job, "purge", purge_or_fail)
    monkeypatch.setattr(retention_job, "now", lambda: now + DAY)

    run_purges(Rounds(3))

    assert not Session.objects.exists()
    assert "will be tried again" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_the_job_stops_between_two_batches(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    for key in ("a", "b"):
        Session.objects.create(session_key=key, session_data="d", expire_date=now)
    monkeypatch.setattr(retention_job, "purge", lambda now: purge(now=now, batch=1))
    monkeypatch.setattr(retention_job, "now", lambda: now + DAY)

    run_purges(Rounds(1))

    assert Session.objects.count() == 1
