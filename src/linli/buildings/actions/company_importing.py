"""Taking a table of companies in: tried first, then all of it or nothing."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import override

from linli.buildings.access.matters import Keeper
from linli.buildings.actions.companies import NewTenancy, put_tenancy
from linli.buildings.actions.company_facts import NewFact, put_fact
from linli.buildings.actions.entries import lock, write_down
from linli.buildings.enums.companies import FactPurpose, FactSource
from linli.buildings.errors.company_table import TableOutdated
from linli.buildings.models import Company
from linli.buildings.queries.company_table import WORDS_OF_TABLES, known_and_free
from linli.buildings.rules.company_import import Step, TablePlan, plan_table
from linli.buildings.rules.company_table import read_lines
from linli.buildings.rules.facts import SPECS, expiry_of
from linli.people.actions import name_in_ledger
from linli.places.actions.importing import draft_of, drop_draft, has_draft, keep_draft
from linli.places.errors import SheetRefused
from linli.places.sheets import read_sheet


@dataclass(frozen=True, slots=True)
class ImportedCompanies:
    """What a table did."""

    added: int
    changed: int
    unchanged: int


def keep_table(keeper: Keeper, content: bytes, *, now: datetime) -> None:
    """Keep a table that was uploaded, in place of the one before; good for an hour.

    Raises:
        SheetTooLarge, SheetUnreadable: see ``places.sheets.read_sheet``.
        SheetHeadUnknown, SheetEmpty: nothing can be said of its rows.
    """
    _plan(keeper, content, now)
    keep_draft(content, actor=_draft(keeper), now=now)


def has_table(keeper: Keeper, *, now: datetime) -> bool:
    """Tell whether the keeper has uploaded a table for this building within the hour."""
    return has_draft(actor=_draft(keeper), now=now)


def try_table(keeper: Keeper, *, now: datetime) -> TablePlan:
    """Return what the table would do now. Nothing is written.

    Raises:
        ImportGone: there is none, or it is older than an hour.
    """
    return _plan(keeper, draft_of(actor=_draft(keeper), now=now), now)


@transaction.atomic
def import_table(keeper: Keeper, *, digest: str, now: datetime) -> ImportedCompanies:
    """Do what the table would do: all of it, in one transaction with one entry.

    Done twice it changes nothing the second time. What it tells of companies comes from a
    table, for service, and is read by whom the list of facts says.

    Args:
        keeper: whose upload, and who does it.
        digest: of the plan that was shown, so that nothing else is done than what was seen.
        now: the instant, aware.

    Raises:
        ImportGone: there is no upload.
        SheetRefused: rows cannot be taken in.
        TableOutdated: it would do something else by now than what was shown.
    """
    lock(keeper.committee)
    content = draft_of(actor=_draft(keeper), now=now)
    plan = _plan(keeper, content, now)
    if plan.refused:
        raise SheetRefused(count=len(plan.refused))
    if plan.digest != digest:
        raise TableOutdated
    for step in plan.steps:
        _take(keeper, step, now)
    done = ImportedCompanies(len(plan.added), len(plan.changed), plan.unchanged)
    drop_draft(actor=_draft(keeper))
    if plan.steps:
        facts: dict[str, str | int] = {
            "added": done.added,
            "changed": done.changed,
            "file": sha256(content).hexdigest(),
        }
        by = name_in_ledger(keeper.person)
        write_down(keeper.committee, "companies_imported", by=by, now=now, facts=facts)
    return done


def _plan(keeper: Keeper, content: bytes, now: datetime) -> TablePlan:
    today = localdate(now)
    known, free = known_and_free(keeper.committee, today=today)
    with override(WORDS_OF_TABLES):
        lines, refused = read_lines(read_sheet(content, days=True), today=today)
    return plan_table(lines, refused, known, free)


def _take(keeper: Keeper, step: Step, now: datetime) -> None:
    company, _is_new = Company.objects.get_or_create(
        committee=keeper.committee, name=step.name, defaults={"noted_at": now}
    )
    told = {"credit_code": step.code, "industry": step.industry}
    told = {field: value for field, value in told.items() if value}
    if told:
        Company.objects.filter(pk=company.pk).update(**told)
    if step.sits is not None:
        sits = step.sits
        new = NewTenancy(sits.floor, sits.area, sits.begins_on, sits.ends_on)
        put_tenancy(keeper, company, new, now=now)
    for key, value in step.facts:
        assert step.as_of is not None, "a row with facts says of which day"
        fact = NewFact(
            key,
            value,
            FactSource.TABLE,
            step.as_of,
            expiry_of(key, step.as_of),
            FactPurpose.SERVICE,
            SPECS[key].level,
        )
        put_fact(company, fact, by=keeper.person, now=now)


def _draft(keeper: Keeper) -> str:
    """Return under which name the keeper's upload for this building is kept."""
    return f"companies {keeper.committee.pk} {keeper.person.pk}"
