"""The crew says what it found behind a door; the cabinet's word stays as it is."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from linli.ledger.actions import NewEntry, append
from linli.lockers.actions.reporting import follow_orders
from linli.lockers.actions.statements import lock_cabinets
from linli.lockers.crew_errors import FindingGiven, FindingNotAsked
from linli.lockers.enums import FindingKind
from linli.lockers.errors import UnknownCabinet
from linli.lockers.models import Deposit, Finding
from linli.lockers.queries.findings import Question, question_at
from linli.lockers.queries.history import building_of_cabinet
from linli.lockers.rules.findings import outcome_of
from linli.lockers.rules.lifecycle import DepositNow


@transaction.atomic
def say_found(  # noqa: PLR0913  # who, where, of which meal, what: each is a fact of the ledger
    *,
    actor: str,
    buildings: Sequence[int],
    cabinet: str,
    comp: int,
    deposit: str,
    found: FindingKind,
    now: datetime,
) -> None:
    """Say of one meal whether it was behind the door that the crew has just opened, once.

    The same said again changes nothing. Platforms are told where it makes another outcome.

    Raises:
        UnknownCabinet: none at these buildings.
        FindingNotAsked: nobody asks.
        FindingGiven: somebody said the opposite.
    """
    if building_of_cabinet(cabinet) not in buildings:
        raise UnknownCabinet(cabinet=cabinet[:16])
    lock_cabinets([cabinet])
    asked = question_at(cabinet, comp, now=now)
    if asked is None or asked.deposit != deposit:
        raise FindingNotAsked
    if asked.found is not None:
        if asked.found != found:
            raise FindingGiven(found=asked.found.label)
        return
    outcome = outcome_of(asked.state, found, asked.ending)
    Finding.objects.create(deposit_id=asked.id, found=found, outcome=outcome, made_at=now)
    facts = {"comp": comp, "found": found.value, "was": asked.state.value, "outcome": outcome.value}
    append([NewEntry(f"cabinet/{cabinet}", now, actor, "crew_found", f"deposit:{deposit}", facts)])
    if outcome != asked.state and _is_its_orders_last(asked):
        follow_orders({deposit: DepositNow(outcome)}, (), now=now)


def _is_its_orders_last(asked: Question) -> bool:
    """Whether no other meal was put in for the same order since: then that one is the order's."""
    order = Deposit.objects.values_list("platform_order", flat=True).get(pk=asked.id)
    return not Deposit.objects.filter(platform_order=order, pk__gt=asked.id).exists()
