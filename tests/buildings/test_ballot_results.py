"""What came of ballots: results, elections, exports, and what is left of them in time."""

import json
import threading
from datetime import datetime, timedelta

import pytest
from django.db import connection
from tests.buildings.house import House
from tests.buildings.polls import (
    OWNERS,
    WEEK,
    closed,
    election,
    line_of,
    moved,
    opened,
    seated,
    votes,
)

from linli.buildings import jobs
from linli.buildings.access import ballots as access
from linli.buildings.access.matters import Visited
from linli.buildings.actions.balloting import (
    seat_winner,
)
from linli.buildings.actions.demo import plant_committee
from linli.buildings.actions.motions import MOST_CANDIDATES, call_election
from linli.buildings.enums.ballots import BallotRule, Outcome
from linli.buildings.enums.matters import HowChosen
from linli.buildings.errors import ballots as errors
from linli.buildings.errors.matters import LinkUnreadable, SeatTaken, UnknownSeat
from linli.buildings.models import (
    Ballot,
    Contribution,
    Motion,
    Resolution,
    Term,
    Vote,
    Voter,
)
from linli.buildings.queries.ballots import export_of, hash_of, labels_of
from linli.buildings.queries.motions import ballots_of, roll_of
from linli.buildings.rules.recount import recount
from linli.ledger.models import Entry
from linli.people.retention import purge
from linli.people.retention_rules import LIMITATION
from linli.web import rounds


def test_a_secret_ballot_is_written_anew_in_the_order_of_its_receipts(house: House) -> None:
    motion = moved(house)
    ballot = opened(house, motion, is_secret=True)
    for line, receipt in ((1, "c" * 20), (2, "a" * 20), (3, "b" * 20)):
        votes(house, ballot, line, receipt=receipt)

    found = closed(house, motion)

    export = export_of(found.ballot, json.loads(found.counts))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT receipt, xmin::text FROM buildings_vote ORDER BY ctid")
        else:
            cursor.execute("SELECT id, 0 FROM buildings_vote ORDER BY rowid")
        rows = cursor.fetchall()
    assert [one for one, _written in rows] == sorted(one for one, _written in rows)
    assert len({written for _one, written in rows}) == 1, "one transaction wrote them all"
    assert [one["receipt"][0] for one in export["votes"]] == ["a", "b", "c"]
    assert all(one.keys() == {"receipt", "choice"} for one in export["votes"])


def test_an_open_ballot_is_counted_again_from_what_is_handed_out(house: House) -> None:
    motion = moved(house)
    ballot = opened(house, motion, OWNERS, rule=BallotRule.ART278_SPECIAL)
    votes(house, ballot, 1)
    votes(house, ballot, 2)
    votes(house, ballot, 3, "abstain")

    found = closed(house, motion)

    export = json.loads(json.dumps(export_of(found.ballot, json.loads(found.counts))))
    assert recount(export).is_equal
    assert (found.outcome, export["votes"][0].keys()) == (
        Outcome.REJECTED,
        {"receipt", "choice", "line"},
    )
    entry = Entry.objects.order_by("-pk")[0]
    assert json.loads(entry.facts)["export"] == hash_of(export)


def test_who_is_elected_takes_the_seat_once_with_the_votes_counted(house: House) -> None:
    motion = election(house, "赵钱", "孙李")
    ballot = opened(house, motion, rule=BallotRule.ELECTION, is_secret=True)
    day = house.now.date()

    def seats(motion: Motion = motion) -> None:
        seat_winner(
            house.keeper,
            motion,
            begins_on=day,
            ends_on=day + timedelta(days=365),
            now=house.now + WEEK,
        )

    assert labels_of(motion) == {
        "1": "1 赵钱", "2": "2 孙李", "abstain": "弃权", "spoilt": "废票",
    }  # fmt: skip
    for line, choice in ((1, "2"), (2, "2"), (3, "1")):
        votes(house, ballot, line, choice)
    with pytest.raises(errors.NobodyElected):
        seats()
    closed(house, motion)
    seats()

    term = Term.objects.get()
    assert (term.holder, term.how, term.votes) == ("孙李", HowChosen.ELECTED, 2)
    with pytest.raises(errors.NobodyElected):
        seats()
    other = election(house, "赵钱")
    again = opened(house, other, rule=BallotRule.ELECTION)
    for line in (1, 2, 3):
        votes(house, again, line, "1")
    house.now += timedelta(seconds=1) + WEEK
    closed(house, other)
    with pytest.raises(SeatTaken):
        seats(other)
    assert house.verbs().count("term_begun") == 1


def test_an_election_needs_a_seat_of_this_committee_and_some_who_stand(house: House) -> None:
    for names in ([], ["甲", "甲"], [str(one) for one in range(MOST_CANDIDATES + 1)]):
        with pytest.raises(errors.CandidatesNeeded):
            call_election(house.keeper, seat=1, names=names, now=house.now)
    with pytest.raises(UnknownSeat):
        call_election(house.keeper, seat=0, names=["甲"], now=house.now)


def test_a_committee_votes_by_its_seats(house: House) -> None:
    seated(house)
    motion = moved(house)
    ballot = opened(house, motion, None, rule=BallotRule.TWO_THIRDS)
    votes(house, ballot, 1)
    votes(house, ballot, 2)

    assert closed(house, motion).outcome == Outcome.CARRIED
    assert [one.seat.kind for one in Voter.objects.order_by("number") if one.seat] == [
        "owner", "property", "company",
    ]  # fmt: skip


def test_only_an_unbroken_link_votes_and_only_motions_that_are_there_are_found(
    house: House,
) -> None:
    motion = moved(house)
    ballot = opened(house, motion)
    voter = line_of(ballot, 1)

    assert access.voter_of_link(access.voter_link(voter.code)).voter == voter
    for token in (voter.code, access.voter_link("nobody")):
        with pytest.raises(LinkUnreadable):
            access.voter_of_link(token)
    at = Visited(house.committee)
    assert access.motion_of(at, 1).motion == motion
    with pytest.raises(errors.UnknownMotion):
        access.motion_of(at, 2)


def test_a_named_list_with_votes_is_for_keepers_and_what_was_secret_for_all(house: House) -> None:
    named, secret = moved(house), moved(house)
    rows = [opened(house, named), opened(house, secret, is_secret=True)]
    at = Visited(house.committee)

    def found(number: int, person: object) -> bool:
        moved_ = access.motion_of(at, number)
        try:
            access.counted_ballot(moved_, rows[number - 1].pk, person, now=house.now)  # type: ignore[arg-type]  # as drawn
        except errors.UnknownBallot:
            return False
        return True

    assert not found(2, house.person), "it is not over"
    for one in (named, secret):
        closed(house, one)

    assert [found(1, None), found(2, None), found(1, house.person)] == [False, True, True]


@pytest.mark.django_db
def test_the_demo_shows_one_vote_that_runs_and_one_that_is_decided(now: datetime) -> None:
    plant_committee(now=now)

    assert Resolution.objects.get().outcome == Outcome.CARRIED
    running = Ballot.objects.get(closed_at=None)
    assert (running.rule, Vote.objects.filter(ballot=running).count()) == ("art278_special", 3)
    assert Contribution.objects.count() == 3


def test_names_go_in_their_time_and_what_was_decided_stays(house: House) -> None:
    motion = election(house, "赵钱", "孙李")
    ballot = opened(house, motion, rule=BallotRule.ELECTION)
    for line in (1, 2, 3):
        votes(house, ballot, line, "2")
    closed(house, motion)
    export = export_of(Ballot.objects.get(), {})

    tuple(purge(now=house.now + WEEK + LIMITATION))

    assert {one.who for one in Voter.objects.all()} == {None}
    assert labels_of(motion)["2"] == "2 —"
    (shown,) = ballots_of(motion, keeps=True)
    assert (shown.outcome, shown.winner) == ("选出", "2 —")
    assert [one.who for one in roll_of(Ballot.objects.get(), page=1, each=9)] == ["—", "—", "—"]
    assert export_of(Ballot.objects.get(), {}) == export


def test_the_clock_of_the_server_ends_what_is_due(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(house, moved(house))
    Ballot.objects.update(opened_at=house.now - WEEK, closes_at=house.now)
    stop = threading.Event()
    monkeypatch.setattr(jobs, "ROUND_S", 0.0)
    monkeypatch.setattr(rounds, "close_old_connections", lambda: None)

    jobs.run_jobs(stop, beat=stop.set)

    assert Resolution.objects.get().outcome == Outcome.REJECTED


def test_what_fails_before_keeps_no_ballot_from_its_end(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(house, moved(house))
    Ballot.objects.update(opened_at=house.now - WEEK, closes_at=house.now)
    beats: list[bool] = []
    stop = threading.Event()

    def fails(*, now: datetime) -> int:  # as the action
        stop.set()
        raise OSError

    monkeypatch.setattr(jobs, "ROUND_S", 0.0)
    monkeypatch.setattr(jobs, "escalate_matters", fails)
    monkeypatch.setattr(rounds, "close_old_connections", lambda: None)

    jobs.run_jobs(stop, beat=lambda: beats.append(True))

    assert Resolution.objects.get().outcome == Outcome.REJECTED
    assert beats == []
