"""The way from a link to a place in a queue."""

from django.core.signing import BadSignature, Signer

from linli.lockers.errors import LinkTampered

_place = Signer(salt="linli.lockers.place")


def place_link(place: str) -> str:
    """Return the token by which a courier comes back to their place in a queue."""
    return _place.sign(place)


def place_of_link(token: str) -> str:
    """Return the place that a token names.

    Raises:
        LinkTampered: it is not ours, or not whole.
    """
    try:
        return _place.unsign(token)
    except BadSignature as tampered:
        raise LinkTampered from tampered
