"""What people of a building do: raise a matter, support it, say whether it is solved."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F

from linli.buildings.actions.entries import ANYONE, lock, write_down
from linli.buildings.enums.kinds import MatterKind
from linli.buildings.enums.matters import MatterState, Verdict, VoiceKind
from linli.buildings.errors.matters import MatterMoved, SupportedAlready
from linli.buildings.models import Committee, Matter, Voice
from linli.buildings.queries.standing import standing_of
from linli.buildings.rules.lifecycle import Act, after
from linli.people.actions.guessing import count_try
from linli.people.rules.guessing import Limit

RAISED_PER_ADDRESS = Limit("matters-address", 30, timedelta(hours=1))
"""An office shares one address; nobody has thirty matters an hour."""

SAID_PER_ADDRESS = Limit("voices-address", 120, timedelta(hours=1))
"""Supports, and words on an answer: a floor of people behind one address."""


@dataclass(frozen=True, slots=True)
class NewVoice:
    """Who speaks: ``code`` for their link, ``browser`` the hash of what their browser was given."""

    code: str
    browser: str
    who: str = ""
    is_hidden: bool = True


@dataclass(frozen=True, slots=True)
class NewMatter:
    """What somebody raises; ``token`` is the form's, so that it is raised once."""

    token: str
    title: str
    says: str
    spot: str
    kind: MatterKind = MatterKind.OTHER
    floor: int | None = None
    block: str = ""


def raise_matter(
    committee: Committee, new: NewMatter, voice: NewVoice, *, address: str, now: datetime
) -> Voice:
    """Raise a matter, and return its raiser's voice. The same form again raises nothing more.

    Raises:
        TooManyGuesses: too many come from this address.
    """
    known = _raised_by(new.token)
    if known is not None:
        return known
    count_try(RAISED_PER_ADDRESS, address, now=now)
    try:
        with transaction.atomic():
            return _raise(committee, new, voice, now)
    except IntegrityError:
        twin = _raised_by(new.token)
        if twin is None:
            raise
        return twin


def _raised_by(token: str) -> Voice | None:
    rows = Voice.objects.select_related("matter__committee__building")
    return rows.filter(matter__token=token, kind=VoiceKind.RAISER).first()


def _raise(committee: Committee, new: NewMatter, voice: NewVoice, now: datetime) -> Voice:
    Committee.objects.filter(pk=committee.pk).update(matters_raised=F("matters_raised") + 1)
    number = Committee.objects.values_list("matters_raised", flat=True).get(pk=committee.pk)
    made = Matter.objects.create(
        committee=committee,
        number=number,
        token=new.token,
        title=new.title,
        says=new.says,
        spot=new.spot,
        kind=new.kind,
        floor=new.floor,
        block=new.block,
        raised_at=now,
    )
    raiser = _speaks(made, VoiceKind.RAISER, voice, now)
    _write(committee, made, "matter_raised", now)
    return raiser


def support_matter(
    committee: Committee, matter: Matter, voice: NewVoice, *, address: str, now: datetime
) -> Voice:
    """Support a matter, or the one in which it lies; return the supporter's voice.

    The same form again returns the same voice.

    Raises:
        SupportedAlready: this browser has raised it or supports it.
        TooManyGuesses: too many come from this address.
    """
    count_try(SAID_PER_ADDRESS, address, now=now)
    target = matter.merged_into or matter
    try:
        with transaction.atomic():
            made = _speaks(target, VoiceKind.SUPPORTER, voice, now)
            _write(committee, target, "matter_supported", now)
            return made
    except IntegrityError as twice:
        same = Voice.objects.filter(code=voice.code, matter=target, kind=VoiceKind.SUPPORTER)
        known = same.first()
        if known is None:
            raise SupportedAlready from twice
        return known


@transaction.atomic
def say_solved(voice: Voice, *, now: datetime) -> None:
    """Say that one's own matter is solved: nobody else can.

    Raises:
        MatterMoved: it is not theirs to say, or there is no answer to judge.
    """
    matter = _locked(voice.matter)
    may_say = voice.kind == VoiceKind.RAISER
    if not may_say or after(standing_of(matter), Act.SAY_SOLVED) is None:
        raise MatterMoved
    Matter.objects.filter(pk=matter.pk).update(verdict=Verdict.SOLVED)
    _write(matter.committee, matter, "matter_solved", now)


@transaction.atomic
def say_unsolved(voice: Voice, *, now: datetime) -> None:
    """Say that a matter is not solved, whoever of its voices one is: it is dealt with again.

    Whoever raised what was merged speaks for the matter in which it lies.

    Raises:
        MatterMoved: there is no answer to judge.
    """
    own = _locked(voice.matter)
    matter = own.merged_into or own
    then = after(standing_of(matter), Act.SAY_UNSOLVED)
    if then is None:
        raise MatterMoved
    Matter.objects.filter(pk=matter.pk).update(
        state=MatterState.TRIAGED,
        verdict=Verdict.UNSOLVED,
        reopened=then.reopened,
        taken_up_at=matter.taken_up_at or now,
        closed_at=None,
        due_on=None,
        paused_on=None,
        paused_until=None,
        due_before=None,
        level=0,
    )
    _write(own.committee, matter, "matter_reopened", now)


def _locked(matter: Matter) -> Matter:
    lock(matter.committee)
    return Matter.objects.select_related("committee__building", "merged_into").get(pk=matter.pk)


def _speaks(matter: Matter, kind: VoiceKind, voice: NewVoice, now: datetime) -> Voice:
    return Voice.objects.create(
        matter=matter,
        kind=kind,
        code=voice.code,
        browser=voice.browser,
        who=voice.who,
        is_hidden=voice.is_hidden,
        at=now,
    )


def _write(committee: Committee, matter: Matter, verb: str, now: datetime) -> None:
    facts = {"matter": matter.number}
    write_down(committee, verb, by=ANYONE, now=now, facts=facts, matter=matter.pk)
