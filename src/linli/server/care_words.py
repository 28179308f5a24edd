"""The words ``linli serve`` and ``linli doctor``: for whoever looks after an installation."""

import os
from pathlib import Path
from typing import Annotated

import typer

from linli.server import configuration
from linli.server.start import Wish, run
from linli.server.words import gettext as _

DOCTOR = "doctor"

Data = Annotated[Path | None, typer.Option("--data", metavar="DIR", help=_("数据文件夹"))]
Config = Annotated[Path | None, typer.Option("--config", metavar="FILE", help=_("设置文件"))]


def add_care(app: typer.Typer) -> None:
    """Add both words."""

    @app.command("serve", help=_("对外服务：拒绝不安全的设置，没有演示数据，不打开浏览器"))
    def serve(
        *,
        data: Data = None,
        config: Config = None,
        host: Annotated[str | None, typer.Option(help=_("等待代理连接的地址"))] = None,
        port: Annotated[
            int | None, typer.Option(min=1, max=65535, help=_("等待代理连接的端口"))
        ] = None,
    ) -> None:
        settings = configuration.adopt(config=config, data=data)
        where = (host or settings.web_host, port or settings.web_port or None)
        run(Wish(data, *where, opens=False, demo=False, serves=True))

    @app.command(
        DOCTOR, help=_("检查这台机器和数据：每个问题一句话，并说怎么办；有问题时退出码为 1")
    )
    def doctor(*, data: Data = None, config: Config = None) -> None:
        from linli.server.doctor.visit import visit  # noqa: PLC0415  # weighs on nobody else

        configuration.name(config=config, data=data)
        found = visit(os.environ)
        for line in found.lines():
            typer.echo(line)
        raise typer.Exit(0 if found.is_well else 1)
