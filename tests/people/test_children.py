"""Children: kept by a guardian's consent alone, until fourteen, and then by their own or not."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from linli.ledger.models import Entry
from linli.people import children
from linli.people.actions import ensure_person
from linli.people.actions.granting import leave
from linli.people.children import (
    MOST_CHILDREN,
    answer_as_oneself,
    answer_token,
    child_in_reach,
    child_to_answer,
    children_of,
    correct_child,
    note_child,
    stage_of,
    withdraw_for_child,
)
from linli.people.models import Child, Person
from linli.people.privacy_errors import (
    BirthYearImpossible,
    ChildConsentMissing,
    ChildUnknown,
    GuardianPhoneNeeded,
    NameImpossible,
    TooManyChildren,
)
from linli.people.privacy_queries import everything_about
from linli.people.retention import purge
from linli.people.rules.children import (
    ANSWERS_WITHIN,
    Stage,
    answers_until,
    childhood_ends,
    is_child_s,
    of_age,
    stage,
)

NAME = "小明"
BORN = 2018
SECOND = timedelta(seconds=1)
FOURTEEN = datetime(2032, 12, 31, 16, 0, tzinfo=UTC)
"""When everybody born in 2018 is: the first of January 2033 in Shanghai."""


def test_a_childhood_ends_when_everybody_of_the_year_is_fourteen() -> None:
    assert childhood_ends(BORN) == FOURTEEN
    assert stage(BORN, has_agreed=False, now=FOURTEEN - SECOND) is Stage.CHILD
    assert stage(BORN, has_agreed=False, now=FOURTEEN) is Stage.ASKED
    assert stage(BORN, has_agreed=True, now=FOURTEEN) is Stage.OWN
    assert answers_until(BORN) == FOURTEEN + ANSWERS_WITHIN


@given(born=st.integers(1990, 2040), month=st.integers(1, 12), day=st.integers(1, 28))
def test_nobody_under_fourteen_is_ever_asked_and_nobody_of_age_is_kept(
    born: int, month: int, day: int
) -> None:
    fourteenth = datetime(born + 14, month, day, tzinfo=UTC)
    eighteenth = datetime(born + 18, month, day, tzinfo=UTC)

    assert childhood_ends(born) >= fourteenth
    assert timedelta(0) <= of_age(born) - eighteenth + timedelta(days=1) <= timedelta(days=367)
    assert answers_until(born) < of_age(born)


@pytest.mark.parametrize(
    ("born", "is_one"), [(2011, False), (2012, True), (2026, True), (2027, False), (0, False)]
)
def test_only_a_year_of_children_is_taken(born: int, is_one: bool, now: datetime) -> None:  # noqa: FBT001  # expected
    assert is_child_s(born, now=now) is is_one


@pytest.fixture
def guardian(db: None, now: datetime) -> Person:
    return ensure_person(handle="g", name="张大", now=now)


@pytest.fixture
def child(guardian: Person, now: datetime) -> Child:
    return noted(guardian, now)


def noted(guardian: Person, now: datetime, **other: object) -> Child:
    wish = {"name": f" {NAME} ", "birth_year": BORN, "agrees": True, "by_phone": True, **other}
    return note_child(guardian=guardian, now=now, **wish)  # type: ignore[arg-type]  # as given


def told() -> list[tuple[str, str, str, str]]:
    rows = Entry.objects.filter(subject__startswith="child:").order_by("seq")
    return [(one.actor, one.verb, one.subject, one.facts) for one in rows]


def test_a_child_is_kept_as_little_as_can_be_and_the_ledger_names_nobody(
    child: Child, guardian: Person
) -> None:
    assert [str(one.name) for one in children_of(guardian)] == ["小**"]
    assert (child.birth_year, child.kept_until) == (BORN, FOURTEEN + ANSWERS_WITHIN)
    assert str(child) == f"{guardian.pk} for {BORN}"
    who = f"person:{guardian.pk}"
    facts = f'{{"guardian":"{who}","version":1}}'
    assert told() == [(who, "child_noted", f"child:{child.pk}", facts)]
    assert NAME not in str(told())


@pytest.mark.parametrize(
    ("wish", "error"),
    [
        ({"by_phone": False}, GuardianPhoneNeeded),
        ({"agrees": False}, ChildConsentMissing),
        ({"name": " "}, NameImpossible),
        ({"name": "小" * 41}, NameImpossible),
        ({"name": "小\u202e明"}, NameImpossible),
        ({"birth_year": 2011}, BirthYearImpossible),
    ],
)
def test_what_is_not_agreed_to_or_no_child_s_is_not_kept(
    guardian: Person, now: datetime, wish: dict[str, object], error: type[Exception]
) -> None:
    with pytest.raises(error):
        noted(guardian, now, **wish)

    assert not Child.objects.exists()
    assert told() == []


def test_a_class_is_not_a_family(guardian: Person, now: datetime) -> None:
    for _child in range(MOST_CHILDREN):
        noted(guardian, now)

    with pytest.raises(TooManyChildren):
        noted(guardian, now)


@pytest.mark.parametrize(
    "change",
    [
        {"consented_at": None},
        {"consent_version": None},
        {"consent_version": 0},
        {"guardian_id": None},
        {"kept_until": FOURTEEN + timedelta(days=900)},
        {"own_consented_at": FOURTEEN},
        {"own_consented_at": FOURTEEN + ANSWERS_WITHIN, "kept_until": of_age(BORN)},
    ],
)
def test_the_database_keeps_no_child_without_consent_nor_beyond_it(
    child: Child, change: dict[str, object]
) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Child.objects.filter(pk=child.pk).update(**change)


def test_a_guardian_sets_right_and_nobody_else_s_child_is_there(
    child: Child, guardian: Person, now: datetime
) -> None:
    stranger = ensure_person(handle="s", name="王", now=now)
    with pytest.raises(ChildUnknown):
        child_in_reach(stranger, child.pk)

    found = child_in_reach(guardian, child.pk)
    correct_child(found, name="小红", birth_year=2020, by=guardian, now=now)

    child.refresh_from_db()
    assert (child.name.opened(), child.birth_year) == ("小红", 2020)
    assert child.kept_until == answers_until(2020)
    assert told()[-1][1] == "child_corrected"
    for name, year, error in (("", 2020, NameImpossible), ("小红", 2011, BirthYearImpossible)):
        with pytest.raises(error):
            correct_child(child, name=name, birth_year=year, by=guardian, now=now)


def test_from_fourteen_on_a_year_is_not_moved_so_as_to_stay_a_child(
    child: Child, guardian: Person
) -> None:
    with pytest.raises(BirthYearImpossible):
        correct_child(child, name=NAME, birth_year=2020, by=guardian, now=FOURTEEN)

    correct_child(child, name="小红", birth_year=BORN, by=guardian, now=FOURTEEN)

    assert child_in_reach(guardian, child.pk).name.opened() == "小红"


def test_with_the_consent_everything_goes_at_once(
    child: Child, guardian: Person, now: datetime
) -> None:
    withdraw_for_child(child, by=guardian, now=now)

    assert not Child.objects.exists()
    assert told()[-1][1] == "child_consent_withdrawn"
    with pytest.raises(ChildUnknown):
        withdraw_for_child(child, by=guardian, now=now)


def test_a_guardian_takes_everything_along(child: Child, guardian: Person, now: datetime) -> None:
    (one,) = everything_about(guardian, now=now)["children"]  # type: ignore[misc]  # a list

    assert (one["name"], one["birth_year"]) == (NAME, BORN)  # type: ignore[has-type]  # as above


def test_with_the_guardian_who_leaves_the_children_go(
    child: Child, guardian: Person, now: datetime
) -> None:
    leave(person=guardian, by=guardian, now=now)

    assert not Child.objects.exists()


def test_who_has_turned_fourteen_is_asked_and_stays_by_their_own_word_until_of_age(
    child: Child,
) -> None:
    token = answer_token(child)
    with pytest.raises(ChildUnknown):
        child_to_answer(token, now=FOURTEEN - SECOND)

    asked = child_to_answer(token, now=FOURTEEN)
    answer_as_oneself(asked, agrees=True, now=FOURTEEN)

    child.refresh_from_db()
    assert stage_of(child, now=FOURTEEN) is Stage.OWN
    assert told()[-1][:2] == (f"child:{child.pk}", "child_agreed")
    with pytest.raises(ChildUnknown):
        child_to_answer(token, now=FOURTEEN)
    with pytest.raises(ChildUnknown):
        answer_as_oneself(asked, agrees=True, now=FOURTEEN)
    list(purge(now=of_age(BORN) - SECOND))
    assert Child.objects.exists()
    list(purge(now=of_age(BORN)))
    assert not Child.objects.exists()


def test_who_says_no_is_gone_and_so_is_who_says_nothing_in_time(
    child: Child, guardian: Person, now: datetime
) -> None:
    other = noted(guardian, now)

    answer_as_oneself(child, agrees=False, now=FOURTEEN)

    assert told()[-1][1] == "child_refused"
    assert children_of(guardian) == [other]
    list(purge(now=FOURTEEN + ANSWERS_WITHIN - SECOND))
    assert Child.objects.exists()
    with pytest.raises(ChildUnknown):
        child_to_answer(answer_token(other), now=FOURTEEN + ANSWERS_WITHIN)
    list(purge(now=FOURTEEN + ANSWERS_WITHIN))
    assert not Child.objects.exists()


@pytest.mark.parametrize("token", ["", "1", "x:y"])
def test_a_forged_address_asks_nobody(child: Child, token: str) -> None:
    with pytest.raises(ChildUnknown):
        child_to_answer(token, now=FOURTEEN)


def test_a_guardian_s_number_is_part_of_the_seal(
    child: Child, guardian: Person, now: datetime
) -> None:
    other = ensure_person(handle="o", name="王", now=now)
    Child.objects.filter(pk=child.pk).update(guardian=other)

    assert str(Child.objects.get().name) == "***"
    assert children.children_of(guardian) == []
