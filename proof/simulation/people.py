"""Couriers, owners and a crew: what they want, and what they do at a door that opens."""

from collections.abc import Generator

from linli.cabinet.inputs import Refusal
from linli.lockers.enums import WAITING, DepositState, DoorState
from linli.wire.messages import BlockCompartment, Purpose, Result, Size, Why
from proof.simulation.errands import AtTheDoor, Errand, Errands
from proof.simulation.mix import HOUR_MS
from proof.simulation.site import Site
from proof.simulation.timeline import Story

LONG_OPEN_MS = 60_000
"""Nobody stands at a door so long; a crew closes it."""

RUBBISH = "rubbish"

_TO_OPEN = frozenset({DoorState.CHECK, DoorState.UNSURE, DoorState.OOS})
_NO_MORE = frozenset({Why.FULL, Why.ALREADY_STORED, Why.CANCELLED})


class People:
    """Everybody on the site. ``is_over``: nobody new comes; ``recalls``: the crew ends all."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self.errands = Errands(site)
        self.is_over = False
        self.recalls = False
        site.world.lonely = self._nobody_is_there

    # --- couriers ----------------------------------------------------------------------------

    def couriers_come(self) -> Story:
        """One after the other, at odd times."""
        site = self._site
        while not self.is_over:
            yield int(site.chance.expovariate(site.mix.couriers / HOUR_MS)) + 1
            site.timeline.follow(self._a_courier())

    def _a_courier(self) -> Story:
        site, chance = self._site, self._site.chance
        begun = site.server.begin(chance.choice([Size.S, Size.S, Size.M, Size.L]))
        if begun is None:
            site.counts["couriers turned away"] += 1
            return
        site.counts["deposits begun"] += 1
        deposit, size = begun
        errand = Errand(Purpose.DEPOSIT, deposit, size)
        for attempt in range(chance.choice([1, 2, 3, 4])):
            if attempt and not site.server.ask_again(deposit):
                return
            is_done = yield from self._tries(errand)
            if is_done:
                return
            yield chance.randint(1_000, 20_000)
        if site.happens(0.5):
            site.server.withdraw(deposit, "cancelled")

    def _tries(self, errand: Errand) -> Generator[int, None, bool]:
        """Ask for a compartment once, and put the meal in; say whether that is the end of it."""
        site, here, why = self._site, AtTheDoor(), Why.NONE
        if site.happens(site.mix.on_site):
            yield from self.errands.shows(here, errand, scans=True)
        else:
            reply = yield from self.errands.asks(here, errand)
            why = Why.NONE if reply is None else reply.why
        if here.comp:
            yield from self._puts_in(here.comp, errand.deposit)
            if site.world.places[here.comp].content == errand.deposit:
                site.timeline.follow(self._an_owner(errand.deposit))
                return True
        if why is Why.FULL:
            site.server.withdraw(errand.deposit, "full")
        return why in _NO_MORE

    def _puts_in(self, comp: int, deposit: str) -> Story:
        site, chance = self._site, self._site.chance
        yield chance.randint(500, 15_000)
        careless = site.mix.careless
        if site.happens(careless):
            yield chance.randint(60_000, 600_000)
        place = site.world.places[comp]
        if not site.happens(careless / 2) and place.is_open and not place.content:
            site.world.fill(comp, deposit)
            site.watch.truth.puts(comp)
            yield chance.randint(100, 5_000)
        self._leaves(comp)

    def _leaves(self, comp: int) -> None:
        if self._site.happens(self._site.mix.careless / 2):
            self._nobody_is_there(comp)
        else:
            self._site.world.swing(comp, is_open=False)

    # --- owners ------------------------------------------------------------------------------

    def _an_owner(self, deposit: str) -> Story:
        """Comes when told, or long after; takes it, or looks and leaves it."""
        site, chance = self._site, self._site.chance
        yield int(chance.expovariate(1 / 300_000)) + 2_000
        for _ in range(chance.choice([1, 3, 6])):
            if deposit in site.watch.ended:
                return
            here = AtTheDoor()
            comp = site.server.may_open(deposit, Purpose.PICKUP)
            if site.happens(site.mix.on_site):
                errand = Errand(Purpose.PICKUP, deposit, Size.S)
                yield from self.errands.shows(here, errand, scans=site.happens(0.3))
            elif comp is not None:
                size = site.server.books.deposits[deposit].size
                yield from self.errands.asks(here, Errand(Purpose.PICKUP, deposit, size, comp))
            if here.comp:
                yield from self.takes_out(here.comp)
            yield chance.randint(2_000, 90_000)

    def takes_out(self, comp: int) -> Story:
        """Take what is in there, or look and leave it; close the door, or not."""
        site, chance = self._site, self._site.chance
        yield chance.randint(500, 10_000)
        if not site.happens(site.mix.careless / 2) and site.world.places[comp].is_open:
            site.watch.truth.takes(comp)
            site.world.fill(comp, "")
            yield chance.randint(100, 5_000)
        self._leaves(comp)

    # --- the crew ----------------------------------------------------------------------------

    def a_crew_walks(self) -> Story:
        """Looks at the board every few minutes and goes where something is wrong."""
        site, chance = self._site, self._site.chance
        while True:
            yield 15_000 if self.recalls else chance.randint(60_000, 300_000)
            for comp, door in list(site.server.books.doors.items()):
                place = site.world.places[comp]
                if self.recalls and place.is_open and site.now_ms - place.moved_ms > LONG_OPEN_MS:
                    site.world.swing(comp, is_open=False)
                    yield 1_000
                if self._is_wanted(comp, door.state, door.deposit):
                    yield from self._opens(comp, door.deposit)

    def _is_wanted(self, comp: int, state: DoorState, deposit: str) -> bool:
        row = self._site.server.books.deposits.get(deposit)
        if state in _TO_OPEN or (row is not None and row.now.held):
            return True
        if not self.recalls:
            return self._site.happens(0.01)
        filled_dirt = state is DoorState.DIRTY and bool(self._site.world.places[comp].content)
        return state is DoorState.OCC or filled_dirt

    def _opens(self, comp: int, deposit: str) -> Story:
        site, chance = self._site, self._site.chance
        here, purpose = AtTheDoor(), Purpose.CLEAR
        if deposit:
            purpose = chance.choice([Purpose.RECALL, Purpose.DISPOSE])
            if site.server.may_open(deposit, purpose) is None:
                return
        size = site.server.books.doors[comp].size
        errand = Errand(purpose, deposit, size, comp)
        if deposit and site.happens(site.mix.on_site / 2):
            shown = yield from self.errands.shows(here, errand, scans=True)
            stands_open = shown.refusal is Refusal.NONE
        else:
            reply = yield from self.errands.asks(here, errand)
            stands_open = reply is not None and reply.result is Result.OK
        if here.comp or (stands_open and site.world.places[comp].is_open):
            yield chance.randint(500, 5_000)
            if not site.happens(site.mix.careless / 2):
                site.watch.truth.finds(comp)
                site.world.fill(comp, "")
                yield chance.randint(100, 5_000)
            site.world.swing(comp, is_open=False)
        yield 2_000
        is_out = site.server.books.doors[comp].state is DoorState.OOS
        if is_out and (self.recalls or site.happens(0.5)):
            body = BlockCompartment(comp=comp, blocked=False, reason="repaired")
            site.server.transact_quietly(lambda books: site.server.direct(books, body))

    # --- nobody ------------------------------------------------------------------------------

    def _nobody_is_there(self, comp: int) -> None:
        self._site.counts["doors left open"] += 1
        self._site.timeline.follow(self._someone_comes_by(comp))

    def _someone_comes_by(self, comp: int) -> Story:
        """Closes a door that stands open, after taking what is in it, or leaving something."""
        site, chance = self._site, self._site.chance
        yield int(chance.expovariate(1 / 120_000)) + 1_000
        if not site.world.places[comp].is_open:
            return
        if site.happens(0.2):
            site.counts["meals taken by others"] += bool(site.world.places[comp].content)
            site.world.fill(comp, "")
        elif site.happens(0.1) and not site.world.places[comp].content:
            site.world.fill(comp, RUBBISH)
        site.world.swing(comp, is_open=False)


def is_all_over(site: Site) -> bool:
    """Say whether every deposit has ended and every compartment is FREE, on both sides."""
    books = site.server.books
    return (
        not books.waiting([*WAITING, DepositState.STORED])
        and all(door.state is DoorState.FREE for door in books.doors.values())
        and all(place.is_empty and not place.is_open for place in site.world.places.values())
        and books.seq == site.edge.memory.seq
        and books.applied_dseq == books.dseq
    )
