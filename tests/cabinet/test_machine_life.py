"""Long lives of a cabinet by chance, in which everything that can happen does."""

from collections.abc import Callable
from random import Random

from msgspec import Struct
from tests.cabinet.custody import Custody
from tests.cabinet.reader import reached
from tests.cabinet.reality import AS_IT_SHOULD_BE, Cut, Odd

from linli.cabinet.inputs import Typed
from linli.wire.messages import (
    BlockCompartment,
    CancelDeposit,
    EventType,
    HoldDeposit,
    Purpose,
    Result,
    Size,
    State,
    Why,
)

LIVES, EVENTS = 30, 300


class Chance(Struct):
    """What chance brings to one cabinet; ``deposits`` counts those that were ever sent."""

    random: Random
    deposits: int = 0

    def cut(self) -> Cut:
        """The power goes one time in thirty."""
        cuts: tuple[Cut, ...] = ("before the commit", "after the commit", "after the pulse")
        return self.random.choice(cuts) if self.random.random() < 1 / 30 else ""

    def odd(self) -> Odd:
        """One act in ten is odd."""
        odd = (Odd(age_ms=5_001), Odd(again="cid"), Odd(again="grant"), Odd(wrong={"cabinet": 8}))
        return self.random.choice(odd) if self.random.random() < 1 / 10 else AS_IT_SHOULD_BE

    def deposit(self) -> str:
        """A new one, or one of the last three."""
        if self.random.random() < 1 / 2:
            self.deposits += 1
        return f"{max(1, self.deposits - self.random.choice([0, 0, 1, 2])):013d}"


def courier(world: Custody, chance: Chance) -> None:
    size = chance.random.choice(list(Size))
    world.ask(Purpose.DEPOSIT, chance.deposit(), size=size, odd=chance.odd(), cut=chance.cut())


def owner(world: Custody, chance: Chance) -> None:
    comp = chance.random.choice([1, 2, 3])
    deposit = world.bound[comp] or chance.deposit()
    world.ask(Purpose.PICKUP, deposit, odd=chance.odd(), cut=chance.cut())


def crew(world: Custody, chance: Chance) -> None:
    comp = chance.random.choice([0, 1, 2, 3])
    purpose = chance.random.choice([Purpose.RECALL, Purpose.DISPOSE, Purpose.CLEAR])
    world.ask(purpose, world.bound.get(comp, ""), comp=comp, odd=chance.odd(), cut=chance.cut())


def door(world: Custody, chance: Chance) -> None:
    """Let a released door open, nine times in ten."""
    for comp, there in world.there.items():
        if there.released and not there.is_open and chance.random.random() < 9 / 10:
            world.swing(comp, is_open=True)


def hand(world: Custody, chance: Chance) -> None:
    """Let whoever stands before an open door put in or take out, and close it."""
    for comp, there in world.there.items():
        if there.is_open and chance.random.random() < 3 / 4:
            there.content = chance.random.choice(["", world.bound[comp]])
            world.tell(comp)
            world.swing(comp, is_open=False)


def force(world: Custody, chance: Chance) -> None:
    comp = chance.random.choice([1, 2, 3])
    if not world.there[comp].is_open:
        world.swing(comp, is_open=True)


def server(world: Custody, chance: Chance) -> None:
    comp = chance.random.choice([1, 2, 3])
    deposit = world.bound[comp] or chance.deposit()
    bodies = (
        CancelDeposit(deposit=deposit, why="expired"),
        HoldDeposit(deposit=deposit, held=chance.random.random() < 1 / 2),
        BlockCompartment(comp=comp, blocked=chance.random.random() < 1 / 4, reason="hinge"),
    )
    world.direct(chance.random.choice(bodies), chance.random.choice([0, 1, 1, 1]), chance.cut())


def crews_round(world: Custody, chance: Chance) -> None:
    """Empty what needs looking into."""
    for comp, state in list(world.states.items()):
        if state in {State.CHECK, State.OOS}:
            world.a_crew_empties(comp, chance.random.choice([Purpose.RECALL, Purpose.DISPOSE]))


def warmth(world: Custody, chance: Chance) -> None:
    """The zone is as it is, mostly hot; one time in eight the thermometer is silent."""
    celsius = chance.random.choice([20.0, 50.0, 59.9, 60.0, 62.0, 64.0, 70.0, 76.0])
    world.is_warm(celsius, told=chance.random.random() < 7 / 8)


def cold_spell(world: Custody, _chance: Chance) -> None:
    """For a quarter of an hour, and then it is hot again."""
    for _ in range(36):
        world.is_warm(50.0)
        world.time_passes(25_000)
    world.is_warm(64.0)


def silence(world: Custody, chance: Chance) -> None:
    comp = chance.random.choice([1, 2, 3])
    world.falls_silent(comp, silent=not world.there[comp].silent)
    world.hears_board("left", silent=chance.random.random() < 1 / 2)


def guesser(world: Custody, _chance: Chance) -> None:
    for _ in range(6):
        world.happens(Typed("12345678"))


def power(world: Custody, _chance: Chance) -> None:
    world.power_cut()


def time(world: Custody, chance: Chance) -> None:
    world.time_passes(chance.random.choice([100, 100, 500, 1_000, 2_000, 6_000]))


WEIGHTS: dict[Callable[[Custody, Chance], None], int] = {
    courier: 20,
    owner: 14,
    crew: 3,
    door: 36,
    hand: 24,
    time: 26,
    server: 6,
    crews_round: 3,
    force: 1,
    warmth: 8,
    cold_spell: 1,
    silence: 1,
    guesser: 1,
    power: 1,
}


def test_in_long_lives_custody_holds_and_everything_is_reached() -> None:
    reached.clear()

    for seed in range(LIVES):
        world = Custody()
        chance = Chance(Random(seed))  # noqa: S311  # not a secret: the same life again
        for one in chance.random.choices(list(WEIGHTS), list(WEIGHTS.values()), k=EVENTS):
            one(world, chance)
            world.always()
        world.teardown()

    possible = (*EventType, *State, *Result, *Why)
    missed = [one for one in possible if not reached[one]]
    assert missed == [], "a world in which this never happens proves nothing about it"
    assert reached[EventType.PICKED] > LIVES
