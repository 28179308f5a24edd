"""The only ways from a person or a link to a motion, its ballots and a line of a roll."""

from dataclasses import dataclass
from datetime import datetime

from django.core.signing import BadSignature, Signer
from django.db.models import Q

from linli.buildings.access.matters import Visited, keeps
from linli.buildings.enums.ballots import Outcome, RollKind
from linli.buildings.errors.ballots import UnknownBallot, UnknownMotion
from linli.buildings.errors.matters import LinkUnreadable
from linli.buildings.models import Ballot, Motion, Voter
from linli.people.models import Person

_voter = Signer(salt="linli.buildings.voter")


@dataclass(frozen=True, slots=True)
class Moved:
    """A motion of a committee, which anybody may read."""

    motion: Motion


@dataclass(frozen=True, slots=True)
class Counted:
    """A ballot that is over, with what came of it."""

    ballot: Ballot


@dataclass(frozen=True, slots=True)
class Elector:
    """A line of a roll, by its link."""

    voter: Voter


def motion_of(at: Visited, number: int) -> Moved:
    """Return a motion of a committee: what is decided there is everybody's to read.

    Raises:
        UnknownMotion: it has none of this number.
    """
    rows = Motion.objects.select_related("matter", "seat", "committee__building")
    found = rows.filter(committee=at.committee, number=number).first()
    if found is None:
        raise UnknownMotion
    return Moved(found)


def counted_ballot(moved: Moved, number: int, person: Person | None, *, now: datetime) -> Counted:
    """Return a ballot that is over, to be counted again, by its number among those of a motion.

    What was voted in secret, or by the committee's seats, is everybody's. A named list with what
    each line voted is for who keeps the committee, who may hand it on.

    Raises:
        UnknownBallot: there is none, it is not over, was annulled, or is not theirs.
    """
    rows = Ballot.objects.filter(motion=moved.motion, closed_at__isnull=False)
    rows = rows.exclude(resolution__outcome=Outcome.ANNULLED)
    if not keeps(person, moved.motion.committee, now=now):
        rows = rows.filter(Q(is_secret=True) | Q(roll_kind=RollKind.SEATS))
    found = rows.select_related("resolution").filter(pk=number).first()
    if found is None:
        raise UnknownBallot
    return Counted(found)


def voter_link(code: str) -> str:
    """Return the token by which a line of a roll votes."""
    return _voter.sign(code)


def voter_of_link(token: str) -> Elector:
    """Return the line of a roll that a token names, with its ballot and motion.

    Raises:
        LinkUnreadable: it is not ours, or not whole.
    """
    try:
        code = _voter.unsign(token)
    except BadSignature as tampered:
        raise LinkUnreadable from tampered
    rows = Voter.objects.select_related(
        "seat", "ballot__motion__seat", "ballot__motion__committee__building"
    )
    found = rows.filter(code=code).first()
    if found is None:
        raise LinkUnreadable
    return Elector(found)
