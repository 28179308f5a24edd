"""The doors, locks, sensors and lamps as they really are, whatever anybody knows of them."""

from collections.abc import Callable  # noqa: TC003  # a dataclass reads its annotations
from dataclasses import dataclass

from linli.cabinet.inputs import Reading
from linli.cabinet.memory import Fitting
from proof.simulation.site import Site
from proof.simulation.warmth import Warmth

LATCH_MS = (30, 200)
SLOW_LATCH_MS = (2_000, 20_000)
"""Slower than a jam's 2 s; some slower than the 5 s after which an opening counts as forced."""


@dataclass(slots=True)
class Place:
    """What is really there.

    ``used`` since the lamp last burnt long enough; ``written`` says that the journal knows
    of this opening; ``owed`` counts openings that a started agent was told of and that have
    no line yet, whatever the door did since. ``is_doubtful`` once no honest cabinet could know what
    is inside: a sensor has lied, or someone was there while the power was off.
    """

    fitting: Fitting
    is_open: bool = False
    content: str = ""
    relay: bool = False
    lit_ms: int = 0
    used: bool = False
    written: bool = True
    owed: int = 0
    lie: bool | None = None
    stuck_shut: bool = False
    silent: bool = False
    is_doubtful: bool = False
    pulse: int = 0
    cid: str = ""
    moved_ms: int = 0
    honest_ms: int = 0

    @property
    def is_honest(self) -> bool:
        """The sensors say what is so."""
        return self.lie is None and not self.stuck_shut and not self.silent

    def is_told(self) -> None:
        """A line says that the door has opened."""
        self.written, self.owed = True, max(0, self.owed - 1)

    @property
    def is_empty(self) -> bool:
        """Nothing is in there that anybody could know of."""
        return not self.content or not self.fitting.occupancy_sensor

    def reading(self) -> Reading | None:
        """Return what the sensors say; None while they say nothing."""
        if self.silent:
            return None
        if not self.fitting.occupancy_sensor:
            return Reading(self.is_open and not self.stuck_shut, None)
        occupied = bool(self.content) if self.lie is None else self.lie
        return Reading(self.is_open and not self.stuck_shut, occupied)


class World:
    """Every compartment of the cabinet; ``waiting`` are those who stand there, by their request."""

    def __init__(self, site: Site, fittings: tuple[Fitting, ...]) -> None:
        self._site = site
        self.places = {one.number: Place(one) for one in fittings}
        self.waiting: dict[str, Callable[[int], None]] = {}
        self.standing: dict[int, Callable[[int], None]] = {}
        self.warmth = Warmth(site)
        self.lonely: Callable[[int], None] = lambda _comp: None
        self._pulses = 0

    def swing(self, comp: int, *, is_open: bool) -> None:
        """A door moves, and its switch says so."""
        place = self.places[comp]
        if place.is_open == is_open:
            return
        self._site.tell("door", comp, "opens" if is_open else "closes", repr(place.content))
        place.is_open = is_open
        if is_open:
            place.used, place.written = True, False
            place.owed += self._site.edge.has_started and place.is_honest
            self._site.counts["openings"] += 1
        if not self._site.edge.is_on or not place.is_honest or self._site.edge.disk.is_full:
            place.is_doubtful = True
        place.moved_ms = self._site.now_ms
        self.says(comp)

    def fill(self, comp: int, content: str) -> None:
        """Something is put in, or taken out; nobody can tell one thing from another by a sensor."""
        place = self.places[comp]
        edge = self._site.edge
        bound = edge.memory.compartments[comp].deposit
        is_other = content not in ("", bound) and (bool(bound) or edge.is_deciding)
        place.is_doubtful = place.is_doubtful or is_other
        if is_other or edge.disk.is_full:
            self._site.watch.truth.disturbed.add(bound)
        if place.content != content and place.is_open:
            place.content = content
            self._site.tell("content", comp, repr(content))
            self.says(comp)

    def says(self, comp: int) -> None:
        """The sensors of a compartment speak."""
        self._site.edge.senses(comp)

    def release(self, comp: int, cid: str) -> None:
        """A lock is pulsed: it opens soon, late, or not at all."""
        site, place = self._site, self.places[comp]
        self._pulses += 1
        place.pulse, place.cid = self._pulses, cid
        pulse = self._pulses
        if site.happens(site.mix.jams):
            site.counts["jams"] += 1
            return
        is_slow = site.happens(site.mix.slow_latches)
        site.counts["slow latches"] += is_slow
        delay_ms = site.chance.randint(*(SLOW_LATCH_MS if is_slow else LATCH_MS))
        site.timeline.after(delay_ms, lambda: self._springs(comp, pulse))

    def lamp(self, comp: int, *, on: bool) -> None:
        """A lamp's relay is switched; what was lit long enough is clean."""
        place, site = self.places[comp], self._site
        if on and not place.relay:
            # A slow disk lights it late by its commit, which the cabinet counts as light.
            decided_ms = site.edge.memory.doors[comp].since_ms
            place.relay, place.lit_ms = True, site.now_ms - site.edge.mono_ms + decided_ms
        elif not on and place.relay:
            place.relay = False
            if site.now_ms - place.lit_ms >= site.edge.sanitise_ms:
                place.used = False

    def agent_gone(self) -> None:
        """An opening that was not durable yet, and is over by the next start, leaves no trace."""
        for place in self.places.values():
            place.is_doubtful = place.is_doubtful or not place.written
            place.owed = 0

    def power_gone(self) -> None:
        """Nothing is lit, and no latch that has not moved yet will."""
        for comp, place in self.places.items():
            self.lamp(comp, on=False)
            place.pulse = 0
        self.warmth.heater = False

    def _springs(self, comp: int, pulse: int) -> None:
        place = self.places[comp]
        if place.pulse != pulse or place.is_open:
            return
        self.swing(comp, is_open=True)
        somebody = self.waiting.pop(place.cid, None) or self.standing.pop(comp, None)
        (somebody or self.lonely)(comp)
