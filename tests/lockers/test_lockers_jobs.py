"""What is due although nobody asked, round after round."""

import logging
import threading
from datetime import timedelta

import pytest
from tests.lockers.tower import Tower

from linli.kernel.clock import now as real_now
from linli.lockers import jobs
from linli.lockers.actions.directing import withdraw_forgotten
from linli.lockers.models import Deposit

pytestmark = pytest.mark.django_db(transaction=True)


class Rounds(threading.Event):
    """Lets the clock look so many times, without waiting."""

    def __init__(self, rounds: int) -> None:
        super().__init__()
        self.left = rounds
        self.waited: list[float | None] = []

    def wait(self, timeout: float | None = None) -> bool:
        """Count, and say when it is enough."""
        self.waited.append(timeout)
        self.left -= 1
        return self.left < 0


def test_the_clock_withdraws_what_was_forgotten_and_stops_when_told_to(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO, "linli.lockers.jobs")
    tower = Tower(now=real_now() - timedelta(minutes=5))
    tower.begun()
    rounds = Rounds(2)

    jobs.run_jobs(rounds)

    assert Deposit.objects.get().withdrawn_at is not None
    assert caplog.messages == ["withdrew 1 forgotten deposits"]
    assert rounds.waited == [jobs.ROUND_S] * 3


def test_a_round_that_fails_is_told_and_the_next_one_works(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    tower = Tower(now=real_now() - timedelta(minutes=5))
    tower.begun()
    failures = iter([OSError("the disk is full")])

    def fails_once(**now: object) -> int:
        for failure in failures:
            raise failure
        return withdraw_forgotten(**now)  # type: ignore[arg-type]  # passed through

    monkeypatch.setattr(jobs, "withdraw_forgotten", fails_once)

    jobs.run_jobs(Rounds(2))

    assert "a job of the clock failed and will be tried again" in caplog.text
    assert Deposit.objects.get().withdrawn_at is not None


def test_a_job_that_fails_keeps_none_of_the_others_from_their_turn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fails() -> None:
        raise OSError

    monkeypatch.setattr(jobs, "tell_bus", fails)
    tower = Tower(now=real_now() - timedelta(minutes=5))
    tower.begun()
    beats = list[bool]()

    jobs.run_jobs(Rounds(1), lambda: beats.append(True))

    assert Deposit.objects.get().withdrawn_at is not None
    assert beats == []


def test_a_clock_that_is_told_to_stop_does_nothing_more() -> None:
    tower = Tower(now=real_now() - timedelta(minutes=5))
    tower.begun()

    jobs.run_jobs(Rounds(0))

    assert Deposit.objects.get().withdrawn_at is None
