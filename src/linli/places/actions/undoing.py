"""Taking the last act on a place back: a press in place of "are you sure"."""

from datetime import datetime

from django.db import transaction

from linli.ledger.rules import UNDO_FOR, is_fresh
from linli.places.actions.changing import change_place
from linli.places.actions.moving import move_place, open_again
from linli.places.actions.tree import hold_tree, place_as_it_is
from linli.places.errors import TooLateToUndo
from linli.places.models import Place
from linli.places.queries.history import history_of
from linli.places.queries.known import facts_of, outline_of
from linli.places.rules.undoing import ChangeBack, MoveBack, changed_back, undo_of


@transaction.atomic
def take_back(code: str, *, entry: str, actor: str, now: datetime) -> Place:
    """Take back what ``actor`` did last to a place, by an act of its own.

    Args:
        code: the place's.
        entry: the hash of the act's entry: nothing else is taken back than what was shown.
        actor: who did it, and who takes it back.
        now: the instant, aware.

    Raises:
        UnknownPlace: there is no such place.
        TooLateToUndo: it is ten minutes ago, or something has happened to the place since.
        Others: as the act that takes it back: the place above may be closed by now.
    """
    hold_tree()
    place = place_as_it_is(code)
    last = history_of(place)[0]
    undo = undo_of(last.verb, last.facts)
    is_theirs = last.entry == entry and last.actor == actor
    if undo is None or not is_theirs or not is_fresh(last.at, now=now):
        raise TooLateToUndo(minutes=UNDO_FOR.seconds // 60)
    if isinstance(undo, MoveBack):
        return move_place(code, to=undo.to, actor=actor, now=now)
    if isinstance(undo, ChangeBack):
        facts = changed_back(facts_of(place), undo.was)
        return change_place(code, facts=facts, outline=outline_of(place), actor=actor, now=now)
    return open_again(code, actor=actor, now=now)
