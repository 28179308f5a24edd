"""What ends with a person's rights: sign-ins, links that were not used, second factors."""

from django.contrib.sessions.models import Session
from django.db.models import QuerySet

from linli.people.models import Person, SignIn


def end_sign_ins(sign_ins: QuerySet[SignIn]) -> int:
    """End sign-ins: each browser is a stranger's at its next request. Return how many."""
    keys = list(sign_ins.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    SignIn.objects.filter(session_key__in=keys).delete()
    return len(keys)


def end_screens_of(person: Person) -> int:
    """End every screen that shows something by a person's word; return how many."""
    ended = person.screens.count()
    person.screens.all().delete()
    return ended


def end_links(person: Person) -> int:
    """Make unused links and codes of a person worthless; return how many there were."""
    links, _each = person.sign_in_links.filter(used_at=None).delete()
    codes, _each = person.sign_in_codes.all().delete()
    return links + codes


def unlink_all_of(person: Person) -> int:
    """Delete a person's links with accounts elsewhere; return how many there were."""
    linked, _each = person.linked_accounts.all().delete()
    return linked


def forget_factors_of(person: Person) -> int:
    """Delete a person's second factors and recovery codes; return how many factors."""
    person.recovery_codes.all().delete()
    factors, _each = person.factors.all().delete()
    return factors
