"""Telling companies of a policy, each once; and bringing services and care by list."""

import secrets
from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from linli.buildings.access.matters import Keeper
from linli.buildings.actions.entries import lock
from linli.buildings.enums.campaigns import CampaignKind, OutreachState, ToldBy
from linli.buildings.enums.policies import Gain
from linli.buildings.errors.campaigns import (
    CampaignOver,
    NobodyListed,
    NobodyToTell,
    PolicyChangedSince,
    PolicyOver,
)
from linli.buildings.models import Campaign, Company, Contact, Outreach, Policy
from linli.buildings.queries.policies import companies_of, in_force, judged, policies_for
from linli.buildings.rules.outreach_letters import TEMPLATE
from linli.ledger.actions import NewEntry, append
from linli.notices.actions import NewNotice, tell
from linli.notices.channels.chosen import carries
from linli.notices.models import NoticeKind
from linli.people.actions import name_in_ledger
from linli.people.sealing import Purpose, UnreadableError, seal

CODE_BYTES = 9
"""72 random bits, 12 characters: a notice has room for 13."""

MOST_LISTED = 300
"""On one list: more than fits into a tower is a list of another tower."""

WHO_LONGEST = 40
"""Characters of a person's name with where they are found; and of the label of a notice."""


@transaction.atomic
def tell_of_policy(keeper: Keeper, policy: Policy, *, now: datetime) -> Campaign:
    """Begin telling a building's companies of a policy: those who would gain, and nobody twice.

    Whoever has a contact with a phone, who agreed to be reached by it, is sent a link where a
    channel is set up for that; everybody else is listed, to be told at the next visit.

    Raises:
        PolicyOver: it is not in force today.
        NobodyToTell: all who would gain are listed already, or nobody would.
    """
    lock(keeper.committee)
    today = localdate(now)
    found = in_force(policies_for(keeper.building), today=today).filter(pk=policy.pk).first()
    if found is None:
        raise PolicyOver
    new = _to_tell(keeper, found, now)
    made = Campaign.objects.create(
        committee=keeper.committee,
        kind=CampaignKind.POLICY,
        title=found.name,
        policy=found,
        edition=found.edition,
        begun_by=keeper.person,
        begun_at=now,
    )
    _list_and_tell(keeper, made, new, "campaign_begun", now)
    return made


@transaction.atomic
def tell_more(keeper: Keeper, campaign: Campaign, *, now: datetime) -> int:
    """Tell those, too, of whom it is known only since that they would gain; return how many.

    Raises:
        CampaignOver: it has ended, or is none of a policy.
        PolicyChangedSince: the policy has a newer edition.
        PolicyOver: it is not in force any more.
        NobodyToTell: there is nobody new.
    """
    found = open_campaign(keeper, campaign)
    if found.policy is None:
        raise CampaignOver
    if found.policy.edition != found.edition:
        raise PolicyChangedSince
    rows = in_force(policies_for(keeper.building), today=localdate(now))
    if not rows.filter(pk=found.policy.pk).exists():
        raise PolicyOver
    return _list_and_tell(keeper, found, _to_tell(keeper, found.policy, now), "campaign_grew", now)


@transaction.atomic
def begin_visits(  # a list has all of these
    keeper: Keeper,
    *,
    kind: CampaignKind,
    title: str,
    companies: Collection[int],
    people: Sequence[str],
    now: datetime,
) -> Campaign:
    """Begin to bring a service or care to companies and people, by a list.

    Args:
        keeper: who does.
        kind: service, or care.
        title: what is brought, in words.
        companies: their numbers; whatever is none of this building is left out.
        people: of each the name and where they are found; sealed, and blanked when all is over.
        now: the instant, aware.

    Raises:
        NobodyListed: nobody is on the list, too many are, or a line is too long.
    """
    assert kind is not CampaignKind.POLICY, "that is told to who gains: see tell_of_policy"
    lock(keeper.committee)
    listed = [one for one in companies_of(keeper.committee) if one.pk in companies]
    is_long = any(len(one) > WHO_LONGEST for one in people)
    if is_long or not 0 < len(listed) + len(people) <= MOST_LISTED:
        raise NobodyListed(most=WHO_LONGEST, lines=MOST_LISTED)
    made = Campaign.objects.create(
        committee=keeper.committee,
        kind=kind,
        title=title,
        begun_by=keeper.person,
        begun_at=now,
    )
    rows = [_row(made, now, company=one) for one in listed]
    rows += [_row(made, now, who=one) for one in people]
    Outreach.objects.bulk_create(rows)
    write_of_campaign(keeper, made, "campaign_begun", now, {"listed": len(rows), "told": 0})
    return made


@transaction.atomic
def close_campaign(keeper: Keeper, campaign: Campaign, *, now: datetime) -> None:
    """End a campaign. Names of people on its list are blanked a while after.

    Raises:
        CampaignOver: it has ended.
    """
    found = open_campaign(keeper, campaign)
    found.closed_at = now
    found.save(update_fields=["closed_at"])
    Outreach.objects.filter(campaign=found, ended_at=None).update(ended_at=now)
    write_of_campaign(keeper, found, "campaign_closed", now, {})


def open_campaign(keeper: Keeper, campaign: Campaign) -> Campaign:
    """Return a campaign that nobody else changes until the transaction ends.

    Raises:
        CampaignOver: it has ended.
    """
    lock(keeper.committee)
    found = Campaign.objects.select_related("policy").get(pk=campaign.pk)
    if found.closed_at is not None:
        raise CampaignOver
    return found


def write_of_campaign(
    keeper: Keeper, campaign: Campaign, verb: str, now: datetime, facts: dict[str, str | int]
) -> None:
    """Write down what was done in a campaign, in its building's chain; names nobody on its list."""
    chain, subject = f"committee/{keeper.building.code}", f"campaign:{campaign.pk}"
    said = {"kind": str(campaign.kind), "title": campaign.title, **facts}
    append([NewEntry(chain, now, name_in_ledger(keeper.person), verb, subject, said)])


def _to_tell(keeper: Keeper, policy: Policy, now: datetime) -> list[Company]:
    companies = companies_of(keeper.committee)
    found = judged(policy, companies, today=localdate(now))
    gain = [company for company, one in zip(companies, found, strict=True) if one.gain is Gain.YES]
    rows = Outreach.objects.filter(policy=policy, edition=policy.edition, company__in=gain)
    listed = set(rows.values_list("company", flat=True))
    new = [one for one in gain if one.pk not in listed]
    if not new:
        raise NobodyToTell
    return new


def _list_and_tell(
    keeper: Keeper, campaign: Campaign, companies: Sequence[Company], verb: str, now: datetime
) -> int:
    rows = [_row(campaign, now, company=one) for one in companies]
    notices = _notices(keeper, rows, now)
    told = {one.deposit for one in notices}
    for row in rows:
        if row.code in told:
            row.state, row.told_by, row.told_at = OutreachState.TOLD, ToldBy.NOTICE, now
    Outreach.objects.bulk_create(rows)
    facts: dict[str, str | int] = {"listed": len(rows), "told": len(told)}
    write_of_campaign(keeper, campaign, verb, now, facts)
    tell(notices)
    return len(rows)


def _row(
    campaign: Campaign, now: datetime, *, company: Company | None = None, who: str = ""
) -> Outreach:
    code = secrets.token_urlsafe(CODE_BYTES)
    made = Outreach(
        campaign=campaign,
        company=company,
        policy=campaign.policy,
        edition=campaign.edition,
        code=code,
        listed_at=now,
    )
    if who:
        made.who = who
    return made


def _notices(keeper: Keeper, rows: Sequence[Outreach], now: datetime) -> list[NewNotice]:
    """Return what is sent to those of whom a phone is known, and how to: one query."""
    if not carries(TEMPLATE):
        return []
    companies = [one.company for one in rows]
    contacts = Contact.objects.filter(company__in=companies, phone__isnull=False, left_at=None)
    first = {one.company_id: one for one in contacts.order_by("-pk")}
    found = []
    for row in rows:
        contact = first.get(row.company_id or 0)
        if contact is None:
            continue
        try:
            phone = contact.phone.opened()
        except UnreadableError:  # what does not open is told by hand
            continue
        assert row.company is not None, "a policy is told to companies"
        sealed = seal(phone, Purpose.RECIPIENT_PHONE, row.code)
        label = row.company.name[:WHO_LONGEST]
        place = keeper.building.pk
        found.append(NewNotice(place, NoticeKind.POLICY, label, sealed, row.code, now))
    return found
