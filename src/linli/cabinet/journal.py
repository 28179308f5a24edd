"""The cabinet's durable memory: every line of its journal, and what the lines led to."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import msgspec
from msgspec.structs import replace

from linli.cabinet.memory import (
    Compartment,
    Door,
    Layout,
    Memory,
    Times,
    Told,
    Watch,
    new_memory,
    refitted,
    with_line,
)
from linli.cabinet.sealed import seal, unpack_line, unseal, unsealed
from linli.cabinet.store import (
    JournalBusyError,
    JournalConflictError,
    JournalDamagedError,
    JournalError,
    JournalFullError,
    JournalOfAnotherError,
    JournalReadOnlyError,
    JournalUnreachableError,
    Store,
    Value,
    number_in,
    only,
)
from linli.cabinet.tables import FORMAT, FROM_FORMAT_1, KEEP, TABLES
from linli.kernel.chain import GENESIS
from linli.wire.journal import line_hash
from linli.wire.messages import Event, State

__all__ = [
    "Journal",
    "JournalBusyError",
    "JournalConflictError",
    "JournalDamagedError",
    "JournalError",
    "JournalFullError",
    "JournalOfAnotherError",
    "JournalReadOnlyError",
    "JournalUnreachableError",
]

KEEP_MS = 30 * 86_400_000
"""How long an acknowledged line is kept, 30 days in ms. Source: CUSTODY, section 4."""

READ_AT_ONCE = 1_000
"""Lines fetched at once when all are read: a third of a megabyte, and nobody waits for longer."""

PRUNED_AT_ONCE = 10_000
"""Lines let go in one transaction; more than a cabinet writes between two calls."""

REREAD_LINES = 25_000
"""Lines from which the ended deposits and used grants are known again: about 10 a deposit, and
two days' record of the warmth of eight zones, at 288 lines a day."""

LARGEST_BYTES = 1 << 30
"""How large the file may grow: a cabinet that nobody acknowledges fills it in over a year."""

_NAMES_KEPT = frozenset({"dseq", "mark", "watch", "told", "held"})

_ACKED = "UPDATE cabinet SET acked = ?"

_KEYS = dict[int, str]
_encode = msgspec.json.Encoder().encode


class Journal:
    """One cabinet's file, open for as long as its agent runs.

    A file of a later epoch than the layout's is taken as it is: after an inventory the epoch is
    the journal's to know, and the configuration says only where it once began.

    Every method may raise a ``JournalError`` by name: full, read-only, busy, damaged. What
    was to be written then is not written at all.

    Args:
        path: the file; it is made if there is none, its folder is not.
        layout: the cabinet as configured now.
        largest_bytes: how large the file may grow.
    """

    def __init__(self, path: Path, layout: Layout, *, largest_bytes: int = LARGEST_BYTES) -> None:
        self._layout = layout
        self._store = Store(path, largest_bytes=largest_bytes)
        try:
            self._set_up()
            self._acked = self._acked_kept = self._store.number("SELECT acked FROM cabinet")
        except JournalError:
            self._store.close()
            raise

    @property
    def epoch(self) -> int:
        """The epoch of the file."""
        return self._layout.epoch

    def close(self) -> None:
        """Close the file; what was committed stays."""
        with suppress(JournalError):
            self._keep_acked()
        self._store.close()

    def load(self) -> Memory:
        """Return what the cabinet knew when it last committed, with its layout of today.

        Sizes, sensors and lamps are those of the layout; so are the times and the pinned
        keys, until a directive has set them. A compartment that is not built in any more is
        forgotten unless a deposit is bound to it.

        Raises:
            JournalDamagedError: a line, or what is known of a compartment, cannot be right.
        """
        dseq, times, keys = only(self._store.ask("SELECT dseq, times, keys FROM cabinet"))
        kept = self._kept()
        if dseq != unsealed(kept, "dseq", dseq):
            msg = f"{self._store.path}: directive {dseq!r} is not the last that was applied"
            raise JournalDamagedError(msg)
        first = max(self._base_seq(), self._last_seq() - REREAD_LINES)
        memory = replace(
            new_memory(self._layout),
            dseq=dseq,
            mark=unsealed(kept, "mark", ""),
            times=self._layout.times if times is None else unseal("times", times, Times),
            keys=dict(self._layout.keys) if keys is None else unseal("keys", keys, _KEYS),
            watch=unsealed(kept, "watch", Watch()),
            told=unsealed(kept, "told", Told()),
            held=unsealed(kept, "held", ()),
            compartments=self._compartments(),
            seq=first,
            head=self._must_hash(first),
        )
        for line in self._checked(first):
            memory = with_line(memory, line)
        return replace(memory, doors=dict.fromkeys(memory.compartments, Door()))

    def commit(self, memory: Memory, before: Memory, events: Sequence[Event]) -> None:
        """Make a step durable: its lines, and all that the cabinet knows by them, at once.

        Where nothing durable has changed, as after a tick, the disk is left alone. Another
        thread may do this while this one reads lines and is told how far the server is.
        """
        assert memory.seq == before.seq + len(events), "every line is given, and no other"
        known = [
            (number, seal(_named(number), one))
            for number, one in memory.compartments.items()
            if one is not before.compartments[number]
        ]
        frame = _frame(memory, before)
        if not (events or known or frame):
            return
        acked = self._acked
        with self._store.transaction():
            self._store.do_each(
                "INSERT INTO line (seq, line) VALUES (?, ?)",
                [(line.seq, _encode(line)) for line in events],
            )
            self._store.do_each(
                "INSERT INTO compartment (number, known) VALUES (?, ?)"
                " ON CONFLICT (number) DO UPDATE SET known = excluded.known",
                known,
            )
            for statement, *values in frame:
                self._store.do(statement, *values)
            if acked != self._acked_kept:
                self._store.do(_ACKED, acked)
        self._acked_kept = acked

    def lines(self, after: int, limit: int) -> list[Event]:
        """Return the lines after number ``after``, in order, at most ``limit``."""
        return list(self._read(after, limit))

    def hash_at(self, seq: int) -> str | None:
        """Return the hash up to and with line ``seq``; None where there is no such line here."""
        if seq == 0:
            return GENESIS
        for line in self._read(seq - 1, 1):
            if line.seq == seq:
                return line.hash
        base_seq, base_hash = only(self._store.look("SELECT base_seq, base_hash FROM cabinet"))
        return str(base_hash) if seq == base_seq else None

    def first_seq(self) -> int:
        """Return the number of the oldest line kept, or of the one to come."""
        return self._base_seq() + 1

    def acked(self) -> int:
        """Return how far the server has said that it holds the lines."""
        return self._acked

    def set_acked(self, seq: int) -> None:
        """Remember how far the server holds the lines; it may have to go back.

        This alone need not outlast a power cut: what is forgotten is sent, and acknowledged,
        again. So it does not wait for the disk, nor for a commit that does: then the next
        one keeps it.
        """
        assert self._base_seq() <= seq <= self._last_seq(), "only what is here can be sent"
        self._acked = seq
        with self._store.unless_writing() as free:
            if free:
                self._keep_acked()

    def _keep_acked(self) -> None:
        acked = self._acked
        if acked != self._acked_kept:
            with self._store.in_no_hurry():
                self._store.do(_ACKED, acked)
            self._acked_kept = acked

    def prune(self, now_wall_ms: int) -> None:
        """Let go of lines that were acknowledged and are older than 30 days; never of the last."""
        with self._store.transaction():
            upto = min(self.acked(), self._last_seq() - 1)
            gone = None
            for line in self._read(self._base_seq(), PRUNED_AT_ONCE):
                if line.seq > upto or line.wall > now_wall_ms - KEEP_MS:
                    break
                gone = line
            if gone is not None:
                base = "UPDATE cabinet SET base_seq = ?, base_hash = ?"
                self._store.do(base, gone.seq, gone.hash)
                self._store.do("DELETE FROM line WHERE seq <= ?", gone.seq)

    def verify(self) -> None:
        """Read everything, as it is while nobody writes; see ``reread`` and ``load``.

        Raises:
            JournalDamagedError: names the first line, or the compartment, that is not as it
                was written.
        """
        self.reread()
        self.load()

    def reread(self, given_up: Callable[[], bool] = lambda: False) -> None:
        """Read every page, and every line's hash against the line before.

        Another thread may write meanwhile, but not prune. 100,000 lines, a busy month's, take
        about a second of a PC's processor and hold up nobody.

        Args:
            given_up: whether to stop in the middle, asked again and again.

        Raises:
            JournalDamagedError: names the first line that is not as it was written.
        """
        self._store.check()
        for _line_that_holds in self._checked(self._base_seq()):
            if given_up():
                break

    def _set_up(self) -> None:
        with self._store.transaction():
            made = self._store.number("PRAGMA user_version")
            if not made:
                self._make()
            elif made == 1:
                for statement in FROM_FORMAT_1:
                    self._store.do(statement)
            elif made != FORMAT:
                msg = f"{self._store.path} is of format {made}, this agent reads {FORMAT}"
                raise JournalOfAnotherError(msg)
            self._must_be_ours()
            # What was built in since the last inventory has been seen by nobody: it rests first.
            self._build_in(State.DIRTY)

    def _make(self) -> None:
        for statement in TABLES:
            self._store.do(statement)
        self._store.do(
            "INSERT INTO cabinet (id, code, epoch, base_hash, dseq) VALUES (1, ?, ?, ?, ?)",
            self._layout.cabinet,
            self._layout.epoch,
            GENESIS,
            self._layout.dseq,
        )
        if self._layout.dseq:
            for name, one in (("dseq", self._layout.dseq), ("mark", self._layout.mark)):
                self._store.do(KEEP, name, seal(name, one))
        self._build_in(State.FREE)

    def _build_in(self, state: State) -> None:
        self._store.do_each(
            "INSERT OR IGNORE INTO compartment (number, known) VALUES (?, ?)",
            [
                (one.number, seal(_named(one.number), Compartment(fitting=one, state=state)))
                for one in self._layout.compartments
            ],
        )

    def _must_be_ours(self) -> None:
        cabinet, epoch = only(self._store.ask("SELECT code, epoch FROM cabinet"))
        ours = (self._layout.cabinet, self._layout.epoch)
        if cabinet != ours[0] or not isinstance(epoch, int) or epoch < ours[1]:
            theirs = (cabinet, epoch)
            msg = f"{self._store.path} belongs to cabinet and epoch {theirs}, not to {ours}"
            raise JournalOfAnotherError(msg)
        self._layout = replace(self._layout, epoch=epoch)

    def _compartments(self) -> dict[int, Compartment]:
        fittings = {one.number: one for one in self._layout.compartments}
        compartments: dict[int, Compartment] = {}
        for number, raw in self._store.ask("SELECT number, known FROM compartment ORDER BY 1"):
            one = unseal(_named(number), raw, Compartment)
            assert isinstance(number, int), "its seal says so"
            if number in fittings:
                compartments[number] = refitted(one, fittings[number])
            elif one.deposit:
                compartments[number] = one
        return compartments

    def _kept(self) -> dict[object, Value]:
        """Return what else is kept, by name; a name nobody gave is one of ours, damaged."""
        rows = self._store.ask("SELECT name, known FROM kept")
        kept: dict[object, Value] = {row[0]: row[1] for row in rows}
        if not kept.keys() <= _NAMES_KEPT:
            msg = f"{self._store.path}: nobody keeps {sorted(map(repr, kept.keys() - _NAMES_KEPT))}"
            raise JournalDamagedError(msg)
        return kept

    def _checked(self, after: int) -> Iterator[Event]:
        """Yield the lines after ``after``, each one's number and hash found to be right."""
        seq, head = after, self._must_hash(after)
        for line in self._read_on(after):
            seq += 1
            head = line_hash(head, self._layout.cabinet, self._layout.epoch, line)
            if (line.seq, line.hash) != (seq, head):
                msg = f"{self._store.path}: line {seq} is not what was written, or missing"
                raise JournalDamagedError(msg, seq)
            yield line

    def _read_on(self, after: int) -> Iterator[Event]:
        """Yield all lines after this one, a few at a time."""
        lines = list(self._read(after, READ_AT_ONCE))
        while lines:
            yield from lines
            lines = list(self._read(lines[-1].seq, READ_AT_ONCE))

    def _read(self, after: int, limit: int) -> Iterator[Event]:
        question = "SELECT seq, line FROM line WHERE seq > ? ORDER BY seq LIMIT ?"
        for seq, raw in self._store.look(question, after, limit):
            yield unpack_line(seq, raw)

    def _must_hash(self, seq: int) -> str:
        found = self.hash_at(seq)
        if found is None:
            msg = f"{self._store.path}: line {seq} is missing"
            raise JournalDamagedError(msg, seq)
        return found

    def _base_seq(self) -> int:
        return self._looked("SELECT base_seq FROM cabinet")

    def _last_seq(self) -> int:
        return self._looked("SELECT coalesce((SELECT max(seq) FROM line), base_seq) FROM cabinet")

    def _looked(self, question: str) -> int:
        return number_in(self._store.look(question))


def _frame(memory: Memory, before: Memory) -> list[tuple[str, *tuple[Value, ...]]]:
    """Return what else has changed durably, as statements with their values."""
    changed: list[tuple[str, *tuple[Value, ...]]] = []
    if memory.dseq != before.dseq:
        changed.append(("UPDATE cabinet SET dseq = ?", memory.dseq))
        changed.append((KEEP, "dseq", seal("dseq", memory.dseq)))
        changed.append((KEEP, "mark", seal("mark", memory.mark)))
    if memory.times != before.times:
        changed.append(("UPDATE cabinet SET times = ?", seal("times", memory.times)))
    if memory.keys != before.keys:
        changed.append(("UPDATE cabinet SET keys = ?", seal("keys", memory.keys)))
    if memory.watch != before.watch:
        changed.append((KEEP, "watch", seal("watch", memory.watch)))
    if memory.told != before.told:
        changed.append((KEEP, "told", seal("told", memory.told)))
    if memory.held != before.held:
        changed.append((KEEP, "held", seal("held", memory.held)))
    return changed


def _named(number: Value) -> str:
    """Return what a compartment is called in its seal."""
    return f"compartment {number!r}"
