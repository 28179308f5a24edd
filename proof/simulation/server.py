"""The server: its real rules in transactions that follow ``lockers.actions``, in memory."""

from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TypeVar

from cryptography.exceptions import InvalidSignature
from msgspec import structs

from linli.kernel.codes import deposit_code
from linli.lockers.enums import WAITING, DepositState
from linli.lockers.rules.capacity import choose_size
from linli.lockers.rules.holding import is_too_old
from linli.lockers.rules.journal import Bygone, Fork, Gap, Position, judge
from linli.lockers.rules.lifecycle import DepositNow
from linli.lockers.rules.projection import DoorNow, fold
from linli.wire import codec
from linli.wire.grant import Grant, sign
from linli.wire.messages import (
    Ack,
    Act,
    Applied,
    CancelDeposit,
    Directive,
    DirectiveBody,
    Event,
    Events,
    Nak,
    PinKey,
    Purpose,
    Reply,
    Size,
    Tick,
)
from linli.wire.verifier import NO_VERIFIER, verifier
from proof.simulation.books import Books, Order, Row
from proof.simulation.failing import ServerCrash
from proof.simulation.hearing import Answer, code_of, heard, position_of, quarantined, stand
from proof.simulation.seals import private_seal, public_seal
from proof.simulation.site import (
    CABINET,
    CABINET_SEAL,
    CODE_KEY,
    EPOCH,
    GRANT_SEALS,
    NOON_MS,
    NUMBER,
    Site,
    layout,
)

TICK_USABLE_MS, ANSWER_MS, PATIENCE_MS, GRANT_LIVES_S = 4_500, 5_000, 60_000, 60
"""As in ``lockers.bus``, ``actions.directing`` and ``actions.asking``."""

RESTORED = "server restored from a stale backup"

ROUND_MS, DIRECTIVE_AGAIN_MS = 15_000, 2_250

Told = TypeVar("Told")


@dataclass(slots=True)
class Ticket:
    """An act on its way; ``reply`` once the cabinet has answered in time."""

    act: Act
    reply: Reply | None = None


class Server:
    """One process that serves one cabinet. ``books`` are what is committed, and nothing else."""

    def __init__(self, site: Site) -> None:
        self._site = site
        fittings = layout(site.mix).compartments
        self._orders = 0
        self.books = Books(
            doors={one.number: DoorNow(one.size) for one in fittings},
            free=Counter(one.size for one in fittings),
        )
        self.down_until_ms = 0
        self.sent: deque[tuple[int, Act]] = deque(maxlen=200)
        self._tick: tuple[Tick, int] | None = None
        self._brings = False

    @property
    def is_down(self) -> bool:
        """Its process is gone for a while."""
        return self._site.now_ms < self.down_until_ms

    # --- from the cabinet --------------------------------------------------------------------

    def takes_events(self, raw: bytes) -> None:
        """Journal lines have come up: apply, commit, and only then acknowledge."""
        message = codec.decode_events(raw)
        self._serve(lambda books: self._applied(books, message))

    def takes_hello(self, raw: bytes) -> None:
        """The cabinet says that it is there and how far it is."""
        hello = codec.decode_hello(raw)
        self._serve(lambda books: heard(books, hello), writes=False)
        self.bring()

    def takes_tick(self, raw: bytes) -> None:
        """The number that the next open must echo."""
        if not self.is_down:
            self._tick = codec.decode_tick(raw), self._site.now_ms

    def _serve(self, decide: Callable[[Books], Answer], *, writes: bool = True) -> None:
        if self.is_down:
            return
        try:
            answer = self.transaction(decide, writes=writes)
        except ServerCrash:
            self.crashes()
            return
        if answer is not None:
            self._say(answer)

    def transaction(self, decide: Callable[[Books], Told], *, writes: bool = True) -> Told:
        """Let this be decided on a copy of the books, which then are the books, or never were.

        Without ``writes`` it may change how far the cabinet is, and nothing in the tables.

        Raises:
            ServerCrash: before the commit, or just after it; nobody is told which.
        """
        site = self._site
        draft = self.books.copy() if writes else replace(self.books)
        told = decide(draft)
        if site.happens(site.mix.crashes_in_transactions):
            site.counts["crashes in a transaction"] += 1
            raise ServerCrash
        if writes:
            draft.check()
        self.books = draft
        site.watch.held_upto = max(site.watch.held_upto, draft.seq)
        if site.happens(site.mix.crashes_in_transactions):
            site.counts["crashes after a commit"] += 1
            raise ServerCrash
        return told

    def crashes(self) -> None:
        """The process dies and is started again; it says to everybody how far it is."""
        site = self._site
        down_ms = site.chance.choice([1_000, 10_000, 60_000])
        self.down_until_ms = max(self.down_until_ms, site.now_ms + down_ms)
        self._tick = None
        site.tell("server crashes for", down_ms)
        site.timeline.after(down_ms + 1, self.starts)

    def starts(self) -> None:
        """Say how far the journal is held, and bring what waits."""
        if not self.is_down:
            self._say(position_of(self.books))
            self.bring()

    def restored(self, backup: Books) -> None:
        """The database is an old copy from now on."""
        self.books = backup.copy()
        self._site.counts[RESTORED] += 1
        self._site.tell("server restored to line", self.books.seq)
        self.starts()

    def _say(self, answer: Answer) -> None:
        assert answer is not None
        site = self._site
        if isinstance(answer, Ack):
            site.watch.acks(answer, self.books)
        raw = codec.encode(answer)
        site.network.carry(lambda: site.edge.takes_down(raw))

    def _applied(self, books: Books, message: Events) -> Answer:
        """Follow ``actions.applying`` for one message."""
        try:
            last = bytes.fromhex(message.events[-1].hash)
            public_seal(CABINET_SEAL).verify(bytes.fromhex(message.sig), last)
        except InvalidSignature:
            return None
        if books.quarantined:
            return quarantined(books.seq)
        numbers = range(message.events[0].seq, min(message.events[-1].seq, books.seq) + 1)
        held = {seq: books.lines[seq - 1].hash for seq in numbers}
        verdict = judge(Position(books.epoch, books.seq, books.head), message, held)
        assert not isinstance(verdict, Bygone), "nobody takes an inventory here"
        if isinstance(verdict, Fork):
            books.quarantined = True
            return quarantined(verdict.seq)
        if isinstance(verdict, Gap):
            return Nak(v=1, cab=CABINET, epoch=message.epoch, expect=verdict.expect)
        self._take_in(books, verdict.lines)
        return position_of(books)

    def _take_in(self, books: Books, lines: tuple[Event, ...]) -> None:
        """Follow ``actions.picture``: a meal that only the cabinet knows is kept too."""
        for line in lines:
            if line.deposit and line.deposit not in books.deposits:
                size = books.doors[line.comp].size if line.comp else Size.S
                row = Row(DepositNow(DepositState.OFFERED), size, self._site.now_ms)
                books.deposits[line.deposit] = row
                books.promised[size] += 1
                self._site.counts["deposits recovered from the journal"] += 1
        known = {code: row.now for code, row in books.deposits.items()}
        sizes = {code: row.size for code, row in books.deposits.items()}
        folded = fold(lines, books.doors, known, sizes)
        books.doors.update(folded.doors)
        books.free.update(folded.free)
        books.promised.update(folded.promised)
        for code, now in folded.deposits.items():
            books.deposits[code] = replace(books.deposits[code], now=now)
        books.contradictions += len(folded.contradictions)
        books.lines.extend(lines)

    # --- directives --------------------------------------------------------------------------

    def direct(self, books: Books, body: DirectiveBody) -> None:
        """Give the cabinet its next directive."""
        books.dseq += 1
        self._orders += 1  # it is no part of the books: what is forgotten is not drawn again
        books.directives[books.dseq] = Order(f"{self._orders:016x}", body)
        self._site.timeline.after(0, self.bring)

    def bring(self) -> None:
        """Send the next directive that is not in force, again and again."""
        if not self._brings:
            self._brings = True
            self._bring()

    def _bring(self) -> None:
        site, books = self._site, self.books
        waiting = [one for one in books.directives if one > books.applied_dseq]
        if self.is_down or not waiting:
            self._brings = False
            return
        dseq = min(waiting)
        order = books.directives[dseq]
        message = Directive(
            v=1, cab=CABINET, epoch=EPOCH, dseq=dseq, body=order.body, mark=order.mark
        )
        raw = codec.encode(message)

        def answered(applied: Applied) -> None:
            site.network.carry(lambda: self._note_applied(applied))

        site.network.carry(lambda: site.edge.takes_directive(raw, answered))
        site.timeline.after(DIRECTIVE_AGAIN_MS, self._bring)

    def _note_applied(self, said: Applied) -> None:
        if not self.is_down and self.books.applied_dseq < said.applied_dseq:
            stand(self.books, said.applied_dseq, said.applied_mark)

    # --- people and the clock ----------------------------------------------------------------

    def begin(self, size: Size) -> tuple[str, Size] | None:
        """Promise a compartment: a deposit's code and the size it is promised; None: full."""

        def decide(books: Books) -> tuple[str, Size] | None:
            left = {one: books.free[one] - books.promised[one] for one in Size}
            chosen = None if books.quarantined else choose_size(size, left)
            if chosen is None:
                return None
            code = deposit_code(self._site.chance)
            now = DepositNow(DepositState.SENT)
            books.deposits[code] = Row(now, chosen, self._site.now_ms)
            books.promised[chosen] += 1
            return code, chosen

        return self._asked(decide)

    def ask_again(self, deposit: str) -> bool:
        """Note that the courier of a deposit that is not in yet stands there still."""

        def decide(books: Books) -> bool:
            row = books.deposits.get(deposit)
            if row is None or row.now.state not in WAITING or books.quarantined:
                return False
            books.deposits[deposit] = replace(row, asked_ms=self._site.now_ms)
            return True

        return bool(self._asked(decide))

    def may_open(self, deposit: str, purpose: Purpose) -> int | None:
        """Return the compartment of a meal that may be opened for this; None: it may not."""
        row = self.books.deposits.get(deposit)
        if row is None or self.books.quarantined or self.is_down:
            return None
        now = row.now
        if purpose is not Purpose.PICKUP:
            waits = now.state in WAITING and now.comp
            return now.comp if now.state == DepositState.STORED or waits else None
        too_old = is_too_old(
            stored_at=datetime.fromtimestamp(now.stored_ms / 1_000, UTC),
            hold_ms=self._site.mix.hold_minutes * 60_000,
            now=datetime.fromtimestamp(self.wall_ms / 1_000, UTC),
        )
        is_ready = now.state == DepositState.STORED and not now.held and not too_old
        return now.comp if is_ready else None

    def withdraw(self, deposit: str, why: str) -> None:
        """Ask the cabinet to refuse a deposit that is not in."""

        def decide(books: Books) -> None:
            row = books.deposits.get(deposit)
            if row is not None and row.now.state in WAITING:
                books.deposits[deposit] = replace(row, withdrawn_ms=self._site.now_ms)
                self.direct(books, CancelDeposit(deposit=deposit, why=why))  # type: ignore[arg-type]

        self._asked(decide)

    def round_of_the_clock(self) -> None:
        """Withdraw deposits whose door nobody asked for or used."""
        books, limit = self.books, self._site.now_ms - PATIENCE_MS
        if books.applied_dseq == books.dseq and not books.quarantined and not self.is_down:
            for code in books.waiting(WAITING):
                row = books.deposits[code]
                is_due = row.withdrawn_ms is None or row.withdrawn_ms < limit
                if row.asked_ms < limit and is_due:
                    self.withdraw(code, "expired")
        self._site.timeline.after(ROUND_MS, self.round_of_the_clock)

    def _asked(self, decide: Callable[[Books], Told]) -> Told | None:
        if self.is_down:
            return None
        try:
            return self.transaction(decide)
        except ServerCrash:
            self.crashes()
            return None

    @property
    def wall_ms(self) -> int:
        """The time of day, by a clock that is right."""
        return NOON_MS + self._site.now_ms

    def grant(self, purpose: Purpose, deposit: str, size: Size) -> str:
        """Sign that one door may open."""
        kid = self._kid()
        expires_s = self.wall_ms // 1_000 + GRANT_LIVES_S
        proof = verifier(CODE_KEY, deposit, code_of(deposit))
        grant = Grant(
            purpose=purpose,
            kid=kid,
            cabinet=NUMBER,
            deposit=deposit,
            expires_s=expires_s,
            size=size,
            verifier=proof if purpose is Purpose.DEPOSIT else NO_VERIFIER,
        )
        text = sign(grant, private_seal(GRANT_SEALS[kid]))
        self._site.watch.granted(text, grant)
        return text

    def _kid(self) -> int:
        """Return the newest key that the cabinet has pinned, as its operator has made sure."""
        pinned = [
            body.kid for body in self._site.watch.in_force.values() if isinstance(body, PinKey)
        ]
        return pinned[-1] if pinned else 1

    def transact_quietly(self, decide: Callable[[Books], None]) -> None:
        """Let this be decided; if the process dies over it, whoever asked asks again."""
        self._asked(decide)

    def ask(self, act: Act, cid: str) -> Ticket | None:
        """Send an act with the newest tick; None: no usable tick is known."""
        site = self._site
        if self.is_down or self._tick is None or site.now_ms - self._tick[1] > TICK_USABLE_MS:
            return None
        tick = self._tick[0]
        ticket = Ticket(structs.replace(act, cid=cid, session=tick.session, tick=tick.nonce))
        self.sent.append((site.now_ms, ticket.act))
        raw, sent_ms = codec.encode(ticket.act), site.now_ms

        def answered(reply: Reply) -> None:
            if site.now_ms - sent_ms <= ANSWER_MS and not self.is_down:
                ticket.reply = reply

        site.network.carry(
            lambda: site.edge.takes_act(
                raw, lambda reply: site.network.carry(lambda: answered(reply))
            )
        )
        return ticket
