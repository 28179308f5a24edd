"""What is known of companies: its types, how long it holds, and that nothing is overwritten."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.buildings.house import House

from linli.buildings.actions.company_facts import NewFact, note_fact
from linli.buildings.enums.companies import (
    CompanySize,
    FactKey,
    FactLevel,
    FactPurpose,
    FactSource,
    FactStanding,
    FactType,
    RevenueBand,
)
from linli.buildings.enums.industries import DIVISIONS, SECTION_OF, SECTIONS
from linli.buildings.errors.companies import FactFromTomorrow, FactOlder, FactUnreadable
from linli.buildings.models import Company, Fact
from linli.buildings.queries.companies import facts_of, known_values, past_facts
from linli.buildings.rules.facts import (
    MOST,
    SPECS,
    Value,
    expiry_of,
    form_of,
    read_value,
    shown,
    standing_on,
    value_of,
    written,
)

DAY = timedelta(days=1)


def company_of(house: House, name: str = "某某科技有限公司") -> Company:
    return Company.objects.create(committee=house.committee, name=name, noted_at=house.now)


def a_fact(
    key: FactKey = FactKey.EMPLOYEES,
    value: Value = 120,
    *,
    as_of: date,
    expires_on: date | None = None,
    level: FactLevel = FactLevel.COMMITTEE,
) -> NewFact:
    return NewFact(
        key,
        value,
        FactSource.VISIT,
        as_of,
        expires_on or expiry_of(key, as_of),
        FactPurpose.SERVICE,
        level,
    )


def values() -> st.SearchStrategy[tuple[FactKey, Value]]:
    def of(key: FactKey) -> st.SearchStrategy[tuple[FactKey, Value]]:
        spec = SPECS[key]
        kinds: dict[FactType, st.SearchStrategy[Value]] = {
            FactType.COUNT: st.integers(0, spec.most),
            FactType.FLAG: st.booleans(),
            FactType.DAY: st.dates(date(1840, 1, 1), date(2100, 12, 31)),
            FactType.CHOICE: st.sampled_from([str(one) for one in (spec.choices or CompanySize)]),
        }
        return st.tuples(st.just(key), kinds[spec.kind])

    return st.sampled_from(list(FactKey)).flatmap(of)


@given(values())
def test_what_is_written_down_is_read_as_it_was(known: tuple[FactKey, Value]) -> None:
    key, value = known

    kept = written(value)

    assert (value_of(key, kept), type(value_of(key, kept))) == (value, type(value))
    assert len(kept) <= Fact._meta.get_field("value").max_length  # type: ignore[operator]  # noqa: SLF001  # Django's way
    assert read_value(key, kept) == value
    assert shown(key, value), "and it has words"


@given(st.sampled_from(list(FactKey)), st.text(max_size=12))
def test_whatever_is_typed_is_a_value_of_its_fact_or_refused_with_how_to_type_it(
    key: FactKey, typed: str
) -> None:
    try:
        value = read_value(key, typed)
    except FactUnreadable:
        return

    assert read_value(key, written(value)) == value


@pytest.mark.parametrize(
    ("key", "typed"),
    [
        (FactKey.EMPLOYEES, ""),
        (FactKey.EMPLOYEES, "-3"),
        (FactKey.EMPLOYEES, "一百"),
        (FactKey.EMPLOYEES, "٣"),
        (FactKey.EMPLOYEES, str(MOST + 1)),
        (FactKey.RESEARCH, "101"),
        (FactKey.HIGH_TECH, "也许"),
        (FactKey.FOUNDED_ON, "1839-12-31"),
        (FactKey.FOUNDED_ON, "去年"),
        (FactKey.REVENUE, "很多"),
    ],
)
def test_what_is_no_value_of_its_fact_is_refused(key: FactKey, typed: str) -> None:
    with pytest.raises(FactUnreadable):
        read_value(key, typed)


@pytest.mark.parametrize(
    ("key", "typed", "value"),
    [
        (FactKey.EMPLOYEES, " \uff11,\uff1200 ", 1200),
        (FactKey.EMPLOYEES, "007", 7),
        (FactKey.HIGH_TECH, "是", True),
        (FactKey.HIGH_TECH, "NO", False),
        (FactKey.REVENUE, "1 亿到 4 亿元", RevenueBand.FROM_100M),
        (FactKey.FOUNDED_ON, "1843-11-17", date(1843, 11, 17)),
    ],
)
def test_a_value_is_understood_as_people_type_it(key: FactKey, typed: str, value: Value) -> None:
    assert read_value(key, typed) == value


def test_every_fact_of_the_list_has_a_type_and_says_how_it_is_typed() -> None:
    assert SPECS.keys() == set(FactKey)
    assert all(form_of(key) for key in FactKey)


def test_a_fact_holds_until_the_day_before_it_expires() -> None:
    day = date(2026, 3, 2)

    assert standing_on(day + DAY, today=day) is FactStanding.KNOWN
    assert standing_on(day, today=day) is FactStanding.EXPIRED
    assert standing_on(None, today=date(2090, 1, 1)) is FactStanding.KNOWN
    assert expiry_of(FactKey.FOUNDED_ON, day) is None


def test_the_standard_has_twenty_sections_and_ninety_seven_divisions_each_in_one() -> None:
    assert "".join(one.letter for one in SECTIONS) == "ABCDEFGHIJKLMNOPQRST"
    assert sorted(DIVISIONS) == [f"{number:02}" for number in range(1, 98)]
    assert SECTION_OF["65"].letter == "I"
    assert sum(len(one.divisions) for one in SECTIONS) == len(DIVISIONS)


def test_unknown_and_expired_are_told_apart_and_neither_has_a_value(house: House) -> None:
    company, today = company_of(house), house.now.date()
    note_fact(company, a_fact(as_of=today, expires_on=today + DAY), by=house.person, now=house.now)

    on_it, after, other = (
        facts_of([company], today)[company.pk][FactKey.EMPLOYEES],
        facts_of([company.pk], today + DAY)[company.pk][FactKey.EMPLOYEES],
        facts_of([company.pk], today)[company.pk][FactKey.MEALS],
    )

    assert (on_it.standing, on_it.value, on_it.last) == (FactStanding.KNOWN, 120, 120)
    assert (after.standing, after.value, after.last) == (FactStanding.EXPIRED, None, 120)
    assert (other.standing, other.value, other.last) == (FactStanding.UNKNOWN, None, None)
    assert known_values(facts_of([company], today)[company.pk]) == {FactKey.EMPLOYEES: 120}


def test_a_new_fact_replaces_and_never_overwrites(house: House) -> None:
    company, today = company_of(house), house.now.date()
    note_fact(company, a_fact(as_of=today - DAY), by=house.person, now=house.now)
    note_fact(company, a_fact(value=130, as_of=today), by=None, now=house.now)

    (past,) = past_facts(company, levels=list(FactLevel))

    assert facts_of([company], today)[company.pk][FactKey.EMPLOYEES].value == 130
    assert (past.says, past.as_of, past.replaced_at) == ("120 人", today - DAY, house.now)
    assert house.verbs()[-2:] == ["fact_noted", "fact_noted"]


def test_an_older_fact_or_one_of_tomorrow_changes_nothing(house: House) -> None:
    company, today = company_of(house), house.now.date()
    note_fact(company, a_fact(as_of=today), by=house.person, now=house.now)

    with pytest.raises(FactOlder):
        note_fact(company, a_fact(value=1, as_of=today - DAY), by=house.person, now=house.now)
    with pytest.raises(FactFromTomorrow):
        note_fact(company, a_fact(value=1, as_of=today + 2 * DAY), by=house.person, now=house.now)
    sooner = a_fact(value=1, as_of=today, expires_on=today)
    with pytest.raises(FactFromTomorrow):
        note_fact(company, sooner, by=house.person, now=house.now)

    assert facts_of([company], today)[company.pk][FactKey.EMPLOYEES].value == 120


def test_who_may_not_read_a_level_sees_it_as_unknown(house: House) -> None:
    company, today = company_of(house), house.now.date()
    secret = a_fact(as_of=today, level=FactLevel.SECRETARY)
    note_fact(company, secret, by=house.person, now=house.now)

    seen = facts_of([company], today, levels=[FactLevel.PUBLIC])[company.pk]

    assert seen[FactKey.EMPLOYEES].standing is FactStanding.UNKNOWN
    assert past_facts(company, levels=[FactLevel.PUBLIC]) == []


def test_the_facts_of_many_companies_are_one_query(
    house: House, django_assert_num_queries: object
) -> None:
    companies = [company_of(house, f"企业 {number}") for number in range(5)]

    with django_assert_num_queries(1):  # type: ignore[operator]  # pytest-django's own
        assert len(facts_of(companies, house.now.date())) == len(companies)
