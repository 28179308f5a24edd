"""How the back office is told what to show of a table."""

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Shown:
    """One table: its name, the columns of its list, what an opened row shows besides.

    ``found_by`` is a column with an index, for a whole value to be looked up in. ``whose`` is
    how the ledger names whom an opened row is about, filled in from the row; such a row is
    opened for a reason, and that is written down. Without it a row is about nobody.
    """

    says: Promise
    listed: tuple[str, ...]
    more: tuple[str, ...] = ()
    found_by: str = ""
    whose: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """Everything an opened row shows."""
        return self.listed + self.more
