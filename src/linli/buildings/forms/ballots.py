"""What people type on pages of motions and ballots, read into facts or refused with a sentence."""

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import is_naive, make_aware

from linli.buildings.actions.balloting import LONGEST_DAYS, NewBallot
from linli.buildings.actions.voting import NewVote
from linli.buildings.enums.ballots import BallotRule, RollKind
from linli.buildings.errors.ballots import ChoiceNeeded, ClosingUnreadable, ExportUnreadable
from linli.buildings.errors.matters import NameNeeded
from linli.buildings.forms.matters import (
    FAR_YEARS,
    NAME_LONGEST,
    NAME_SHORTEST,
    SAYS_LONGEST,
    TITLE_LONGEST,
    Posted,
    read_choice,
    read_number,
    read_token,
    read_words,
)
from linli.buildings.rules.rolls import read_roll

COUNT_DIGITS = 5

_NUMBER = re.compile(r"\d{7,}")


@dataclass(frozen=True, slots=True)
class MotionForm:
    """What is moved."""

    title: str
    says: str


def read_motion(posted: Posted) -> MotionForm:
    """Read a motion; what is to be decided exactly may be left out, where its title says it.

    Raises:
        WordsNeeded: no title, or more than is kept.
    """
    title = read_words(posted, "title", most=TITLE_LONGEST)
    if not posted.get("says", "").strip():
        return MotionForm(title, "")
    return MotionForm(title, read_words(posted, "says", most=SAYS_LONGEST))


def read_names(posted: Posted) -> list[str]:
    """Read who stands in an election, one a line.

    Raises:
        NameNeeded: a line that is no name, or has a number in it.
    """
    names = [one.strip() for one in posted.get("names", "").splitlines() if one.strip()]
    for name in names:
        fits = NAME_SHORTEST <= len(name) <= NAME_LONGEST and name.isprintable()
        if not fits or _NUMBER.search(name):
            raise NameNeeded
    return names


def read_moment(posted: Posted, field: str) -> datetime | None:
    """Return a moment of the wall clock here, or None where there is none, or a far one."""
    try:
        moment = datetime.fromisoformat(posted.get(field, ""))
    except ValueError:
        return None
    if moment.year not in FAR_YEARS:
        return None
    return make_aware(moment) if is_naive(moment) else moment


def read_ballot(posted: Posted) -> NewBallot:
    """Read how a motion is voted on, with the roll that was typed or pasted.

    Raises:
        FormUnreadable: no rule, or no word on who votes.
        ClosingUnreadable: no moment at which it ends.
        RollEmpty, RollTooLong, RollLineUnreadable, RollTwice: see ``rules.rolls``.
    """
    rule = read_choice(posted, "rule", BallotRule)
    kind = read_choice(posted, "who", RollKind)
    closes_at = read_moment(posted, "closes")
    if closes_at is None:
        raise ClosingUnreadable(days=LONGEST_DAYS)
    roll = None if kind is RollKind.SEATS else read_roll(posted.get("roll", ""))
    return NewBallot(rule, posted.get("secret") == "yes", closes_at, roll)


def read_vote(posted: Posted, among: Collection[str]) -> NewVote:
    """Read a vote.

    Raises:
        ChoiceNeeded: nothing that can be chosen.
        FormUnreadable: it did not come from our page.
    """
    choice = posted.get("choice", "")
    if choice not in among:
        raise ChoiceNeeded
    return NewVote(choice, read_token(posted), read_number(posted, "line"))


def read_box(posted: Posted, among: Collection[str]) -> Mapping[str, int]:
    """Read how many papers of the box say what; an empty field is none.

    Raises:
        ChoiceNeeded: a field that is no number.
    """
    found = {}
    for choice in among:
        typed = posted.get(f"count-{choice}", "").strip() or "0"
        if not (typed.isascii() and typed.isdigit() and len(typed) <= COUNT_DIGITS):
            raise ChoiceNeeded
        found[choice] = int(typed)
    return found


def read_export(posted: Posted) -> object:
    """Read an export that somebody pasted.

    Raises:
        ExportUnreadable: it is no JSON, or nested like none of ours.
    """
    try:
        found: object = json.loads(posted.get("export", ""))
    except (ValueError, RecursionError) as torn:
        raise ExportUnreadable from torn
    return found
