"""Which cabinets may speak on the bus, and by which names."""

from linli.lockers.models import Cabinet


def let_in() -> dict[str, str]:
    """Return the name on the bus (NKey) of each cabinet that is not shut out, by its code."""
    known = Cabinet.objects.filter(revoked_at=None).exclude(bus_public="")
    return dict(known.order_by("code").values_list("code", "bus_public"))
