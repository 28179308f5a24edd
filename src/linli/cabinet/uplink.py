"""How the journal reaches the server: one signed batch at a time, again until acknowledged."""

from dataclasses import dataclass, replace

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from linli.cabinet.journal import Journal
from linli.cabinet.logs import Complaints
from linli.wire.codec import LARGEST_BATCH, encode
from linli.wire.messages import Ack, Event, Events, Nak, Quarantined

MOST_LINES = 50
"""Lines of one batch. Source: CUSTODY, section 3."""

FIRST_PATIENCE_MS, LONGEST_PATIENCE_MS = 2_000, 5_000
"""How long an acknowledgement is awaited; doubled each time in vain. A server that was away for
hours gets its lines within the longest, and a few hundred of them take a second more."""


@dataclass(frozen=True, slots=True)
class _Flight:
    """A batch that is not acknowledged yet, from its first line, sent at ``sent_ms``."""

    first: int
    sent_ms: int
    patience_ms: int

    @property
    def due_ms(self) -> int:
        """When to send it again."""
        return self.sent_ms + self.patience_ms


class Uplink:
    """Decides what to send next. Knows no clock and no bus: it is told, and asked.

    Args:
        journal: whose lines go up, and which remembers how far they were acknowledged.
        cabinet: the cabinet's code.
        epoch: the journal's epoch.
        key: signs each batch.
        complaints: where it tells of answers that cannot be right.
    """

    def __init__(
        self,
        journal: Journal,
        *,
        cabinet: str,
        epoch: int,
        key: Ed25519PrivateKey,
        complaints: Complaints,
    ) -> None:
        self._journal = journal
        self._cabinet = cabinet
        self._epoch = epoch
        self._key = key
        self._complaints = complaints
        self._flight: _Flight | None = None
        self._quarantined = False

    def due_ms(self) -> int | None:
        """When to ask for the next batch at the latest, by the monotonic clock; None: no hurry."""
        return None if self._flight is None else self._flight.due_ms

    def next_batch(self, now_ms: int) -> bytes | None:
        """Return the batch to send now, or None if there is none or one is in flight."""
        flight = self._flight
        if self._quarantined or (flight is not None and now_ms < flight.due_ms):
            return None
        acked = self._journal.acked()
        lines = self._journal.lines(acked, MOST_LINES)
        if not lines:
            self._flight = None
            return None
        patience = FIRST_PATIENCE_MS
        if flight is not None and flight.first == lines[0].seq:
            patience = min(2 * flight.patience_ms, LONGEST_PATIENCE_MS)
        self._flight = _Flight(lines[0].seq, now_ms, patience)
        return self._packed(lines)

    def restart(self) -> None:
        """Forget what is in flight: the line was down, so send it again at once."""
        self._flight = None

    def hurry(self) -> bool:
        """The server lives: be as patient as at first, and say whether that changes anything.

        Without this, lines would wait up to 5 s for a server that has just come back.
        """
        flight = self._flight
        if flight is None or flight.patience_ms == FIRST_PATIENCE_MS:
            return False
        self._flight = replace(flight, patience_ms=FIRST_PATIENCE_MS)
        return True

    def heard(self, message: Ack | Nak | Quarantined) -> None:
        """Take the server's word on how far it is."""
        if message.cab != self._cabinet or message.epoch != self._epoch:
            self._complaints.say("an acknowledgement for another cabinet or epoch was ignored")
            return
        match message:
            case Ack():
                self._acknowledged(message)
            case Nak():
                self._refused(message)
            case _:
                self._quarantined = True
                self._flight = None
                self._complaints.say(
                    "the server holds another history, no more events are sent", message.seq
                )

    def _acknowledged(self, ack: Ack) -> None:
        """Move the pointer to where the server is.

        Back, too, if nothing is in flight: a server that was set back to an older state says
        so when it answers a hello, and must not wait for the next line to be told the rest.
        While a batch is in flight an older word is only late.
        """
        acked = self._journal.acked()
        if ack.upto == acked or (ack.upto < acked and self._flight is not None):
            return
        if not self._is_here(ack.upto) or self._journal.hash_at(ack.upto) != ack.hash:
            self._complaints.say("an acknowledgement of another history was ignored", ack.upto)
            return
        self._journal.set_acked(ack.upto)
        self._flight = None

    def _refused(self, nak: Nak) -> None:
        if self._flight is not None and self._flight.first == nak.expect:
            return  # that is just what was sent; a storm of refusals must not become one of batches
        if not self._is_here(nak.expect - 1):
            self._complaints.say("the server asks for lines that are not here", nak.expect)
            return
        self._journal.set_acked(nak.expect - 1)
        self._flight = None

    def _is_here(self, seq: int) -> bool:
        """Say whether the lines after this one can be sent."""
        return seq >= self._journal.first_seq() - 1 and self._journal.hash_at(seq) is not None

    def _packed(self, lines: list[Event]) -> bytes:
        """Return as many of these lines as fit, signed."""
        previous = self._journal.hash_at(lines[0].seq - 1)
        assert previous is not None, "a line stands on the one before"
        while True:
            last = lines[-1].hash
            batch = Events(
                v=1,
                cab=self._cabinet,
                epoch=self._epoch,
                prev=previous,
                events=lines,
                sig=self._key.sign(bytes.fromhex(last)).hex(),
            )
            packed = encode(batch)
            if len(packed) <= LARGEST_BATCH or len(lines) == 1:
                return packed
            lines = lines[: len(lines) // 2]
