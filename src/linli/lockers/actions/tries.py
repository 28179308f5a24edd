"""Finding a meal by the 8 digits its owner types, with limits against guessing."""

from datetime import datetime, timedelta
from math import ceil

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linli.kernel.codes import same_code
from linli.kernel.errors import LinliError
from linli.ledger.actions import NewEntry, append
from linli.lockers.actions.statements import lock_cabinets
from linli.lockers.enums import DepositState
from linli.lockers.errors import CodeUsed, TooManyWrongCodes, UnknownCabinet, WrongCode
from linli.lockers.models import CodeTries, Deposit, is_live
from linli.lockers.queries.codes import code_of
from linli.lockers.rules import tries as rules
from linli.lockers.rules.tries import Tries
from linli.places.rules import is_code

USED_CODES_KNOWN_FOR = timedelta(hours=24)
"""How long a code that was used is told apart from one that never was."""


def find_by_code(*, cabinet: str, code: str, now: datetime) -> str:
    """Return the deposit in this cabinet whose pickup code was typed.

    Raises:
        UnknownCabinet: no such cabinet.
        WrongCode: no meal here has it; counted, and that survives a restart.
        TooManyWrongCodes: the fifth in a row, or the 60th of the day: no code is looked at.
        CodeUsed: its meal was taken within the last day.
    """
    found, refusal = _look(cabinet, "".join(code.split()), now)
    if refusal is not None:
        raise refusal
    return found


def _look(cabinet: str, code: str, now: datetime) -> tuple[str, LinliError | None]:
    """Count and look in one transaction; a refusal is returned, so that the count stays."""
    with transaction.atomic():
        locked = lock_cabinets([cabinet]).get(cabinet) if is_code(cabinet) else None
        if locked is None:
            return "", UnknownCabinet(cabinet=cabinet)
        row, _new = CodeTries.objects.get_or_create(
            cabinet_id=locked.id, day=timezone.localdate(now)
        )
        tries = Tries(row.wrong, row.in_a_row, row.paused_until)
        if not rules.may_try(tries, now=now):
            return "", TooManyWrongCodes(wait=_wait(tries, now))
        stored = Deposit.objects.filter(is_live(), cabinet=locked.id, state=DepositState.STORED)
        found = _with_code(list(stored.values_list("code", flat=True)), code)
        if found:
            _save(row, rules.after_right(tries))
            return found, None
        used = _used(locked.id, code, now)
        if used is not None:
            return "", used
        tries = rules.after_wrong(tries, now=now)
        _save(row, tries)
        append([_wrong(cabinet, tries, now)])
        if not rules.may_try(tries, now=now):
            return "", TooManyWrongCodes(wait=_wait(tries, now))
        return "", WrongCode(left=rules.left(tries))


def _with_code(deposits: list[str], code: str) -> str:
    """Compare with every one, so that the time taken tells nothing."""
    matching = [one for one in deposits if same_code(code_of(one), code)]
    return matching[0] if len(matching) == 1 else ""


def _used(cabinet_id: int, code: str, now: datetime) -> CodeUsed | None:
    lately = Deposit.objects.filter(
        cabinet=cabinet_id,
        state=DepositState.PICKED,
        ended_at__gte=now - USED_CODES_KNOWN_FOR,
    )
    ended = dict(lately.values_list("code", "ended_at"))
    found = _with_code(list(ended), code)
    if not found:
        return None
    return CodeUsed(at=f"{timezone.localtime(ended[found]):%H:%M}")


def _save(row: CodeTries, tries: Tries) -> None:
    row.wrong, row.in_a_row, row.paused_until = tries.wrong, tries.in_a_row, tries.paused_until
    row.save(update_fields=["wrong", "in_a_row", "paused_until"])


def _wait(tries: Tries, now: datetime) -> str:
    if tries.wrong >= rules.A_DAY_AT_MOST or tries.paused_until is None:
        return _("明天")
    seconds = ceil((tries.paused_until - now).total_seconds())
    return ngettext("{count} 秒", "{count} 秒", seconds).format(count=seconds)


def _wrong(cabinet: str, tries: Tries, now: datetime) -> NewEntry:
    return NewEntry(
        chain=f"cabinet/{cabinet}",
        at=now,
        actor="anyone",
        verb="wrong_code",
        subject=f"cabinet:{cabinet}",
        facts={"today": tries.wrong},
    )
