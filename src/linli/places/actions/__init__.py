"""Every way in which places change."""

from linli.places.actions.planting import ensure_place
from linli.places.rules import NewPlace

__all__ = ["NewPlace", "ensure_place"]
