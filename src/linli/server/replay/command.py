"""``linli replay``: a noon of orders against a running Linli, and whether all went well."""

import asyncio
import contextlib
import json
import sys
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace
from datetime import time
from importlib import resources
from pathlib import Path
from random import Random
from typing import Annotated

import typer
from rich.console import Console

from linli.kernel.errors import LinliError
from linli.server import words
from linli.server.folder import Folder, data_folder, read_json
from linli.server.replay import refusals
from linli.server.replay.agents import Agents, start_agents
from linli.server.replay.boards import BOARDS, SIMULATED, sees_meals
from linli.server.replay.client import Client, connect
from linli.server.replay.figures import Diary, Figures
from linli.server.replay.hands import Unseen
from linli.server.replay.kills import NAMES, Victim
from linli.server.replay.mishaps import Mishap, Mishaps
from linli.server.replay.noon import Meal, Window, plan_noon
from linli.server.replay.orders import Order, read_orders
from linli.server.replay.play import Noon, Plan
from linli.server.replay.show import show_figures, show_progress
from linli.server.replay.tower import Tower, Wanted, find_tower, make_tower
from linli.server.replay.weather import Weather, bad_line
from linli.server.running import running
from linli.server.secrets import FILE as SECRETS
from linli.server.secrets import load_or_make
from linli.server.words import gettext as _

BUNDLED = "noon"
NOT_WELL = 1
STOPPED = 130
"""As shells say that Ctrl-C ended something."""

NAME = "回放"
"""What the replay's own towers are called; the server marks them as replay data."""


PEAK = (time(11, 45), time(12, 45))
PEAK_MEALS = 48
PEAK_SPEED = 40.0
"""The demo's noon: an hour of the day in 90 s, and a courier each two seconds of them."""

NO_MISHAPS: Mapping[Mishap, int] = {"partition": 0, "silent_board": 0, "power_cut": 0}


@dataclass(frozen=True, slots=True)
class Wish:
    """What was asked for, once each option is known to be possible."""

    folder: Folder
    url: str
    plan: Plan
    window: Window
    cabinets: int
    doors: int
    boards: tuple[str, ...]
    loss: float
    tower: str
    is_quiet: bool


def replay(  # noqa: PLR0913  # each option is a parameter, that is how typer reads them
    file: Annotated[
        str, typer.Argument(metavar="FILE|noon", help=_("订单表（CSV），或自带的 noon"))
    ],
    *,
    start: Annotated[str, typer.Option("--from", help=_("从几点"))] = "11:00",
    end: Annotated[str, typer.Option("--to", help=_("到几点"))] = "14:00",
    speed: Annotated[float, typer.Option(help=_("快多少倍"))] = 60.0,
    scale: Annotated[int | None, typer.Option(help=_("抽成多少份订单"))] = None,
    cabinets: Annotated[int, typer.Option(help=_("柜子的台数"))] = 5,
    doors: Annotated[int, typer.Option(help=_("每台柜子的格口数"))] = 48,
    seed: Annotated[int, typer.Option(help=_("随机数的种子，相同则人的习惯相同"))] = 1,
    boards: Annotated[
        str,
        typer.Option(metavar=",".join(BOARDS), help=_("各台柜子依次用哪种锁板，用逗号隔开")),
    ] = SIMULATED,
    loss: Annotated[float, typer.Option(help=_("柜子与总线之间丢失消息的比例，0 到 0.5"))] = 0.0,
    partitions: Annotated[int, typer.Option(help=_("中途断网几次"))] = 0,
    silent_boards: Annotated[int, typer.Option(help=_("中途让一块锁板失声几次"))] = 0,
    power_cuts: Annotated[int, typer.Option(help=_("中途让一台柜子断电几次"))] = 0,
    tower: Annotated[str, typer.Option(help=_("用已有的楼，不另建"))] = "",
    kill_server: Annotated[int, typer.Option(help=_("中途强制结束服务器几次"))] = 0,
    kill_bus: Annotated[int, typer.Option(help=_("中途强制结束总线几次"))] = 0,
    url: Annotated[str, typer.Option(help=_("网址；默认是这个数据文件夹的"))] = "",
    data: Annotated[Path | None, typer.Option(metavar="DIR", help=_("数据文件夹"))] = None,
    as_json: Annotated[bool, typer.Option("--json", help=_("只输出一个 JSON 对象"))] = False,
    lang: Annotated[str, typer.Option(help=_("界面语言：zh 或 en"))] = words.LANGUAGES[0],
) -> None:
    """Play a noon; exit 0 if each order has exactly one outcome and both ledgers are equal.

    Exits 1 if not, and 2 with a sentence where it could not begin.
    """
    del lang  # the command line has looked ahead for it
    kills: dict[Victim, int] = {"server": kill_server, "bus": kill_bus}
    mishaps: dict[Mishap, int] = {
        "partition": partitions,
        "silent_board": silent_boards,
        "power_cut": power_cuts,
    }
    numbers = {"--speed": speed, "--cabinets": cabinets, "--doors": doors, "--scale": scale}
    _check_numbers({**numbers, "--loss": loss, **_times_of(kills, mishaps)})
    window = _window(start, end)
    meals = _meals(file, window, count=scale, seed=seed)
    plan = Plan(meals, window.seconds, speed, seed, kills, mishaps)
    folder = data_folder(data)
    wish = Wish(
        folder=folder,
        url=_url(folder, url),
        plan=plan,
        window=window,
        cabinets=cabinets,
        doors=doors,
        boards=_boards(boards),
        loss=loss,
        tower=tower,
        is_quiet=as_json,
    )
    _check_mishaps(wish)
    _check_victims(folder, kills)
    raise typer.Exit(_tell(_run(wish), as_json=as_json))


def play_peak(folder: Folder, *, tower: str, seed: int, is_quiet: bool) -> Figures:
    """Play a short noon at a tower whose agents run already, and return what it came to.

    Raises:
        NotRunning, NoSuchTower: there is nowhere to play it.
    """
    window = Window(*PEAK)
    meals = _meals(BUNDLED, window, count=PEAK_MEALS, seed=seed)
    return _run(
        Wish(
            folder=folder,
            url=_url(folder, ""),
            plan=Plan(meals, window.seconds, PEAK_SPEED, seed, {"server": 0, "bus": 0}, NO_MISHAPS),
            window=window,
            cabinets=0,
            doors=0,
            boards=(),
            loss=0.0,
            tower=tower,
            is_quiet=is_quiet,
        )
    )


def _tell(figures: Figures, *, as_json: bool) -> int:
    """Print what the noon came to; return the exit status."""
    if as_json:
        typer.echo(json.dumps(figures.as_json(), ensure_ascii=False))
    else:
        show_figures(figures, Console())
    return 0 if figures.is_well else NOT_WELL


def _times_of(
    kills: Mapping[Victim, int], mishaps: Mapping[Mishap, int]
) -> dict[str, float | None]:
    """Return how often each thing is to go wrong, by its option."""
    return {
        **{f"--kill-{victim}": times for victim, times in kills.items()},
        **{f"--{what.replace('_', '-')}s": times for what, times in mishaps.items()},
    }


def _check_numbers(numbers: dict[str, float | None]) -> None:
    limits: dict[str, tuple[float, float]] = {
        "--speed": (0.1, 3_600),
        "--cabinets": (1, 26),
        "--doors": (1, 255),
        "--scale": (1, 100_000),
        "--kill-server": (0, 100),
        "--kill-bus": (0, 100),
        "--loss": (0, 0.5),
        "--partitions": (0, 100),
        "--silent-boards": (0, 100),
        "--power-cuts": (0, 100),
    }
    for option, value in numbers.items():
        least, most = limits[option]
        if value is not None and not least <= value <= most:
            why = _("应在 {least:g} 到 {most:g} 之间。").format(least=least, most=most)
            raise refusals.OptionImpossible(option=option, text=f"{value:g}", why=why)


def _boards(text: str) -> tuple[str, ...]:
    found = tuple(one.strip() for one in text.split(","))
    if not all(one in BOARDS for one in found):
        why = _("可以是：{all}。").format(all=", ".join(BOARDS))
        raise refusals.OptionImpossible(option="--boards", text=text, why=why)
    return found


def _check_mishaps(wish: Wish) -> None:
    """Refuse what could befall nobody: it would prove nothing."""
    wished = wish.plan.mishaps
    if (wish.loss or any(wished.values())) and wish.tower:
        why = _("只有另建的楼才会出事。")
        raise refusals.OptionImpossible(option="--tower", text=wish.tower, why=why)
    with_wires = [one for one in wish.boards if one != SIMULATED and sees_meals(one)]
    if wished["silent_board"] and not with_wires:
        why = _("要有看得见餐的锁板：--boards kr-cu16。")
        text = str(wished["silent_board"])
        raise refusals.OptionImpossible(option="--silent-boards", text=text, why=why)


def _window(start: str, end: str) -> Window:
    times = []
    for option, text in (("--from", start), ("--to", end)):
        try:
            times.append(time.fromisoformat(text).replace(tzinfo=None))
        except ValueError as unreadable:
            why = _("应写成 11:30。")
            raise refusals.OptionImpossible(option=option, text=text, why=why) from unreadable
    if times[0] >= times[1]:
        why = _("应早于 --to。")
        raise refusals.OptionImpossible(option="--from", text=start, why=why)
    return Window(times[0], times[1])


def _meals(file: str, window: Window, *, count: int | None, seed: int) -> list[Meal]:
    return plan_noon(
        _orders(file),
        window=window,
        count=count,
        chance=Random(seed),  # noqa: S311  # a simulation, no secret
        prefix=f"R{seed}" if seed >= 0 else f"R0{-seed}",
    )


def _orders(file: str) -> list[Order]:
    if file == BUNDLED:
        path = resources.files("linli.server.replay") / "data" / "noon.csv"
        with path.open("rb") as bundled:
            return read_orders(bundled, name=BUNDLED)
    try:
        with Path(file).open("rb") as given:
            return read_orders(given, name=file)
    except (OSError, ValueError) as unreadable:
        problems = (refusals.FileUnreadable(),)
        raise refusals.FileRefused(file=file, problems=problems) from unreadable


def _url(folder: Folder, url: str) -> str:
    """Return where the Linli of this folder is, by the option or by its own word."""
    found = running(folder)
    if (folder.root / SECRETS).exists() and folder.bus_file.exists() and (url or found):
        return url or (found.web_url if found else "")
    raise refusals.NotRunning(data=str(folder.root))


def _check_victims(folder: Folder, kills: Mapping[Victim, int]) -> None:
    """Refuse to promise kills where there is nobody to kill: they would prove nothing."""
    pids = read_json(folder.pids_file)
    for victim, times in kills.items():
        if times and not all(name in pids for name in NAMES[victim]):
            why = _("它的进程不在这个数据文件夹里。")
            raise refusals.OptionImpossible(option=f"--kill-{victim}", text=str(times), why=why)


def _run(wish: Wish) -> Figures:
    """Play it, and let what went wrong inside come out as one sentence."""
    try:
        return asyncio.run(_play(wish))
    except BaseExceptionGroup as group:
        if (sentence := _first(group)) is None:
            raise
    except LinliError as refused:
        sentence = refused
    except KeyboardInterrupt:
        sys.stderr.write(_("已停止。没有结果；留在柜里的餐没有收回。") + "\n")
        raise typer.Exit(STOPPED) from None
    if isinstance(sentence, (refusals.NotRunning, refusals.NotLetIn, refusals.NoSuchTower)):
        raise sentence
    sys.stderr.write(f"{sentence}\n")
    raise typer.Exit(NOT_WELL)


def _first(group: BaseExceptionGroup[BaseException]) -> LinliError | None:
    for one in group.exceptions:
        inner = _first(one) if isinstance(one, BaseExceptionGroup) else one
        if isinstance(inner, LinliError):
            return inner
    return None


async def _play(wish: Wish) -> Figures:
    diary = Diary()
    token = load_or_make(wish.folder.root).replay_token
    async with connect(wish.url, token=token, on_retry=diary.note_retry) as client:
        if not await client.is_there():
            raise refusals.NotRunning(data=str(wish.folder.root))
        tower = await _tower(wish, client)
        weather = Weather(wish.loss, Random(wish.plan.seed))  # noqa: S311  # a simulation
        async with _doors(tower, wish, weather) as agents, asyncio.TaskGroup() as group:
            hands = agents.hands or {one.code: Unseen(one.code) for one in tower.cabinets}
            noon = Noon(wish.plan, tower, wish.folder, client, hands, diary)
            noon.mishaps = Mishaps(
                wished=wish.plan.mishaps,
                cabinets=[one for one in agents.running if one.sees_meals],
                weather=weather,
                length_s=wish.plan.length_s,
            )
            beside = [group.create_task(agents.watch())]
            if not wish.is_quiet:
                bar = show_progress(
                    diary,
                    orders=len(wish.plan.meals),
                    window=wish.window,
                    speed=wish.plan.speed,
                    console=Console(stderr=True),
                )
                beside.append(group.create_task(bar))
            figures = await noon.play(read_clock=asyncio.get_running_loop().time)
            for task in beside:
                task.cancel()
    return replace(figures, messages_lost=weather.lost)


async def _tower(wish: Wish, client: Client) -> Tower:
    if wish.tower:
        return await find_tower(client, wish.folder, wish.tower)
    wanted = Wanted(
        name=NAME,
        cabinets=wish.cabinets,
        doors=wish.doors,
        speed=wish.plan.speed,
        boards=wish.boards,
    )
    return await make_tower(client, wish.folder, wanted)


@contextlib.asynccontextmanager
async def _doors(tower: Tower, wish: Wish, weather: Weather) -> AsyncIterator[Agents]:
    """Start the agents of a tower of ours; those of another run already.

    Only where the weather is to be bad does anything stand between them and the bus.
    """
    if not tower.is_ours:
        yield Agents([])
        return
    bus_file = wish.folder.bus_file
    async with contextlib.AsyncExitStack() as stack:
        if wish.loss or wish.plan.mishaps["partition"]:
            bus_file = wish.folder.root / "replay" / tower.code / "bus.json"
            await stack.enter_async_context(bad_line(wish.folder.bus_file, bus_file, weather))
        yield await stack.enter_async_context(start_agents(tower.cabinets, bus_file))
