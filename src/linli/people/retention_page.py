"""Writes docs/PRIVACY.md from the table: ``python -m linli.people.retention_page``."""

import os
import sys
from datetime import timedelta

from django.utils.translation import gettext, ngettext

from linli.people.retention_rules import PURGE_SAYS, DataClass
from linli.people.retention_table import TABLE

_PAGE = """\
<!-- Written by `python -m linli.people.retention_page > docs/PRIVACY.md`; a test compares. -->
# Personal data: what is kept, what for, how long

Linli serves people who did not choose it. It keeps as little of them as possible, as short as
possible, seen by as few as possible. This page is written from the table in
`src/linli/people/retention_table.py`; whoever is signed in reads the same table under 我的信息.

| 数据 | 在哪里 | 用途 | 依据 | 从何时算 | 期限 | 到期以后 |
|---|---|---|---|---|---|---|
{rows}

- **Sealed.** Names and phones are AES-256-GCM ciphertext, bound to their column and, where a row
  is known before it is written, to their row. Printed they are masked (王**, 138****5678). The
  keys stand in `secrets.json`, never in the database; `linli keys rotate` makes a new one and
  seals everything anew while people go on, `linli keys retire` forgets an old one. A phone is
  found by a keyed hash with a key of its own.
- **Revealed** only with a right at the place, for a reason from a closed list, and with an entry
  in the ledger. Nothing that somebody typed goes into the ledger with a phone number in it.
- **Purged** once an hour, in batches of a few rows. What is in custody stays: a meal that is
  still in its compartment keeps its phone until a day after it was taken out.
- **The ledger** names people by number alone. Once an account is forgotten, nothing says whose
  number it was.
- **Children under 14** have a guardian who consents for them. Nobody's birthday is kept but the
  fourteenth of a child with an account, until thirty days after it. A child without one is kept by
  its guardian's consent alone (`/account/children`): a given name, sealed, and the year of birth,
  gone with the consent; from fourteen on by its own, or it goes after 60 days.
- **Accounts that nobody uses** for two years go, 30 days after their person was warned where a
  phone is held; signing in once keeps them. Source: `docs/decisions/0021`.
- **Exports** need a right and a reason; each file carries a watermark that names its entry in the
  ledger.
- **My data** (`/account/data`): everybody who is signed in sees, corrects and takes along what is
  kept about them, agrees and withdraws, and may ask to be forgotten: 15 days later it is done.
"""


def page() -> str:
    """Return docs/PRIVACY.md as it has to be."""
    return _PAGE.format(rows="\n".join(_row(one) for one in TABLE))


def length(limit: timedelta | None) -> str:
    """Return a time limit in words."""
    if limit is None:
        return gettext("长期")
    if not limit:
        return gettext("立即")
    return ngettext("{days} 天", "{days} 天", limit.days).format(days=limit.days)


def _row(kind: DataClass) -> str:
    where = "、".join(f"`{field}`" for field in kind.fields)
    counted = f"`{kind.counted_from}`" if kind.counted_from else ""
    says = PURGE_SAYS[kind.purge]
    cells = (kind.says, where, kind.purpose, kind.basis.label, counted, length(kind.limit), says)
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.server.settings")
    django.setup()
    sys.stdout.write(page())
