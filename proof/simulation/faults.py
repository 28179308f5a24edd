"""Misfortunes that come by themselves, at odd times, until everything is made whole."""

from collections.abc import Callable
from random import Random

from linli.wire.messages import (
    BlockCompartment,
    Configure,
    DirectiveBody,
    HoldDeposit,
    PinKey,
    PutDeposit,
    Size,
)
from proof.simulation.burglars import Burglars
from proof.simulation.mix import DAY_MS, HOUR_MS
from proof.simulation.people import RUBBISH, People
from proof.simulation.site import GRANT_SEALS, Site
from proof.simulation.thieves import Thieves
from proof.simulation.timeline import Story


class Faults:
    """Starts a story for each kind of misfortune that this run knows."""

    def __init__(self, site: Site, people: People) -> None:
        self._site = site
        self._people = people
        self._backup = site.server.books.copy()

    def begin(self) -> None:
        """Let misfortunes come, each at its own rate an hour."""
        mix = self._site.mix
        rates: tuple[tuple[float, Callable[[], object]], ...] = (
            (mix.cuts, self._power_cut),
            (mix.kills, self._kill),
            (mix.partitions, self._partition),
            (mix.forced, self._force),
            (mix.lies, self._lie),
            (mix.silences, self._silence),
            (mix.crashes, self._crash),
            (mix.restores, self._restore),
            (mix.clock_jumps, self._jump),
            (mix.full_disks, self._fill_disk),
            (mix.stale_opens, Thieves(self._site).try_one),
            (mix.burglars, Burglars(self._site).try_one),
            (mix.directives, self._direct),
        )
        for rate, strike in rates:
            if rate:
                self._site.timeline.follow(self._strikes(rate, strike))

    def heal(self) -> None:
        """From now on all works, and says what is so."""
        site = self._site
        site.network.healed = True
        site.network.cut_until_ms = site.server.down_until_ms = 0
        site.edge.disk.full_until_ms = min(site.edge.disk.full_until_ms, site.now_ms)
        site.edge.wall.set()
        for comp in site.world.places:
            self._honest(comp)
        site.edge.start()
        site.edge.reconnected()
        site.server.starts()

    def _strikes(self, rate: float, strike: Callable[[], object]) -> Story:
        site = self._site
        while True:
            yield int(site.chance.expovariate(rate / HOUR_MS)) + 1
            if site.network.healed:
                return
            strike()

    def _power_cut(self) -> None:
        off_ms = _odd_ms(self._site.chance, 500, 1_200_000)
        self._site.edge.power_fails(off_ms)
        for comp in self._site.world.places:
            if self._site.happens(self._site.mix.visits_while_off):
                self._site.timeline.after(self._site.chance.uniform(0, off_ms), self._visit(comp))

    def _visit(self, comp: int) -> Callable[[], None]:
        """Somebody opens a compartment by force, takes what is there, and may leave it open."""

        def comes() -> None:
            site, place = self._site, self._site.world.places[comp]
            if not place.is_open:
                site.counts["doors forced"] += 1
                site.counts["doors forced while off"] += not site.edge.is_on
                site.world.swing(comp, is_open=True)
            if site.happens(0.5):
                site.world.fill(comp, "")
            elif site.happens(0.3) and not place.content:
                site.world.fill(comp, RUBBISH)
            if site.happens(0.5):
                site.world.swing(comp, is_open=False)
            else:
                site.world.lonely(comp)

        return comes

    def _kill(self) -> None:
        self._site.edge.power_fails(self._site.chance.choice([200, 2_000, 20_000]), warm=True)

    def _partition(self) -> None:
        site = self._site
        long_ms = _odd_ms(site.chance, 5_000, 3 * HOUR_MS)
        site.counts["partitions"] += 1
        site.network.cut_until_ms = max(site.network.cut_until_ms, int(site.now_ms + long_ms))
        if site.happens(0.5):
            site.edge.stands = False
        site.timeline.after(long_ms + 1, self._mended)

    def _mended(self) -> None:
        if not self._site.network.is_cut:
            self._site.edge.reconnected()
            self._site.server.bring()

    def _force(self) -> None:
        self._visit(self._site.chance.choice(list(self._site.world.places)))()

    def _lie(self) -> None:
        """A sensor errs for a while: occupancy stuck at a value, or a switch stuck at closed."""
        site = self._site
        comp = site.chance.choice(list(site.world.places))
        place = site.world.places[comp]
        site.counts["sensors lie"] += 1
        if site.happens(0.3):
            place.stuck_shut = True
        else:
            place.lie = site.happens(0.5)
        place.is_doubtful = True
        site.world.says(comp)
        site.timeline.after(_odd_ms(site.chance, 1_000, 600_000), lambda: self._honest(comp))

    def _silence(self) -> None:
        """A compartment's board says nothing for a while; the agent is told so."""
        site = self._site
        comp = site.chance.choice(list(site.world.places))
        site.counts["sensors silent"] += 1
        site.world.places[comp].silent = True
        site.world.says(comp)
        site.timeline.after(_odd_ms(site.chance, 1_000, 600_000), lambda: self._honest(comp))

    def _honest(self, comp: int) -> None:
        place = self._site.world.places[comp]
        if not place.is_honest:
            place.lie, place.stuck_shut, place.silent = None, False, False
            place.honest_ms = self._site.now_ms
            self._site.world.says(comp)

    def _crash(self) -> None:
        self._site.counts["server crashes"] += 1
        self._site.server.crashes()

    def _restore(self) -> None:
        """Set the server back to its last backup, and take the next one some time later."""
        site = self._site
        if site.happens(0.5):
            site.server.restored(self._backup)
        self._backup = site.server.books.copy()

    def _jump(self) -> None:
        """The cabinet's wall clock jumps by days, trusted or not, and is set right later."""
        edge, chance = self._site.edge, self._site.chance
        self._site.counts["clock jumps"] += 1
        edge.wall.set(chance.choice([-3, -1, 1, 3]) * DAY_MS, chance.choice([0, 1, 2]))
        self._site.timeline.after(_odd_ms(chance, 10_000, 1_200_000), self._right_time)

    def _right_time(self) -> None:
        self._site.edge.wall.set()

    def _fill_disk(self) -> None:
        self._site.counts["full disks"] += 1
        full_ms = self._site.chance.choice([1_000, 10_000, 60_000])
        self._site.edge.disk.full_until_ms = self._site.now_ms + full_ms

    def _direct(self) -> None:
        """Somebody at the server gives an order of any kind."""
        site, chance = self._site, self._site.chance
        body = _any_body(site, chance)
        site.counts["directives"] += 1
        site.server.transact_quietly(lambda books: site.server.direct(books, body))


def _any_body(site: Site, chance: Random) -> DirectiveBody:
    deposits = list(site.server.books.deposits) or ["0" * 13]
    deposit = chance.choice(deposits[-8:])
    comp = chance.choice(list(site.world.places))
    mix = site.mix
    bodies: list[DirectiveBody] = [
        HoldDeposit(deposit=deposit, held=True),
        HoldDeposit(deposit=deposit, held=False),
        BlockCompartment(comp=comp, blocked=True, reason="hinge"),
        BlockCompartment(comp=comp, blocked=False, reason=""),
        PutDeposit(deposit=deposit, size=Size.S),
        PinKey(kid=2, public=GRANT_SEALS[2]),
        Configure(
            hold_ms=mix.hold_minutes * 60_000,
            close_ms=30_000,
            sanitise_ms=mix.sanitise_ms + 1_000,
            idle_ms=mix.idle_ms,
        ),
    ]
    return chance.choice(bodies)


def _odd_ms(chance: Random, least: float, most: float) -> float:
    """Return a time that is short more often than long."""
    return float(least * (most / least) ** chance.random())
