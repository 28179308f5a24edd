"""Signing in a screen on a wall, by a code that a member of staff confirms on their own phone.

After RFC 8628. What the screen gets is no session of that person's: it is shown the board of the
places that they named, as far as they may still see them, and nothing else.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from linli.people.actions.entries import Facts, write_down
from linli.people.actions.guessing import count_try
from linli.people.errors import (
    EndNeeded,
    EndNotAhead,
    EndTooLate,
    ScreenCodeWrong,
    ScreenNameless,
    ScreenShowsNothing,
    SessionUnknown,
)
from linli.people.models import Person, Screen
from linli.people.rules.guessing import SCREEN_TRIES, SCREENS_PER_ADDRESS
from linli.people.rules.screens import AT_MOST, CODE_LIVES, PLACES_AT_MOST, code_from, read_code
from linli.places.models import Place

LONGEST_NAME = 40


def code_of(token: str) -> str:
    """Return the code of the screen that holds this secret; it is kept nowhere."""
    return code_from(salted_hmac("linli.people.screen-code", token, algorithm="sha256").digest())


def hash_of(token: str) -> str:
    """Return what is kept of a screen's secret, which is too long to guess."""
    return salted_hmac("linli.people.screen", token, algorithm="sha256").hexdigest()


def ask_in(*, address: str, now: datetime) -> str:
    """Let a screen ask to be signed in; return its secret, from which its code follows.

    Raises:
        TooManyGuesses: too many asked from this address.
    """
    count_try(SCREENS_PER_ADDRESS, address, now=now)
    token = secrets.token_urlsafe(32)
    Screen.objects.create(
        token_hash=hash_of(token),
        code_hash=_hash_of_code(code_of(token)),
        asked_at=now,
        ends_at=now + CODE_LIVES,
    )
    return token


def confirm(
    *,
    person: Person,
    typed: str,
    name: str,
    places: Sequence[Place],
    until: datetime | None,
    now: datetime,
) -> None:
    """Let the screen that shows a code show the board of some places, until an instant.

    Args:
        person: by whose word, and as far as whose rights go; each of ``places`` is in them.
        typed: the code as it was typed.
        name: what the person calls the screen.
        places: what it may show.
        until: when that ends; there is always an end.
        now: the instant, aware.

    Raises:
        EndNeeded, EndNotAhead, EndTooLate: about the end; 92 days are the most.
        ScreenNameless, ScreenShowsNothing: what it is called, or shows, is missing or too much.
        TooManyGuesses: too many codes were tried by this person.
        ScreenCodeWrong: no screen waits with this code, now; counted.
    """
    latest = now + AT_MOST
    if until is None or until > latest:
        error = EndNeeded if until is None else EndTooLate
        raise error(until=f"{timezone.localtime(latest):%Y-%m-%d}")
    if until <= now:
        raise EndNotAhead
    if not 0 < len(name) <= LONGEST_NAME:
        raise ScreenNameless(most=LONGEST_NAME)
    if not 0 < len(places) <= PLACES_AT_MOST:
        raise ScreenShowsNothing(most=PLACES_AT_MOST)
    count_try(SCREEN_TRIES, str(person.pk), now=now)
    _take(person, _hash_of_code(read_code(typed)), name, places, until, now)


@transaction.atomic
def end_screen(*, person: Person, screen: int, now: datetime) -> None:
    """End one of a person's own screens; it shows nothing from its next request on.

    Raises:
        SessionUnknown: none of theirs has this number.
    """
    screens = Screen.objects.filter(pk=screen, person=person)
    if not screens.exists():
        raise SessionUnknown
    screens.delete()
    write_down("screens_ended", person, {"screens": 1}, by=person, now=now)


def _take(
    person: Person,
    code_hash: str,
    name: str,
    places: Sequence[Place],
    until: datetime,
    now: datetime,
) -> None:
    waiting = Screen.objects.filter(code_hash=code_hash, ends_at__gt=now)
    with transaction.atomic():
        number = waiting.values_list("pk", flat=True).first()
        # The database judges the race: the second finds no code to take.
        taken = waiting.update(
            person=person, name=name, confirmed_at=now, ends_at=until, code_hash=None
        )
        if number is None or not taken:
            raise ScreenCodeWrong
        Screen.objects.get(pk=number).places.set(places)
        facts: Facts = {
            "screen": number,
            "places": " ".join(sorted(one.code for one in places)),
            "until": f"{timezone.localtime(until):%Y-%m-%d %H:%M}",
        }
        write_down("screen_confirmed", person, facts, by=person, now=now)


def _hash_of_code(code: str) -> str:
    """Keyed: so few letters are no secret to whoever could try them all on a copy."""
    return salted_hmac("linli.people.screen-code-kept", code, algorithm="sha256").hexdigest()
