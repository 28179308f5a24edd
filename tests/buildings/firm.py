"""Companies of a tower, for tests: floors, who sits on them, what is known, who speaks."""

from datetime import date, timedelta

from django.test import Client
from django.utils.timezone import localdate
from tests.buildings.house import House

from linli.buildings.actions.companies import (
    NewCompany,
    NewTenancy,
    add_company,
    move_in,
    set_floor,
)
from linli.buildings.actions.company_facts import NewFact, note_fact
from linli.buildings.actions.company_life import NewContact, add_contact, note_need
from linli.buildings.enums.companies import (
    ContactRole,
    FactKey,
    FactPurpose,
    FactSource,
)
from linli.buildings.forms.matters import new_token
from linli.buildings.models import Company, Contact, Tenancy
from linli.buildings.rules.facts import SPECS, Value, expiry_of
from linli.people.models import Person

CODE = "91110000600037341L"
"""A code that obeys the rules. Source: python-stdnum's own documentation."""

DAY = timedelta(days=1)
BACKEND = "django.contrib.auth.backends.ModelBackend"


def floor(house: House, number: int = 12, area: int = 1000) -> None:
    """Enter a floor."""
    set_floor(house.keeper, number=number, area=area, now=house.now)


def company(house: House, name: str = "某某科技有限公司", **more: str) -> Company:
    """Enter a company."""
    return add_company(house.keeper, NewCompany(name, **more), now=house.now)  # type: ignore[arg-type]  # texts


def sits(  # who, where, how much, from when until when
    house: House,
    at: Company,
    number: int = 12,
    area: int = 400,
    begins: date | None = None,
    ends: date | None = None,
) -> Tenancy:
    """Enter that a company sits on a floor, since yesterday."""
    since = begins or house.now.date() - DAY
    return move_in(house.keeper, at, NewTenancy(number, area, since, ends), now=house.now)


def tell(
    house: House,
    at: Company,
    key: FactKey = FactKey.EMPLOYEES,
    value: Value = 120,
    *,
    as_of: date | None = None,
) -> None:
    """Note a fact of a company."""
    day = as_of or house.now.date()
    level, expires = SPECS[key].level, expiry_of(key, day)
    new = NewFact(key, value, FactSource.VISIT, day, expires, FactPurpose.SERVICE, level)
    note_fact(at, new, by=house.person, now=house.now)


def contact(house: House, at: Company, phone: str = "13812343821") -> Contact:
    """Enter who speaks for a company."""
    new = NewContact(new_token(), "王小明", phone, "wang@example.cn", ContactRole.ADMIN)
    return add_contact(house.keeper, at, new, now=house.now)


def lively(house: House) -> Company:
    """A company of which everything is known."""
    at = company(house, credit_code=CODE, industry="65")
    for number in (12, 13, -1):
        floor(house, number)
    sits(house, at, ends=localdate(house.now) + 30 * DAY)
    sits(house, at, -1, area=20)
    tell(house, at)
    tell(house, at, FactKey.DISABLED, 3)
    contact(house, at)
    note_need(at, says="要会议室", by=None, now=house.now)
    return at


def signed_in(person: Person) -> Client:
    """Return a browser in which somebody is signed in."""
    client = Client()
    client.force_login(person, backend=BACKEND)
    return client
