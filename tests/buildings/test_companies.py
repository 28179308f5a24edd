"""Companies, floors, tenancies, contacts, links: what is refused, and what is written down."""

from datetime import timedelta

import pytest
from tests.buildings import firm
from tests.buildings.firm import CODE, DAY
from tests.buildings.house import House

from linli.buildings.access import companies as access
from linli.buildings.access.matters import Keeper
from linli.buildings.actions import companies as acts
from linli.buildings.actions import company_life as life
from linli.buildings.actions import company_words as words
from linli.buildings.actions.companies import NewCompany, NewTenancy
from linli.buildings.actions.company_life import NewVisit
from linli.buildings.enums.companies import (
    CompanyState,
    CorrectionState,
    FactKey,
    FactLevel,
    NeedState,
)
from linli.buildings.errors.companies import (
    CompanyLinkOver,
    CompanyThere,
    CorrectionWaits,
    FactOlder,
    FloorFull,
    FloorTooSmall,
    LeaseBackwards,
    NothingNew,
    OnThatFloor,
    UnknownCompany,
    UnknownContact,
    UnknownCorrection,
    UnknownFloor,
    UnknownNeed,
    UnknownTenancy,
    VisitFromTomorrow,
)
from linli.buildings.errors.matters import LinkUnreadable, NotYours
from linli.buildings.models import Company, CompanyLink, Contact, Correction, Fact, Need
from linli.buildings.queries.companies import facts_of
from linli.ledger.models import Entry
from linli.people.enums import Role
from linli.people.sealing import blind_index
from linli.places.models import Place


def spokesperson(house: House, at: Company, *, is_once: bool = False) -> access.Spokesperson:
    someone = Contact.objects.filter(company=at).first() or firm.contact(house, at)
    code = f"code-of-a-link-{CompanyLink.objects.count()}"
    life.make_link(house.keeper, someone, code=code, is_once=is_once, now=house.now)
    return access.spokesperson_of(access.company_link(code), now=house.now)


def test_a_second_company_of_the_same_name_or_code_is_refused(house: House) -> None:
    firm.company(house, credit_code=CODE)
    other = firm.company(house, "另一家公司")

    with pytest.raises(CompanyThere):
        firm.company(house)
    with pytest.raises(CompanyThere):
        acts.change_company(house.keeper, other, NewCompany("另一家公司", CODE), now=house.now)

    assert Company.objects.count() == 2


def test_what_is_set_right_stays_in_the_history_and_nothing_new_writes_nothing(
    house: House,
) -> None:
    company = firm.company(house)
    new = NewCompany("新名字公司", CODE, "65", CompanyState.LEFT)

    acts.change_company(house.keeper, company, new, now=house.now)
    acts.change_company(house.keeper, company, new, now=house.now)

    company.refresh_from_db()
    assert (company.name, company.industry, company.state) == ("新名字公司", "65", "left")
    assert house.verbs().count("company_changed") == 1
    assert "某某科技有限公司" in str(Entry.objects.get(verb="company_changed").facts)


def test_a_floor_holds_no_more_than_its_area_and_a_company_once(house: House) -> None:
    company, other = firm.company(house), firm.company(house, "另一家公司")
    with pytest.raises(UnknownFloor):
        firm.sits(house, company)
    firm.floor(house, area=1000)
    firm.sits(house, company, area=600)

    with pytest.raises(OnThatFloor):
        firm.sits(house, company, area=10)
    with pytest.raises(FloorFull) as refused:
        firm.sits(house, other, area=401)
    with pytest.raises(FloorTooSmall):
        firm.floor(house, area=599)

    assert "400" in str(refused.value)
    firm.sits(house, other, area=400)


def test_who_has_left_gives_the_floor_back_from_that_day(house: House) -> None:
    company, other, today = firm.company(house), firm.company(house, "另一家"), house.now.date()
    firm.floor(house, area=500)
    there = firm.sits(house, company, area=500)
    with pytest.raises(LeaseBackwards):
        acts.move_out(house.keeper, company, tenancy=there.pk, on=today - 2 * DAY, now=house.now)

    acts.move_out(house.keeper, company, tenancy=there.pk, on=today + 9 * DAY, now=house.now)

    with pytest.raises(FloorFull):
        firm.sits(house, other, area=500, begins=today)
    firm.sits(house, other, area=500, begins=today + 9 * DAY)
    with pytest.raises(UnknownTenancy):
        acts.move_out(house.keeper, company, tenancy=there.pk, on=today, now=house.now)


def test_the_first_lease_to_end_is_a_fact_of_the_company(house: House) -> None:
    company, today = firm.company(house), house.now.date()
    firm.floor(house, 12)
    firm.floor(house, 13)
    with pytest.raises(LeaseBackwards):
        firm.sits(house, company, ends=today - 9 * DAY)
    for number, days in ((12, 90), (13, 30)):
        firm.sits(house, company, number, ends=today + days * DAY)

    known = facts_of([company], today)[company.pk][FactKey.LEASE_ENDS].value

    assert known == today + 30 * DAY
    assert Fact.objects.filter(company=company).count() == 2
    firm.floor(house, 14)
    firm.sits(house, company, 14, ends=today + 60 * DAY)
    assert Fact.objects.filter(company=company).count() == 2, "the first to end is the same"


def test_a_contact_is_sealed_shown_whole_for_a_reason_and_ended_with_their_links(
    house: House,
) -> None:
    company = firm.company(house)
    contact = firm.contact(house, company)
    row = Contact.objects.get(pk=contact.pk)
    assert (str(row.name), str(row.phone)) == ("王**", "138****3821")
    assert row.phone_index == blind_index("13812343821")
    speaker = spokesperson(house, company)

    whole = life.show_contact(house.keeper, row, what="phone", reason="reach", now=house.now)
    with pytest.raises(UnknownContact):
        life.show_contact(house.keeper, row, what="code", reason="reach", now=house.now)
    life.let_contact_go(house.keeper, row, now=house.now)

    assert whole == "13812343821"
    assert Entry.objects.filter(verb="revealed", subject=f"contact:{row.pk}").count() == 1
    with pytest.raises(UnknownContact):
        life.let_contact_go(house.keeper, row, now=house.now)
    with pytest.raises(UnknownContact):
        life.make_link(house.keeper, row, code="c" * 9, is_once=True, now=house.now)
    with pytest.raises(CompanyLinkOver):
        access.spokesperson_of(access.company_link(speaker.link.code), now=house.now)
    told = "".join(str(one.facts) for one in Entry.objects.all())
    assert "王小明" not in told
    assert "13812343821" not in told


def test_a_link_ends_when_it_is_revoked_replaced_or_its_time_is_over(house: House) -> None:
    company = firm.company(house)
    first = spokesperson(house, company)
    second = spokesperson(house, company)
    with pytest.raises(CompanyLinkOver):
        access.spokesperson_of(access.company_link(first.link.code), now=house.now)
    later = house.now + timedelta(days=400)
    with pytest.raises(CompanyLinkOver):
        access.spokesperson_of(access.company_link(second.link.code), now=later)

    life.revoke_links(house.keeper, second.contact, now=house.now)

    with pytest.raises(CompanyLinkOver):
        access.spokesperson_of(access.company_link(second.link.code), now=house.now)
    with pytest.raises(UnknownContact):
        life.revoke_links(house.keeper, second.contact, now=house.now)
    with pytest.raises(CompanyLinkOver):
        words.ask_for(second, says="停车位", now=house.now)
    for torn in ("nonsense", access.company_link("nobody")):
        with pytest.raises(LinkUnreadable):
            access.spokesperson_of(torn, now=house.now)


def test_a_link_for_once_is_over_when_something_was_sent(house: House) -> None:
    speaker = spokesperson(house, firm.company(house), is_once=True)

    words.ask_for(speaker, says="停车位", now=house.now)

    with pytest.raises(CompanyLinkOver):
        words.ask_for(speaker, says="食堂", now=house.now)
    assert Need.objects.count() == 1


def test_what_a_company_says_counts_once_the_secretary_takes_it_over(house: House) -> None:
    company, today = firm.company(house), house.now.date()
    firm.tell(house, company)
    speaker, key = spokesperson(house, company), FactKey.EMPLOYEES
    with pytest.raises(NothingNew):
        words.correct_fact(speaker, key=key, value=120, now=house.now)
    words.correct_fact(speaker, key=key, value=150, now=house.now)
    with pytest.raises(CorrectionWaits):
        words.correct_fact(speaker, key=key, value=160, now=house.now)
    waits = Correction.objects.get()
    assert facts_of([company], today)[company.pk][key].value == 120

    words.accept_correction(house.keeper, company, number=waits.pk, now=house.now)

    read = facts_of([company], today)[company.pk][key]
    assert (read.value, read.source) == (150, "company")
    with pytest.raises(UnknownCorrection):
        words.accept_correction(house.keeper, company, number=waits.pk, now=house.now)


def test_what_a_company_says_is_not_taken_over_where_something_newer_is_known(
    house: House,
) -> None:
    company = firm.company(house)
    words.correct_fact(
        spokesperson(house, company), key=FactKey.MEALS, value=9, now=house.now - 2 * DAY
    )
    firm.tell(house, company, FactKey.MEALS, 8)
    waits = Correction.objects.get()

    with pytest.raises(FactOlder):
        words.accept_correction(house.keeper, company, number=waits.pk, now=house.now)

    waits.refresh_from_db()
    assert waits.state == CorrectionState.OPEN, "nothing was decided"


def test_a_name_is_corrected_or_refused_with_a_reason_that_the_company_reads(
    house: House,
) -> None:
    company = firm.company(house)
    speaker = spokesperson(house, company)
    with pytest.raises(NothingNew):
        words.correct_name(speaker, name=company.name, now=house.now)
    words.correct_name(speaker, name="改了名的公司", now=house.now)
    words.accept_correction(
        house.keeper, company, number=Correction.objects.get().pk, now=house.now
    )
    company.refresh_from_db()
    assert company.name == "改了名的公司"

    words.correct_name(
        access.Spokesperson(CompanyLink.objects.get(pk=speaker.link.pk)),
        name="又改名的公司",
        now=house.now,
    )
    second = Correction.objects.get(state=CorrectionState.OPEN)
    words.refuse_correction(
        house.keeper, company, number=second.pk, reason="执照没有改", now=house.now
    )

    second.refresh_from_db()
    assert (second.state, second.reason) == ("refused", "执照没有改")


def test_a_company_agrees_to_the_directory_itself_and_takes_it_back(house: House) -> None:
    company = firm.company(house)
    speaker = spokesperson(house, company)

    words.agree(speaker, agreed=True, now=house.now)
    assert Company.objects.get().agreed_at == house.now
    words.agree(speaker, agreed=False, now=house.now)

    assert Company.objects.get().agreed_at is None
    assert house.verbs()[-2:] == ["company_listed", "company_unlisted"]


def test_a_need_is_answered_once(house: House) -> None:
    company = firm.company(house)
    need = life.note_need(company, says="会议室", by=house.person, now=house.now)

    life.answer_need(house.keeper, company, need=need.pk, says="三楼有", now=house.now)

    with pytest.raises(UnknownNeed):
        life.answer_need(house.keeper, company, need=need.pk, says="没有", now=house.now)
    assert Need.objects.get().state == NeedState.ANSWERED


def test_a_visit_is_not_of_tomorrow_and_what_comes_next_comes_after_it(house: House) -> None:
    company, today = firm.company(house), house.now.date()
    for on, next_on in ((today + 2 * DAY, None), (today, today - DAY)):
        with pytest.raises(VisitFromTomorrow):
            life.note_visit(house.keeper, company, NewVisit(on, "聊了", "", next_on), now=house.now)

    life.note_visit(house.keeper, company, NewVisit(today, "聊了", "送资料", today), now=house.now)

    assert house.verbs()[-1] == "company_visited"


def test_who_may_read_which_part(house: House) -> None:
    district = Place.objects.get(code="QU")
    people = {
        "secretary": house.person,
        "steward": house.holder("steward", Role.STEWARD, house.place),
        "district": house.holder("district", Role.STEWARD, district),
        "property": house.holder("property", Role.PROPERTY, house.place),
    }
    readers = {
        who: access.reader_at(person, "TOWER", now=house.now) for who, person in people.items()
    }

    assert {who: (one.keeps, one.sees_tenancies) for who, one in readers.items()} == {
        "secretary": (True, True),
        "steward": (True, True),
        "district": (False, False),
        "property": (False, True),
    }
    assert FactLevel.SECRETARY in readers["steward"].levels
    assert readers["district"].levels == {FactLevel.PUBLIC, FactLevel.DISTRICT}
    assert readers["property"].levels == {FactLevel.PUBLIC, FactLevel.COMMITTEE}
    assert readers["property"].building == house.place
    assert isinstance(readers["secretary"].keeper, Keeper)
    with pytest.raises(NotYours):
        _ = readers["district"].keeper


def test_strangers_and_those_of_another_building_read_nothing(house: House) -> None:
    far = House(house.now, "FAR")
    crew = house.holder("crew", Role.CREW, house.place)
    company = firm.company(house)
    contact = firm.contact(house, company)

    for person, building in ((crew, "TOWER"), (far.person, "TOWER"), (house.person, "NONE")):
        with pytest.raises(NotYours):
            access.reader_at(person, building, now=house.now)
    with pytest.raises(NotYours):
        access.places_to_read(crew, now=house.now)
    assert house.place.pk in access.places_to_read(house.person, now=house.now)
    assert access.reader_of(None, house.committee, now=house.now) is None
    for number in (company.pk, 10**20):
        with pytest.raises(UnknownCompany):
            access.company_at(far.committee, number)
        with pytest.raises(UnknownContact):
            access.contact_at(far.keeper, number)
    with pytest.raises(UnknownContact):
        access.contact_at(far.keeper, contact.pk)
    assert access.company_at(house.committee, company.pk).company == company
    assert access.contact_at(house.keeper, contact.pk).contact == contact


def test_who_keeps_a_company_reads_its_history_and_nobody_else(house: House) -> None:
    company = firm.company(house)
    district = house.holder("district", Role.STEWARD, Place.objects.get(code="QU"))

    assert access.may_read_company(house.person, str(company.pk), house.now)
    assert not access.may_read_company(district, str(company.pk), house.now)
    assert not access.may_read_company(house.person, str(company.pk + 1), house.now)
    assert not access.may_read_company(house.person, "x", house.now)


def test_a_tenancy_needs_a_floor_of_this_building(house: House) -> None:
    far = House(house.now, "FAR")
    firm.floor(far, 12)

    with pytest.raises(UnknownFloor):
        acts.move_in(
            house.keeper,
            firm.company(house),
            NewTenancy(12, 100, house.now.date(), None),
            now=house.now,
        )
