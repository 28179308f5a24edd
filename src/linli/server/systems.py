"""Which systems there are and which are here, and what the server does for each of them.

The supervisor and the command line know a system by its name alone: what needs Django loaded is
in the module that ``KNOWN`` names, and is imported only where the system is switched on.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from threading import Event
from typing import TYPE_CHECKING

from linli.server.setting_errors import SystemNotHere

if TYPE_CHECKING:
    from datetime import datetime

    from prometheus_client.core import GaugeMetricFamily

    from linli.ledger.rules import Damage
    from linli.server.findings import Finding
    from linli.server.folder import Folder


@dataclass(frozen=True, slots=True)
class Known:
    """A system as it is known before Django is loaded.

    ``app`` is its package, with its addresses in ``urls``; ``part`` the server's own module about
    it; ``processes`` are those that run for it alone.
    """

    app: str
    part: str
    processes: tuple[str, ...] = ()


KNOWN: Mapping[str, Known] = {
    "lockers": Known("linli.lockers", "linli.server.lockers_part", ("ingest",)),
    "buildings": Known("linli.buildings", "linli.server.buildings_part"),
}
"""Every system of this program, in the order in which pages name them."""

BRIDGES: Mapping[tuple[str, str], str] = {("lockers", "buildings"): "linli.portal.bridges"}
"""By two systems, the module that joins them where both are switched on, with its ``JOBS``."""

PLATFORM = ("bus", "web", "jobs")
"""The processes that run whatever systems are here."""


@dataclass(frozen=True, slots=True)
class Verified:
    """What a system found when it read its own records again."""

    damage: "Sequence[Damage]" = ()
    journals: int = 0
    lines: int = 0


def _no_demo(_folder: "Folder", *, wanted: bool) -> list[str]:  # noqa: ARG001  # as every demo
    return []


@dataclass(frozen=True, slots=True)
class Part:
    """What the server does for one system; what a system does not need it leaves as it is."""

    connect: "Callable[[Folder], None]" = lambda _folder: None
    """Once, in each process that serves pages."""
    jobs: Sequence[Callable[[Event, Callable[[], None]], None]] = ()
    """Each does what is due until told to stop, and tells of each round that went well."""
    checks: Mapping[str, Callable[[], bool]] = field(default_factory=dict)
    """What must hold before people can be served, besides the platform's own."""
    states: "Callable[[Folder], Iterable[GaugeMetricFamily]]" = lambda _folder: ()
    """What Prometheus is told though the database is away."""
    gauges: "Callable[[datetime], Iterable[GaugeMetricFamily]]" = lambda _now: ()
    """What Prometheus is told from the database."""
    look: "Callable[[datetime], Iterable[Finding]]" = lambda _now: ()
    """What the doctor finds while everything runs."""
    verify: Callable[[], Verified] = Verified
    """Read the system's own records again."""
    demo: Callable[..., list[str]] = _no_demo
    """Plant the demo, once and if wanted; return the simulated cabinets to start."""


def known(given: Collection[str]) -> tuple[str, ...]:
    """Return the systems that were named, each once, in the order of ``KNOWN``."""
    return tuple(name for name in KNOWN if name in given)


def processes(systems: Collection[str]) -> tuple[str, ...]:
    """Return the processes of an installation with these systems."""
    return (*PLATFORM, *(one for name in known(systems) for one in KNOWN[name].processes))


def apps(systems: Collection[str]) -> list[str]:
    """Return the packages of these systems."""
    return [KNOWN[name].app for name in known(systems)]


def here() -> tuple[str, ...]:
    """Return the systems of this installation. Django is loaded."""
    from django.conf import settings  # noqa: PLC0415  # the supervisor never loads it

    return known(settings.LINLI_SYSTEMS)


def parts() -> list[Part]:
    """Return what the server does for each system of this installation. Django is loaded."""
    found = [import_module(KNOWN[name].part).PART for name in here()]
    assert all(isinstance(one, Part) for one in found)
    return found


def bridges() -> list[Callable[[Event, Callable[[], None]], None]]:
    """Return what is due between systems of this installation. Django is loaded."""
    on = set(here())
    return [run for two, name in BRIDGES.items() if on >= set(two) for run in _jobs(name)]


def _jobs(name: str) -> Sequence[Callable[[Event, Callable[[], None]], None]]:
    found: Sequence[Callable[[Event, Callable[[], None]], None]] = import_module(name).JOBS
    return found


def must_have(name: str) -> None:
    """Let whoever needs a system pass where it is. Django is loaded.

    Raises:
        SystemNotHere: it is switched off.
    """
    if name not in here():
        raise SystemNotHere(system=name)
