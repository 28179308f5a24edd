"""A tower for the replay: made at the server, its cabinets configured in the data folder."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from linli.server.folder import Folder, read_json, write_json
from linli.server.replay.boards import SIMULATED, family_of, fitted, wired
from linli.server.replay.client import Answer, Client
from linli.server.replay.habits import Times
from linli.server.replay.refusals import NoSuchTower, NotLetIn

SHORTEST_MS = 1_000
"""The wire takes no hold limit or closing time below. Source: wire.messages.Configure."""

CREATED = 201
OK = 200


@dataclass(frozen=True, slots=True)
class Cabinet:
    """One cabinet whose journal lies on this machine; ``config`` is its agent's file.

    ``boards`` is the family of its lock boards, for a cabinet whose agent the replay starts.
    """

    code: str
    config: Path
    journal: Path
    times: Mapping[str, int]
    boards: str = SIMULATED


@dataclass(frozen=True, slots=True)
class Tower:
    """A tower and its cabinets. ``is_ours``: its agents are started by the replay."""

    code: str
    cabinets: tuple[Cabinet, ...]
    is_ours: bool

    def times(self, speed: float) -> Times:
        """Return the cabinets' times as seconds of a day that goes ``speed`` times as fast."""
        told = self.cabinets[0].times
        return Times(
            hold_s=told["hold_ms"] / 1000 * speed,
            close_s=told["close_ms"] / 1000 * speed,
        )


def scaled_times(speed: float) -> dict[str, int]:
    """Return a cabinet's times in ms for a day that goes ``speed`` times as fast."""
    usual = Times()
    return {
        "hold_ms": max(round(usual.hold_s * 1000 / speed), SHORTEST_MS),
        "close_ms": max(round(usual.close_s * 1000 / speed), SHORTEST_MS),
        "sanitise_ms": round(usual.sanitise_s * 1000 / speed),
        "idle_ms": 0,
    }


@dataclass(frozen=True, slots=True)
class Wanted:
    """A tower as it is asked for; its cabinets have these families of boards in turn."""

    name: str
    cabinets: int
    doors: int
    speed: float
    boards: Sequence[str] = (SIMULATED,)


async def make_tower(client: Client, folder: Folder, wanted: Wanted) -> Tower:
    """Have a tower made and write its cabinets' configurations into the data folder.

    Raises:
        NotLetIn: the server makes no such tower.
    """
    answer = await client.write(
        "/api/towers",
        {
            "name": wanted.name,
            "cabinets": wanted.cabinets,
            "doors": wanted.doors,
            "times": scaled_times(wanted.speed),
        },
    )
    must_be(answer, CREATED, client)
    code = str(answer.body["tower"])
    made = []
    for number, one in enumerate(answer.body["cabinets"]):
        boards = wanted.boards[number % len(wanted.boards)]
        place = folder.root / "replay" / code / one["code"]
        place.mkdir(mode=0o700, parents=True)
        config = {
            **one["config"],
            "bus_file": str(folder.bus_file),
            "journal": str(place / "journal.sqlite3"),
            "board": {"kind": SIMULATED},
        }
        if boards != SIMULATED:
            config["board"] = wired(boards, wanted.doors, str(place / "line"))
            config["compartments"] = fitted(config["compartments"], boards)
        write_json(place / "config.json", config)
        made.append(_cabinet(place / "config.json"))
    return Tower(code, tuple(made), is_ours=True)


async def find_tower(client: Client, folder: Folder, code: str) -> Tower:
    """Return a tower that exists: one of an earlier replay, or one whose agents run already.

    Raises:
        NoSuchTower: there is none, or its cabinets do not live in this data folder.
    """
    answer = await client.read(f"/api/towers/{code}/tally")
    if answer.status != OK:
        raise NoSuchTower(tower=code)
    codes = [str(one["code"]) for one in answer.body["cabinets"]]
    earlier = [folder.root / "replay" / code / one / "config.json" for one in codes]
    running = [folder.cabinet_config(one) for one in codes]
    for configs, is_ours in ((earlier, True), (running, False)):
        if configs and all(config.is_file() for config in configs):
            return Tower(code, tuple(map(_cabinet, configs)), is_ours=is_ours)
    raise NoSuchTower(tower=code)


def must_be(answer: Answer, status: int, client: Client) -> None:
    """Return if the server did as it was told.

    Raises:
        NotLetIn: it did not; its own sentence says why.
    """
    if answer.status != status:
        sentence = str(answer.body.get("says", "")) if isinstance(answer.body, dict) else ""
        raise NotLetIn(url=str(client.http.base_url), status=answer.status, sentence=sentence)


def _cabinet(config: Path) -> Cabinet:
    told = read_json(config)
    return Cabinet(
        code=str(told["cabinet"]),
        config=config,
        journal=Path(told["journal"]),
        times=told["times"],
        boards=family_of(told["board"]),
    )
