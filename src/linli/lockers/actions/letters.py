"""What is sent to the owner of a meal, as long as the meal is there."""

from django.conf import settings
from django.urls import reverse

from linli.lockers.access import owner_link
from linli.lockers.models import Deposit
from linli.lockers.rules.letters import subject_of, text_of, values_of
from linli.notices.letters import Letter, base


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
    token = owner_link(deposit)
    values = values_of(
        label=found.order_no or found.tail, spot=found.cabinet.spot, door=found.comp, token=token
    )
    language = settings.MESSAGES["language"]
    return Letter(
        template,
        values,
        text_of(template, language, values, base=base()),
        subject=subject_of(template, language, values),
        link=f"{base()}{reverse('lockers:owner', args=[token])}",
    )
