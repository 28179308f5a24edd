"""What the server does for the lockers: their line, clock, records, measures and demo."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from threading import Event

from prometheus_client.core import GaugeMetricFamily

from linli.kernel import clock
from linli.lockers.actions.demo import open_to_hands, plant_demo
from linli.lockers.actions.upgrading import complete
from linli.lockers.jobs import run_alarms, run_jobs, run_webhooks
from linli.lockers.queries.measures import measured
from linli.lockers.queries.towers import building_of, tally
from linli.lockers.queries.verifying import find_journal_damage
from linli.people.providers import way_out
from linli.places.hongkou import WAY_TO_TOWER
from linli.places.models import Place
from linli.server import beats, measured_line
from linli.server.doctor.cabinets import look_at_cabinets
from linli.server.embedded_bus import seed_of
from linli.server.findings import Finding
from linli.server.folder import Folder, read_json, write_json
from linli.server.gauges import gauge
from linli.server.systems import Part, Verified
from linli.server.webhook_sender import HttpsSender


def _connect(folder: Folder) -> None:
    from linli.lockers.bus import connect_line  # noqa: PLC0415  # weighs on processes without it

    measured_line.plug_in(connect_line(folder.bus_file, seed_of(folder, "web")))


def _is_connected() -> bool:
    return measured_line.is_connected()


def _states(folder: Folder) -> Iterator[GaugeMetricFamily]:
    bus = gauge("linli_bus_connected", "Whether a part reaches the bus", "part")
    bus.add_metric(["web"], _is_connected())
    bus.add_metric(["ingest"], "ingest" not in set(beats.silent(folder)))
    yield bus


def _gauges(now: datetime) -> Iterator[GaugeMetricFamily]:
    found = measured(now=now)
    told: Sequence[tuple[str, str, str, Iterable[tuple[str, int]]]] = (
        ("linli_deposits", "Deposits that have not ended", "state", found.live.items()),
        ("linli_deposits_today", "Deposits stored since midnight", "state", found.today.items()),
        ("linli_cabinets", "Cabinets by whether they are heard", "state", found.cabinets.items()),
        (
            "linli_queue_length",
            "What waits to be brought to cabinets",
            "queue",
            [("directives", found.directives)],
        ),
    )
    for name, says, label, counts in told:
        family = gauge(name, says, label)
        for value, count in counts:
            family.add_metric([value], count)
        yield family


def _look(now: datetime) -> Iterator[Finding]:
    yield look_at_cabinets(now=now)


def _verify() -> Verified:
    found = find_journal_damage()
    return Verified(found.damage, found.journals, found.lines)


def _demo(folder: Folder, *, wanted: bool) -> list[str]:
    """Return the demo's cabinets, planting them in a database that holds no place yet."""
    if not folder.demo_file.exists():
        demo = WAY_TO_TOWER[-1].code
        if Place.objects.filter(code=demo).exists():  # a start was cut off after planting
            codes = [one.code for one in tally(building_of(demo)).cabinets]
        elif wanted and not Place.objects.exists():
            codes = plant_demo(folder.root, clock.now())
        else:
            codes = []
        write_json(folder.demo_file, {"cabinets": codes})
    told = read_json(folder.demo_file).get("cabinets", [])
    configs = {code: folder.cabinet_config(code) for code in told}
    there = {code: config for code, config in configs.items() if config.is_file()}
    for config in there.values():
        complete(config)
        open_to_hands(config, folder.run)
    return list(there)


def _send_messages(stop: Event, beat: Callable[[], None]) -> None:
    run_webhooks(stop, HttpsSender(way_out()), beat=beat)


PART = Part(
    connect=_connect,
    jobs=(run_jobs, run_alarms, _send_messages),
    checks={"bus": _is_connected},
    states=_states,
    gauges=_gauges,
    look=_look,
    verify=_verify,
    demo=_demo,
)
