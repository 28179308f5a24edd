"""A month on paper leaves the house: with a right and a reason, its hash in the ledger."""

from datetime import datetime
from random import Random

from django.db import transaction

from linli.lockers.queries.monthly import Month
from linli.web.exports import Taker, take_out


@transaction.atomic
def report_month(month: Month, taker: Taker, *, chance: Random, now: datetime) -> tuple[str, str]:
    """Write down that a month was reported, and by which hash; return its mark, short and long.

    Raises:
        GrantMissing, ExportReasonMissing: as ``take_out``.
    """
    facts: dict[str, str | int] = {
        "table": "month",
        "month": f"{month.first:%Y-%m}",
        "days": len(month.days),
        "format": "pdf",
        "digest": month.digest,
    }
    return take_out(facts, taker, chance=chance, now=now)
