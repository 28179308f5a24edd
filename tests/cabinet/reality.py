"""A small cabinet as it really is, whatever its sensors say of it, and what is asked of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from linli.cabinet.memory import Fitting, Layout, Times, Zone
from linli.wire.messages import Size

TIMES = Times(hold_ms=20_000, close_ms=6_000, sanitise_ms=3_000, idle_ms=1_000)
CABINET = Layout(
    cabinet="HK-A",
    number=7,
    epoch=1,
    compartments=(
        Fitting(1, Size.S, zone=1),
        Fitting(2, Size.S, occupancy_sensor=False, lamp=False, zone=1),
        Fitting(3, Size.M, lamp_uw_cm2=10_000),
    ),
    times=TIMES,
    zones=(Zone(1),),
)

Cut = Literal["", "before the commit", "after the commit", "after the pulse"]


@dataclass(frozen=True)
class Odd:
    """What may be odd about an act: its age, a name or grant used before, a wrong grant."""

    age_ms: int = 0
    again: str = ""
    wrong: Mapping[str, object] = field(default_factory=dict)


AS_IT_SHOULD_BE = Odd()


@dataclass
class Compartment:
    """What is really there. ``used`` since the lamp last burnt long enough over it.

    ``silent``: its sensors say nothing. ``open_ms``: since when the door stands open.
    """

    is_open: bool = False
    content: str = ""
    released: bool = False
    lit_since_ms: int | None = None
    used: bool = False
    silent: bool = False
    open_ms: int | None = None


@dataclass
class Heated:
    """What is really so in the zone. ``said_ms``: when its thermometer last spoke."""

    celsius: float = 20.0
    lit: bool = False
    said_ms: int = -(1 << 40)
