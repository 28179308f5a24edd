"""The demo's companies: floors of a tower with who sits there, made by the same actions as real."""

from datetime import datetime, timedelta

from django.utils.timezone import localdate

from linli.buildings.access.matters import Keeper
from linli.buildings.actions.companies import (
    NewCompany,
    NewTenancy,
    add_company,
    list_in_public,
    move_in,
    set_floor,
)
from linli.buildings.actions.company_facts import NewFact, note_fact
from linli.buildings.actions.company_life import (
    NewContact,
    NewVisit,
    add_contact,
    note_need,
    note_visit,
)
from linli.buildings.enums.companies import ContactRole, FactKey, FactPurpose, FactSource
from linli.buildings.rules.credit_codes import example
from linli.buildings.rules.facts import SPECS, Value, expiry_of

DAY = timedelta(days=1)
FLOORS = range(8, 13)
FLOOR_AREA = 1_200
BEGAN_DAYS_AGO = 400

COMPANIES: tuple[tuple[str, str, int, int, int | None, int | None, int | None], ...] = (
    ("演示软件科技有限公司", "65", 12, 800, 90, 120, 200),
    ("演示设计事务所", "74", 12, 250, 500, 18, 20),
    ("演示国际货运代理有限公司", "58", 11, 600, 30, 64, 45),
    ("演示文化传播有限公司", "88", 11, 300, 700, 22, None),
    ("演示咨询有限公司", "72", 10, 900, 210, 75, 12),
    ("演示生物医药研发有限公司", "73", 9, 1_200, 1_000, 140, 100),
    ("演示小额贷款有限公司", "66", 8, 200, None, None, None),
)
"""Name, division of GB/T 4754, floor, square metres, days until the lease ends, employees, and
days since the last visit; None is what nobody knows."""


def plant(keeper: Keeper, now: datetime) -> None:
    """Plant floors, companies, what is known of them, needs and visits."""
    today = localdate(now)
    for number in FLOORS:
        set_floor(keeper, number=number, area=FLOOR_AREA, now=now)
    for at, (name, industry, floor, area, ends, employees, visited) in enumerate(COMPANIES):
        company = add_company(keeper, NewCompany(name, example(at), industry), now=now)
        begins = today - BEGAN_DAYS_AGO * DAY
        until = None if ends is None else today + ends * DAY
        move_in(keeper, company, NewTenancy(floor, area, begins, until), now=now)
        for key, value in ((FactKey.EMPLOYEES, employees), (FactKey.HIGH_TECH, at % 3 == 0)):
            if value is not None and employees is not None:
                told_on = now - (visited or BEGAN_DAYS_AGO) * DAY
                note_fact(company, _fact(key, value, told_on), by=keeper.person, now=now)
        if visited is not None:
            said = NewVisit(localdate(now - visited * DAY), "聊了租约和招人。", "", None)
            note_visit(keeper, company, said, now=now)
        if at % 2 == 0:
            list_in_public(company, agreed=True, by=keeper.person, now=now)
            new = NewContact(
                f"demo contact {at}", "王演示", "", "wang@example.cn", ContactRole.ADMIN
            )
            add_contact(keeper, company, new, now=now)
        if at in (0, 2):
            note_need(company, says="员工没有地方吃午饭，希望有食堂", by=None, now=now)


def _fact(key: FactKey, value: Value, told_at: datetime) -> NewFact:
    day = localdate(told_at)
    return NewFact(
        key,
        value,
        FactSource.VISIT,
        day,
        expiry_of(key, day),
        FactPurpose.SERVICE,
        SPECS[key].level,
    )
