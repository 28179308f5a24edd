"""What the server does for the committees: their clock, their way out, the demo's committee."""

from collections.abc import Callable
from threading import Event

from linli.buildings.actions.demo import plant_committee
from linli.buildings.jobs import run_forwards, run_jobs
from linli.kernel import clock
from linli.people.providers import way_out
from linli.server.folder import Folder
from linli.server.systems import Part


def _demo(_folder: Folder, *, wanted: bool) -> list[str]:
    """Plant a committee in the demo's tower, once; it brings no cabinets."""
    if wanted:
        plant_committee(now=clock.now())
    return []


def _hand_on(stop: Event, beat: Callable[[], None]) -> None:
    run_forwards(stop, way_out(), beat=beat)


PART = Part(jobs=(run_jobs, _hand_on), demo=_demo)
