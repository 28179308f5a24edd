"""Keeping count of the browsers in which somebody is signed in, and ending them."""

from datetime import datetime

from django.db import transaction

from linli.people.actions.ending import end_screens_of, end_sign_ins
from linli.people.actions.entries import write_down
from linli.people.actions.unused import come_back
from linli.people.enums import SignInWay
from linli.people.errors import SessionUnknown
from linli.people.models import Person, SignIn

LONGEST_USER_AGENT = 200
"""Characters kept of what a browser says it is: the words that matter come first."""


def begin_sign_in(
    *, person: Person, session_key: str, way: SignInWay, user_agent: str, now: datetime
) -> None:
    """Keep count of a browser in which a person has just signed in.

    It writes no ledger entry: the action that let the person in has written one.
    """
    known = {
        "person": person,
        "way": way,
        "user_agent": "".join(one for one in user_agent if one.isprintable())[:LONGEST_USER_AGENT],
        "began_at": now,
        "seen_at": now,
        # A passkey is two factors in one: the device, and what unlocks it.
        "proven_at": now if way == SignInWay.PASSKEY else None,
    }
    come_back(person)
    SignIn.objects.update_or_create(session_key=session_key, defaults=known)


def mark_seen(sign_in: int, *, now: datetime) -> None:
    """Note that somebody was here just now."""
    SignIn.objects.filter(pk=sign_in).update(seen_at=now)


def end_here(session_key: str) -> None:
    """Forget the sign-in of a browser that signs out."""
    SignIn.objects.filter(session_key=session_key).delete()


@transaction.atomic
def end_one(*, person: Person, sign_in: int, now: datetime) -> None:
    """End one of a person's own sign-ins, in another browser or in this one.

    Raises:
        SessionUnknown: none of theirs has this number.
    """
    if not end_sign_ins(SignIn.objects.filter(pk=sign_in, person=person)):
        raise SessionUnknown
    write_down("sign_ins_ended", person, {"sign_ins": 1}, by=person, now=now)


@transaction.atomic
def end_all_others(*, person: Person, session_key: str, now: datetime) -> int:
    """End all of a person's sign-ins but this browser's, and their screens; return how many."""
    others = SignIn.objects.filter(person=person).exclude(session_key=session_key)
    ended = end_sign_ins(others) + end_screens_of(person)
    write_down("sign_ins_ended", person, {"sign_ins": ended}, by=person, now=now)
    return ended
