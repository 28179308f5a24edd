"""A Linli of one page of rules, its cabinets, and a clock that jumps to what comes next."""

import asyncio
import json
import selectors
from collections import Counter, defaultdict
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import parse_qs

import httpx

from linli.server.replay.client import Client
from linli.server.replay.figures import Diary
from linli.server.replay.hands import Hands
from linli.server.replay.heads import Head
from linli.server.replay.tower import Cabinet, Tower

Result = TypeVar("Result")

LATCH_S = 0.03
KEY = "key"
AWAY, LOST = "away", "lost"
TIMES = {"hold_ms": 120_000, "close_ms": 1_000, "sanitise_ms": 1_000, "idle_ms": 0}


class _NeverWaits(selectors.DefaultSelector):
    """Moves the loop's clock on instead of waiting for it."""

    moved = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if not ready and timeout is None:
            msg = "everyone waits for something that will never come"
            raise RuntimeError(msg)
        if not ready and timeout:
            self.moved += timeout
        return ready


class _JumpingLoop(asyncio.SelectorEventLoop):
    """A loop whose time passes only while everybody waits, and then at once."""

    def __init__(self) -> None:
        self._clock = _NeverWaits()
        super().__init__(self._clock)

    def time(self) -> float:
        return 1_000.0 + self._clock.moved


def run_at_once(story: Coroutine[Any, Any, Result]) -> Result:
    """Run a story of hours in no time; nothing in it may wait for the outside world."""
    with asyncio.Runner(loop_factory=_JumpingLoop) as runner:
        return runner.run(story)


@dataclass
class Deposit:
    """One meal's stay, by the server's word."""

    code: str
    recipient: str
    cabinet: str
    door: int
    state: str = "SENT"

    @property
    def place(self) -> tuple[str, int]:
        """The cabinet and the door."""
        return self.cabinet, self.door


@dataclass
class FakeLinli:
    """A server and its cabinets. What is in ``lost`` or ``away`` goes wrong on the way.

    ``lost`` names beginnings of "METHOD path": the next such request is obeyed, and its answer
    lost. ``refused`` answers the next such request with (status, code) and does nothing.
    ``jammed`` counts, for a (cabinet, door), how many more pulses do not open it; the page says
    so unless it is ``unaware``. Of the
    cabinets in ``unsaying`` the answer to a press names no door: only the page does, later.
    Of a deposit that it ``forgets`` it writes down another end than the one it had; to the
    owner of one in ``instead`` it opens the other's door; one in ``held`` it does not give out.
    The doors of deposits in ``springing`` open again by themselves. Doors in ``unsure`` want
    looking into. Cabinets in ``with_staff`` name no door and show no button. While it is
    ``mute`` no owner gets a message, while ``deaf`` no cabinet is heard; ``shut``: all of them
    are in quarantine.
    """

    cabinets: dict[str, int]
    lost: list[str] = field(default_factory=list)
    refused: list[tuple[str, int, str]] = field(default_factory=list)
    away: tuple[float, float] = (0.0, 0.0)
    jammed: Counter[tuple[str, int]] = field(default_factory=Counter)
    unsaying: set[str] = field(default_factory=set)
    heads_differ: bool = False
    forgets: set[str] = field(default_factory=set)
    instead: dict[str, str] = field(default_factory=dict)
    held: set[str] = field(default_factory=set)
    springing: set[str] = field(default_factory=set)
    unsure: set[tuple[str, int]] = field(default_factory=set)
    with_staff: set[str] = field(default_factory=set)
    blind: Counter[tuple[str, int]] = field(default_factory=Counter)
    given_up: set[tuple[str, int]] = field(default_factory=set)
    unaware: bool = False
    shut: bool = False
    mute: bool = False
    deaf: bool = False

    def __post_init__(self) -> None:
        self.deposits: dict[str, Deposit] = {}
        self.tokens: dict[str, str] = {}
        self.notices: list[dict[str, Any]] = []
        self.open: dict[tuple[str, int], str] = {}
        self.inside: set[tuple[str, int]] = set()
        self.doubtful: set[tuple[str, int]] = set()
        self.requests: Counter[str] = Counter()
        self.pulses: Counter[str] = Counter()
        self.readers: dict[str, asyncio.StreamReader] = {}
        self.hands: dict[str, Hands] = {}
        self._forms = 0

    @property
    def tower(self) -> Tower:
        """The tower, as the replay knows it."""
        nowhere = Path("nowhere")
        made = tuple(
            Cabinet(code, nowhere / code, nowhere / f"{code}.sqlite3", TIMES)
            for code in self.cabinets
        )
        return Tower("T-1", made, is_ours=True)

    def leave(self, recipient: str, cabinet: str, door: int) -> None:
        """Let a meal stand there since an earlier noon."""
        deposit = Deposit(f"D{len(self.deposits)}", recipient, cabinet, door, state="STORED")
        self.deposits[deposit.code] = deposit
        self.inside.add(deposit.place)
        self.notices.append(self._notice(deposit))

    def start(self, diary: Diary) -> Client:
        """Step up to the cabinets; returns the way to the server."""
        for code in self.cabinets:
            self.readers[code] = asyncio.StreamReader()
            self.hands[code] = Hands(code, self.readers[code], self._board(code), _leave)
        http = httpx.AsyncClient(
            base_url="http://linli.test", transport=httpx.MockTransport(self._answer)
        )
        clock = asyncio.get_running_loop().time
        return Client(http=http, token=KEY, on_retry=diary.note_retry, read_clock=clock)

    async def read_heads(self, journals: Sequence[Path]) -> Mapping[str, Head]:
        """Say how far the cabinets are, by their own word."""
        return {str(one): Head(1, 7, "other" if self.heads_differ else "same") for one in journals}

    def _board(self, cabinet: str) -> Callable[[bytes], None]:
        def obey(line: bytes) -> None:
            wish = json.loads(line)
            door = (cabinet, wish["door"])
            assert door in self.open, f"no hand reaches into a closed door: {wish}"
            if wish["do"] == "put":
                self.inside.add(door)
            elif wish["do"] == "take":
                self.inside.discard(door)
            else:
                self._closed(door)

        return obey

    def _pulse(self, door: tuple[str, int], purpose: str) -> None:
        self.pulses[purpose] += 1
        if self.jammed[door]:
            self.jammed[door] -= 1
            return
        if door not in self.open:
            asyncio.get_running_loop().call_later(LATCH_S, self._opens, door, purpose)

    def _opens(self, door: tuple[str, int], purpose: str) -> None:
        self.open[door] = purpose
        self._tell(door, "opened")

    def _tell(self, door: tuple[str, int], event: str) -> None:
        now_ns = round(asyncio.get_running_loop().time() * 1e9)
        line = json.dumps({"event": event, "door": door[1], "mono_ns": now_ns})
        self.readers[door[0]].feed_data(line.encode() + b"\n")

    def _closed(self, door: tuple[str, int]) -> None:
        purpose = self.open.pop(door)
        self._tell(door, "closed")
        self.unsure.discard(door)
        deposit = next((one for one in self._live() if one.place == door), None)
        if self.blind[door]:
            self.blind[door] -= 1
            self.doubtful.add(door)
            return
        self.doubtful.discard(door)
        if deposit is None:
            return
        if purpose == "deposit" and door in self.inside:
            deposit.state = "STORED"
            self.notices += [] if self.mute else [self._notice(deposit)]
            if deposit.code in self.springing:
                asyncio.get_running_loop().call_later(1.0, self._opens, door, "nobody")
        elif purpose == "RECALLED" and deposit.state == "SENT":
            deposit.state = "NEVER_ARRIVED"
        elif purpose in {"PICKED", "RECALLED"} and door not in self.inside:
            deposit.state = "CANCELLED" if deposit.code in self.forgets else purpose

    def _notice(self, deposit: Deposit) -> dict[str, Any]:
        return {
            "id": len(self.notices) + 1,
            "deposit": deposit.code,
            "order_no": deposit.recipient,
            "phone": "",
            "link": f"/p/{deposit.code}",
        }

    def _live(self) -> list[Deposit]:
        return [one for one in self.deposits.values() if one.state in {"SENT", "STORED"}]

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        start, end = self.away
        if start <= asyncio.get_running_loop().time() - 1_000 < end:
            raise httpx.ConnectError(AWAY)
        what = f"{request.method} {request.url.path}"
        self.requests[what.rpartition("/")[0]] += 1
        for refusal in self.refused:
            if what.startswith(refusal[0]):
                self.refused.remove(refusal)
                if what.startswith("POST /api"):
                    return httpx.Response(refusal[1], json={"code": refusal[2]})
                return self._refusal(refusal[1], refusal[2])
        answer = self._api(request) or self._page(request)
        for beginning in self.lost:
            if what.startswith(beginning):
                self.lost.remove(beginning)
                raise httpx.ReadTimeout(LOST)
        return answer

    def _page(self, request: httpx.Request) -> httpx.Response:
        _, kind, name, *rest = request.url.path.split("/")
        given = {key: values[0] for key, values in parse_qs(request.content.decode()).items()}
        if kind == "c" and request.method == "POST":
            return self._begin(name, given)
        if kind == "c":
            return self._html("")
        deposit = self.deposits[name]
        if kind == "p" and name in self.held:
            return self._html('<section id="door" data-stage="held">', again=None)
        if request.method == "POST" and kind == "p":
            deposit = self.deposits[self.instead.get(name, name)]
            self._pulse(deposit.place, "PICKED")
        elif request.method == "POST" and rest == ["again"]:
            self._pulse(deposit.place, "deposit")
        return self._door(deposit, kind, names_door=True)

    def _begin(self, cabinet: str, given: dict[str, str]) -> httpx.Response:
        if (known := self.tokens.get(given["token"])) is not None:
            return self._door(self.deposits[known], "d", names_door=False)
        if any(one.recipient == given["recipient"] for one in self._live()):
            return self._refusal(409, "order_already_here")
        taken = {one.door for one in self._live() if one.cabinet == cabinet}
        door = next((n for n in range(1, self.cabinets[cabinet] + 1) if n not in taken), 0)
        if not door:
            return self._refusal(409, "no_compartment_free")
        deposit = Deposit(f"D{len(self.deposits)}", given["recipient"], cabinet, door)
        self.deposits[deposit.code] = deposit
        self.tokens[given["token"]] = deposit.code
        if deposit.place in self.given_up:
            return self._refusal(409, "door_out_of_order")
        self._pulse(deposit.place, "deposit")
        return self._door(deposit, "d", names_door=cabinet not in self.unsaying)

    def _door(self, deposit: Deposit, kind: str, *, names_door: bool) -> httpx.Response:
        if deposit.cabinet in self.with_staff:
            section = f'<section id="door" data-stage="staff" data-link="/d/{deposit.code}">'
            return self._html(section, again=None)
        if deposit.state != "SENT" and (kind, deposit.state) != ("p", "STORED"):
            state = deposit.state.lower()
        elif deposit.place not in self.open and self._seems_jammed(deposit.place):
            state = "jammed"
        else:
            state = "opening" if names_door else "asking"
        number = deposit.door if names_door else ""
        return self._html(
            f'<section id="door" data-stage="{state}" data-settled="opened" data-door="{number}"'
            f' data-link="/{kind}/{deposit.code}">',
            again=f"/d/{deposit.code}/again" if kind == "d" else "",
        )

    def _seems_jammed(self, door: tuple[str, int]) -> bool:
        return door in self.doubtful or (self.jammed[door] > 0 and not self.unaware)

    def _html(self, inner: str, again: str | None = "") -> httpx.Response:
        self._forms += 1
        form = (
            f'<form method="post" action="{again}">'
            f'<input type="hidden" name="token" value="form-{self._forms}"></form>'
        )
        return httpx.Response(200, html=inner + (form if again is not None else ""))

    @staticmethod
    def _refusal(status: int, code: str) -> httpx.Response:
        inner = f'<div data-problem="{code}"></div>'
        return httpx.Response(status, html=inner, headers={"X-Code": code})

    def _api(self, request: httpx.Request) -> httpx.Response | None:
        path = request.url.path
        if not path.startswith("/api/"):
            return None
        assert request.headers["Authorization"] == f"Bearer {KEY}"
        if path == "/api/notices":
            after = int(request.url.params["after"])
            return httpx.Response(200, json={"notices": self.notices[after : after + 100]})
        if path.endswith("/tally"):
            return httpx.Response(200, json=self._tally())
        if path.endswith("/standing"):
            return httpx.Response(200, json=self._standing())
        given = json.loads(request.content)
        if path.endswith("/clear"):
            self._pulse((given["cabinet"], given["comp"]), "cleared")
        else:
            assert path.endswith("/recall"), path
            place = self.deposits[given["deposit"]].place
            self.given_up.discard(place)
            self._pulse(place, "RECALLED")
        return httpx.Response(200, json={})

    def _standing(self) -> dict[str, Any]:
        deposits = [
            {"deposit": one.code, "cabinet": one.cabinet, "comp": one.door, "state": one.state}
            for one in self._live()
        ]
        doors = [
            {"deposit": "", "cabinet": cabinet, "comp": comp, "state": "UNSURE"}
            for cabinet, comp in sorted(self.unsure)
        ]
        doors += [
            {"deposit": one.code, "cabinet": one.cabinet, "comp": one.door, "state": "CHECK"}
            for one in self._live()
            if one.place in self.given_up
        ]
        return {"deposits": deposits, "doors": doors}

    def _tally(self) -> dict[str, Any]:
        orders: dict[str, list[str]] = defaultdict(list)
        for one in self.deposits.values():
            orders[one.recipient].append(one.state)
        cabinets = [
            {
                "code": code,
                "epoch": 1,
                "seq": 0 if self.deaf else 7,
                "hash": "same",
                "quarantined": self.shut,
            }
            for code in self.cabinets
        ]
        return {"orders": orders, "cabinets": cabinets}


def _leave() -> None:
    """Nothing was opened that would want closing."""
