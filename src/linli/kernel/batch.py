"""One writer thread takes all who wait into one commit, and answers each."""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Generic, TypeVar

Request = TypeVar("Request")
Answer = TypeVar("Answer")

LARGEST_BATCH = 500
"""Beyond this a commit grows slower than it saves. Source: SPEED, commits in batches."""

LONGEST_QUEUE = 10_000
"""Who comes later is told to come again, rather than wait longer than a person would."""


class QueueIsFullError(RuntimeError):
    """More waits for this writer than it could answer in time."""


class _Watch:
    """Who is told of each batch: the writer's name and how many it took into one commit."""

    tell: Callable[[str, int], None] | None = None


def watch(tell: Callable[[str, int], None] | None) -> None:
    """Let ``tell`` know of each batch that is taken from now on; None: nobody."""
    _Watch.tell = tell


class Batcher(Generic[Request, Answer]):
    """Many callers, one commit.

    ``commit`` takes the requests that wait and returns, for each in order, its answer or the
    exception that answers it. When it raises, everyone in the batch is tried again alone, so
    that one bad request fails nobody else. It runs in a thread of its own that starts with
    the first request, so that a process may fork before it serves.
    """

    def __init__(
        self,
        commit: Callable[[Sequence[Request]], Sequence[Answer | Exception]],
        *,
        name: str,
        largest: int = LARGEST_BATCH,
    ) -> None:
        self._commit = commit
        self._largest = largest
        self._name = name
        self._waiting: deque[tuple[Request, Future[Answer]]] = deque()
        self._arrived = threading.Condition()
        self._thread: threading.Thread | None = None

    def submit(self, request: Request) -> Future[Answer]:
        """Queue a request; the future holds its answer after the commit.

        Raises:
            QueueIsFullError: 10,000 requests wait already.
        """
        future: Future[Answer] = Future()
        with self._arrived:
            if len(self._waiting) >= LONGEST_QUEUE:
                raise QueueIsFullError(self._name)
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name=self._name, daemon=True)
                self._thread.start()
            self._waiting.append((request, future))
            self._arrived.notify()
        return future

    def _work(self) -> None:
        while True:
            with self._arrived:
                while not self._waiting:
                    self._arrived.wait()
                size = min(len(self._waiting), self._largest)
                batch = [self._waiting.popleft() for _ in range(size)]
            # Who gave up waiting is not written for, and cannot stop the thread for the others.
            wanted = [one for one in batch if one[1].set_running_or_notify_cancel()]
            if wanted:
                self._answer(wanted)
                if _Watch.tell is not None:
                    _Watch.tell(self._name, len(wanted))

    def _answer(self, batch: Sequence[tuple[Request, Future[Answer]]]) -> None:
        try:
            answers = self._commit([request for request, _ in batch])
            assert len(answers) == len(batch), "one answer a request"
        except Exception as failure:  # noqa: BLE001  # whatever it is, those who wait must hear it
            if len(batch) == 1:
                batch[0][1].set_exception(failure)
                return
            for one in batch:
                self._answer([one])
            return
        for (_, future), answer in zip(batch, answers, strict=True):
            if isinstance(answer, Exception):
                future.set_exception(answer)
            else:
                future.set_result(answer)
