"""A lock board on its line: opens ahead of polls, each once, and doors that have settled."""

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from linli.cabinet.drivers.board import Hear
from linli.cabinet.drivers.contact import DoorContacts
from linli.cabinet.drivers.frames import Answer, Ask, Doors, Family, Refused
from linli.cabinet.drivers.station import Job, Presence, Rank
from linli.cabinet.drivers.supply import Supply
from linli.cabinet.inputs import Reading, Sensed
from linli.cabinet.wiring import LockBoard

POLL_EVERY_S = 0.05
"""Between two polls of a board where nothing is expected; a door is then seen within 0.1 s."""

PUSHED_POLL_EVERY_S = 0.25
"""The same where the board tells by itself what moves: polls only make sure of it."""

HOT_S = 2.5
"""How long after a pulse its board is polled without pause until the door is seen to open: the
jam timer, and a little."""

OPEN_LIVES_S = 1.5
"""An open that could not be sent for so long is not sent any more: the core is about to call
the door jammed, and whoever asked may have gone."""


@dataclass(slots=True)
class Opening:
    """One lock is to be released, once. ``done`` is told how that went, and only once."""

    lock: int
    asked_s: float
    done: Callable[[OSError | None], None]
    given_up: bool = False


class LockStation:
    """One lock board.

    Args:
        wired: its place.
        family: its dialect.
        fitted: which lock is which compartment, and whether that has an occupancy sensor.
        supply: what all boards of the cabinet are fed from.
        hear: is told what the doors do.
    """

    def __init__(
        self,
        wired: LockBoard,
        family: Family,
        *,
        fitted: Mapping[int, tuple[int, bool]],
        supply: Supply,
        hear: Hear,
    ) -> None:
        self.name, self._address = wired.name, wired.address
        self._family = family
        self._comps = {lock: comp for lock, (comp, _) in fitted.items()}
        self._doors = {
            lock: DoorContacts(has_sensor=sensor) for lock, (_, sensor) in fitted.items()
        }
        self._supply, self._hear = supply, hear
        self._presence = Presence(wired.name, hear, self._lost)
        self._openings: deque[Opening] = deque()
        self._sent: Opening | None = None
        self._lit: set[int] = set()
        self._polled_s = float("-inf")
        self._pulsed_s: dict[int, float] = {}
        self._poll_every_s = PUSHED_POLL_EVERY_S if family.pushes else POLL_EVERY_S

    def readings(self) -> dict[int, Reading]:
        """Return what is believed of each door that is not silent, by compartment."""
        return {
            comp: reading
            for lock, comp in self._comps.items()
            if (reading := self._doors[lock].reading) is not None
        }

    def open(self, opening: Opening) -> None:
        """Release a lock as soon as line and supply allow; a silent board is not even asked."""
        if self._presence.silent:
            opening.done(self._silence())
        else:
            self._openings.append(opening)

    @property
    def waiting(self) -> int:
        """How many locks are still to be released."""
        return sum(not one.given_up for one in self._openings)

    def one_open(self) -> tuple[Ask, ...]:
        """Return what is said on the line for one lock: where nothing is answered, a poll too."""
        ask = self._family.unlock(1)
        return (ask,) if ask.answer_bytes else (ask, self._family.poll())

    def lit(self, lock: int, *, on: bool) -> None:
        """Note that a lamp burns behind this door: that it opens must not be missed."""
        (self._lit.add if on else self._lit.discard)(lock)

    def jobs(self, now_s: float) -> Iterator[Job]:
        """Ask for the next lock, and for all doors."""
        if self._openings and self._sent is None:
            yield Job(
                self._supply.ready_s(),
                Rank.OPEN,
                self._family.unlock(self._openings[0].lock),
                self._opened,
                begin=self._pulse,
                patience=self._presence.patience,
            )
        confirms = self._sent is not None
        hot = confirms or self._is_hot(now_s)
        yield Job(
            self._presence.due_s(self._polled_s + (0 if hot else self._poll_every_s)),
            Rank.CONFIRM if confirms else Rank.POLL,
            self._family.poll(),
            self._polled,
            patience=self._presence.patience,
            probe=self._presence.doubted and not confirms,
            hot=hot,
        )

    def moved(self, address: int, lock: int, *, is_open: bool) -> None:
        """Take a push for what it is, a first reading; what was silent must first answer."""
        if address != self._address or lock not in self._doors or not self._family.pushes:
            return
        if not self._presence.silent:
            if self._doors[lock].hint(is_open=is_open, at_once=self._is_expected(lock)):
                self._tell(lock)
            self._polled_s = float("-inf")

    def gone(self) -> None:
        """Take in that the line has gone, and what was sent last with it."""
        self._presence.gone()
        self._give_up(self._silence())

    def last_words(self) -> Ask | None:
        """Say nothing: a pulse ends by itself."""
        return None

    def _is_hot(self, now_s: float) -> bool:
        """Say whether to poll without pause.

        A board that tells by itself what moves needs a still line to do so, and is quicker.
        """
        if self._presence.silent:
            return False
        if any(door.unsettled for door in self._doors.values()):
            return True
        awaited = any(now_s - pulsed_s < HOT_S for pulsed_s in self._pulsed_s.values())
        moves_soon = bool(self._lit) or awaited
        return moves_soon and not self._family.pushes

    def _is_expected(self, lock: int) -> bool:
        """Say whether an open door counts without being read again.

        Behind a burning lamp it must; after a pulse it is what was asked for, and whoever is
        quick has closed it before a crowded line comes round again. Closing is always read twice.
        """
        return lock in self._lit or lock in self._pulsed_s

    def _pulse(self, now_s: float) -> bool:
        """Take the next lock from the queue; from here on it is never sent again."""
        opening = self._openings.popleft()
        if opening.given_up:
            return False
        if now_s - opening.asked_s > OPEN_LIVES_S:
            opening.done(TimeoutError(f"{self.name} was busy for too long"))
            return False
        self._supply.take(now_s)
        self._sent, self._pulsed_s[opening.lock] = opening, now_s
        return True

    def _opened(self, answer: Answer | None, now_s: float) -> None:
        """Where the family answers no open, the next poll says whether the board lives.

        A board that pushes is given a still line now, for its door is about to move.
        """
        opening = self._sent
        assert opening is not None
        will_push = answer is not None and self._family.pushes
        self._polled_s = now_s if will_push else float("-inf")
        if answer is None and self._family.unlock(opening.lock).answer_bytes == 0:
            return
        self._sent = None
        if answer is None:
            opening.done(self._timeout())
            self._presence.missed(now_s)
            return
        refused = isinstance(answer, Refused)
        opening.done(OSError(f"{self.name} refuses: {answer}") if refused else None)
        self._presence.answered()

    def _polled(self, answer: Answer | None, now_s: float) -> None:
        self._polled_s = now_s
        opening, self._sent = self._sent, None
        if not isinstance(answer, Doors):
            if opening is not None:
                opening.done(self._timeout())
            self._presence.missed(now_s)
            return
        if opening is not None:
            opening.done(None)
        self._presence.answered()
        for lock, door in self._doors.items():
            if door.read(
                is_open=answer.is_open[lock - 1],
                loaded=None if answer.loaded is None else answer.loaded[lock - 1],
                at_once=self._is_expected(lock),
            ):
                self._tell(lock)

    def _tell(self, lock: int) -> None:
        reading = self._doors[lock].reading
        if reading is not None and reading.is_open:
            self._pulsed_s.pop(lock, None)
        self._hear(Sensed(self._comps[lock], reading))

    def _lost(self) -> None:
        """Forget what the doors said, and open nothing that could not be seen to open."""
        for lock, door in self._doors.items():
            door.forget()
            self._tell(lock)
        self._give_up(self._silence())

    def _give_up(self, failure: OSError) -> None:
        waiting = [*([self._sent] if self._sent else []), *self._openings]
        self._sent = None
        self._openings.clear()
        for opening in waiting:
            opening.done(failure)

    def _silence(self) -> OSError:
        return ConnectionError(f"{self.name} is silent")

    def _timeout(self) -> OSError:
        return TimeoutError(f"{self.name} has not answered")
