"""The simulation as a part of ``python -m proof``."""

from proof.report import Report
from proof.simulation.many import Sums, run_many, write_failures

GOALS = (
    "PICKED",
    "RECALLED",
    "DISPOSED",
    "CANCELLED",
    "NEVER_ARRIVED",
    "UNSURE with a meal",
    "FREE after PICKED",
    "OOS",
    "CHECK",
    "NOT_TAKEN",
    "HOLD_EXPIRED",
    "FORCED",
)
"""What must have come about in a run of many seeds: else that nothing went wrong says nothing."""

SHORT_SEEDS, LONG_SEEDS, PROCESSES = 2_000, 100_000, 2


def simulation(*, short: bool) -> Report:
    """Run many seeds; keep a file of each in which an invariant did not hold."""
    sums, report = Sums(), Report()
    for outcome in run_many(range(SHORT_SEEDS if short else LONG_SEEDS), PROCESSES):
        sums.add(outcome)
    write_failures(sums.failures)
    for line in sums.lines():
        report.say(line)
    missed = [goal for goal in GOALS if not sums.reached[goal]]
    report.say(f"goals not reached: {', '.join(missed) or 'none'}", ok=not missed)
    report.say(f"violations: {len(sums.failures)}", ok=not sums.failures)
    return report
