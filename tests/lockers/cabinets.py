"""A cabinet whose real rules run in memory, with hands at its doors and a line to it."""

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from random import Random

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from msgspec.structs import replace

from linli.cabinet.inputs import (
    Asked,
    Booted,
    Directed,
    Effect,
    Elapsed,
    Input,
    Presented,
    Pulse,
    Reading,
    Say,
    SayApplied,
    Sensed,
    Show,
    Shown,
    Ticked,
    Typed,
    Warmed,
    Write,
)
from linli.cabinet.machine import next_due_ms, step
from linli.cabinet.memory import (
    Fitting,
    Layout,
    Memory,
    Times,
    Zone,
    free_by_size,
    new_memory,
)
from linli.kernel.chain import GENESIS
from linli.kernel.clock import Instant
from linli.lockers.actions.line import Opening
from linli.lockers.actions.standing import Standing
from linli.lockers.actions.towers import Config
from linli.lockers.queries.directives import Pending
from linli.wire import codec
from linli.wire.grant import BadGrantError, Grant, verify
from linli.wire.messages import (
    Act,
    Directive,
    Event,
    Events,
    Hello,
    NewEpoch,
    Reply,
    Result,
    Size,
    Why,
)

MOST_LINES = 50
MONO_LAGS_MS = 1_700_000_000_000
"""The machines of these tests started long ago, but not in 1970."""


class RealCabinet:
    """The cabinet's own rules, its journal as a list, and its doors as they stand.

    ``jammed`` doors do not spring open when their lock is released; a ``quiet`` cabinet is
    not heard and answers nobody; a ``deaf`` one acts, and its answer is lost on the way.
    ``opened_before`` counts openings of epochs that are closed, for who compares.
    """

    def __init__(self, config: Config, *, now_ms: int, chance: Random) -> None:
        self.layout = layout_of(config)
        self.code, self.number = self.layout.cabinet, self.layout.number
        self.key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(str(config["private_key"])))
        self.chance = chance
        self.now_ms = now_ms
        self.memory: Memory = new_memory(self.layout)
        self.lines: list[Event] = []
        self.pulses: list[int] = []
        self.opened_before = Counter[int]()
        self.acked = 0
        self.jammed: set[int] = set()
        self.quiet = False
        self.deaf = False
        self.doors = {
            one.number: Reading(is_open=False, occupied=False) for one in self.layout.compartments
        }
        self.boot()

    # What happens to it

    def boot(self) -> None:
        """Start the agent anew: what was not durable is gone."""
        names = f"{self.chance.getrandbits(128):032x}", f"{self.chance.getrandbits(128):032x}"
        self.happens(Booted(*names, readings=dict(self.doors)))

    def restore(self, memory: Memory, lines: Sequence[Event]) -> None:
        """Set the machine back to an image of its disk, and start it."""
        self.memory, self.lines = memory, list(lines)
        self.boot()

    def begin(self, word: NewEpoch) -> None:
        """Begin a new epoch, as its agent does on the server's word, and start."""
        self.layout = replace(self.layout, epoch=word.next, dseq=word.dseq, mark=word.mark)
        self.memory, self.lines, self.acked = new_memory(self.layout), [], 0
        self.boot()

    def happens(self, happened: Input) -> list[Effect]:
        """Take one step; a lock that was released lets its door spring open."""
        now = Instant(self.now_ms - MONO_LAGS_MS, self.now_ms)
        self.memory, effects = step(self.memory, happened, now=now)
        self.lines += [one.event for one in effects if isinstance(one, Write)]
        for one in effects:
            if isinstance(one, Pulse):
                self.pulses.append(one.comp)
                if one.comp not in self.jammed:
                    self.open(one.comp)
        return effects

    def wait(self, ms: int) -> None:
        """Let time pass; whatever is due on the way is done when it is due."""
        until = self.now_ms + ms
        while (due := next_due_ms(self.memory)) is not None and due + MONO_LAGS_MS <= until:
            self.now_ms = max(self.now_ms, due + MONO_LAGS_MS)
            self.happens(Elapsed())
        self.now_ms = until

    # Hands

    def open(self, comp: int) -> None:
        """The door is open now, by its lock or by force."""
        self._sense(comp, Reading(is_open=True, occupied=self.doors[comp].occupied))

    def put_in(self, comp: int) -> None:
        """Something lies in the compartment now."""
        self._sense(comp, Reading(is_open=self.doors[comp].is_open, occupied=True))

    def take_out(self, comp: int) -> None:
        """Nothing lies in the compartment any more."""
        self._sense(comp, Reading(is_open=self.doors[comp].is_open, occupied=False))

    def close(self, comp: int) -> None:
        """The door is closed now."""
        self._sense(comp, Reading(is_open=False, occupied=self.doors[comp].occupied))

    def fill(self, comp: int) -> None:
        """Put a meal in and close the door."""
        self.put_in(comp)
        self.close(comp)

    def empty(self, comp: int) -> None:
        """Take the meal out and close the door."""
        self.take_out(comp)
        self.close(comp)

    def present(self, text: str) -> Shown:
        """Hold a signed code before the scanner, and read the screen."""
        return self._shown(Presented(text, self._granted(text)))

    def type(self, code: str) -> Shown:
        """Type at the keypad, and read the screen."""
        return self._shown(Typed(code))

    def warm(self, zone: int, celsius: float | None) -> None:
        """A zone's thermometer says this."""
        self.happens(Warmed(zone, celsius))

    def _shown(self, happened: Input) -> Shown:
        return next(one.shown for one in self.happens(happened) if isinstance(one, Show))

    def _sense(self, comp: int, reading: Reading) -> None:
        self.doors[comp] = reading
        self.happens(Sensed(comp, reading))

    # Its two ends of the wire

    def open_door(self, opening: Opening, *, comp: int | None = None) -> Reply | None:
        """Answer an act that reached the cabinet in time, as its agent would."""
        nonce = f"{self.chance.getrandbits(64):016x}"
        self.happens(Ticked(nonce))
        act = Act(
            v=1,
            cab=opening.cabinet,
            epoch=opening.epoch,
            cid=opening.cid,
            session=self.memory.session,
            tick=nonce,
            purpose=opening.purpose,
            comp=opening.comp if comp is None else comp,
            deposit=opening.deposit,
            size=opening.size,
            grant=opening.grant,
            actor=opening.actor,
            reason=opening.reason,
        )
        codec.decode_act(codec.encode(act))
        effects = self.happens(Asked(act, self._granted(opening.grant)))
        answers = [one.reply for one in effects if isinstance(one, Say)]
        return None if self.deaf else answers[0]

    def _granted(self, text: str) -> Grant | None:
        pinned = {
            kid: Ed25519PublicKey.from_public_bytes(bytes.fromhex(key))
            for kid, key in self.memory.keys.items()
        }
        try:
            return verify(text, pinned)
        except BadGrantError:
            return None

    def direct(self, pending: Pending) -> Standing:
        """Take a directive and return how far directives are in force."""
        body = codec.decode_body(pending.body)
        directive = Directive(
            v=1,
            cab=pending.cabinet,
            epoch=pending.epoch,
            dseq=pending.dseq,
            body=body,
            mark=pending.mark,
        )
        effects = self.happens(Directed(directive))
        (said,) = (one for one in effects if isinstance(one, SayApplied))
        return Standing(self.code, said.applied_dseq, said.applied_mark)

    def batch(self, first: int, last: int) -> Events:
        """Return lines ``first`` to ``last``, both included, signed."""
        lines = self.lines[first - 1 : last]
        return self.signed(lines, self.lines[first - 2].hash if first > 1 else GENESIS)

    def signed(self, lines: list[Event], prev: str) -> Events:
        """Return any lines, signed as this cabinet signs."""
        signature = self.key.sign(bytes.fromhex(lines[-1].hash)).hex()
        batch = Events(
            v=1, cab=self.code, epoch=self.layout.epoch, prev=prev, events=lines, sig=signature
        )
        return codec.decode_events(codec.encode(batch))

    def hello(self) -> Hello:
        """Return what the cabinet says on connecting."""
        return Hello(
            v=1,
            cab=self.code,
            epoch=self.layout.epoch,
            boot_id=self.memory.boot_id,
            session=self.memory.session,
            first_seq=1,
            last_seq=self.memory.seq,
            head_hash=self.memory.head,
            applied_dseq=self.memory.dseq,
            applied_mark=self.memory.mark,
            fw="test",
            free=free_by_size(self.memory),
        )


def layout_of(config: Config) -> Layout:
    """Read a cabinet's settings as its agent does."""
    times, fittings, keys = config["times"], config["compartments"], config["server_keys"]
    assert isinstance(times, dict)
    assert isinstance(fittings, list)
    assert isinstance(keys, dict)
    zones = config.get("zones", [])
    assert isinstance(zones, list)
    return Layout(
        cabinet=str(config["cabinet"]),
        number=int(str(config["number"])),
        epoch=int(str(config["epoch"])),
        compartments=tuple(
            Fitting(
                one["number"],
                Size(one["size"]),
                one["occupancy_sensor"],
                one["lamp"],
                one.get("zone", 0),
            )
            for one in fittings
        ),
        times=Times(**times),
        keys={int(kid): str(key) for kid, key in keys.items()},
        zones=tuple(Zone(one["number"]) for one in zones),
        code_key=bytes.fromhex(str(config["code_key"])),
    )


class MachineLine:
    """The line to some real cabinets: nothing is lost, unless a cabinet is quiet or deaf."""

    def __init__(self, cabinets: Sequence[RealCabinet]) -> None:
        self.cabinets = {one.code: one for one in cabinets}
        self.asked: list[Opening] = []
        self._one_at_a_time = threading.Lock()

    def hears(self, cabinet: str) -> bool:
        """Say whether it speaks."""
        return cabinet in self.cabinets and not self.cabinets[cabinet].quiet

    def open_door(self, opening: Opening) -> Reply | None:
        """Ask it."""
        with self._one_at_a_time:
            self.asked.append(opening)
            return self.cabinets[opening.cabinet].open_door(opening)


Answer = Callable[[Opening], Reply | None]


class ScriptedLine:
    """Every cabinet is heard; each act gets the next answer of a script, the last one for ever."""

    def __init__(self, *answers: Answer) -> None:
        self.answers = list(answers)
        self.asked: list[Opening] = []

    def hears(self, cabinet: str) -> bool:
        """Say that it is there."""
        return bool(cabinet)

    def open_door(self, opening: Opening) -> Reply | None:
        """Give the script's next answer."""
        self.asked.append(opening)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return answer(opening)


def says(result: str, *, comp: int = 0, why: str = "") -> Answer:
    """Return a script's line: this answer to whatever was asked."""
    return lambda opening: codec.decode_reply(
        codec.encode(
            Reply(
                v=1,
                cab=opening.cabinet,
                cid=opening.cid,
                result=Result(result),
                comp=comp,
                why=Why(why),
            )
        )
    )


def is_silent(_opening: Opening) -> None:
    """Give no answer."""
