"""What a company says of itself by its link, and what its secretary makes of that."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from linli.buildings.access.companies import Spokesperson
from linli.buildings.access.matters import Keeper
from linli.buildings.actions.companies import NewCompany, change_company, list_in_public
from linli.buildings.actions.company_facts import NewFact, note_fact, write_of_company
from linli.buildings.actions.company_life import note_need, use_up
from linli.buildings.enums.companies import (
    CompanyState,
    CorrectionState,
    FactKey,
    FactPurpose,
    FactSource,
)
from linli.buildings.errors.companies import (
    CompanyLinkOver,
    CorrectionWaits,
    NothingNew,
    UnknownCorrection,
)
from linli.buildings.models import Company, Correction
from linli.buildings.queries.companies import facts_of
from linli.buildings.rules.facts import SPECS, Value, expiry_of, read_value, written

NAME = ""
"""What a correction of the company's name is about: no fact."""


@transaction.atomic
def correct_fact(speaker: Spokesperson, *, key: FactKey, value: Value, now: datetime) -> None:
    """Let a company say what a fact of it is. The secretary looks before it counts.

    Raises:
        NothingNew: that is known, and holds.
        CorrectionWaits: it has said something of the same fact that nobody has looked at.
        CompanyLinkOver: the link has ended meanwhile.
    """
    company = speaker.company
    if facts_of([company], localdate(now))[company.pk][key].value == value:
        raise NothingNew
    _propose(speaker, key, written(value), now)


@transaction.atomic
def correct_name(speaker: Spokesperson, *, name: str, now: datetime) -> None:
    """Let a company say what it is called.

    Raises:
        NothingNew, CorrectionWaits, CompanyLinkOver: as ``correct_fact``.
    """
    if speaker.company.name == name:
        raise NothingNew
    _propose(speaker, NAME, name, now)


@transaction.atomic
def ask_for(speaker: Spokesperson, *, says: str, now: datetime) -> None:
    """Let a company say what it needs.

    Raises:
        CompanyLinkOver: the link has ended meanwhile.
    """
    _use(speaker, now)
    note_need(speaker.company, says=says, by=None, now=now)


@transaction.atomic
def agree(speaker: Spokesperson, *, agreed: bool, now: datetime) -> None:
    """Let a company agree to stand in the public directory, or not any more.

    Raises:
        CompanyLinkOver: the link has ended meanwhile.
    """
    _use(speaker, now)
    list_in_public(speaker.company, agreed=agreed, by=None, now=now)


@transaction.atomic
def accept_correction(keeper: Keeper, company: Company, *, number: int, now: datetime) -> None:
    """Take over what a company says of itself, as of the day when it said so.

    Raises:
        UnknownCorrection: nothing of this number waits.
        FactOlder: something newer is known by now.
        CompanyThere: another company has that name.
    """
    found = _decided(keeper, company, number, CorrectionState.ACCEPTED, now)
    if found.key == NAME:
        as_now = Company.objects.get(pk=company.pk)
        state = CompanyState(as_now.state)
        new = NewCompany(found.value, as_now.credit_code, as_now.industry, state)
        change_company(keeper, company, new, now=now)
        return
    key, day = FactKey(found.key), localdate(found.said_at)
    fact = NewFact(
        key,
        read_value(key, found.value),
        FactSource.COMPANY,
        day,
        expiry_of(key, day),
        FactPurpose.SERVICE,
        SPECS[key].level,
    )
    note_fact(company, fact, by=keeper.person, now=now)


@transaction.atomic
def refuse_correction(
    keeper: Keeper, company: Company, *, number: int, reason: str, now: datetime
) -> None:
    """Leave things as they are, and tell the company why.

    Raises:
        UnknownCorrection: nothing of this number waits.
    """
    _decided(keeper, company, number, CorrectionState.REFUSED, now, reason)
    write_of_company(company, "correction_refused", by=keeper.person, now=now)


def _propose(speaker: Spokesperson, key: str, value: str, now: datetime) -> None:
    _use(speaker, now)
    try:
        with transaction.atomic():
            Correction.objects.create(
                company=speaker.company,
                contact=speaker.contact,
                key=key,
                value=value,
                said_at=now,
            )
    except IntegrityError as waits:
        raise CorrectionWaits from waits
    write_of_company(speaker.company, "correction_proposed", by=None, now=now)


def _use(speaker: Spokesperson, now: datetime) -> None:
    if not use_up(speaker.link, now=now):
        raise CompanyLinkOver


def _decided(  # who decides what of whom, how, when and why
    keeper: Keeper,
    company: Company,
    number: int,
    state: CorrectionState,
    now: datetime,
    reason: str = "",
) -> Correction:
    rows = Correction.objects.filter(pk=number, company=company, state=CorrectionState.OPEN)
    found = rows.first()
    if found is None or not rows.update(
        state=state, reason=reason, decided_by=keeper.person, decided_at=now
    ):
        raise UnknownCorrection
    return found
