"""Votes: each line of a roll once, by its link, by proxy or on paper.

Of a secret ballot two rows are written that nothing joins: a turnout, whose key is the line's,
and a vote, whose key and receipt are drawn by chance. Neither has a time. The ledger's entry says
that a vote came, not whose nor for what.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from random import Random

from django.db import IntegrityError, transaction
from django.db.models import F

from linli.buildings.access.matters import Keeper
from linli.buildings.actions.entries import ANYONE, lock, write_down
from linli.buildings.enums.ballots import CastBy
from linli.buildings.errors.ballots import (
    BallotOver,
    BoxMiscounted,
    ChoiceNeeded,
    NoProxy,
    ProxyRefused,
    ProxyTwice,
    SecretByPaper,
    UnknownLine,
    VotedAlready,
    VotesAreMissing,
)
from linli.buildings.models import Ballot, Motion, Proxy, Turnout, Vote, Voter
from linli.buildings.queries.ballots import left_to_vote, options_of
from linli.buildings.rules.ballots import SPOILT
from linli.people.actions import name_in_ledger

MOST_PROXIES = 2
"""So many one may vote for besides oneself: ours, where standing orders say nothing, so that a
ballot is not decided by whoever collects papers."""

KEY_BITS, CODE_BITS = 62, 120
"""A vote's key fits into a row's number; a code or a receipt is met by nobody's guess."""

Facts = dict[str, str | int]


@dataclass(frozen=True, slots=True)
class NewVote:
    """What is voted; ``receipt`` is the form's, so that a form that is sent twice counts once.

    ``line`` is for whom, by its number on the roll: for oneself, or by proxy.
    """

    choice: str
    receipt: str
    line: int


def draw_code(chance: Random) -> str:
    """Return what nobody guesses, as letters and digits: 30 of them."""
    return f"{chance.getrandbits(CODE_BITS):030x}"


@transaction.atomic
def cast(voter: Voter, new: NewVote, *, chance: Random, now: datetime) -> Vote:
    """Cast the vote of a line of the roll, or of one whose proxy it holds.

    The same form again returns the same vote. Whoever votes themselves takes back their proxy.

    Raises:
        BallotOver: its time is over.
        UnknownLine: the line is not theirs to vote for.
        ChoiceNeeded: nothing that can be chosen.
        VotedAlready: that line has voted; of many at once one is counted.
    """
    motion = voter.ballot.motion
    lock(motion.committee)
    known = Vote.objects.filter(ballot=voter.ballot_id, receipt=new.receipt).first()
    if known is not None:
        return known
    ballot = _open(voter.ballot, now)
    of, how = _votes_for(voter, new.line)
    if new.choice not in options_of(motion):
        raise ChoiceNeeded
    _mark(of, how)
    made = _put(ballot, of, new.choice, new.receipt, chance)
    if of == voter:
        Proxy.objects.filter(giver=of, revoked_at=None).update(revoked_at=now)
    _write(motion, "vote_cast", ANYONE, now)
    return made


@transaction.atomic
def enter_paper(
    keeper: Keeper, motion: Motion, *, line: int, choice: str, chance: Random, now: datetime
) -> None:
    """Enter a paper vote that was handed in.

    Of an open ballot with what it says, of a secret one without: it goes into the box, which is
    counted at the end.

    Raises:
        BallotOver: nothing is voted on.
        UnknownLine: the roll has no such line.
        ChoiceNeeded: an open vote without what it says.
        SecretByPaper: a secret vote with what it says.
        VotedAlready: that line has voted.
    """
    lock(keeper.committee)
    ballot = _open(_last(motion), now)
    of = _line(ballot, line)
    if ballot.is_secret:
        if choice:
            raise SecretByPaper
        _mark(of, CastBy.PAPER)
        Ballot.objects.filter(pk=ballot.pk).update(papers=F("papers") + 1)
    else:
        if choice not in {*options_of(motion), SPOILT}:
            raise ChoiceNeeded
        _mark(of, CastBy.PAPER)
        _put(ballot, of, choice, draw_code(chance), chance)
    Proxy.objects.filter(giver=of, revoked_at=None).update(revoked_at=now)
    _write(motion, "paper_entered", name_in_ledger(keeper.person), now, {"line": line})


@transaction.atomic
def count_box(
    keeper: Keeper, motion: Motion, *, counted: Mapping[str, int], chance: Random, now: datetime
) -> None:
    """Count the papers in the box of a secret ballot, all at once: so many for each choice.

    Not before the end: whoever counted it earlier would know what is still to be decided.

    Raises:
        BallotOver: nothing is voted on.
        VotesAreMissing: its time is not over, and somebody has not voted.
        BoxMiscounted: that is not as many as are in it.
        ChoiceNeeded: a count for what cannot be chosen.
    """
    lock(keeper.committee)
    ballot = _last(motion)
    must_be_over(ballot, now)
    if not counted.keys() <= {*options_of(motion), SPOILT}:
        raise ChoiceNeeded
    papers, found = ballot.papers - ballot.papers_counted, sum(counted.values())
    if papers != found or min(counted.values(), default=0) < 0:
        raise BoxMiscounted(counted=found, papers=papers)
    for choice, votes in counted.items():
        for _one in range(votes):
            _put(ballot, None, choice, draw_code(chance), chance)
    Ballot.objects.filter(pk=ballot.pk).update(papers_counted=F("papers"))
    _write(motion, "box_counted", name_in_ledger(keeper.person), now, {"papers": papers})


@transaction.atomic
def note_proxy(keeper: Keeper, motion: Motion, *, giver: int, holder: int, now: datetime) -> None:
    """Note a written proxy: ``holder`` may vote for ``giver``, both by their line of the roll.

    Raises:
        BallotOver: nothing is voted on.
        UnknownLine: the roll has no such line.
        VotedAlready: the giver has voted.
        ProxyTwice: the giver has given one.
        ProxyRefused: to oneself, in a chain, or one too many.
    """
    lock(keeper.committee)
    ballot = _open(_last(motion), now)
    from_, to = _line(ballot, giver), _line(ballot, holder)
    if Turnout.objects.filter(voter=from_).exists():
        raise VotedAlready
    live = Proxy.objects.filter(revoked_at=None)
    if live.filter(giver=from_).exists():
        raise ProxyTwice
    if (
        from_ == to
        or live.filter(giver=to).exists()
        or live.filter(holder=from_).exists()
        or live.filter(holder=to).count() >= MOST_PROXIES
    ):
        raise ProxyRefused(most=MOST_PROXIES)
    Proxy.objects.create(giver=from_, holder=to, noted_at=now)
    facts: Facts = {"line": giver, "by": holder}
    _write(motion, "proxy_noted", name_in_ledger(keeper.person), now, facts)


@transaction.atomic
def revoke_proxy(keeper: Keeper, motion: Motion, *, giver: int, now: datetime) -> None:
    """Take a proxy back, as long as it was not voted by.

    Raises:
        BallotOver: nothing is voted on.
        UnknownLine: the roll has no such line.
        NoProxy: there is none, or the vote is cast.
    """
    lock(keeper.committee)
    from_ = _line(_open(_last(motion), now), giver)
    live = Proxy.objects.filter(giver=from_, revoked_at=None)
    if Turnout.objects.filter(voter=from_).exists() or not live.update(revoked_at=now):
        raise NoProxy
    _write(motion, "proxy_revoked", name_in_ledger(keeper.person), now, {"line": giver})


def must_be_over(ballot: Ballot, now: datetime) -> None:
    """Refuse to look into a ballot that goes on.

    Raises:
        VotesAreMissing: its time is not over, and somebody has not voted.
    """
    left = left_to_vote(ballot)
    if left and now < ballot.closes_at:
        raise VotesAreMissing(left=left)


def _last(motion: Motion) -> Ballot:
    found = Ballot.objects.filter(motion=motion, closed_at=None).first()
    if found is None:
        raise BallotOver
    return found


def _open(ballot: Ballot, now: datetime) -> Ballot:
    found = Ballot.objects.get(pk=ballot.pk)
    if found.closed_at is not None or now >= found.closes_at:
        raise BallotOver
    return found


def _line(ballot: Ballot, number: int) -> Voter:
    found = Voter.objects.filter(ballot=ballot, number=number).first()
    if found is None:
        raise UnknownLine
    return found


def _votes_for(voter: Voter, line: int) -> tuple[Voter, CastBy]:
    """Return the line that is voted for, and how: one's own, or one whose proxy is held."""
    if line == voter.number:
        return voter, CastBy.LINK
    held = Proxy.objects.filter(holder=voter, giver__number=line, revoked_at=None)
    found = held.select_related("giver").first()
    if found is None:
        raise UnknownLine
    return found.giver, CastBy.PROXY


def _mark(of: Voter, how: CastBy) -> None:
    """Note that a line has voted; the database refuses the second time."""
    try:
        with transaction.atomic():
            Turnout.objects.create(voter=of, how=how)
    except IntegrityError as twice:
        raise VotedAlready from twice


def _put(ballot: Ballot, of: Voter | None, choice: str, receipt: str, chance: Random) -> Vote:
    return Vote.objects.create(
        id=chance.getrandbits(KEY_BITS),
        ballot=ballot,
        voter=None if ballot.is_secret else of,
        choice=choice,
        receipt=receipt,
    )


def _write(motion: Motion, verb: str, by: str, now: datetime, more: Facts | None = None) -> None:
    facts: Facts = {"motion": motion.number, **(more or {})}
    write_down(motion.committee, verb, by=by, now=now, facts=facts, matter=motion.matter_id)
