"""Ballots as the rules know them: rolls, votes, results, and what is handed out of them."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext

from linli.buildings.enums.ballots import Choice
from linli.buildings.models import Ballot, Candidate, Motion, Turnout, Vote, Voter
from linli.buildings.rules.ballots import ABSTAIN, MOTION_OPTIONS, SPOILT, Cast, Line, Result, count
from linli.buildings.rules.recount import FORMAT


def options_of(motion: Motion) -> Sequence[str]:
    """Return what can be chosen; of an election the numbers of its candidates, and nobody."""
    if motion.seat_id is None:
        return MOTION_OPTIONS
    numbers = Candidate.objects.filter(motion=motion).order_by("number")
    return (*map(str, numbers.values_list("number", flat=True)), ABSTAIN)


def labels_of(motion: Motion) -> dict[str, str]:
    """Return the words for what can be chosen, and for a spoilt paper, in their order."""
    if motion.seat_id is None:
        return {value: str(label) for value, label in Choice.choices}
    named = Candidate.objects.filter(motion=motion).order_by("number")
    names = {str(one.number): f"{one.number} {one.name or '—'}" for one in named}
    return {**names, ABSTAIN: gettext("弃权"), SPOILT: gettext("废票")}


def result_of(ballot: Ballot) -> Result:
    """Count a ballot from its rows."""
    roll = [
        Line(*one)
        for one in Voter.objects.filter(ballot=ballot).values_list("number", "area", "heads")
    ]
    took_part = Turnout.objects.filter(voter__ballot=ballot)
    votes = Vote.objects.filter(ballot=ballot).values_list("choice", "voter__number")
    return count(
        ballot.rule,
        options_of(ballot.motion),
        roll,
        list(took_part.values_list("voter__number", flat=True)),
        [Cast(*one) for one in votes],
    )


def export_of(ballot: Ballot, result: Mapping[str, Any]) -> dict[str, Any]:
    """Return what ``rules.recount`` needs to count a ballot again.

    It has no names, and nothing in the order in which it was cast.
    """
    motion = ballot.motion
    assert ballot.closed_at is not None, "nobody counts what is not over"
    rows = Voter.objects.filter(ballot=ballot).order_by("number")
    votes = Vote.objects.filter(ballot=ballot).order_by("receipt")
    return {
        "format": FORMAT,
        "building": motion.committee.building.code,
        "motion": motion.number,
        "rule": ballot.rule,
        "secret": ballot.is_secret,
        "options": list(options_of(motion)),
        "opened_at": ballot.opened_at.isoformat(),
        "closed_at": ballot.closed_at.isoformat(),
        "roll_hash": ballot.roll_hash,
        "roll": [
            {"number": number, "mark": mark, "area": area, "heads": heads, "took_part": bool(how)}
            for number, mark, area, heads, how in rows.values_list(
                "number", "mark", "area", "heads", "turnout__how"
            )
        ],
        "votes": [
            {"receipt": receipt, "choice": choice} | ({} if ballot.is_secret else {"line": line})
            for receipt, choice, line in votes.values_list("receipt", "choice", "voter__number")
        ],
        "result": dict(result),
    }


def as_json(export: Mapping[str, Any]) -> str:
    """Return an export as the file that is handed out, always the same."""
    return json.dumps(export, ensure_ascii=False, sort_keys=True, indent=1)


def hash_of(export: Mapping[str, Any]) -> str:
    """Return the SHA-256 of an export's file, which stands in the ledger."""
    return hashlib.sha256(as_json(export).encode()).hexdigest()


def open_ballot_of(motion: Motion) -> Ballot | None:
    """Return the ballot that is not closed, or None."""
    return Ballot.objects.filter(motion=motion, closed_at=None).first()


def left_to_vote(ballot: Ballot) -> int:
    """Return how many lines of the roll have not voted."""
    return Voter.objects.filter(ballot=ballot).filter(Q(turnout=None)).count()
