"""What people type about companies, read into facts or refused with a sentence."""

from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from linli.buildings.actions.companies import NewCompany, NewTenancy
from linli.buildings.actions.company_facts import NewFact
from linli.buildings.actions.company_life import NewContact, NewVisit
from linli.buildings.enums.companies import (
    CompanyState,
    ContactRole,
    FactKey,
    FactLevel,
    FactPurpose,
    FactSource,
    Listing,
)
from linli.buildings.enums.industries import DIVISIONS
from linli.buildings.errors.companies import (
    AgreementNeeded,
    AreaUnreadable,
    ContactNeeded,
    CreditCodeWrong,
    FloorUnreadable,
    IndustryUnknown,
    MailUnreadable,
    NameOfCompanyNeeded,
)
from linli.buildings.errors.matters import WordsTooMany
from linli.buildings.forms.matters import (
    Posted,
    new_token,
    plain,
    read_choice,
    read_day,
    read_words,
)
from linli.buildings.queries.company_pages import Wanted
from linli.buildings.rules.credit_codes import read_credit_code
from linli.buildings.rules.facts import expiry_of, read_value
from linli.buildings.rules.floors import HIGHEST, MOST_AREA, read_area, read_floor
from linli.people.phones import read_mobile

NAME_SHORTEST, NAME_LONGEST = 2, 60
PERSON_LONGEST, MAIL_LONGEST = 40, 100
NEED_LONGEST, ANSWER_LONGEST, VISIT_LONGEST, NEXT_LONGEST, REASON_LONGEST = 200, 300, 500, 200, 100


def read_company_name(typed: str) -> str:
    """Return a company's name.

    Raises:
        NameOfCompanyNeeded: none, or one that is too long.
    """
    name = plain(typed)
    if not NAME_SHORTEST <= len(name) <= NAME_LONGEST:
        raise NameOfCompanyNeeded
    return name


def read_company(posted: Posted) -> NewCompany:
    """Read a company's name, code, industry and state.

    Raises:
        NameOfCompanyNeeded, CreditCodeWrong, IndustryUnknown, FormUnreadable: see there.
    """
    code = read_credit_code(posted.get("credit_code", ""))
    if code is None:
        raise CreditCodeWrong
    return NewCompany(
        name=read_company_name(posted.get("name", "")),
        credit_code=code,
        industry=read_industry(posted.get("industry", "")),
        state=read_choice(posted, "state", CompanyState)
        if "state" in posted
        else CompanyState.OPEN,
    )


def read_industry(typed: str) -> str:
    """Return the two digits of an industry, "" for nothing typed; words after them are forgiven.

    Raises:
        IndustryUnknown: no division of GB/T 4754.
    """
    text = typed.strip().split(" ")[0].lstrip("ABCDEFGHIJKLMNOPQRST")
    if text and text not in DIVISIONS:
        raise IndustryUnknown
    return text


def read_floor_number(posted: Posted) -> int:
    """Return the number of a floor.

    Raises:
        FloorUnreadable: it is none.
    """
    floor = read_floor(posted.get("floor", ""))
    if floor is None:
        raise FloorUnreadable(most=HIGHEST)
    return floor


def read_square_metres(posted: Posted) -> int:
    """Return an area.

    Raises:
        AreaUnreadable: it is none.
    """
    area = read_area(posted.get("area", ""))
    if area is None:
        raise AreaUnreadable(most=MOST_AREA)
    return area


def read_tenancy(posted: Posted) -> NewTenancy:
    """Read where a company sits.

    Raises:
        FloorUnreadable, AreaUnreadable, DateUnreadable: see there.
    """
    return NewTenancy(
        read_floor_number(posted),
        read_square_metres(posted),
        read_day(posted, "begins"),
        _day_or_none(posted, "ends"),
    )


def read_fact(posted: Posted) -> NewFact:
    """Read a fact; when it expires is the list's to say where nobody does.

    Raises:
        FactUnreadable, DateUnreadable, FormUnreadable: see there.
    """
    key = read_choice(posted, "key", FactKey)
    value = read_value(key, posted.get("value", ""))
    as_of = read_day(posted, "as_of")
    return NewFact(
        key,
        value,
        read_choice(posted, "source", FactSource),
        as_of,
        _day_or_none(posted, "expires") or expiry_of(key, as_of),
        read_choice(posted, "purpose", FactPurpose),
        read_choice(posted, "level", FactLevel),
    )


def read_contact(posted: Posted) -> NewContact:
    """Read who speaks for a company.

    Raises:
        AgreementNeeded: nobody says that they agreed to be kept.
        ContactNeeded: no name, or neither phone nor mail.
        MailUnreadable, MobileImpossible, FormUnreadable: see there.
    """
    if posted.get("agreed") != "yes":
        raise AgreementNeeded
    name = " ".join(posted.get("person", "").split())
    phone, mail = posted.get("phone", "").strip(), posted.get("mail", "").strip()
    if not 0 < len(name) <= PERSON_LONGEST or not name.isprintable() or not (phone or mail):
        raise ContactNeeded
    return NewContact(
        code=new_token(),
        name=name,
        phone=read_mobile(phone) if phone else "",
        mail=_read_mail(mail) if mail else "",
        role=read_choice(posted, "role", ContactRole),
    )


def read_visit(posted: Posted) -> NewVisit:
    """Read what was said on a visit.

    Raises:
        WordsNeeded, WordsTooMany, DateUnreadable: see there.
    """
    next_says = plain(posted.get("next", ""))
    if len(next_says) > NEXT_LONGEST:
        raise WordsTooMany(most=NEXT_LONGEST)
    return NewVisit(
        on=read_day(posted, "on"),
        says=read_words(posted, "says", most=VISIT_LONGEST),
        next_says=next_says,
        next_on=_day_or_none(posted, "next_on"),
    )


def read_wanted(asked: Posted) -> Wanted:
    """Read which companies a list is to show; what cannot be read is not asked for."""
    listing = asked.get("show", "")
    industry = asked.get("industry", "")
    return Wanted(
        words=asked.get("q", "").strip()[:NAME_LONGEST],
        industry=industry if industry in DIVISIONS else "",
        floor=read_floor(asked.get("floor", "")),
        listing=Listing(listing) if listing in Listing.values else Listing.ALL,
    )


def _read_mail(typed: str) -> str:
    try:
        validate_email(typed)
    except ValidationError as wrong:
        raise MailUnreadable from wrong
    if len(typed) > MAIL_LONGEST:
        raise MailUnreadable
    return typed


def _day_or_none(posted: Posted, field: str) -> date | None:
    return read_day(posted, field) if posted.get(field) else None
