"""All that stands on one site, found by whoever takes part in a run."""

from collections import Counter
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING

from linli.cabinet.memory import Fitting, Layout, Times, Zone
from linli.wire.messages import Size
from proof.simulation.mix import Mix
from proof.simulation.network import Network
from proof.simulation.timeline import Timeline

if TYPE_CHECKING:
    from proof.simulation.edge import Edge
    from proof.simulation.server import Server
    from proof.simulation.watch import Watch
    from proof.simulation.world import World

CABINET, NUMBER, EPOCH = "HK-A", 7, 1
NOON_MS = 1_800_000_000_000
"""The wall clock at the beginning of every run, in ms since 1970."""

GRANT_SEALS = {1: "11" * 32, 2: "22" * 32}
"""What the server signs grants with; the second is pinned by a directive, if at all."""

CABINET_SEAL = "cc" * 32
CODE_KEY = bytes(range(32))
"""What both agree on pickup codes by."""

_SIZES = (Size.S, Size.S, Size.M, Size.S, Size.L, Size.M)


@dataclass
class Site:
    """One cabinet, one server, the bus between them, and the people; ``told`` keeps a trace."""

    chance: Random
    mix: Mix
    counts: Counter[str] = field(default_factory=Counter)
    timeline: Timeline = field(default_factory=Timeline)
    told: list[str] | None = None
    wanted_until_ms: int = 60_000

    network: Network = field(init=False)
    world: "World" = field(init=False)
    edge: "Edge" = field(init=False)
    server: "Server" = field(init=False)
    watch: "Watch" = field(init=False)

    def comes_near(self) -> None:
        """Somebody will want a door within seconds: until then no tick is of use to anybody.

        The agent draws one each 2 s for ever; none lives longer than 5 s, so those that
        nobody can echo are left out.
        """
        self.wanted_until_ms = self.now_ms + 20_000

    @property
    def now_ms(self) -> int:
        """Virtual time since the beginning, which no clock in the cabinet shows."""
        return self.timeline.now_ms

    def happens(self, share: float) -> bool:
        """Say whether a misfortune of this share happens now; none does once all is healed."""
        return share > 0 and not self.network.healed and self.chance.random() < share

    def tell(self, *words: object) -> None:
        """Note something in the trace, if one is kept."""
        if self.told is not None:
            self.told.append(f"{self.now_ms:9d} " + " ".join(map(str, words)))


def layout(mix: Mix) -> Layout:
    """Return the cabinet of a run; its last compartments are those without a sensor."""
    fitted = mix.compartments - mix.sensorless
    zone = int(mix.heated)
    return Layout(
        cabinet=CABINET,
        number=NUMBER,
        epoch=EPOCH,
        compartments=tuple(
            Fitting(
                number,
                _SIZES[number - 1],
                occupancy_sensor=number <= fitted,
                lamp=number <= fitted,
                zone=zone,
            )
            for number in range(1, mix.compartments + 1)
        ),
        times=Times(
            hold_ms=mix.hold_minutes * 60_000,
            close_ms=60_000,
            sanitise_ms=mix.sanitise_ms,
            idle_ms=mix.idle_ms,
        ),
        keys={1: GRANT_SEALS[1]},
        zones=(Zone(1),) if zone else (),
        code_key=CODE_KEY,
    )
