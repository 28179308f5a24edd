"""Whether a server that finds this disk after a power cut holds all that it had acknowledged."""

import json
from collections.abc import Sequence
from pathlib import Path

import django
from django.db import DatabaseError, connection

django.setup()

from linli.ledger.models import Entry  # noqa: E402  # models need Django set up
from linli.ledger.queries import find_damage  # noqa: E402
from linli.lockers.enums import DepositState  # noqa: E402
from linli.lockers.models import Cabinet, Deposit, JournalLine  # noqa: E402
from linli.lockers.queries.verifying import find_journal_damage  # noqa: E402
from proof.cuts import BrokenError, Check, LostError  # noqa: E402

DATABASE = "linli.sqlite3"

_AFTER = {"DEPOSITED": DepositState.STORED, "PICKED": DepositState.PICKED}
"""What lines of this noon make of a deposit."""


def check_server(promises: Path) -> Check:
    """Return the check of a server's images: ``promises`` holds what was acknowledged when.

    The image must pass SQLite's own check, ledger and journals must verify, each chain and each
    cabinet must have got at least as far as was promised, with the same hashes, and every
    deposit must be what the lines say: lines and deposits come in one transaction or not.
    """
    notes = [json.loads(line) for line in promises.read_text(encoding="ascii").splitlines()]

    def check(folder: Path, promised: int) -> None:
        connection.close()
        connection.settings_dict["NAME"] = str(folder / DATABASE)
        try:
            _must_be_whole()
            _must_agree()
            if promised:
                _must_hold(notes[promised - 1])
        except DatabaseError as malformed:
            raise BrokenError(str(malformed)) from malformed
        finally:
            connection.close()

    return check


def _must_be_whole() -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        answers = [row[0] for row in cursor.fetchall()]
        cursor.execute("PRAGMA foreign_key_check")
        answers += [f"no parent in {row[0]}" for row in cursor.fetchall()]
    if answers != ["ok"]:
        raise BrokenError(answers)
    damage = [*find_damage().damage, *find_journal_damage().damage]
    if damage:
        raise BrokenError(damage)


def _must_agree() -> None:
    """Lines, deposits and the ledger's anchors of one batch come together."""
    states: dict[str, DepositState] = {}
    for text in JournalLine.objects.order_by("pk").values_list("line", flat=True):
        line = json.loads(text)
        if line["type"] in _AFTER:
            states[line["deposit"]] = _AFTER[line["type"]]
    stored = dict(Deposit.objects.exclude(state=DepositState.SENT).values_list("code", "state"))
    if stored != states:
        msg = f"deposits {stored}, lines {states}"
        raise BrokenError(msg)
    for code, seq in Cabinet.objects.values_list("code", "applied_seq"):
        facts = _facts(code)
        if max((int(one["upto"]) for one in facts), default=0) != seq:
            msg = f"{code} is at {seq}, the ledger is not"
            raise BrokenError(msg)


def _facts(code: str) -> list[dict[str, str]]:
    entries = Entry.objects.filter(chain__name=f"cabinet/{code}", verb="journal_applied")
    return [json.loads(facts) for facts in entries.values_list("facts", flat=True)]


def _must_hold(note: dict[str, Sequence[tuple[str, int, str]]]) -> None:
    for code, seq, head in note["cabinets"]:
        line = JournalLine.objects.filter(cabinet__code=code, seq=seq, hash=head)
        if seq and not line.exists():
            msg = f"{code}: line {seq} was acknowledged"
            raise LostError(msg)
    for name, seq, head in note["chains"]:
        if seq and not Entry.objects.filter(chain__name=name, seq=seq, hash=head).exists():
            msg = f"{name}: entry {seq} was written"
            raise LostError(msg)
