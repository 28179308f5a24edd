"""One run: misfortunes for a while, then everything is healed, and all must come right."""

import sqlite3
from collections import Counter
from dataclasses import dataclass, field
from random import Random

from linli.cabinet.inputs import Refusal
from linli.cabinet.memory import TRIES
from linli.lockers.enums import DoorState
from linli.wire.messages import Purpose, Size, State
from proof.simulation.edge import Edge
from proof.simulation.errands import AtTheDoor, Errand
from proof.simulation.failing import ViolatedError
from proof.simulation.faults import Faults
from proof.simulation.hardware import alarmed
from proof.simulation.mix import Mix, draw
from proof.simulation.network import Network
from proof.simulation.people import People, is_all_over
from proof.simulation.server import Server
from proof.simulation.site import Site
from proof.simulation.timeline import Story
from proof.simulation.watch import Watch
from proof.simulation.world import World

BETWEEN_LOOKS_MS = 10_000
HEALED_WITHIN_MS = 3_600_000
"""How long a crew may need, once all works, to bring every story to its end."""

SETTLES_MS = 45_000
"""Before the crew recalls: what was on its way arrives, and owners may still come."""


_WAITS = frozenset({State.OCC, State.UNSURE})


@dataclass
class Outcome:
    """What came of one seed. ``failure`` is empty when every invariant held."""

    seed: int
    mix: Mix
    failure: str = ""
    events: int = 0
    minutes: float = 0.0
    counts: Counter[str] = field(default_factory=Counter)
    looked: Counter[str] = field(default_factory=Counter)
    reached: Counter[str] = field(default_factory=Counter)
    told: list[str] = field(default_factory=list)


def run_seed(seed: int, mix: Mix | None = None, *, trace: bool = False) -> Outcome:
    """Run one seed to its end, or to the first invariant that does not hold."""
    mix = mix or draw(seed)
    chance = Random(seed ^ 0x5EED)  # noqa: S311  # a seed must give the same run each time
    site = Site(chance, mix, told=[] if trace else None)
    outcome = Outcome(seed, mix, counts=site.counts)
    noon = _Noon(site)
    try:
        with alarmed():
            noon.passes()
    except ViolatedError as violated:
        outcome.failure = str(violated)
    except Exception as odd:  # noqa: BLE001  # whatever it is, this seed has found it
        outcome.failure = f"FAILED: {odd!r}"
    finally:
        site.edge.close()
    outcome.events, outcome.minutes = site.timeline.events, site.now_ms / 60_000
    outcome.looked, outcome.reached = site.watch.looked, site.watch.reached
    outcome.told = site.told or []
    return outcome


class _Noon:
    """The site, built up, and what happens on it, in order."""

    def __init__(self, site: Site) -> None:
        self._site = site
        site.network = Network(site.timeline, site.chance, site.mix, site.counts)
        site.edge = Edge(site)
        site.world = World(site, site.edge.layout.compartments)
        site.server = Server(site)
        site.watch = Watch(site)
        self._people = People(site)
        self._faults = Faults(site, self._people)
        self._image: sqlite3.Connection | None = None
        self._image_seq = 0

    def passes(self) -> None:
        """Let it all happen."""
        site, timeline = self._site, self._site.timeline
        site.edge.start()
        timeline.follow(self._people.couriers_come(), 1_000)
        timeline.follow(self._people.a_crew_walks())
        timeline.after(0, site.server.round_of_the_clock)
        if site.mix.heated:
            timeline.follow(site.world.warmth.goes_on())
        self._faults.begin()
        half_ms = site.mix.minutes * 30_000
        timeline.run_until(half_ms)
        if site.mix.epilogue.startswith("old image"):
            self._image, self._image_seq = site.edge.disk.image(), site.edge.disk.last_seq()
        timeline.run_until(2 * half_ms)
        self._comes_right()
        if self._image is not None and self._image_seq < site.edge.memory.seq:
            self._is_set_back(self._image)

    def _comes_right(self) -> None:
        """I9 and I11: after healing a crew brings all to an end, and both sides know the same."""
        site = self._site
        self._people.is_over = True
        self._faults.heal()
        site.timeline.run_until(site.now_ms + SETTLES_MS)
        if site.mix.epilogue == "server dead":
            self._goes_on_alone()
        self._people.recalls = True
        end_ms = site.now_ms + HEALED_WITHIN_MS
        while not is_all_over(site) and site.now_ms < end_ms:
            site.timeline.run_until(site.now_ms + BETWEEN_LOOKS_MS)
        site.watch.must("I9", is_all_over(site), f"it never ends: {_left(site)}")
        self._sides_agree()

    def _goes_on_alone(self) -> None:
        """I16: with the server dead for an hour, every stored meal still comes out by its code."""
        site = self._site
        site.server.down_until_ms = site.now_ms + 3_600_000
        site.edge.stands = False
        site.timeline.run_until(site.now_ms + 20 * 60_000)  # every pause after wrong codes is over
        known = site.edge.memory.compartments
        for comp in known:
            one = site.edge.memory.compartments[comp]
            if one.seen and one.state in _WAITS and not one.held and one.tries < TRIES:
                site.timeline.follow(self._is_taken_alone(comp, one.deposit))
                site.timeline.run_until(site.now_ms + 60_000)
        site.server.down_until_ms = 0
        site.edge.reconnected()
        site.server.starts()

    def _is_taken_alone(self, comp: int, deposit: str) -> Story:
        site, here = self._site, AtTheDoor()
        errand = Errand(Purpose.PICKUP, deposit, Size.S)
        site.counts["meals picked up with the server dead"] += 1
        shown = yield from self._people.errands.shows(here, errand, scans=False)
        if deposit in site.watch.held:
            return  # its time was over just now
        site.watch.must("I16", shown.refusal is Refusal.NONE, f"{deposit}: {shown}")
        yield from self._people.takes_out(comp)
        site.watch.must("I16", deposit in site.watch.ended, f"{deposit} is not picked up")

    def _sides_agree(self) -> None:
        watch, books, memory = self._site.watch, self._site.server.books, self._site.edge.memory
        hashes = [line.hash for line in books.lines]
        watch.must("I11", hashes == watch.hashes, "the server holds other lines than were written")
        on_disk = [line.hash for line in self._site.edge.disk.lines(0, memory.seq + 1)]
        watch.must("I11", on_disk == hashes, "the cabinet's disk holds other lines")
        self._site.edge.disk.verify()
        for comp, door in books.doors.items():
            one = memory.compartments[comp]
            is_same = (door.state.value, door.deposit) == (one.state.value, one.deposit)
            watch.must("I11", is_same, f"the server is wrong about compartment {comp}")
        for dseq, order in books.directives.items():
            is_so = watch.in_force.get(dseq) == order.body
            watch.must("DIRECTIVES", is_so, f"directive {dseq} counts as in force and is not")
        watch.must("I11", not books.contradictions, "a line contradicts what the server knew")
        for code, how in watch.ended.items():
            state = books.deposits[code].now.state
            is_same = how.value in (state.value, "CANCELLED")
            watch.must("I9", is_same, f"{code} is {state} at the server and {how} at the cabinet")

    def _is_set_back(self, image: sqlite3.Connection) -> None:
        """I15: a cabinet whose disk is an old image writes another history, and is found out."""
        site = self._site
        site.counts["disks set back"] += 1
        held = site.server.books.lines
        site.edge.says_hello = not site.mix.epilogue.endswith("no hello")
        site.edge.power_fails(1_000)
        site.edge.disk.set_back(image)
        site.watch.forget()
        site.timeline.run_until(site.now_ms + 2_000)
        for comp in site.world.places:  # something is to be written in the new history
            site.world.swing(comp, is_open=True)
        site.timeline.run_until(site.now_ms + 120_000)
        books = site.server.books
        site.watch.must("I15", books.quarantined, "two histories, and nobody has noticed")
        site.watch.must("I15", books.lines == held, "lines of two histories are mixed")


def _left(site: Site) -> str:
    books = site.server.books
    doors = [
        f"{comp}:{door.state.value}"
        for comp, door in books.doors.items()
        if door.state is not DoorState.FREE
    ]
    live = [code for code, row in books.deposits.items() if row.now.state in ("SENT", "OFFERED")]
    filled = [comp for comp, place in site.world.places.items() if place.content or place.is_open]
    lines = f"line {books.seq} of {site.edge.memory.seq}"
    directives = f"directive {books.applied_dseq} of {books.dseq}"
    return f"doors {doors}, waiting {live}, filled {filled}, {lines}, {directives}"
