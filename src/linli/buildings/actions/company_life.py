"""Who speaks for a company, by which link, what it needs, and who visited it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.timezone import localdate

from linli.buildings.access.matters import Keeper
from linli.buildings.actions.company_facts import write_of_company
from linli.buildings.actions.entries import lock
from linli.buildings.enums.companies import ContactRole, NeedState
from linli.buildings.errors.companies import UnknownContact, UnknownNeed, VisitFromTomorrow
from linli.buildings.models import Company, CompanyLink, Contact, Need, Visit
from linli.people.models import Person
from linli.people.privacy import reveal
from linli.people.sealing import Sealed, blind_index

ONCE_LIVES = timedelta(days=14)
"""A link for once: two weeks in which somebody finds five minutes."""

LINK_LIVES = timedelta(days=366)
"""A lasting link: a year and a day; whoever is contact for longer is asked again."""


@dataclass(frozen=True, slots=True)
class NewContact:
    """Who speaks for a company, with phone or mail or both; who agreed to be kept, today."""

    code: str
    name: str
    phone: str
    mail: str
    role: ContactRole


@transaction.atomic
def add_contact(keeper: Keeper, company: Company, new: NewContact, *, now: datetime) -> Contact:
    """Keep a contact of a company. The ledger says what they are there, and nothing of them."""
    made = Contact.objects.create(
        company=company,
        code=new.code,
        name=new.name,
        phone=new.phone or None,
        mail=new.mail or None,
        phone_index=blind_index(new.phone) if new.phone else "",
        role=new.role,
        agreed_on=localdate(now),
    )
    _write(keeper, company, "contact_added", now, {"role": new.role.value})
    return made


@transaction.atomic
def let_contact_go(keeper: Keeper, contact: Contact, *, now: datetime) -> None:
    """End that somebody speaks for a company, and their links; the purge blanks them.

    Raises:
        UnknownContact: they do not any more.
    """
    if not Contact.objects.filter(pk=contact.pk, left_at=None).update(left_at=now):
        raise UnknownContact
    CompanyLink.objects.filter(contact=contact, ended_at=None).update(ended_at=now)
    _write(keeper, contact.company, "contact_left", now, {"role": str(contact.role)})


def show_contact(keeper: Keeper, contact: Contact, *, what: str, reason: str, now: datetime) -> str:
    """Return a contact's ``name``, ``phone`` or ``mail`` whole, and write down who saw it, and why.

    Raises:
        UnknownContact: nothing else is kept of a contact.
        AccessReasonMissing, NothingToReveal: as ``privacy.reveal``.
    """
    sealed = part_of(contact, what)
    subject = f"contact:{contact.pk}"
    return reveal(sealed, by=keeper.person, reason=reason, subject=subject, now=now)


def part_of(contact: Contact, what: str) -> Sealed | None:
    """Return what is kept of a contact under a name, masked.

    Raises:
        UnknownContact: nothing is.
    """
    parts: dict[str, Sealed | None] = {
        "name": contact.name,
        "phone": contact.phone,
        "mail": contact.mail,
    }
    if what not in parts:
        raise UnknownContact
    return parts[what]


@transaction.atomic
def make_link(
    keeper: Keeper, contact: Contact, *, code: str, is_once: bool, now: datetime
) -> CompanyLink:
    """Make a link for a contact, in place of those that they had.

    Raises:
        UnknownContact: they do not speak for the company any more.
    """
    lock(keeper.committee)
    if not Contact.objects.filter(pk=contact.pk, left_at=None).exists():
        raise UnknownContact
    CompanyLink.objects.filter(contact=contact, ended_at=None).update(ended_at=now)
    made = CompanyLink.objects.create(
        contact=contact,
        code=code,
        is_once=is_once,
        made_by=keeper.person,
        made_at=now,
        ends_at=now + (ONCE_LIVES if is_once else LINK_LIVES),
    )
    _write(keeper, contact.company, "company_link_made", now, {"until": made.ends_at.isoformat()})
    return made


@transaction.atomic
def revoke_links(keeper: Keeper, contact: Contact, *, now: datetime) -> None:
    """End all links of a contact.

    Raises:
        UnknownContact: they have none that stands.
    """
    standing = CompanyLink.objects.filter(contact=contact, ended_at=None, ends_at__gt=now)
    if not standing.update(ended_at=now):
        raise UnknownContact
    _write(keeper, contact.company, "company_link_revoked", now)


def use_up(link: CompanyLink, *, now: datetime) -> bool:
    """End a link that is for once; False where it has ended meanwhile."""
    standing = CompanyLink.objects.filter(pk=link.pk, ended_at=None, ends_at__gt=now)
    if link.is_once:
        return standing.update(ended_at=now) > 0
    return standing.exists()


@transaction.atomic
def note_need(company: Company, *, says: str, by: Person | None, now: datetime) -> Need:
    """Note what a company needs; ``by`` is None where it says so itself."""
    made = Need.objects.create(company=company, says=says, raised_at=now, by=by)
    write_of_company(company, "need_noted", by=by, now=now)
    return made


@transaction.atomic
def answer_need(keeper: Keeper, company: Company, *, need: int, says: str, now: datetime) -> None:
    """Answer what a company needs.

    Raises:
        UnknownNeed: it is none of the company's, or answered.
    """
    found = Need.objects.filter(pk=need, company=company, state=NeedState.OPEN)
    if not found.update(state=NeedState.ANSWERED, answer=says, answered_at=now):
        raise UnknownNeed
    _write(keeper, company, "need_answered", now)


@dataclass(frozen=True, slots=True)
class NewVisit:
    """When somebody was there, what was said, and what comes next until when."""

    on: date
    says: str
    next_says: str
    next_on: date | None


@transaction.atomic
def note_visit(keeper: Keeper, company: Company, new: NewVisit, *, now: datetime) -> Visit:
    """Note that the keeper visited a company.

    Raises:
        VisitFromTomorrow: it is to come, or what comes next comes before it.
    """
    if new.on > localdate(now) or (new.next_on is not None and new.next_on < new.on):
        raise VisitFromTomorrow
    made = Visit.objects.create(
        company=company,
        on=new.on,
        by=keeper.person,
        says=new.says,
        next_says=new.next_says,
        next_on=new.next_on,
        noted_at=now,
    )
    _write(keeper, company, "company_visited", now, {"on": new.on.isoformat()})
    return made


def _write(
    keeper: Keeper,
    company: Company,
    verb: str,
    now: datetime,
    facts: dict[str, str | int] | None = None,
) -> None:
    write_of_company(company, verb, by=keeper.person, now=now, facts=facts)
