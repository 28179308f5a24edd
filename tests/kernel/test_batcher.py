"""One writer for all who wait: each gets their own answer, and nobody waits for ever."""

import threading
from collections.abc import Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotYetError

import pytest

from linli.kernel import batch as batch_module
from linli.kernel.batch import Batcher, QueueIsFullError

SOON_S = 10.0


class BadLuckError(Exception):
    """Something a commit may raise."""


class Writer:
    """A commit that can be stopped at its door, and remembers each batch.

    ``fails`` is what it raises for a batch that holds it, ``refuses`` what it answers with an
    exception, ``forgets`` what it leaves out of its answers.
    """

    def __init__(self, *, fails: str = "", refuses: str = "", forgets: str = "") -> None:
        self.fails, self.refuses, self.forgets = fails, refuses, forgets
        self.batches: list[list[str]] = []
        self.threads: set[str] = set()
        self.entered = threading.Semaphore(0)
        self.may_go_on = threading.Event()
        self.may_go_on.set()

    def commit(self, requests: Sequence[str]) -> Sequence[str | Exception]:
        """Answer each request with itself in capitals."""
        self.entered.release()
        assert self.may_go_on.wait(SOON_S)
        self.batches.append(list(requests))
        self.threads.add(threading.current_thread().name)
        if self.fails in requests:
            raise BadLuckError(self.fails)
        return [
            BadLuckError(one) if one == self.refuses else one.upper()
            for one in requests
            if one != self.forgets
        ]

    def busy_with(self, batcher: Batcher[str, str], request: str) -> Future[str]:
        """Keep the writer in a commit of this request alone, so that others queue up."""
        self.may_go_on.clear()
        future = batcher.submit(request)
        assert self.entered.acquire(timeout=SOON_S)
        return future


def answers(futures: Sequence[Future[str]]) -> list[str]:
    """Return each answer, or the words of the exception that answers."""
    return [str(one.exception(SOON_S) or one.result(SOON_S)) for one in futures]


def test_all_who_wait_are_taken_into_one_commit_and_answered_in_order() -> None:
    writer = Writer()
    batcher = Batcher(writer.commit, name="writer")
    first = writer.busy_with(batcher, "a")
    others = [batcher.submit(one) for one in "bcdef"]

    writer.may_go_on.set()

    assert answers([first, *others]) == list("ABCDEF")
    assert writer.batches == [["a"], list("bcdef")]
    assert writer.threads == {"writer"}


def test_one_bad_request_fails_nobody_else() -> None:
    writer = Writer(fails="c")
    batcher = Batcher(writer.commit, name="writer")
    first = writer.busy_with(batcher, "a")
    others = [batcher.submit(one) for one in "bcd"]

    writer.may_go_on.set()

    assert answers([first, *others]) == ["A", "B", "c", "D"]
    assert writer.batches == [["a"], list("bcd"), ["b"], ["c"], ["d"]]
    assert isinstance(others[1].exception(), BadLuckError)


def test_a_refusal_is_an_answer_and_nobody_is_tried_again() -> None:
    writer = Writer(refuses="b")
    batcher = Batcher(writer.commit, name="writer")
    first = writer.busy_with(batcher, "a")
    others = [batcher.submit(one) for one in "bc"]

    writer.may_go_on.set()

    assert answers([first, *others]) == ["A", "b", "C"]
    assert len(writer.batches) == 2


def test_the_writer_goes_on_after_a_commit_that_failed() -> None:
    writer = Writer(fails="a")
    batcher = Batcher(writer.commit, name="writer")

    assert answers([batcher.submit("a")]) == ["a"]
    assert answers([batcher.submit("b")]) == ["B"]


def test_a_commit_that_forgets_someone_leaves_nobody_waiting() -> None:
    writer = Writer(forgets="b")
    batcher = Batcher(writer.commit, name="writer")
    first = writer.busy_with(batcher, "a")
    others = [batcher.submit(one) for one in "bc"]

    writer.may_go_on.set()

    assert answers([first, *others]) == ["A", "one answer a request", "C"]


def test_who_gave_up_waiting_is_not_written_for_and_stops_nobody() -> None:
    writer = Writer()
    batcher = Batcher(writer.commit, name="writer")
    first = writer.busy_with(batcher, "a")
    gone, there = batcher.submit("b"), batcher.submit("c")
    assert gone.cancel()

    writer.may_go_on.set()

    assert answers([first, there]) == ["A", "C"]
    assert writer.batches == [["a"], ["c"]]


def test_where_everybody_gave_up_nothing_is_written() -> None:
    writer = Writer()
    batcher = Batcher(writer.commit, name="writer")
    first = writer.busy_with(batcher, "a")
    assert batcher.submit("b").cancel()

    writer.may_go_on.set()

    assert answers([first]) == ["A"]
    assert answers([batcher.submit("c")]) == ["C"]
    assert writer.batches == [["a"], ["c"]]


def test_no_batch_is_larger_than_it_may_be() -> None:
    writer = Writer()
    batcher = Batcher(writer.commit, name="writer", largest=2)
    first = writer.busy_with(batcher, "a")
    others = [batcher.submit(one) for one in "bcdef"]

    writer.may_go_on.set()

    assert answers([first, *others]) == list("ABCDEF")
    assert writer.batches == [["a"], ["b", "c"], ["d", "e"], ["f"]]


def test_who_comes_when_the_queue_is_full_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch_module, "LONGEST_QUEUE", 2)
    writer = Writer()
    batcher = Batcher(writer.commit, name="writer")
    first = writer.busy_with(batcher, "a")
    others = [batcher.submit(one) for one in "bc"]

    with pytest.raises(QueueIsFullError, match="writer"):
        batcher.submit("d")

    writer.may_go_on.set()
    assert answers([first, *others]) == list("ABC")


def test_nobody_is_answered_before_the_commit() -> None:
    writer = Writer()
    batcher = Batcher(writer.commit, name="writer")
    future = writer.busy_with(batcher, "a")

    with pytest.raises(NotYetError):
        future.result(timeout=0)

    writer.may_go_on.set()
    assert answers([future]) == ["A"]


def test_no_thread_runs_before_there_is_something_to_write() -> None:
    before = threading.active_count()

    Batcher(Writer().commit, name="writer")

    assert threading.active_count() == before
