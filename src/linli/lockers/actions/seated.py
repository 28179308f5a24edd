"""The cabinet on which somebody acts: in use, in the building where they sit, and held."""

from linli.lockers.access import Seat
from linli.lockers.actions.statements import lock_cabinets
from linli.lockers.errors import UnknownCabinet
from linli.lockers.models import Cabinet


def lock_cabinet_of(seat: Seat, code: str) -> Cabinet:
    """Return the cabinet of this code, held until the transaction ends.

    Raises:
        UnknownCabinet: none in use in the building is called so.
    """
    lock_cabinets([code])
    found = Cabinet.objects.filter(code=code, building=seat.building, revoked_at=None).first()
    if found is None:
        raise UnknownCabinet(cabinet=code[:32])
    return found
