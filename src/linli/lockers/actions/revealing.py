"""Showing the whole phone number of a meal's owner to the crew, for a reason that is kept."""

from collections.abc import Sequence
from datetime import datetime

from linli.lockers.errors import UnknownDeposit
from linli.lockers.models import Deposit
from linli.people.models import Person
from linli.people.privacy import reveal


def reveal_phone(
    *, by: Person, buildings: Sequence[int], deposit: str, reason: str, now: datetime
) -> str:
    """Return the eleven digits of a meal's owner, and write down who saw them and why.

    Args:
        by: who looks.
        buildings: the places whose cabinets they serve.
        deposit: the meal's code.
        reason: a value of ``AccessReason``.
        now: the instant, aware.

    Raises:
        UnknownDeposit: there is none in these buildings.
        AccessReasonMissing: the reason is none of the list.
        NothingToReveal: no phone was given, or its time is over.
    """
    found = Deposit.objects.filter(code=deposit, building__in=buildings).first()
    if found is None:
        raise UnknownDeposit
    return reveal(found.phone, by=by, reason=reason, subject=f"deposit:{deposit}", now=now)
