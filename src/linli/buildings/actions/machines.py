"""What a machine of a building raises by itself, and answers once its trouble is over."""

from dataclasses import dataclass
from datetime import datetime
from secrets import token_urlsafe

from django.db import transaction
from django.db.models import F, Q
from django.utils.timezone import localdate

from linli.buildings.actions.entries import lock, write_down
from linli.buildings.actions.telling import tell_voices
from linli.buildings.enums.matters import MatterState, Verdict, VoiceKind
from linli.buildings.models import Committee, Matter, Voice
from linli.buildings.queries.machines import raised_by
from linli.buildings.queries.standing import is_late, standing_of
from linli.buildings.rules.lifecycle import OPEN, mended

CODE_BYTES = 15
"""As many as of a neighbour's link; nobody is given a machine's."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong with a machine: ``about`` names it in the ledger, as ``cabinet:HK-A``.

    ``key`` is the trouble's own, so that one that comes back is the same; ``who`` is how
    neighbours read what raised it.
    """

    about: str
    key: str
    who: str
    title: str
    spot: str


@transaction.atomic
def raise_by_machine(building: str, trouble: Trouble, *, now: datetime) -> bool:
    """Raise a matter of a building's committee for a machine; say whether anything was done.

    A machine has one open matter at a time, however much is wrong with it. A trouble that comes
    back after its answer opens its matter again; what the secretary refused stays refused.
    Without a committee there is nobody to tell.
    """
    committee = Committee.objects.select_related("building").filter(building__code=building).first()
    if committee is None:
        return False
    lock(committee)
    raised = Matter.objects.filter(raised_by(trouble.about), committee=committee)
    if raised.filter(Q(merged_into=None, state__in=OPEN) | Q(merged_into__state__in=OPEN)).exists():
        return False
    before = raised.filter(token=f"{trouble.about}/{trouble.key}").first()
    if before is None:
        _raise(committee, trouble, now)
        return True
    return _comes_back(committee, before.merged_into or before, trouble, now)


@transaction.atomic
def answer_by_machine(building: str, about: str, *, says: str, now: datetime) -> bool:
    """Answer a machine's open matter because its trouble is over; say whether there was one.

    Whether that solves it nobody has said: a machine has no opinion. What lies in another
    matter is left to who works on that.
    """
    committee = Committee.objects.select_related("building").get(building__code=building)
    lock(committee)
    raised = Matter.objects.filter(raised_by(about), committee=committee, state__in=OPEN)
    found = raised.filter(merged_into=None).first()
    if found is None:
        return False
    assert mended(standing_of(found)) is not None, "it is open, and lies in no other"
    found.was_late = found.was_late or is_late(found, localdate(now))
    found.state, found.answer, found.closed_at = MatterState.ANSWERED, says, now
    found.verdict = Verdict.UNKNOWN
    found.save(update_fields=["state", "answer", "closed_at", "verdict", "was_late"])
    _write(committee, found, "matter_answered", about, now, {"answer": says})
    tell_voices(committee, found, now=now)
    return True


def _raise(committee: Committee, trouble: Trouble, now: datetime) -> None:
    Committee.objects.filter(pk=committee.pk).update(matters_raised=F("matters_raised") + 1)
    number = Committee.objects.values_list("matters_raised", flat=True).get(pk=committee.pk)
    made = Matter.objects.create(
        committee=committee,
        number=number,
        token=f"{trouble.about}/{trouble.key}",
        title=trouble.title,
        spot=trouble.spot,
        raised_at=now,
    )
    Voice.objects.create(
        matter=made,
        kind=VoiceKind.MACHINE,
        code=token_urlsafe(CODE_BYTES),
        browser=trouble.about,
        who=trouble.who,
        is_hidden=False,
        at=now,
    )
    _write(committee, made, "matter_raised", trouble.about, now)


def _comes_back(committee: Committee, matter: Matter, trouble: Trouble, now: datetime) -> bool:
    if matter.state != MatterState.ANSWERED:
        return False
    read = matter.taken_up_at is not None
    Matter.objects.filter(pk=matter.pk).update(
        state=MatterState.TRIAGED if read else MatterState.RAISED,
        verdict=Verdict.UNSOLVED,
        reopened=F("reopened") + 1,
        closed_at=None,
        due_on=None,
        paused_on=None,
        paused_until=None,
        due_before=None,
        level=0,
    )
    _write(committee, matter, "matter_reopened", trouble.about, now)
    return True


def _write(
    committee: Committee,
    matter: Matter,
    verb: str,
    about: str,
    now: datetime,
    more: dict[str, str | int] | None = None,
) -> None:
    facts = {"matter": matter.number, **(more or {})}
    write_down(committee, verb, by=about, now=now, facts=facts, matter=matter.pk)
