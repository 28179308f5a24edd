"""The words ``linli search …``: setting the index of what can be found right."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from linli.server.folder import Folder
from linli.server.words import gettext as _

Data = Annotated[Path | None, typer.Option("--data", metavar="DIR", show_default=False)]
WithDjango = Callable[[Path | None], Folder]


def add_search(app: typer.Typer, with_django: WithDjango) -> None:
    """Add ``linli search``."""
    search = typer.Typer(help=_("查找"), no_args_is_help=True)
    app.add_typer(search, name="search")
    search.callback()(_alone)

    @search.command("rebuild", help=_("按数据表重做查找的索引；没有错的不动"))
    def rebuild(data: Data = None) -> None:
        with_django(data)
        from linli.web.search import rebuild as set_right  # noqa: PLC0415  # needs Django loaded

        for kind, found in set_right().items():
            told = _("{kind}：补上 {put} 条，去掉 {dropped} 条")
            typer.echo(told.format(kind=kind, put=found.put, dropped=found.dropped))


def _alone() -> None:
    """Keep typer from taking a group of one command for that command."""
