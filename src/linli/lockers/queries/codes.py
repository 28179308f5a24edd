"""The 8 digits of a deposit: computed from the installation's secret, stored nowhere."""

from django.conf import settings

from linli.kernel.codes import pickup_code


def code_of(deposit: str) -> str:
    """Return the digits that open this deposit's door."""
    return pickup_code(settings.SECRET_KEY.encode() + b"/pickup", deposit)
