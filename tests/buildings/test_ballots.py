"""Motions, ballots and votes: what is refused, what is counted, and what nobody may find out."""

import json
from datetime import timedelta

import pytest
from tests.buildings.house import House
from tests.buildings.polls import (
    CHANCE,
    HEADS,
    OWNERS,
    WEEK,
    boxed,
    closed,
    counts,
    election,
    moved,
    opened,
    paper,
    proxied,
    votes,
)

from linli.buildings.actions import handling
from linli.buildings.actions.balloting import (
    NewBallot,
    close_due_ballots,
    open_ballot,
)
from linli.buildings.actions.motions import contribute, move
from linli.buildings.actions.voting import revoke_proxy
from linli.buildings.enums.ballots import BallotRule, CastBy, Outcome
from linli.buildings.errors import ballots as errors
from linli.buildings.errors.matters import UnknownSeat
from linli.buildings.models import (
    Ballot,
    Contribution,
    Motion,
    Proxy,
    Resolution,
    Turnout,
    Vote,
    Voter,
)
from linli.buildings.rules.recount import mark_of
from linli.buildings.rules.rolls import read_roll
from linli.kernel.errors import LinliError
from linli.ledger.models import Entry


def opened_in_the_open(house: House) -> Motion:
    motion = moved(house)
    opened(house, motion)
    return motion


def test_words_are_minuted_and_motions_put_only_on_what_is_deliberated(house: House) -> None:
    matter = house.taken_up().matter
    seat = house.committee.seats.order_by("pk")[0].pk
    for act in (
        lambda: contribute(house.keeper, matter, seat=None, says="太慢", now=house.now),
        lambda: move(house.keeper, title="换电梯", says="", matter=matter, now=house.now),
    ):
        with pytest.raises(errors.NotDeliberated):
            act()

    handling.deliberate(house.keeper, matter, now=house.now)
    contribute(house.keeper, matter, seat=seat, says="同意换", now=house.now)
    contribute(house.keeper, matter, seat=None, says="先问价", now=house.now)
    made = move(house.keeper, title="换电梯", says="", matter=matter, now=house.now)

    assert list(Contribution.objects.order_by("pk").values_list("seat", "says")) == [
        (seat, "同意换"),
        (None, "先问价"),
    ]
    assert (made.number, moved(house).number) == (1, 2)
    with pytest.raises(UnknownSeat):
        contribute(house.keeper, matter, seat=0, says="谁？", now=house.now)
    assert house.verbs()[-4:] == ["seat_spoke", "secretary_spoke", "motion_made", "motion_made"]
    assert not Entry.objects.filter(facts__contains="同意换").exists()


def test_a_roll_is_frozen_hashed_and_sealed_at_the_opening(house: House) -> None:
    ballot = opened(house, moved(house), OWNERS, rule=BallotRule.ART278)

    lines = list(Voter.objects.filter(ballot=ballot).order_by("number"))
    assert [(one.number, one.area, one.heads) for one in lines] == [
        (1, 6000, 1),
        (2, 3000, 1),
        (3, 1050, 1),
    ]
    assert (str(lines[0].who), lines[0].who.opened()) == ("张**", "张三")
    assert lines[0].mark == mark_of(lines[0].code, "张三")
    entry = Entry.objects.order_by("-pk")[0]
    assert (entry.verb, json.loads(entry.facts)["roll"]) == ("ballot_opened", ballot.roll_hash)
    assert "张三" not in entry.facts


@pytest.mark.parametrize(
    ("rule", "roll", "is_secret", "days", "error"),
    [
        (BallotRule.MAJORITY, HEADS, False, 0, errors.ClosingUnreadable),
        (BallotRule.MAJORITY, HEADS, False, 61, errors.ClosingUnreadable),
        (BallotRule.ELECTION, HEADS, False, 7, errors.RuleUnfit),
        (BallotRule.ART278, None, False, 7, errors.SeatsHaveNoArea),
        (BallotRule.ART278, OWNERS + "\n赵六", False, 7, errors.AreaNeeded),
        (BallotRule.ART278, OWNERS, True, 7, errors.WeightTells),
        (BallotRule.MAJORITY, "张三,,2\n李四", True, 7, errors.WeightTells),
        (BallotRule.MAJORITY, None, False, 7, errors.RollEmpty),
    ],
)
def test_a_ballot_that_does_not_fit_its_rule_is_refused(
    house: House,
    rule: BallotRule,
    roll: str | None,
    is_secret: bool,  # noqa: FBT001  # as above
    days: int,
    error: type[LinliError],
) -> None:
    motion = moved(house)
    typed = None if roll is None else list(read_roll(roll))
    new = NewBallot(rule, is_secret, house.now + timedelta(days=days), typed)

    with pytest.raises(error):
        open_ballot(house.keeper, motion, new, chance=CHANCE, now=house.now)

    assert not Ballot.objects.exists()


def test_a_motion_is_voted_on_once_at_a_time_and_an_election_by_its_own_rule(house: House) -> None:
    motion = moved(house)
    opened(house, motion)

    with pytest.raises(errors.BallotRuns):
        opened(house, motion)
    with pytest.raises(errors.RuleUnfit):
        opened(house, election(house))


def test_a_vote_is_counted_once_and_the_same_form_again_is_the_same_vote(house: House) -> None:
    motion = moved(house)
    ballot = opened(house, motion)

    first = votes(house, ballot, 1, receipt="r" * 20)
    again = votes(house, ballot, 1, "no", receipt="r" * 20)
    with pytest.raises(errors.VotedAlready):
        votes(house, ballot, 1, "no")
    with pytest.raises(errors.ChoiceNeeded):
        votes(house, ballot, 2, "spoilt")
    with pytest.raises(errors.UnknownLine):
        votes(house, ballot, 2, line=3)
    with pytest.raises(errors.VotedAlready):
        paper(house, motion, 1)

    assert first == again
    assert list(Vote.objects.values_list("choice", "voter__number")) == [("yes", 1)]
    assert house.verbs().count("vote_cast") == 1


def test_no_ballot_is_looked_into_or_ended_before_its_time_unless_all_have_voted(
    house: House,
) -> None:
    motion = moved(house)
    ballot = opened(house, motion)
    votes(house, ballot, 1)
    votes(house, ballot, 2, "no")

    with pytest.raises(errors.VotesAreMissing, match="1 户"):
        closed(house, motion, house.now)
    paper(house, motion, 3)
    found = closed(house, motion, house.now)

    assert (found.outcome, counts(found)) == (Outcome.CARRIED, {"yes": 2, "no": 1})
    with pytest.raises(errors.BallotOver):
        closed(house, motion)
    with pytest.raises(errors.BallotOver):
        votes(house, ballot, 1)
    with pytest.raises(errors.BallotOver):
        paper(house, motion, 1)


def test_after_its_time_nobody_votes_and_the_clock_ends_it(house: House) -> None:
    motion = moved(house)
    ballot = opened(house, motion, OWNERS, rule=BallotRule.ART278)
    votes(house, ballot, 1)
    Ballot.objects.update(closes_at=house.now + timedelta(seconds=1))
    assert close_due_ballots(now=house.now) == 0
    house.now += timedelta(seconds=1)

    with pytest.raises(errors.BallotOver):
        votes(house, ballot, 2)
    assert close_due_ballots(now=house.now) == 1

    assert Resolution.objects.get().outcome == Outcome.NO_QUORUM
    assert close_due_ballots(now=house.now) == 0
    entry = Entry.objects.order_by("-pk")[0]
    assert (entry.verb, entry.actor) == ("ballot_closed", "clock")


def test_what_somebody_ended_a_moment_ago_the_clock_leaves_alone(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    motion = moved(house)
    opened(house, motion)
    over = house.now + WEEK

    def late(committee: object) -> None:
        Ballot.objects.update(closed_at=over)

    monkeypatch.setattr("linli.buildings.actions.balloting.lock", late)

    assert close_due_ballots(now=over) == 0
    assert not Resolution.objects.exists()


def test_papers_of_a_secret_ballot_go_into_a_box_that_is_counted_at_the_end(house: House) -> None:
    motion = moved(house)
    ballot = opened(house, motion, is_secret=True)
    votes(house, ballot, 1, "no")
    with pytest.raises(errors.SecretByPaper):
        paper(house, motion, 2)
    with pytest.raises(errors.ChoiceNeeded):
        paper(house, opened_in_the_open(house), 1, "")
    paper(house, motion, 2, "")
    with pytest.raises(errors.VotesAreMissing):
        boxed(house, motion, {"yes": 1}, house.now)
    paper(house, motion, 3, "")

    with pytest.raises(errors.BoxUncounted, match="2 张"):
        closed(house, motion)
    assert close_due_ballots(now=house.now + WEEK) == 1, "the other one has no box"
    for wrong in ({"yes": 1}, {"yes": 3, "no": -1}):
        with pytest.raises(errors.BoxMiscounted):
            boxed(house, motion, wrong)
    with pytest.raises(errors.ChoiceNeeded):
        boxed(house, motion, {"maybe": 2})
    boxed(house, motion, {"yes": 1, "spoilt": 1}, house.now)

    assert counts(closed(house, motion, house.now)) == {"no": 1, "yes": 1, "spoilt": 1}


def test_nothing_joins_a_secret_vote_to_whose_it_is(house: House) -> None:
    motion = moved(house)
    ballot = opened(house, motion, "\n".join(f"第{one}户" for one in range(12)), is_secret=True)
    order = [votes(house, ballot, one).pk for one in range(1, 13)]

    assert order != sorted(order), "keys tell the order"
    assert set(Vote.objects.values_list("voter", flat=True)) == {None}
    assert {field.name for field in Vote._meta.fields} == {  # noqa: SLF001  # Django's way to the fields
        "id", "ballot", "voter", "choice", "receipt",
    }  # fmt: skip
    assert {field.name for field in Turnout._meta.fields} == {"voter", "how"}  # noqa: SLF001  # as above
    told = Entry.objects.filter(verb="vote_cast")
    assert {one.facts for one in told} == {json.dumps({"motion": motion.number}).replace(" ", "")}
    assert {one.actor for one in told} == {"anyone"}

    closed(house, motion)

    kept = list(Vote.objects.values_list("pk", flat=True))
    assert sorted(kept) == sorted(order)


def test_one_votes_for_two_others_by_proxy_and_no_chain_or_third(house: House) -> None:
    motion = moved(house)
    ballot = opened(house, motion, "甲\n乙\n丙\n丁\n戊")
    proxied(house, motion, 1, 2)
    proxied(house, motion, 3, 2)

    for giver, holder in ((4, 2), (4, 4), (2, 4), (4, 1)):
        with pytest.raises(errors.ProxyRefused):
            proxied(house, motion, giver, holder)
    with pytest.raises(errors.ProxyTwice):
        proxied(house, motion, 1, 4)
    for giver, holder in ((9, 1), (1, 9)):
        with pytest.raises(errors.UnknownLine):
            proxied(house, motion, giver, holder)
    votes(house, ballot, 2, "no")
    votes(house, ballot, 2, "yes", line=1)
    with pytest.raises(errors.VotedAlready):
        proxied(house, motion, 1, 5)

    assert dict(Turnout.objects.values_list("voter__number", "how")) == {
        2: CastBy.LINK,
        1: CastBy.PROXY,
    }
    assert Vote.objects.get(voter__number=1).choice == "yes"


def test_a_proxy_is_taken_back_until_it_was_voted_by_and_by_voting_oneself(house: House) -> None:
    motion = moved(house)
    ballot = opened(house, motion, "甲\n乙\n丙\n丁")
    for giver, holder in ((1, 4), (2, 4), (3, 1)):
        if giver != 3:
            proxied(house, motion, giver, holder)
    revoke_proxy(house.keeper, motion, giver=1, now=house.now)

    with pytest.raises(errors.NoProxy):
        revoke_proxy(house.keeper, motion, giver=1, now=house.now)
    with pytest.raises(errors.UnknownLine):
        votes(house, ballot, 4, line=1)
    votes(house, ballot, 2)
    with pytest.raises(errors.UnknownLine):
        votes(house, ballot, 4, line=2)
    proxied(house, motion, 1, 4)
    votes(house, ballot, 4, line=1)
    with pytest.raises(errors.NoProxy):
        revoke_proxy(house.keeper, motion, giver=1, now=house.now)
    proxied(house, motion, 3, 4)
    paper(house, motion, 3)

    assert set(Proxy.objects.filter(revoked_at=None).values_list("giver__number", flat=True)) == {1}
