"""Which cabinets of this installation are simulated, and where hands before one are driven."""

import json
from pathlib import Path

from django.conf import settings

from linli.lockers.models import Cabinet
from linli.places.models import Place


def config_of(cabinet: str) -> Path:
    """Return where the agent of a cabinet that this installation runs has its settings."""
    folder: Path = settings.LINLI_DATA / "cabinets" / cabinet
    return folder / "config.json"


def simulates() -> bool:
    """Whether this installation runs agents of cabinets itself."""
    folder: Path = settings.LINLI_DATA / "cabinets"
    return folder.is_dir()


def is_simulated(cabinet: str) -> bool:
    """Whether a cabinet is one that this installation simulates."""
    return bool(_simulated_board(cabinet))


def hands_at(cabinet: str) -> Path | None:
    """Return the socket that drives hands before a simulated cabinet; None where there is none."""
    socket = _simulated_board(cabinet).get("socket")
    return Path(str(socket)) if socket else None


def simulated_in(building: Place) -> list[str]:
    """Return the cabinets in use in a building, by code; none where any is not simulated."""
    found = Cabinet.objects.filter(building=building, revoked_at=None).order_by("code")
    codes = list(found.values_list("code", flat=True))
    return codes if all(is_simulated(one) for one in codes) else []


def _simulated_board(cabinet: str) -> dict[str, object]:
    """Return the board that an agent of ours simulates; empty for any other cabinet."""
    try:
        told: dict[str, object] = json.loads(config_of(cabinet).read_bytes())["board"]
    except (OSError, ValueError, KeyError):
        return {}
    return told if told.get("kind") == "simulated" else {}
