"""What is sent to the owner of a meal, as long as the meal is there."""

from django.conf import settings

from linli.lockers.access import owner_link
from linli.lockers.models import Deposit
from linli.lockers.rules.letters import text_of, values_of
from linli.notices.letters import Letter


def meal_stored(deposit: str) -> Letter | None:
    """Return the message that a meal is in, None if it is gone."""
    return _letter("stored", deposit)


def meal_waiting(deposit: str) -> Letter | None:
    """Return the message that a meal still waits, None if it is gone."""
    return _letter("waiting", deposit)


def _letter(template: str, deposit: str) -> Letter | None:
    found = Deposit.objects.select_related("cabinet").filter(code=deposit, ended_at=None).first()
    if found is None:
        return None
    values = values_of(
        label=found.order_no or found.tail,
        spot=found.cabinet.spot,
        door=found.comp,
        token=owner_link(deposit),
    )
    language = settings.MESSAGES["language"]
    return Letter(template, values, text_of(template, language, values, base=_base()))


def _base() -> str:
    """Return where links lead: the first name that the settings have for this installation."""
    scheme = "https" if settings.BEHIND_HTTPS else "http"
    return f"{scheme}://{settings.ALLOWED_HOSTS[0]}"
