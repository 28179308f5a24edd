"""What a cabinet knows: of each compartment, of its own history, and of who has just asked."""

from collections.abc import Mapping

from msgspec import Struct, field
from msgspec.structs import replace

from linli.cabinet.inputs import Reading
from linli.kernel.chain import GENESIS
from linli.wire.messages import Event, EventType, Purpose, Reply, Size, State

JAM_MS = 2_000
"""A door that is still closed so long after its pulse is jammed. Source: CUSTODY, section 2."""

LATE_DOOR_MS = 5_000
"""A jammed door that opens so soon after its pulse is slow, not forced.

As long as a tick lives: who asked may still be standing there. Source: CUSTODY, I3.
"""

TICK_LIVES_MS = 5_000
"""A remote open must echo a tick at most this old. Source: CUSTODY, section 1."""

TRIES = 3
"""Pulses a jammed door gets before it is taken out of service. Source: CUSTODY, section 2."""

KEYS_PINNED = 2
"""The server's current key and its next. Source: CUSTODY, section 3."""

ANSWERS_KEPT = 512
"""Ten times the answers a cabinet can owe while one tick lives, at 5 opens/s and 5 s, doubled."""

TICKS_KEPT = 16
"""A tick is drawn each 2 s and lives 5 s; more than this means a caller that floods."""

RECENT_KEPT = 2_000
"""Ended deposits and used grants remembered: two days of one tower's meals in one cabinet."""


WRONG_A_DAY = 60
"""Wrong pickup codes in any day the cabinet has run. Source: CUSTODY, section 5."""

BY_CODE = "code"
"""What stands in a line for the grant when a pickup code, typed at the keypad, was one."""

ENDINGS = frozenset({EventType.PICKED, EventType.RECALLED, EventType.DISPOSED, EventType.CANCELLED})
"""Lines after which a deposit never comes back to this cabinet."""


class Fitting(Struct, frozen=True):
    """What is built into one compartment.

    ``zone`` is the heated zone it belongs to, 0 if none. ``lamp_uw_cm2`` is the measured
    intensity of its lamp when new, in µW/cm² at the farthest inner surface; 0: not measured.
    """

    number: int
    size: Size
    occupancy_sensor: bool = True
    lamp: bool = True
    zone: int = 0
    lamp_uw_cm2: int = 0


class Zone(Struct, frozen=True):
    """Compartments with one heater and one thermometer; all in °C.

    The heater is off above ``set_c`` and on below ``set_c - band_c``. Below ``alarm_c`` a
    meal is not kept hot; above ``cut_off_c`` the heater is off whatever else holds.
    """

    number: int
    set_c: float = 65.0
    band_c: float = 2.0
    alarm_c: float = 60.0
    cut_off_c: float = 75.0


class Times(Struct, frozen=True):
    """The cabinet's times, in milliseconds.

    ``hold_ms`` is how long a meal may be picked up after it was stored, ``close_ms`` how long
    a door may stand open before someone is told, ``sanitise_ms`` how long the lamp burns, and
    ``idle_ms`` how long a compartment rests closed and empty before that.
    """

    hold_ms: int
    close_ms: int
    sanitise_ms: int
    idle_ms: int


class Layout(Struct, frozen=True):
    """A cabinet as its configuration describes it.

    ``number`` is the cabinet's number at the server, which grants carry; ``keys`` are the
    server keys pinned from the start, public halves in hex by key id. ``dseq`` and ``mark`` name
    the directive after which a new epoch goes on; 0 and empty in a cabinet's first.
    """

    cabinet: str
    number: int
    epoch: int
    compartments: tuple[Fitting, ...]
    times: Times
    keys: dict[int, str] = field(default_factory=dict)
    zones: tuple[Zone, ...] = ()
    code_key: bytes = b""
    dseq: int = 0
    mark: str = ""


class Compartment(Struct, frozen=True):
    """What must be known of a compartment after a power cut.

    ``deposit`` is the meal bound to it, empty if none; ``seen`` says that the meal was
    stored (a DEPOSITED line exists); ``held`` that it may not be picked up; ``expired`` that
    its hold limit has passed, once; ``stored_wall_ms`` when it was stored, 0 if the clock was
    not to be trusted then. ``purpose`` is the last intent's. ``tries`` counts pulses since the
    door last opened, ``openings`` all pulses ever. ``cancel`` is why the server wants the
    deposit cancelled as soon as that is safe, else empty. ``blocked`` takes the compartment
    out of service as soon as nothing is in it, for ``block_reason``. ``verifier`` is what a typed
    pickup code is checked against, in hex, empty if the deposit brought none. ``warm`` says
    whether its zone has been hot ever since the meal was stored, None where no such record
    was begun. ``lamp_ms`` is how long its lamp has burnt since it was new, and ``worn`` that
    someone was told that this is too long.
    """

    fitting: Fitting
    state: State = State.FREE
    deposit: str = ""
    seen: bool = False
    held: bool = False
    expired: bool = False
    stored_wall_ms: int = 0
    purpose: Purpose | None = None
    tries: int = 0
    openings: int = 0
    cancel: str = ""
    blocked: bool = False
    block_reason: str = ""
    verifier: str = ""
    warm: bool | None = None
    lamp_ms: int = 0
    worn: bool = False


class Watch(Struct, frozen=True):
    """What outlasts a power cut of time itself, and of who has guessed at pickup codes.

    All in milliseconds that the cabinet has run over all its starts, as last noted; see
    ``machine.running``. ``heard_ms``: when the server was last heard. ``wrong_ms``: when each
    of the last wrong codes was typed, oldest first; the last ``in_a_row`` of them without a
    right one between.
    """

    ran_ms: int = 0
    heard_ms: int = 0
    wrong_ms: tuple[int, ...] = ()
    in_a_row: int = 0


class Told(Struct, frozen=True):
    """What the journal's lines have said to be wrong, and not yet to be right again.

    ``zones``: which zones are too cold or too hot. ``boards``: which boards are silent.
    """

    zones: Mapping[int, EventType] = field(default_factory=dict)
    boards: tuple[str, ...] = ()


class Door(Struct, frozen=True):
    """What is known of a compartment only since the agent started; all by its monotonic clock.

    ``reading`` is None until the sensors have spoken, and while they are silent again, since
    ``silent_ms``. ``since_ms``: since when state and reading are as they are. ``pulsed_ms``:
    the last pulse. ``opened_ms``: since when the door is open, and ``left_open``: someone has
    been told that it still is. ``stored_ms``: when the meal was stored, negative if before the
    machine started. ``lit_ms``: when the lamp was last lit.
    """

    reading: Reading | None = None
    since_ms: int = 0
    pulsed_ms: int | None = None
    opened_ms: int | None = None
    left_open: bool = False
    stored_ms: int = 0
    silent_ms: int | None = None
    lit_ms: int = 0


class Warmth(Struct, frozen=True):
    """What is known of a zone only since the agent started; all by its monotonic clock.

    ``celsius`` is None before the thermometer has spoken and while it is silent; ``heard_ms``
    is when it last spoke, or the start. ``lowest`` and ``highest`` are of the time since the
    last line of the record, which was written at ``recorded_ms``. ``cold_ms``: since when it
    is too cold for the meals in the zone. ``lit``: the heater was told to be on; it was last
    told anything at ``told_ms``.
    """

    celsius: float | None = None
    heard_ms: int = 0
    lowest: float = 0.0
    highest: float = 0.0
    recorded_ms: int | None = None
    cold_ms: int | None = None
    lit: bool = False
    told_ms: int = 0


class Memory(Struct, frozen=True):
    """All a cabinet knows. Each step makes a new one; nothing in it is ever changed in place.

    Durable, kept by ``cabinet.journal``: everything down to ``held``. ``seq`` and ``head`` are
    the last journal line's number and hash, ``wall_ms`` its wall clock, which never goes
    back; ``dseq`` and ``mark`` name the last directive in force. ``ended`` tells how the last
    deposits ended here, ``used`` which grants have acted, both oldest first and bounded; both
    are read back from the journal's lines. ``held`` are deposits bound to no compartment that
    may not be picked up once they are in, oldest first and bounded.

    Volatile, gone with the process: ``boot_id`` and ``session`` are empty until Booted;
    ``clock_trusted`` says that the wall clock has been good since; ``ticks`` maps each number
    drawn to its monotonic ms; ``answers`` maps a command to what it was answered;
    ``began_ms`` is when the watch was noted and ``heard_ms`` when the server was last heard,
    if it was, both by the monotonic clock. ``code_key`` and ``zones`` are the configuration's.
    """

    cabinet: str
    number: int
    epoch: int
    times: Times
    compartments: Mapping[int, Compartment]
    seq: int = 0
    head: str = GENESIS
    wall_ms: int = 0
    dseq: int = 0
    mark: str = ""
    ended: Mapping[str, EventType] = field(default_factory=dict)
    used: tuple[str, ...] = ()
    keys: Mapping[int, str] = field(default_factory=dict)
    watch: Watch = Watch()
    told: Told = Told()
    held: tuple[str, ...] = ()
    zones: Mapping[int, Zone] = field(default_factory=dict)
    warmths: Mapping[int, Warmth] = field(default_factory=dict)
    code_key: bytes = b""
    began_ms: int = 0
    heard_ms: int | None = None
    boot_id: str = ""
    session: str = ""
    clock_trusted: bool = False
    doors: Mapping[int, Door] = field(default_factory=dict)
    ticks: Mapping[str, int] = field(default_factory=dict)
    answers: Mapping[str, Reply] = field(default_factory=dict)


def new_memory(layout: Layout) -> Memory:
    """Return the memory of a cabinet that has never run.

    Its compartments are FREE: an epoch begins with a physical inventory, in which a person
    found each one empty and clean. The sensors' first words are checked against that.
    """
    return Memory(
        cabinet=layout.cabinet,
        number=layout.number,
        epoch=layout.epoch,
        times=layout.times,
        compartments={one.number: Compartment(fitting=one) for one in layout.compartments},
        dseq=layout.dseq,
        mark=layout.mark,
        keys=dict(layout.keys),
        code_key=layout.code_key,
        zones={one.number: one for one in layout.zones},
        warmths={one.number: Warmth() for one in layout.zones},
        doors={one.number: Door() for one in layout.compartments},
    )


def refitted(compartment: Compartment, fitting: Fitting) -> Compartment:
    """Return a compartment as it is built today.

    Another lamp has another measured intensity, and has not burnt yet. A meal that finds
    itself in another zone has no record of warmth any more.
    """
    before, changes = compartment.fitting, dict[str, object]()
    if (before.lamp, before.lamp_uw_cm2) != (fitting.lamp, fitting.lamp_uw_cm2):
        changes |= {"lamp_ms": 0, "worn": False}
    if before.zone != fitting.zone and compartment.warm:
        changes["warm"] = False
    return replace(compartment, fitting=fitting, **changes)


def with_line(memory: Memory, line: Event) -> Memory:
    """Return the memory as it is once this line is its journal's last."""
    ended, used = memory.ended, memory.used
    if line.type in ENDINGS:
        ended = dict([*ended.items(), (line.deposit, line.type)][-RECENT_KEPT:])
    if line.grant not in ("", BY_CODE) and line.grant not in used:
        used = (*used, line.grant)[-RECENT_KEPT:]
    return replace(memory, seq=line.seq, head=line.hash, wall_ms=line.wall, ended=ended, used=used)


def reads_empty(fitting: Fitting, reading: Reading | None) -> bool:
    """Say whether a compartment is closed and, as far as it can tell, empty.

    Without an occupancy sensor closed is all there is to tell. With one that has fallen
    silent, or before any reading, nothing is known and the answer is no.
    """
    if reading is None or reading.is_open:
        return False
    return reading.occupied is False or not fitting.occupancy_sensor


def can_be_given(compartment: Compartment, door: Door) -> bool:
    """Say whether a meal could be put into this compartment now."""
    return compartment.state is State.FREE and reads_empty(compartment.fitting, door.reading)


def free_by_size(memory: Memory) -> dict[Size, int]:
    """Count the compartments that could be given now, by size; every size is named."""
    free = dict.fromkeys(Size, 0)
    for number, compartment in memory.compartments.items():
        free[compartment.fitting.size] += can_be_given(compartment, memory.doors[number])
    return free
