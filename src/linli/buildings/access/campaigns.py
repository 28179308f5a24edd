"""The only ways from a person or a link to a policy, a campaign, or one of whom it reaches."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.signing import BadSignature, Signer

from linli.buildings.access.matters import KEEPING, Keeper, is_number, keeps
from linli.buildings.errors.campaigns import (
    OutreachLinkUnreadable,
    UnknownCampaign,
    UnknownOutreach,
    UnknownPolicy,
)
from linli.buildings.errors.matters import NotYours
from linli.buildings.models import Campaign, Committee, Outreach, Policy
from linli.buildings.queries.policies import policies_for
from linli.people.models import Person
from linli.people.queries import may, places_where
from linli.places.models import Place

_outreach = Signer(salt="linli.buildings.outreach")


@dataclass(frozen=True, slots=True)
class Kept:
    """A policy that concerns the building of whoever looks."""

    policy: Policy


@dataclass(frozen=True, slots=True)
class Run:
    """A campaign of the building of whoever looks."""

    campaign: Campaign


@dataclass(frozen=True, slots=True)
class Reached:
    """A company or person of a campaign, to whoever runs it or by their own link."""

    outreach: Outreach


def policy_of(keeper: Keeper, number: int) -> Kept:
    """Return a policy that concerns a building, for who keeps its committee.

    Raises:
        UnknownPolicy: there is none of this number for this building.
    """
    found = policies_for(keeper.building).filter(pk=number).first()
    if found is None:
        raise UnknownPolicy
    return Kept(found)


def may_change(person: Person, place: Place, *, now: datetime) -> bool:
    """Tell whether a person may write the policies of a place: who keeps or looks after it all."""
    return any(may(person, role, place=place, now=now) for role in KEEPING)


def policy_to_change(keeper: Keeper, number: int, *, now: datetime) -> Kept:
    """Return a policy that a keeper may write anew.

    Raises:
        UnknownPolicy: there is none of this number for this building.
        NotYours: it is the district's, and the keeper's is the building alone.
    """
    found = policy_of(keeper, number)
    if not may_change(keeper.person, found.policy.place, now=now):
        raise NotYours
    return found


def places_to_write(keeper: Keeper, *, now: datetime) -> Sequence[Place]:
    """Return the places for which a keeper may write policies: the building, and what it is in."""
    above = Place.objects.filter(code__in=keeper.building.codes).order_by("-path")
    return [place for place in above if may_change(keeper.person, place, now=now)]


def place_to_write(keeper: Keeper, code: str, *, now: datetime) -> Place:
    """Return one of those places.

    Raises:
        NotYours: it is none of them.
    """
    for place in places_to_write(keeper, now=now):
        if place.code == code:
            return place
    raise NotYours


def committees_kept(keeper: Keeper, place: Place, *, now: datetime) -> list[Committee]:
    """Return the committees at a place that a person keeps, by building."""
    places = places_where(keeper.person, KEEPING, now=now)
    rows = Committee.objects.filter(building__in=places).select_related("building")
    found = rows.order_by("building__name", "pk")
    return [one for one in found if place.code in one.building.codes]


def campaign_of(keeper: Keeper, number: int) -> Run:
    """Return a campaign of a building, for who keeps its committee.

    Raises:
        UnknownCampaign: it has none of this number.
    """
    rows = Campaign.objects.select_related("policy", "committee__building")
    found = rows.filter(committee=keeper.committee, pk=number).first()
    if found is None:
        raise UnknownCampaign
    return Run(found)


def outreach_of(at: Run, number: int) -> Reached:
    """Return somebody whom a campaign lists.

    Raises:
        UnknownOutreach: it lists nobody under this number.
    """
    rows = Outreach.objects.select_related("company")
    found = rows.filter(campaign=at.campaign, pk=number).first()
    if found is None:
        raise UnknownOutreach
    return Reached(found)


def outreach_link(code: str) -> str:
    """Return the token by which a company comes to what it was told."""
    return _outreach.sign(code)


def outreach_of_link(token: str) -> Reached:
    """Return what a company was told, by the token of its link, while the policy is kept.

    Raises:
        OutreachLinkUnreadable: it is not ours, not whole, or the policy was taken off.
    """
    try:
        code = _outreach.unsign(token)
    except BadSignature as tampered:
        raise OutreachLinkUnreadable from tampered
    rows = Outreach.objects.select_related("policy", "company", "campaign__committee__building")
    found = rows.filter(code=code, policy__isnull=False, policy__ended_at=None).first()
    if found is None:
        raise OutreachLinkUnreadable
    return Reached(found)


def may_read_campaign(viewer: Person, number: str, now: datetime) -> bool:
    """Tell whether somebody may read what was done in a campaign: who keeps the committee."""
    if not is_number(number):
        return False
    rows = Campaign.objects.select_related("committee__building")
    found = rows.filter(pk=int(number)).first()
    return found is not None and keeps(viewer, found.committee, now=now)


def may_read_policy(viewer: Person, number: str, now: datetime) -> bool:
    """Tell whether somebody may read what was done to a policy: who may write it."""
    if not is_number(number):
        return False
    found = Policy.objects.filter(pk=int(number)).select_related("place").first()
    return found is not None and may_change(viewer, found.place, now=now)
