"""The only ways from a person or a link to a building's companies, and to which part of them.

A building's own secretary and steward keep its companies and read all of them. A steward of a
wider place reads names, floors, figures and what companies tell their district; property reads
tenancies and what the committee's members may know; a company reads itself, by its link.
Strangers read the directory: the names and floors of companies that agreed to it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.signing import BadSignature, Signer

from linli.buildings.access.matters import Keeper, committee_of, is_number
from linli.buildings.enums.companies import FactLevel
from linli.buildings.errors.companies import CompanyLinkOver, UnknownCompany, UnknownContact
from linli.buildings.errors.matters import LinkUnreadable, NoCommittee, NotYours
from linli.buildings.models import Committee, Company, CompanyLink, Contact
from linli.people.enums import Role
from linli.people.models import Person
from linli.people.queries import Acting, placed_grants_of, places_of, places_where
from linli.places.models import Place

READING = (Role.SECRETARY, Role.STEWARD, Role.PROPERTY)
"""Who may read something about companies where they hold a role."""

EVERY_LEVEL = frozenset(FactLevel)
DISTRICT_LEVELS = frozenset({FactLevel.PUBLIC, FactLevel.DISTRICT})
PROPERTY_LEVELS = frozenset({FactLevel.PUBLIC, FactLevel.COMMITTEE})

_link = Signer(salt="linli.buildings.company")


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who may read about a building's companies, and as what.

    ``keeps``: they keep them, read all and change it. ``sees_tenancies``: areas and leases of
    each company, not only of all together. ``levels``: the facts they may read.
    """

    person: Person
    role: Role
    committee: Committee
    keeps: bool
    sees_tenancies: bool
    levels: frozenset[FactLevel]

    @property
    def building(self) -> Place:
        """Whose companies they are."""
        return self.committee.building

    @property
    def keeper(self) -> Keeper:
        """The reader as who changes things.

        Raises:
            NotYours: they only read.
        """
        if not self.keeps:
            raise NotYours
        return Keeper(self.person, self.committee)


@dataclass(frozen=True, slots=True)
class Known:
    """A company that somebody may read about."""

    company: Company


@dataclass(frozen=True, slots=True)
class Reached:
    """Somebody who speaks for a company."""

    contact: Contact


@dataclass(frozen=True, slots=True)
class Spokesperson:
    """Who came by a company's link, and to which company."""

    link: CompanyLink

    @property
    def company(self) -> Company:
        """Whose link it is."""
        return self.link.contact.company

    @property
    def contact(self) -> Contact:
        """To whom it was given."""
        return self.link.contact


def reader_at(person: Person, building: str, *, now: datetime) -> Reader:
    """Return as what a person reads about a building's companies.

    Raises:
        NotYours: they do not, or there is no committee.
    """
    try:
        committee = committee_of(building).committee
    except NoCommittee as none:
        raise NotYours from none
    found = reader_of(person, committee, now=now)
    if found is None:
        raise NotYours
    return found


def reader_of(person: Person | None, committee: Committee, *, now: datetime) -> Reader | None:
    """Return as what somebody reads about a building's companies, None for who does not."""
    if person is None:
        return None
    here = committee.building.codes
    held = {
        (grant.role, len(path) == len(here))
        for grant, path in placed_grants_of(person)
        if grant.holds_at(now) and path == here[: len(path)]
    }
    return _as_keeper(person, committee, held) or _as_other(person, committee, held)


def _as_keeper(
    person: Person, committee: Committee, held: Iterable[tuple[Role, bool]]
) -> Reader | None:
    for role, is_own in sorted(held):
        if role is Role.SECRETARY or (role is Role.STEWARD and is_own):
            return Reader(person, role, committee, True, True, EVERY_LEVEL)  # noqa: FBT003  # fields in order
    return None


def _as_other(
    person: Person, committee: Committee, held: Iterable[tuple[Role, bool]]
) -> Reader | None:
    roles = {role for role, _is_own in held}
    if Role.STEWARD in roles:
        return Reader(person, Role.STEWARD, committee, False, False, DISTRICT_LEVELS)  # noqa: FBT003  # as above
    if Role.PROPERTY in roles:
        return Reader(person, Role.PROPERTY, committee, False, True, PROPERTY_LEVELS)  # noqa: FBT003  # as above
    return None


def places_to_read(person: Person, *, now: datetime) -> Sequence[int]:
    """Return the places of whose companies a person may read something.

    Raises:
        NotYours: there is none.
    """
    places = places_where(person, READING, now=now)
    if not places:
        raise NotYours
    return places


def keeper_of_companies(person: Person, building: str, *, now: datetime) -> Keeper:
    """Return a building's committee, for who keeps its companies.

    Raises:
        NotYours: the person does not, or there is none.
    """
    return reader_at(person, building, now=now).keeper


def kept_buildings(held: Iterable[Acting]) -> tuple[Sequence[int], frozenset[str]]:
    """Return where somebody keeps companies, acting as this.

    That is everywhere in the places of a secretary, and in the very buildings of a steward, by
    their codes: a wider place is no building, so that its code is that of no committee.
    """
    acting = list(held)
    own = frozenset(one.place for one in acting if one.role is Role.STEWARD)
    return places_of(acting, (Role.SECRETARY,)), own


def company_at(committee: Committee, number: int) -> Known:
    """Return a company of a building; the caller knows that it may be read about.

    Raises:
        UnknownCompany: it has none of this number.
    """
    rows = Company.objects.select_related("committee__building")
    found = rows.filter(committee=committee, pk=number).first() if _fits(number) else None
    if found is None:
        raise UnknownCompany
    return Known(found)


def contact_at(keeper: Keeper, number: int) -> Reached:
    """Return a contact of one of a building's companies, for who keeps them.

    Raises:
        UnknownContact: there is none of this number.
    """
    rows = Contact.objects.select_related("company__committee__building")
    found = None
    if _fits(number):
        found = rows.filter(company__committee=keeper.committee, pk=number).first()
    if found is None:
        raise UnknownContact
    return Reached(found)


def company_link(code: str) -> str:
    """Return the token by which a contact comes to their company's page."""
    return _link.sign(code)


def spokesperson_of(token: str, *, now: datetime) -> Spokesperson:
    """Return who comes by a link.

    Raises:
        LinkUnreadable: it is not ours, or not whole.
        CompanyLinkOver: its time is over, it was revoked or used, or its contact has left.
    """
    try:
        code = _link.unsign(token)
    except BadSignature as tampered:
        raise LinkUnreadable from tampered
    rows = CompanyLink.objects.select_related("contact__company__committee__building")
    found = rows.filter(code=code).first()
    if found is None:
        raise LinkUnreadable
    is_over = found.ended_at is not None or found.ends_at <= now
    if is_over or found.contact.left_at is not None:
        raise CompanyLinkOver
    return Spokesperson(found)


def may_read_company(viewer: Person, number: str, now: datetime) -> bool:
    """Tell whether somebody may read what was done to a company: who keeps its building's."""
    if not is_number(number):
        return False
    rows = Company.objects.select_related("committee__building")
    found = rows.filter(pk=int(number)).first()
    reader = None if found is None else reader_of(viewer, found.committee, now=now)
    return reader is not None and reader.keeps


def _fits(number: int) -> bool:
    return is_number(str(number))
