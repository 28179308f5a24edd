"""Companies in the matrix: who may ask what, what there is, and more of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.server.matrix_rules import (
    NO,
    STEWARDS,
    Wall,
    anyone,
    nobody,
    only,
    says,
)

from linli.buildings.access.companies import company_link
from linli.buildings.access.matters import Keeper
from linli.buildings.actions.companies import (
    NewCompany,
    NewTenancy,
    add_company,
    list_in_public,
    move_in,
    set_floor,
)
from linli.buildings.actions.company_life import NewContact, add_contact, make_link
from linli.buildings.enums.companies import (
    ContactRole,
    CorrectionState,
    FactKey,
    FactLevel,
    FactPurpose,
    FactSource,
)
from linli.buildings.models import (
    Committee,
    Company,
    Contact,
    Correction,
    Fact,
    Floor,
    Need,
    Tenancy,
    Visit,
)

if TYPE_CHECKING:
    from tests.server.matrix_world import World

LINK = "its address is its key"
LISTS = {
    "buildings:companies",
    "buildings:company",
    "buildings:company_edit",
    "buildings:company_own",
    "buildings:directory",
    "buildings:tower",
}
"""Pages that say more where there is more; the plan of visits is five, and buildings with a
committee grow with another subject's."""

NOT_ON_A_PAGE: dict[str, tuple[str, ...]] = {}
"""Forms that no page of this world shows."""

KEEP = {"steward", "secretary", "stand_in"}
"""Who keeps the companies of this building; a wider place's steward reads them only."""

READ = KEEP | {"district_steward", "property"}
ANYWHERE = STEWARDS | {"secretary", "property", "next_property"}


def walls() -> list[Wall]:
    """Companies: their keepers change them, property and district read a part, others nothing."""
    here, none = {"building": "BAIYULAN"}, {"building": "NONE"}
    keep, never, read = only(KEEP, NO), only((), NO), only(READ, NO)
    one = here | {"number": "{company}"}
    contact = here | {"number": "{contact}"}
    need = says(then="need", need="要一个会议室")
    history = {"kind": "company", "name": "{company}"}
    return [
        Wall("portal:history", only(KEEP), None, history),
        Wall("buildings:directory", anyone(), None, here),
        Wall("buildings:directory", nobody(), None, none),
        Wall("buildings:company_buildings", only(ANYWHERE, NO), None),
        Wall("buildings:companies", read, keep, here, body=says(name="一家新的公司")),
        Wall("buildings:companies", never, never, none),
        Wall("buildings:company_visits", keep, None, here),
        Wall("buildings:company_visits", never, None, none),
        Wall("buildings:tower", read, keep, here, body=says(floor="30", area="900")),
        Wall("buildings:tower", never, never, none),
        Wall("buildings:company_table", keep, keep, here),
        Wall("buildings:company_table", never, never, none),
        Wall("buildings:company", read, keep, one, body=need),
        Wall("buildings:company", never, never, none | {"number": "1"}),
        Wall("buildings:company_edit", keep, keep, one),
        Wall("buildings:company_edit", never, never, none | {"number": "1"}),
        Wall("buildings:contact_link", keep, keep, contact, body=says(then="once")),
        Wall("buildings:contact_link", never, never, none | {"number": "1"}),
        Wall("buildings:company_contact", keep, keep, contact | {"what": "phone"}),
        Wall("buildings:company_contact", never, never, none | {"number": "1", "what": "phone"}),
        Wall("buildings:company_own", anyone(), anyone(), {"token": "{company_own}"}, free=LINK),
        Wall("buildings:company_own", nobody(), nobody(), {"token": "{owner}"}, free=LINK),
    ]


def things(world: World) -> dict[str, str | int]:
    """A company on a floor, who speaks for it, and their link."""
    committee = Committee.objects.get(building__code="BAIYULAN")
    keeper = Keeper(world.people["secretary"], committee)
    set_floor(keeper, number=12, area=1000, now=world.now)
    company = add_company(keeper, NewCompany("Fanle Ltd", "", "65"), now=world.now)
    since = world.now.date()
    move_in(keeper, company, NewTenancy(12, 400, since, None), now=world.now)
    new = NewContact("contact-of-the-world", "Wang", "13812340000", "", ContactRole.ADMIN)
    contact = add_contact(keeper, company, new, now=world.now)
    code = "company-link-of-world"[:20]
    make_link(keeper, contact, code=code, is_once=False, now=world.now)
    list_in_public(company, agreed=True, by=None, now=world.now)
    return {
        "company": company.pk,
        "contact": contact.pk,
        "company_own": company_link(code),
    }


def grow(world: World, number: int) -> None:
    """One more company on a floor of its own, and one more of everything of the first."""
    now, committee = world.now, Committee.objects.get(building__code="BAIYULAN")
    first = Company.objects.get(pk=world.names["company"])
    made = Company.objects.create(
        committee=committee, name=f"{number} 号公司", agreed_at=now, noted_at=now
    )
    floor = Floor.objects.create(committee=committee, number=40 + number, area=500)
    for one in (first, made):
        Tenancy.objects.create(company=one, floor=floor, area=100, begins_on=now.date())
        Need.objects.create(company=one, says="会议室", raised_at=now)
        Fact.objects.create(
            company=one,
            key=FactKey.EMPLOYEES,
            value="12",
            source=FactSource.VISIT,
            as_of=now.date(),
            purpose=FactPurpose.SERVICE,
            level=FactLevel.PUBLIC,
            noted_at=now,
            replaced_at=now if one == first else None,
        )
    person = world.people["secretary"]
    Visit.objects.create(company=first, on=now.date(), by=person, says="聊了", noted_at=now)
    contact = Contact.objects.create(
        company=first,
        code=f"contact-{number}",
        name="王先生",
        role=ContactRole.HEAD,
        agreed_on=now.date(),
    )
    Correction.objects.create(
        company=first,
        contact=contact,
        value="改名",
        said_at=now,
        state=CorrectionState.ACCEPTED,
        decided_at=now,
        decided_by=person,
    )


def histories(world: World) -> list[tuple[str, str, str]]:
    """A chain, a thing in it and what is done to that, for each kind that has a history."""
    return [("committee/BAIYULAN", f"company:{world.names['company']}", "need_noted")]
