"""The installation's sealing keys: a new one, everything sealed anew, the old one retired."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from linli.people.sealing_rotation import Resealed, note_key, reseal_all, rows_by_key
from linli.server.key_errors import KeyStillNeeded, NewestKey, NewKeyTooYoung, NoSuchKey
from linli.server.secrets import add_sealing_key, drop_sealing_key, load_or_make

SETTLED_AFTER = timedelta(minutes=10)
"""No request runs so long: what was sealed before the newer key was made is written by then."""


@dataclass(frozen=True, slots=True)
class KeyState:
    """One key; ``made_at`` is empty for the first."""

    number: int
    made_at: str
    rows: int
    is_newest: bool


def states(data: Path) -> list[KeyState]:
    """Return every key, and how much is sealed with it."""
    rows = rows_by_key()
    kept = load_or_make(data).sealing_keys
    newest = max(one.id for one in kept)
    return [KeyState(one.id, one.made_at, rows.get(one.id, 0), one.id == newest) for one in kept]


def rotate(data: Path, *, now: datetime) -> Iterator[Resealed]:
    """Make a new key and seal everything with it; cut off, ``reseal_all`` does the rest."""
    note_key(add_sealing_key(data, now=now), "key_made", now=now)
    yield from reseal_all(now=now)


def retire(data: Path, number: int, *, now: datetime) -> None:
    """Forget an old key that nothing is sealed with any more.

    Backups from before keep what they hold: their own copy of the secrets opens it.

    Raises:
        NoSuchKey: there is none with this number.
        NewestKey: it is the one in use.
        NewKeyTooYoung: the newest was made less than ten minutes ago.
        KeyStillNeeded: something is sealed with it.
    """
    known = {one.number: one for one in states(data)}
    found = known.get(number)
    if found is None:
        raise NoSuchKey(key=number)
    if found.is_newest:
        raise NewestKey(key=number)
    ready = datetime.fromisoformat(known[max(known)].made_at) + SETTLED_AFTER
    if now < ready:
        raise NewKeyTooYoung(minutes=-(-(ready - now) // timedelta(minutes=1)))
    if found.rows:
        raise KeyStillNeeded(key=number, rows=found.rows)
    drop_sealing_key(data, number)
    note_key(number, "key_retired", now=now)
