"""What somebody outside holds betrays a ledger that was set back or written anew."""

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import IntegrityError, connection, transaction

from linli.kernel.chain import link
from linli.ledger import actions, jobs
from linli.ledger.actions import NewEntry, append, checkpoint_key, write_checkpoint
from linli.ledger.checkpoints import (
    NOTHING_BEFORE,
    BadCheckpointError,
    Checkpoint,
    fingerprint,
    heads_in,
    read,
    sign,
)
from linli.ledger.enums import DamageKind
from linli.ledger.models import Checkpoint as CheckpointRow
from linli.ledger.models import Entry
from linli.ledger.queries import find_damage, last_checkpoint
from linli.ledger.rules import Head, Written, content_of

pytestmark = pytest.mark.django_db

WithoutTriggers = Callable[[], AbstractContextManager[None]]
HOUR = timedelta(hours=1)
KEY = Ed25519PrivateKey.from_private_bytes(b"7" * 32)
PUBLIC = KEY.public_key().public_bytes_raw().hex()


def happened(*chains: str, now: datetime) -> None:
    """Let something be done in each of these chains."""
    append(
        [
            NewEntry(chain=one, at=now, actor="linli", verb="tried", subject="x", facts={})
            for one in chains
        ]
    )


def text(now: datetime) -> str:
    """Return a checkpoint of what is there."""
    made = write_checkpoint(key=KEY, now=now)
    assert made is not None
    return made


def test_a_checkpoint_says_what_each_chain_is_and_who_signed_it(now: datetime) -> None:
    happened("b", 'a "quoted"\n\u2028 name', "b", now=now)

    told = text(now)
    found = read(told, key=PUBLIC)

    assert (found.number, found.at, found.previous) == (1, now, NOTHING_BEFORE)
    assert {name: head.seq for name, head in found.heads.items()} == {
        "b": 2,
        'a "quoted"\n\u2028 name': 1,
    }
    assert heads_in(told) == found.heads
    assert read(told.replace("\n", "\r\n") + "\n", key=PUBLIC) == found
    assert last_checkpoint() == told
    assert find_damage([found]).damage == ()


def test_one_is_written_each_hour_in_which_something_was_done(now: datetime) -> None:
    assert write_checkpoint(key=KEY, now=now) is None  # nothing is there

    happened("a", now=now)
    first = text(now)
    happened("a", now=now)

    assert write_checkpoint(key=KEY, now=now + HOUR - timedelta(seconds=1)) is None
    second = read(text(now + HOUR), key=PUBLIC)
    assert (second.number, second.previous) == (2, fingerprint(first))
    assert write_checkpoint(key=KEY, now=now + 2 * HOUR) is None
    assert [str(one) for one in CheckpointRow.objects.order_by("number")] == [
        "#1 2026-03-02 04:00",
        "#2 2026-03-02 05:00",
    ]


def test_of_two_who_write_at_once_the_second_leaves_it(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    happened("a", now=now)
    real = sign

    def another_was_first(checkpoint: Checkpoint, key: Ed25519PrivateKey) -> str:
        CheckpointRow.objects.create(number=checkpoint.number, at=now, text="theirs")
        return real(checkpoint, key)

    monkeypatch.setattr(actions, "sign", another_was_first)

    assert write_checkpoint(key=KEY, now=now) is None
    assert last_checkpoint() == "theirs"


@pytest.mark.parametrize(
    "statement", ["UPDATE ledger_checkpoint SET number = 9", "DELETE FROM ledger_checkpoint"]
)
def test_a_checkpoint_stays(now: datetime, statement: str) -> None:
    happened("a", now=now)
    told = text(now)

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert last_checkpoint() == told


def _foreign(told: str) -> str:
    other = Ed25519PrivateKey.from_private_bytes(b"8" * 32)
    return sign(read(told, key=PUBLIC), other)


@pytest.mark.parametrize(
    "change",
    [
        lambda told: told[:0],
        lambda told: told.replace("number 1", "number 2"),
        lambda told: told.replace("head 1", "head 2"),
        lambda told: told.replace("04:00:00", "05:00:00"),
        lambda told: told.replace("2026-03-02T", "2026-13-02T"),
        lambda told: told.replace('"a"', '"b"'),
        lambda told: told.replace('"a"', '"\\x"'),
        lambda told: told + told,
        lambda told: told.replace("\nkey", "\nhead 1 " + "0" * 64 + ' "c"\nkey'),
        lambda told: told + "x" * 10_000_000,
        _foreign,
        lambda told: _foreign(told).replace(
            "key " + _foreign(told).partition("key ")[2][:64], "key " + PUBLIC
        ),
    ],
)
def test_what_was_changed_or_signed_by_others_is_no_checkpoint(
    now: datetime, change: Callable[[str], str]
) -> None:
    happened("a", now=now)
    told = text(now)
    changed = change(told)
    assert changed != told

    with pytest.raises(BadCheckpointError):
        read(changed, key=PUBLIC)


def test_the_key_is_this_installation_s_and_no_other_key_of_it() -> None:
    key = checkpoint_key()

    assert key.private_bytes_raw() == checkpoint_key().private_bytes_raw()
    assert key.private_bytes_raw() != settings.GRANT_KEY


def test_a_ledger_set_back_with_its_head_is_found_by_who_holds_a_checkpoint(
    now: datetime, without_triggers: WithoutTriggers
) -> None:
    happened("a", "a", "b", now=now)
    held = read(text(now), key=PUBLIC)
    first = Entry.objects.get(chain__name="a", seq=1)

    with without_triggers(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM ledger_entry WHERE id <> %s", [first.pk])
        cursor.execute("DELETE FROM ledger_chain WHERE id <> %s", [first.chain_id])
        cursor.execute("UPDATE ledger_chain SET seq = 1, head = %s", [first.hash])

    assert find_damage().damage == ()
    assert [(one.kind, one.chain, one.seq) for one in find_damage([held]).damage] == [
        (DamageKind.BEHIND, "a", 2),
        (DamageKind.BEHIND, "b", 1),
    ]


def test_a_ledger_computed_anew_is_found_by_who_holds_a_checkpoint(
    now: datetime, without_triggers: WithoutTriggers
) -> None:
    happened("a", now=now)
    held = read(text(now), key=PUBLIC)
    entry = Entry.objects.get()
    forged = Written("a", 1, entry.at, "nobody", "tried", "x", entry.facts, entry.prev, "")
    hash_ = link(forged.prev, content_of(forged))

    with without_triggers(), connection.cursor() as cursor:
        cursor.execute("UPDATE ledger_entry SET actor = 'nobody', hash = %s", [hash_])
        cursor.execute("UPDATE ledger_chain SET head = %s", [hash_])

    assert find_damage().damage == ()
    assert [(one.kind, one.chain, one.seq) for one in find_damage([held]).damage] == [
        (DamageKind.DIFFERS, "a", 1)
    ]


def test_what_goes_on_after_a_checkpoint_still_fits_it(now: datetime) -> None:
    happened("a", now=now)
    held = read(text(now), key=PUBLIC)
    happened("a", "c", now=now)

    assert find_damage([held, held]).damage == ()
    assert Checkpoint(1, now, NOTHING_BEFORE, {"a": Head(1, "0")}).heads != held.heads


def test_the_clock_writes_one_when_it_is_due_and_goes_on_after_a_failure(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    happened("a", now=now)
    rounds: list[int] = []

    class Stop(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            rounds.append(int(timeout or 0))
            return len(rounds) > 2

    def fails_first(**given: object) -> str | None:
        if len(rounds) == 1:
            raise ConnectionError
        return write_checkpoint(key=KEY, now=now)

    monkeypatch.setattr(jobs, "write_checkpoint", fails_first)
    monkeypatch.setattr(jobs, "close_old_connections", lambda: None)
    monkeypatch.setattr(jobs, "connection", _StaysOpen())

    jobs.run_checkpoints(Stop())

    assert len(rounds) == 3
    assert CheckpointRow.objects.count() == 1


class _StaysOpen:
    """The test's own connection, which a thread of its own would close."""

    def close(self) -> None:
        """Leave it open."""
