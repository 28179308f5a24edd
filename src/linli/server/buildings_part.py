"""What the server does for the committees: their clock, and the demo's committee."""

from linli.buildings.actions.demo import plant_committee
from linli.buildings.jobs import run_jobs
from linli.kernel import clock
from linli.server.folder import Folder
from linli.server.systems import Part


def _demo(_folder: Folder, *, wanted: bool) -> list[str]:
    """Plant a committee in the demo's tower, once; it brings no cabinets."""
    if wanted:
        plant_committee(now=clock.now())
    return []


PART = Part(jobs=(run_jobs,), demo=_demo)
