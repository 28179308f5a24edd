"""All mutants, and what is none."""

from proof.mutants.at_the_cabinet import (
    LIGHT_AND_HEAT,
    WHAT_NOBODY_WATCHED,
    WHERE_THE_MEAL_IS,
    WHO_MAY_OPEN,
)
from proof.mutants.between_both import (
    BETWEEN_THE_TWO,
    WHAT_IS_DURABLE,
    WHAT_THE_SERVER_BELIEVES,
)
from proof.mutants.mutant import MACHINE, one_place

NO_MUTANTS = (
    one_place(
        "nothing is changed",
        f"{MACHINE}.ticking",
        "now_ms - issued_ms <= TICK_LIVES_MS",
        "TICK_LIVES_MS >= now_ms - issued_ms",
    ),
    one_place("out of date", f"{MACHINE}.ticking", "what no longer stands there", ""),
)
"""By which the proof itself is tried: what changes nothing survives, what is gone is an error."""

MUTANTS = (
    *WHO_MAY_OPEN,
    *WHERE_THE_MEAL_IS,
    *WHAT_NOBODY_WATCHED,
    *LIGHT_AND_HEAT,
    *WHAT_IS_DURABLE,
    *BETWEEN_THE_TWO,
    *WHAT_THE_SERVER_BELIEVES,
)
