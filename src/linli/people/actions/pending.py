"""The secret of an authenticator app that is being set up: kept by the browser, readable by us."""

from linli.people.errors import SecondFactorUnknown
from linli.people.models import Person
from linli.people.sealing import Purpose, UnreadableError, seal, unseal


def seal_pending(person: Person, secret: str) -> str:
    """Return a secret as a form may carry it: sealed, and good for this person alone."""
    return seal(secret, Purpose.SECOND_FACTOR, f"pending {person.pk}").hex()


def read_pending(person: Person, pending: str) -> str:
    """Return the secret that a form carried.

    Raises:
        SecondFactorUnknown: it is not one that was made for this person.
    """
    try:
        return unseal(bytes.fromhex(pending), Purpose.SECOND_FACTOR, f"pending {person.pk}")
    except (ValueError, UnreadableError) as other:
        raise SecondFactorUnknown from other
