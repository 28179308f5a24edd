"""What is remembered between asking a browser for a passkey and its answer."""

from django.http import HttpRequest

from linli.people.errors import PasskeyRefused
from linli.people.passkeys import Asked, Json, Site

_STATE = "linli.passkey"


def site_of(request: HttpRequest) -> Site:
    """Return where this page was served; the address was held against the settings before."""
    name = request.get_host()
    return Site(f"{request.scheme}://{name}", name.rpartition(":")[0] or name)


def remember(request: HttpRequest, asked: Asked) -> None:
    """Keep in this browser's session what it was asked; the newest question alone counts."""
    request.session[_STATE] = dict(asked.state)


def asked_before(request: HttpRequest) -> Json:
    """Return what this browser was asked, once.

    Raises:
        PasskeyRefused: it was asked nothing, or has answered.
    """
    state: Json | None = request.session.pop(_STATE, None)
    if state is None:
        raise PasskeyRefused
    return state
