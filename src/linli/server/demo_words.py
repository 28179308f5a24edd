"""The word ``linli demo``: a noon that plays by itself, a broken door, clearing all of it away."""

import fcntl
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Annotated

import typer

from linli.kernel import clock
from linli.server.errors import NoDemoHere, PeakUnderWay
from linli.server.folder import Folder, is_running
from linli.server.words import gettext as _

if TYPE_CHECKING:
    from linli.places.models import Place

Data = Annotated[Path | None, typer.Option("--data", metavar="DIR", help=_("数据文件夹"))]
WithLockers = Callable[[Path | None], Folder]

ACTOR = "installer"
LOOK_EACH_S = 1.0
SEEDS = 1_000_000
"""Orders of two noons that begin in different seconds of eleven days have different numbers."""


def add_demo(app: typer.Typer, with_lockers: WithLockers) -> None:
    """Add the word; ``with_lockers`` loads Django for a data folder."""
    demo = typer.Typer(help=_("演示：跑一个午高峰、弄坏一扇门、清空"), no_args_is_help=True)
    app.add_typer(demo, name="demo")
    _add_playing(demo, with_lockers)
    _add_clearing(demo, with_lockers)


def _add_playing(demo: typer.Typer, with_lockers: WithLockers) -> None:
    @demo.command("peak", help=_("在演示的楼里跑一个午高峰：一分半钟存 48 份餐，三分钟左右取完"))
    def peak(data: Data = None) -> None:
        folder = with_lockers(data)
        raise typer.Exit(_play(folder))

    @demo.command("break", help=_("弄坏一扇模拟的门，看告警自己出现"))
    def break_one(data: Data = None) -> None:
        with_lockers(data)
        from linli.lockers.actions.breaking import break_door  # noqa: PLC0415  # needs Django

        door = break_door(_building(), by=ACTOR, now=clock.now())
        told = _("{cabinet} 柜 {comp} 号门被弄坏了。").format(cabinet=door.cabinet, comp=door.comp)
        typer.echo(told)


def _add_clearing(demo: typer.Typer, with_lockers: WithLockers) -> None:
    @demo.command("clear", help=_("收起演示：楼宇关闭，柜子停用；真实数据不动"))
    def clear(data: Data = None) -> None:
        with_lockers(data)
        from linli.lockers.actions import clearing  # noqa: PLC0415  # needs Django

        moved = clearing.clear_demo(actor=ACTOR, now=clock.now())
        if not moved.buildings:
            raise NoDemoHere
        clearing.tell_next_start(())
        typer.echo(_("演示清空了，停用的柜子：{codes}").format(codes="、".join(moved.cabinets)))
        if moved.meals:
            told = _("里面还有 {count} 份模拟的餐：柜子停用了，取不出来；演示放回来后还在。")
            typer.echo(told.format(count=moved.meals))

    @demo.command("reset", help=_("把清空的演示放回来；没有清空时修好所有的门"))
    def reset(data: Data = None) -> None:
        with_lockers(data)
        from linli.lockers.actions import clearing  # noqa: PLC0415  # needs Django

        moved = clearing.restore_demo(actor=ACTOR, now=clock.now())
        if moved.buildings:
            clearing.tell_next_start(moved.cabinets)
            typer.echo(_("演示放回来了，重新启动邻里后就能用。"))
            return
        from linli.lockers.actions import breaking  # noqa: PLC0415  # needs Django

        doors = breaking.broken_doors(_building())
        breaking.shut_doors(doors, by=ACTOR, now=clock.now())
        typer.echo(_("修好了 {count} 扇门，请在看板上清柜。").format(count=len(doors)))


def _building() -> "Place":
    """Return the demo's building.

    Raises:
        NoDemoHere: there is none.
    """
    from linli.lockers.access import demos  # noqa: PLC0415  # needs Django loaded

    found = demos()
    if not found:
        raise NoDemoHere
    return found[0]


def _play(folder: Folder) -> int:
    """Play the noon, one at a time; return the exit status."""
    from linli.lockers.actions.peak import lock_file  # noqa: PLC0415  # needs Django loaded
    from linli.server.replay.command import NOT_WELL, play_peak  # noqa: PLC0415  # weighs
    from linli.server.replay.show import show_figures  # noqa: PLC0415  # weighs

    tower = _building().code
    lock = os.open(lock_file(), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as taken:
        os.close(lock)
        raise PeakUnderWay from taken
    is_quiet = not sys.stdout.isatty()
    Thread(target=_end_with, args=(folder,), daemon=True).start()
    seed = clock.wall_ms() // 1000 % SEEDS
    figures = play_peak(folder, tower=tower, seed=seed, is_quiet=is_quiet)
    os.close(lock)
    if not is_quiet:
        from rich.console import Console  # noqa: PLC0415  # weighs

        show_figures(figures, Console())
    return 0 if figures.is_well else NOT_WELL


def _end_with(folder: Folder) -> None:
    """End this process with the Linli that it plays at."""
    while is_running(folder):
        time.sleep(LOOK_EACH_S)
    os._exit(1)
