"""Which misfortunes a run knows, and how often: drawn from its seed, or kept beside it."""

from random import Random

from msgspec import Struct

DAY_MS = 86_400_000
HOUR_MS = 3_600_000


class Mix(Struct, frozen=True, forbid_unknown_fields=True):
    """The rates of one run. Shares are from 0 to 1; rates are times an hour.

    ``minutes`` is how long there are misfortunes, before everything is made whole again.
    ``sensorless`` compartments have neither occupancy sensor nor lamp; ``epilogue`` is what
    is tried after the end.
    """

    minutes: int = 60
    compartments: int = 4
    sensorless: int = 0
    heated: bool = False
    hold_minutes: int = 20
    idle_ms: int = 1_000
    sanitise_ms: int = 20_000
    couriers: float = 20.0
    loss: float = 0.0
    duplicates: float = 0.0
    slow: float = 0.0
    slowest_ms: int = 300_000
    partitions: float = 0.0
    cuts: float = 0.0
    cuts_at_commit: float = 0.0
    cuts_at_pulse: float = 0.0
    kills: float = 0.0
    jams: float = 0.0
    slow_latches: float = 0.0
    silent_locks: float = 0.0
    forced: float = 0.0
    visits_while_off: float = 0.0
    lies: float = 0.0
    silences: float = 0.0
    careless: float = 0.0
    stale_opens: float = 0.0
    burglars: float = 0.0
    crashes: float = 0.0
    crashes_in_transactions: float = 0.0
    restores: float = 0.0
    clock_jumps: float = 0.0
    full_disks: float = 0.0
    busy: float = 0.0
    slow_disk: float = 0.0
    runaways: float = 0.0
    on_site: float = 0.0
    directives: float = 0.0
    epilogue: str = ""


def draw(seed: int) -> Mix:
    """Return the misfortunes of this seed: each kind is there or not, so that few mask another."""
    chance = Random(seed)  # noqa: S311  # a seed must give the same run each time

    def some(most: float, share: float = 0.5) -> float:
        return round(chance.uniform(0, most), 4) if chance.random() < share else 0.0

    return Mix(
        minutes=chance.choice([8, 10, 15, 30]),
        compartments=chance.choice([2, 3, 4, 4, 6]),
        sensorless=chance.choice([0, 0, 0, 1]),
        heated=chance.random() < 0.3,  # noqa: PLR2004  # one in three or so
        hold_minutes=chance.choice([3, 10, 30, 120]),
        idle_ms=chance.choice([0, 1_000, 10_000]),
        sanitise_ms=chance.choice([5_000, 20_000, 60_000]),
        couriers=chance.choice([20.0, 40.0, 60.0]),
        loss=some(0.5),
        duplicates=some(0.2),
        slow=some(0.3),
        slowest_ms=chance.choice([2_000, 8_000, 60_000, 300_000]),
        partitions=some(6, 0.4),
        cuts=some(30),
        cuts_at_commit=some(0.05, 0.4),
        cuts_at_pulse=some(0.3, 0.4),
        kills=some(15, 0.4),
        jams=some(0.4),
        slow_latches=some(0.4),
        silent_locks=some(0.2, 0.3),
        forced=some(20),
        visits_while_off=some(0.5),
        lies=some(8, 0.3),
        silences=some(12, 0.3),
        careless=some(0.4),
        stale_opens=some(120, 0.8),
        burglars=some(30, 0.4),
        crashes=some(10, 0.4),
        crashes_in_transactions=some(0.2, 0.4),
        restores=some(3, 0.3),
        clock_jumps=some(6, 0.4),
        full_disks=some(6, 0.2),
        busy=some(0.1, 0.3),
        slow_disk=some(0.2, 0.4),
        runaways=some(0.1, 0.5),
        on_site=some(0.6, 0.6),
        directives=some(20, 0.4),
        epilogue=chance.choice(["", "", "", "", "server dead", "old image", "old image, no hello"]),
    )
