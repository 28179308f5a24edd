"""Giving a role again that one ended a moment ago, in place of "are you sure"."""

from datetime import datetime

from django.db import transaction

from linli.ledger.rules import UNDO_FOR
from linli.people.actions.ended import just_ended
from linli.people.actions.granting import Wish, delegate, give_role
from linli.people.enums import Role
from linli.people.models import Grant, Person
from linli.places.errors import TooLateToUndo


@transaction.atomic
def give_back(*, grant: int, by: Person, now: datetime) -> Grant:
    """Give a role again, until when it held before, by whoever ended it and still may give it.

    What was delegated from it stays ended: who stood in is asked anew.

    Raises:
        TooLateToUndo: ``by`` did not end it, or not within ten minutes, or somebody has given
            it since.
        Others: as ``give_role``, or ``delegate`` for a role of one's own that another stood in.
    """
    # Held, so that of two who give it at once the second finds that it is given.
    found = (
        Grant.objects.select_for_update(of=("self",))
        .filter(pk=grant)
        .select_related("person", "place")
        .first()
    )
    if found is None:
        raise _too_late()
    of = None if found.delegated_from_id else found.person
    ended = next((one for one in just_ended(by, now=now, of=of) if one.grant == grant), None)
    if ended is None:
        raise _too_late()
    if found.delegated_from_id:
        own = found.delegated_from_id
        return delegate(grant=own, to=found.person, until=ended.until, by=by, now=now)
    wish = Wish(Role(found.role), found.place, ended.until)
    return give_role(wish, person=found.person, by=by, now=now)


def _too_late() -> TooLateToUndo:
    return TooLateToUndo(minutes=UNDO_FOR.seconds // 60)
