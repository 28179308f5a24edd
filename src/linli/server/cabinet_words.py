"""The words ``linli cabinet …`` and ``linli bus …``: letting cabinets in, and running one here."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from linli.kernel import clock
from linli.server.folder import Folder, data_folder, make_ready
from linli.server.words import gettext as _

ON_THE_CABINET = ("run", "selftest", "sim", "provision")
"""Words of the cabinet's own program, which this one starts and knows nothing else of."""

Data = Annotated[Path | None, typer.Option("--data", metavar="DIR", show_default=False)]
WithDjango = Callable[[Path | None], Folder]

ACTOR = "installer"
"""Whoever may read the data folder, as the ledger calls them."""


def add_cabinet(app: typer.Typer, with_django: WithDjango) -> None:
    """Add ``linli cabinet``."""
    cabinet = typer.Typer(help=_("柜子：登记、停用、在柜子上运行"), no_args_is_help=True)
    app.add_typer(cabinet, name="cabinet")
    _add_invite(cabinet, with_django)

    @cabinet.command("revoke", help=_("停用一个柜子：几秒内断开它的连接，不再让它连接"))
    def revoke(code: str, data: Data = None) -> None:
        with_django(data)
        from linli.lockers.actions import inviting  # noqa: PLC0415  # needs Django loaded

        inviting.revoke(code, actor=ACTOR, now=clock.now())
        typer.echo(_("柜子 {code} 已停用。").format(code=code))

    helps = {
        "run": _("运行这台柜子：run CONFIG.json"),
        "selftest": _("逐一打开每扇门，检查接线：selftest CONFIG.json"),
        "sim": _("模拟锁板：sim CONFIG.json"),
        "provision": _("用领取码登记这台柜子：provision 网址 领取码 --to 文件夹"),
    }
    for word in ON_THE_CABINET:
        _pass_on(cabinet, word, helps[word])


def _add_invite(cabinet: typer.Typer, with_django: WithDjango) -> None:
    @cabinet.command("invite", help=_("为一个柜子取领取码，24 小时内有效，只能用一次"))
    def invite(  # each option is a parameter, that is how typer reads them
        code: str,
        *,
        building: Annotated[str, typer.Option(help=_("楼的代码；只有一座楼时不用写"))] = "",
        name: Annotated[str, typer.Option(help=_("楼的名字；写了就可以是新楼"))] = "",
        spot: Annotated[str, typer.Option(help=_("柜子在楼里的位置，例如 东门"))] = "",
        doors: Annotated[int, typer.Option(min=1, max=255, help=_("格口数"))] = 48,
        data: Data = None,
    ) -> None:
        with_django(data)
        from linli.lockers.actions import inviting  # noqa: PLC0415  # needs Django loaded

        wish = inviting.Wish(code, building, name, spot, doors)
        claim = inviting.invite(wish, actor=ACTOR, now=clock.now())
        typer.echo(_("领取码    {claim}    24 小时内有效，只能用一次").format(claim=claim))
        typer.echo(
            _("在柜子上运行：linli cabinet provision 网址 {claim} --to 文件夹").format(claim=claim)
        )


def _pass_on(cabinet: typer.Typer, word: str, says: str) -> None:
    """Let the cabinet's program take this process's place: neither part imports the other."""
    as_they_are = {
        "allow_extra_args": True,
        "ignore_unknown_options": True,
        "help_option_names": [],
    }

    @cabinet.command(word, help=says, context_settings=as_they_are)
    def run(context: typer.Context) -> None:
        command = [sys.executable, "-m", "linli.cabinet", word, *context.args]
        os.execv(sys.executable, command)  # noqa: S606  # our own program, no shell


def add_bus(app: typer.Typer) -> None:
    """Add ``linli bus``."""
    bus = typer.Typer(help=_("总线"), no_args_is_help=True)
    app.add_typer(bus, name="bus")

    @bus.callback()
    def about() -> None:
        """Make typer keep ``listen`` a word of its own."""

    @bus.command("listen", help=_("让别的机器上的柜子连到总线（TLS），例如 0.0.0.0:4222"))
    def listen(
        address: Annotated[str, typer.Argument(metavar="IP:PORT")],
        name: Annotated[str, typer.Option(help=_("柜子用来找到它的域名或 IP"))] = "",
        data: Data = None,
    ) -> None:
        from linli.server.bus_listen import listen  # noqa: PLC0415  # weighs on nobody else

        folder = data_folder(data)
        make_ready(folder)
        outside = listen(folder, address, name)
        typer.echo(
            _("总线将在 {address} 上等待连接，重新启动 linli 后生效。").format(address=outside)
        )
