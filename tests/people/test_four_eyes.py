"""Proposals: what one proposes another decides, once, in time."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from tests.people.district import District

from linli.ledger.models import Entry
from linli.people.actions.proposals import Matter, approve, propose, refuse
from linli.people.enums import Role
from linli.people.errors import OwnProposal, ProposalOver, ProposalUnknown, ProposedAlready
from linli.people.models import Person, Proposal
from linli.people.rules.proposals import PROPOSED_FOR

KIND = "forget_journal"


@pytest.fixture
def hk(db: None, now: datetime) -> District:
    return District(now)


@pytest.fixture
def one(hk: District) -> Person:
    return hk.person("one", Role.STEWARD, "BYL")


@pytest.fixture
def other(hk: District) -> Person:
    return hk.person("other", Role.STEWARD, "HK")


def matter(hk: District) -> Matter:
    return Matter(KIND, "cabinet:B-A", hk.places["BYL"], Role.STEWARD, {"epoch": 2})


def test_what_one_proposes_another_approves(hk: District, one: Person, other: Person) -> None:
    made = propose(matter(hk), by=one, now=hk.now)

    done = approve(made.pk, kind=KIND, by=other, now=hk.now)

    assert (done.outcome, done.decided_by, done.facts) == ("approved", other, {"epoch": 2})
    told = Entry.objects.filter(subject=f"proposal:{made.pk}").order_by("seq")
    assert [(entry.actor, entry.verb) for entry in told] == [
        (f"person:{one.pk}", "proposed"),
        (f"person:{other.pk}", "proposal_approved"),
    ]
    assert str(done) == "forget_journal cabinet:B-A"


def test_nobody_decides_what_they_proposed(hk: District, one: Person) -> None:
    made = propose(matter(hk), by=one, now=hk.now)

    with pytest.raises(OwnProposal) as caught:
        approve(made.pk, kind=KIND, by=one, now=hk.now)

    assert str(caught.value) == "自己提出的申请，要由另一个人来同意。"
    assert Proposal.objects.get().outcome is None


def test_nobody_without_the_right_learns_that_there_is_a_proposal(
    hk: District, one: Person
) -> None:
    made = propose(matter(hk), by=one, now=hk.now)

    for stranger in (
        hk.person("crew", Role.CREW, "BYL"),
        hk.person("next-door", Role.STEWARD, "SOHO"),
        hk.person("nobody"),
    ):
        with pytest.raises(ProposalUnknown):
            approve(made.pk, kind=KIND, by=stranger, now=hk.now)
    with pytest.raises(ProposalUnknown):
        approve(made.pk, kind="something_else", by=one, now=hk.now)


def test_a_refused_proposal_is_over_and_may_be_made_anew(
    hk: District, one: Person, other: Person
) -> None:
    made = propose(matter(hk), by=one, now=hk.now)
    with pytest.raises(ProposedAlready):
        propose(matter(hk), by=other, now=hk.now)

    assert refuse(made.pk, kind=KIND, by=other, now=hk.now).outcome == "refused"

    with pytest.raises(ProposalOver):
        approve(made.pk, kind=KIND, by=other, now=hk.now)
    assert propose(matter(hk), by=one, now=hk.now).pk != made.pk


def test_a_proposal_that_nobody_decides_in_a_week_expires(
    hk: District, one: Person, other: Person
) -> None:
    made = propose(matter(hk), by=one, now=hk.now)
    late = hk.now + PROPOSED_FOR

    with pytest.raises(ProposalOver):
        approve(made.pk, kind=KIND, by=other, now=late)
    again = propose(matter(hk), by=other, now=late)

    made.refresh_from_db()
    assert made.outcome == "expired"
    assert approve(again.pk, kind=KIND, by=one, now=late + timedelta(days=1)).outcome == "approved"


def test_the_database_refuses_who_decides_their_own(hk: District, one: Person) -> None:
    made = propose(matter(hk), by=one, now=hk.now)

    for change in ({"decided_by": one}, {"outcome": "approved"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Proposal.objects.filter(pk=made.pk).update(**change)


@pytest.mark.django_db(transaction=True)
def test_of_many_who_decide_at_once_one_does(now: datetime) -> None:
    hk = District(now)
    made = propose(matter(hk), by=hk.person("one", Role.STEWARD, "BYL"), now=now)
    deciders = [hk.person(f"d{number}", Role.STEWARD, "BYL") for number in range(5)]

    def decide(person: Person) -> str:
        try:
            return str(approve(made.pk, kind=KIND, by=person, now=now).outcome)
        except ProposalOver as over:
            return over.code
        finally:
            connection.close()

    with ThreadPoolExecutor(5) as pool:
        found = sorted(pool.map(decide, deciders))

    assert found == ["approved", *["proposal_over"] * 4]
