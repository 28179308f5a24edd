"""The mutants as a part of ``python -m proof``."""

from proof.mutants.running import LONG_SEEDS, SEEDS, fates
from proof.report import Report


def mutants(*, short: bool) -> Report:
    """Kill every mutant, or say which survived."""
    report = Report()
    found = fates(seeds=SEEDS if short else LONG_SEEDS)
    for fate in found:
        if fate.error:
            report.say(f"{fate.mutant.name}: {fate.error}", ok=False)
        elif fate.failure:
            report.say(f"{fate.mutant.name}: killed by seed {fate.seeds}, {fate.failure[:90]}")
        else:
            report.say(f"{fate.mutant.name}: survived {fate.seeds} seeds", ok=False)
    killed = sum(fate.is_killed for fate in found)
    report.say(f"{killed} of {len(found)} mutants killed", ok=killed == len(found))
    return report
