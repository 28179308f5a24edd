"""Counting what staff open from afar, and asking a second person for more."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from linli.ledger.actions import NewEntry, append
from linli.lockers.access import Seat
from linli.lockers.errors import (
    OpeningsFull,
    OpeningsUnreadable,
    SecondPersonNeeded,
    UnknownCabinet,
)
from linli.lockers.models import Cabinet, OpeningPermit, RemoteOpening
from linli.lockers.queries.remote import openings_since
from linli.lockers.rules.remote import (
    MOST_ASKED,
    PERMIT_LIVES,
    WINDOW,
    Asked,
    Limits,
    Verdict,
    verdict,
)
from linli.people.actions.proposals import Matter, approve, propose, refuse
from linli.people.enums import Role
from linli.people.models import Person

KIND = "lockers.openings"
"""What is proposed, in the words of ``people``."""

CHAIN = "openings"
"""Its head is the lock by which all who open from afar count one after the other."""

_PERSON = "person:"


@dataclass(frozen=True, slots=True)
class RemotePress:
    """Somebody wants a door opened from afar; ``actor`` is as the ledger names them."""

    actor: str
    cabinet: str
    comp: int
    cid: str
    now: datetime


def count_opening(press: RemotePress) -> None:
    """Let one opening from afar pass and count it, or say why not; the same press counts once.

    Only people are counted: an installation's own replay opens what it put up itself.

    Raises:
        SecondPersonNeeded: three were opened within the hour, and nobody else has agreed.
        OpeningsFull: no more of this person, this cabinet or all, within the hour.
    """
    if not press.actor.startswith(_PERSON):
        return
    with transaction.atomic():
        # First of all: it holds the chain, so that of two at once the second counts the first.
        append([_entry(press)])
        if RemoteOpening.objects.filter(cid=press.cid).exists():
            transaction.set_rollback(True)
            return
        cabinet = Cabinet.objects.filter(code=press.cabinet).first()
        if cabinet is None:
            raise UnknownCabinet(cabinet=press.cabinet)
        permit = _permit(press, cabinet)
        asked = Asked(press.actor, cabinet.pk, permit is not None, press.now)
        said = verdict(asked, openings_since(press.now - WINDOW), limits())
        _must_pass(said, press)
        if said is Verdict.ALONE:
            permit = None
        RemoteOpening.objects.create(
            operator=press.actor, cabinet=cabinet, cid=press.cid, at=press.now, permit=permit
        )
        if permit is not None:
            OpeningPermit.objects.filter(pk=permit.pk).update(used=F("used") + 1)


def ask_for_more(seat: Seat, *, openings: int, reason: str, now: datetime) -> None:
    """Ask a second person for some more openings in a building, within the hour of their yes.

    Who maintains asks who runs the place, and the other way round: the two are never one.

    Raises:
        OpeningsUnreadable: none, or more than one yes is for.
        ProposedAlready: the same is asked and waits.
    """
    if not 1 <= openings <= MOST_ASKED:
        raise OpeningsUnreadable(most=MOST_ASKED)
    decides = Role.CREW if seat.role is Role.STEWARD else Role.STEWARD
    propose(
        Matter(
            kind=KIND,
            subject=f"{seat.building.code}/{seat.person.pk}",
            place=seat.building,
            role=decides,
            facts={"openings": openings, "reason": reason},
        ),
        by=seat.person,
        now=now,
    )


def agree_to_more(number: int, *, by: Person, now: datetime) -> None:
    """Say yes to what somebody else asked; it is good for an hour.

    Raises:
        ProposalUnknown, OwnProposal, ProposalOver: as ``people.actions.proposals.approve``.
    """
    with transaction.atomic():
        agreed = approve(number, kind=KIND, by=by, now=now)
        OpeningPermit.objects.create(
            operator_id=agreed.proposed_by_id,
            building_id=agreed.place_id,
            approved_by=by,
            openings=agreed.facts["openings"],
            until=now + PERMIT_LIVES,
        )


def refuse_more(number: int, *, by: Person, now: datetime) -> None:
    """Say no to it. Raises: as ``agree_to_more``."""
    refuse(number, kind=KIND, by=by, now=now)


def limits() -> Limits:
    """Return the limits of this installation."""
    return Limits(**settings.REMOTE_OPENINGS)


def _permit(press: RemotePress, cabinet: Cabinet) -> OpeningPermit | None:
    """Return a yes to this person's openings in this building that is not used up."""
    number = press.actor.removeprefix(_PERSON)
    return (
        OpeningPermit.objects.filter(
            operator=int(number) if number.isdecimal() else 0,
            building=cabinet.building_id,
            until__gt=press.now,
            used__lt=F("openings"),
        )
        .order_by("until", "pk")
        .first()
    )


def _must_pass(said: Verdict, press: RemotePress) -> None:
    most = limits()
    if said is Verdict.NEEDS_ANOTHER:
        raise SecondPersonNeeded(most=most.alone)
    if said is Verdict.OPERATOR_FULL:
        raise OpeningsFull(whose=_("您自己"), most=most.operator)
    if said is Verdict.CABINET_FULL:
        raise OpeningsFull(whose=press.cabinet, most=most.cabinet)
    if said is Verdict.FLEET_FULL:
        raise OpeningsFull(whose=_("全部柜子"), most=most.fleet)


def _entry(press: RemotePress) -> NewEntry:
    return NewEntry(
        chain=CHAIN,
        at=press.now,
        actor=press.actor,
        verb="remote_opening_counted",
        subject=f"cabinet:{press.cabinet}",
        facts={"comp": press.comp, "cid": press.cid},
    )
