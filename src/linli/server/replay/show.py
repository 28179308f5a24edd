"""What the person at the terminal sees: how far the noon is, and what it came to."""

import asyncio
from datetime import datetime, timedelta

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from linli.server.replay.figures import Diary, Figures
from linli.server.replay.noon import Window
from linli.server.words import gettext as _

LOOK_EACH_S = 0.25


async def show_progress(
    diary: Diary, *, orders: int, window: Window, speed: float, console: Console
) -> None:
    """Draw the bar until cancelled; the clock beside it is that of the day that is played."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed}/{task.total}"),
        TextColumn("{task.fields[standing]}"),
        TimeElapsedColumn(),
    )
    read = asyncio.get_running_loop().time
    began = read()
    with Progress(*columns, console=console, transient=True, auto_refresh=False) as progress:
        task = progress.add_task("", total=orders, standing="")
        while True:
            day_s = min((read() - began) * speed, window.seconds)
            at = datetime.combine(datetime.min, window.start) + timedelta(seconds=day_s)  # noqa: DTZ901  # only its time of day is shown
            progress.update(
                task,
                description=f"{at:%H:%M}",
                completed=diary.done,
                standing=_("在柜 {standing}").format(standing=diary.standing),
            )
            progress.refresh()
            await asyncio.sleep(LOOK_EACH_S)


def show_figures(figures: Figures, console: Console) -> None:
    """Print the one table, and below it the orders that went wrong."""
    table = Table(show_header=False, title=_("{tower} 的一个中午").format(tower=figures.tower))
    table.add_column()
    table.add_column(justify="right")
    for name, value in _rows(figures):
        table.add_row(name, value)
    console.print(table)
    for trouble in figures.troubles:
        console.print(trouble, markup=False, highlight=False)


def _rows(figures: Figures) -> list[tuple[str, str]]:
    opens = (figures.open_p50_ms, figures.open_p95_ms, figures.open_p99_ms)
    went_wrong = (
        figures.partitions,
        figures.silent_boards,
        figures.power_cuts,
        figures.messages_lost,
    )
    refusals = "\n".join(f"{code} {count}" for code, count in figures.refusals.items())
    return [
        (_("订单"), str(figures.orders)),
        (_("存入"), str(figures.stored)),
        (_("取走"), str(figures.picked)),
        (_("收回"), str(figures.recalled)),
        (_("处理"), str(figures.disposed)),
        (_("因满被拒"), str(figures.refused_full)),
        (_("恰好一个结果"), f"{figures.exactly_one_outcome:.3%}"),
        (_("两边账本一致"), _("是") if figures.ledgers_equal else _("否")),
        (
            _("扫码到开门 p50 / p95 / p99"),
            " / ".join(f"{value:.0f}" for value in opens) + " ms",
        ),
        (_("最多同时在柜"), str(figures.peak_occupancy)),
        (_("被拒绝的请求"), refusals or "0"),
        (_("重新请求"), str(figures.retries)),
        (
            _("强制结束：服务器 / 总线"),
            f"{figures.server_kills} / {figures.bus_kills}",
        ),
        (
            _("断网 / 锁板失声 / 断电 / 丢失的消息"),
            " / ".join(map(str, went_wrong)),
        ),
        (_("用时"), _("{seconds} 秒").format(seconds=f"{figures.seconds:.1f}")),
    ]
