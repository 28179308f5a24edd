"""What a noon came to: each order's outcome, the opening times, and whether all is well."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from math import ceil

OUTCOMES = ("PICKED", "RECALLED", "DISPOSED")
"""How a stored meal ends, exactly once. Source: CUSTODY, section 2."""

NOT_ENDED = ("CREATED", "OFFERED", "SENT", "STORED")

TROUBLES_AT_MOST = 20
"""Orders named in the report; the rest are counted in the share."""


@dataclass(slots=True)
class Account:
    """One order as the people lived it; ``taken_by`` is "owner" or "crew", once or not at all.

    ``put`` is how often it was put in, the last time at ``cabinet``.
    """

    recipient: str
    put: int = 0
    cabinet: str = ""
    taken_by: list[str] = field(default_factory=list)
    refused_full: bool = False
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """The end of a noon. Times in milliseconds but for ``seconds``; shares from 0 to 1."""

    orders: int
    stored: int
    picked: int
    recalled: int
    disposed: int
    refused_full: int
    exactly_one_outcome: float
    ledgers_equal: bool
    open_p50_ms: float
    open_p95_ms: float
    open_p99_ms: float
    peak_occupancy: int
    seconds: float
    opens: int
    refusals: dict[str, int]
    retries: int
    server_kills: int
    bus_kills: int
    partitions: int
    silent_boards: int
    power_cuts: int
    messages_lost: int
    tower: str
    seed: int
    speed: float
    troubles: list[str]

    @property
    def is_well(self) -> bool:
        """Whether every order has exactly one outcome and both ledgers are equal."""
        return self.exactly_one_outcome == 1.0 and self.ledgers_equal

    def as_json(self) -> dict[str, object]:
        """Return the figures by name."""
        return asdict(self)


@dataclass(slots=True)
class Diary:
    """What the people write down while the noon lasts."""

    accounts: dict[str, Account] = field(default_factory=dict)
    opens_ms: list[float] = field(default_factory=list)
    refusals: Counter[str] = field(default_factory=Counter)
    standing: int = 0
    peak: int = 0
    done: int = 0
    retries: int = 0
    kills: Counter[str] = field(default_factory=Counter)
    mishaps: Counter[str] = field(default_factory=Counter)

    def of(self, recipient: str) -> Account:
        """Return an order's account; begun when it is first asked for."""
        return self.accounts.setdefault(recipient, Account(recipient))

    def put_in(self, recipient: str, cabinet: str) -> None:
        """A meal is in a compartment of this cabinet."""
        account = self.of(recipient)
        account.put += 1
        account.cabinet = cabinet
        self.standing += 1
        self.peak = max(self.peak, self.standing)

    def taken_out(self, recipient: str, by: str) -> None:
        """A meal was taken: by its owner or by the crew."""
        self.of(recipient).taken_by.append(by)
        self.standing -= 1
        self.done += 1

    def refused(self, recipient: str) -> None:
        """Every cabinet was full, and the courier went away with the meal."""
        self.of(recipient).refused_full = True
        self.done += 1

    def note_retry(self) -> None:
        """Somebody got no answer and asks again."""
        self.retries += 1

    def in_trouble(self, recipient: str, why: str) -> None:
        """Something happened that the report must name; the first reason stays."""
        account = self.of(recipient)
        account.trouble = account.trouble or why


def percentile(values: Sequence[float], share: float) -> float:
    """Return the nearest-rank percentile, 0 where there are no values.

    Args:
        values: in any order.
        share: above 0 and up to 1; 0.95 for p95.
    """
    if not values:
        return 0.0
    return sorted(values)[max(ceil(share * len(values)), 1) - 1]


def what_is_wrong(account: Account, states: Iterable[str], *, seen: bool) -> str:
    """Return why an order has not exactly one outcome; empty where it has.

    Args:
        account: what the people did.
        states: of all the order's deposits, by the server's word.
        seen: whether the people saw the doors, so that their word can be compared.
    """
    states = list(states)
    outcomes = [state for state in states if state in OUTCOMES]
    if account.trouble:
        return account.trouble
    if live := [state for state in states if state in NOT_ENDED]:
        return "not ended: " + ", ".join(live)
    if account.refused_full and not outcomes and account.put == 0:
        return ""
    if len(outcomes) != 1 or account.refused_full:
        return "outcomes: " + (", ".join(outcomes) or "none")
    return _seen_otherwise(account, outcomes[0]) if seen else ""


def _seen_otherwise(account: Account, outcome: str) -> str:
    """Return what the people saw instead of this outcome; empty where they saw the same."""
    by = "owner" if outcome == "PICKED" else "crew"
    if account.put == 1 and account.taken_by == [by]:
        return ""
    return f"{outcome}, but put {account.put} times, taken by {account.taken_by}"


def sum_up(
    diary: Diary,
    states: Mapping[str, Sequence[str]],
    *,
    ledgers_equal: bool,
    seen: bool,
    seconds: float,
    about: Mapping[str, object],
) -> Figures:
    """Return the figures of a noon that has ended.

    Args:
        diary: what the people wrote down, with an account for every order.
        states: the states of each order's deposits, by order number.
        ledgers_equal: whether each cabinet's journal and the server's copy have one head.
        seen: whether the people saw the doors.
        seconds: how long the noon took.
        about: ``tower``, ``seed`` and ``speed``.
    """
    wrong = {
        account.recipient: why
        for account in diary.accounts.values()
        if (why := what_is_wrong(account, states.get(account.recipient, ()), seen=seen))
    }
    ends = Counter(
        state for recipient in diary.accounts for state in set(states.get(recipient, ()))
    )
    orders = len(diary.accounts)
    return Figures(
        orders=orders,
        stored=sum(ends[state] for state in (*OUTCOMES, "STORED")),
        picked=ends["PICKED"],
        recalled=ends["RECALLED"],
        disposed=ends["DISPOSED"],
        refused_full=sum(account.refused_full for account in diary.accounts.values()),
        exactly_one_outcome=(orders - len(wrong)) / orders if orders else 0.0,
        ledgers_equal=ledgers_equal,
        open_p50_ms=round(percentile(diary.opens_ms, 0.50), 1),
        open_p95_ms=round(percentile(diary.opens_ms, 0.95), 1),
        open_p99_ms=round(percentile(diary.opens_ms, 0.99), 1),
        peak_occupancy=diary.peak,
        seconds=round(seconds, 1),
        opens=len(diary.opens_ms),
        refusals=dict(sorted(diary.refusals.items())),
        retries=diary.retries,
        server_kills=diary.kills["server"],
        bus_kills=diary.kills["bus"],
        partitions=diary.mishaps["partition"],
        silent_boards=diary.mishaps["silent_board"],
        power_cuts=diary.mishaps["power_cut"],
        messages_lost=diary.mishaps["message_lost"],
        tower=str(about["tower"]),
        seed=int(str(about["seed"])),
        speed=float(str(about["speed"])),
        troubles=[f"{recipient}: {why}" for recipient, why in wrong.items()][:TROUBLES_AT_MOST],
    )
