"""Where a cabinet or a deposit is, for whoever asks for its history."""

from linli.lockers.models import Cabinet, Deposit


def building_of_cabinet(code: str) -> int | None:
    """Return the number of the place a cabinet stands in, None where there is no such cabinet."""
    return Cabinet.objects.filter(code=code).values_list("building_id", flat=True).first()


def building_of_deposit(code: str) -> int | None:
    """Return the number of the place of a deposit's cabinet, None where there is none."""
    found = Deposit.objects.filter(code=code)
    return found.values_list("cabinet__building_id", flat=True).first()
