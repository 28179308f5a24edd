"""Keeping policies: writing one down, changing it, and taking it off."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from linli.buildings.access.matters import Keeper
from linli.buildings.errors.campaigns import PolicyEndsEarly, PolicyKept, PolicyOver
from linli.buildings.models import Policy
from linli.buildings.queries.policy_words import vocabulary
from linli.buildings.rules.policy_text import print_policy, read_policy
from linli.ledger.actions import NewEntry, append
from linli.people.actions import name_in_ledger
from linli.places.models import Place


@dataclass(frozen=True, slots=True)
class NewPolicy:
    """What a policy says, as its document has it; ``conditions`` as ``rules.policy_text``."""

    name: str
    issuer: str
    number: str
    valid_from: date
    valid_until: date | None
    conditions: str
    gives: str
    how: str
    source: str = ""


@transaction.atomic
def keep_policy(keeper: Keeper, place: Place, new: NewPolicy, *, now: datetime) -> Policy:
    """Write a policy down for a place; that the keeper may is the caller's to know.

    Raises:
        PolicyKept: the same document is kept there.
        PolicyEndsEarly: it ends before it begins.
        LineUnreadable and its like: a condition cannot be read, see ``read_policy``.
    """
    made = Policy(place=place, kept_by=keeper.person, kept_at=now)
    _fill(made, new)
    _save(made)
    _write(keeper, made, "policy_kept", now)
    return made


@transaction.atomic
def change_policy(
    keeper: Keeper, policy: Policy, new: NewPolicy, *, changed: str, now: datetime
) -> None:
    """Write a policy anew.

    Args:
        keeper: who does; that they may is the caller's to know.
        policy: which.
        new: what it says from now on.
        changed: what the issuer changed, in words: then there is a new edition, of which those
            may be told again who were told of the one before. Empty: a slip of the pen was put
            right, and nobody is told again.
        now: the instant, aware.

    Raises:
        PolicyOver: it was taken off.
        PolicyKept, PolicyEndsEarly, and what ``read_policy`` raises: as ``keep_policy``.
    """
    found = _locked(policy)
    _fill(found, new)
    if changed:
        found.edition, found.changed = found.edition + 1, changed
    _save(found)
    _write(keeper, found, "policy_changed" if changed else "policy_mended", now)


@transaction.atomic
def end_policy(keeper: Keeper, policy: Policy, *, now: datetime) -> None:
    """Take a policy off: nobody is told of it any more, and its links lead nowhere.

    Raises:
        PolicyOver: it was.
    """
    found = _locked(policy)
    found.ended_at = now
    found.save(update_fields=["ended_at"])
    _write(keeper, found, "policy_ended", now)


def _locked(policy: Policy) -> Policy:
    found = Policy.objects.select_for_update(of=("self",)).get(pk=policy.pk)
    if found.ended_at is not None:
        raise PolicyOver
    return found


def _fill(policy: Policy, new: NewPolicy) -> None:
    if new.valid_until is not None and new.valid_until < new.valid_from:
        raise PolicyEndsEarly
    words = vocabulary()
    policy.name, policy.issuer, policy.number = new.name, new.issuer, new.number
    policy.valid_from, policy.valid_until = new.valid_from, new.valid_until
    policy.conditions = print_policy(read_policy(new.conditions, words), words)
    policy.gives, policy.how, policy.source = new.gives, new.how, new.source


def _save(policy: Policy) -> None:
    try:
        with transaction.atomic():
            policy.save()
    except IntegrityError as there:
        raise PolicyKept from there


def _write(keeper: Keeper, policy: Policy, verb: str, now: datetime) -> None:
    facts = {"policy": policy.name, "number": policy.number, "edition": policy.edition}
    chain, subject = f"committee/{keeper.building.code}", f"policy:{policy.pk}"
    append([NewEntry(chain, now, name_in_ledger(keeper.person), verb, subject, facts)])
