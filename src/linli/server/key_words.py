"""The words ``linli keys …``: what names and phone numbers are sealed with."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from linli.kernel import clock
from linli.server.folder import Folder
from linli.server.words import gettext as _

if TYPE_CHECKING:
    from linli.people.sealing_rotation import Resealed

Data = Annotated[Path | None, typer.Option("--data", metavar="DIR", show_default=False)]
WithDjango = Callable[[Path | None], Folder]


def add_keys(app: typer.Typer, with_django: WithDjango) -> None:
    """Add ``linli keys``."""
    keys = typer.Typer(help=_("封存姓名和手机号的密钥"), no_args_is_help=True)
    app.add_typer(keys, name="keys")

    @keys.command("list", help=_("列出所有密钥，以及各封存了多少项"))
    def list_keys(data: Data = None) -> None:
        folder = with_django(data)
        from linli.server.keys import states  # noqa: PLC0415  # needs Django loaded

        for one in states(folder.root):
            line = _("第 {key} 号  {rows} 项  {made}").format(
                key=one.number, rows=one.rows, made=one.made_at or _("安装时生成")
            )
            typer.echo(line + (_("  使用中") if one.is_newest else ""))

    @keys.command("rotate", help=_("生成新密钥，并用它重新封存全部数据；邻里可以照常运行"))
    def rotate(data: Data = None) -> None:
        folder = with_django(data)
        from linli.server import keys as work  # noqa: PLC0415  # needs Django loaded

        _say(work.rotate(folder.root, now=clock.now()))

    @keys.command("reseal", help=_("接着把余下的数据用最新的密钥封存"))
    def reseal(data: Data = None) -> None:
        with_django(data)
        from linli.people.sealing_rotation import reseal_all  # noqa: PLC0415  # needs Django loaded

        _say(reseal_all(now=clock.now()))

    @keys.command("retire", help=_("停用一个旧密钥；还有数据用它封存时不会停用"))
    def retire(number: int, data: Data = None) -> None:
        folder = with_django(data)
        from linli.server import keys as work  # noqa: PLC0415  # needs Django loaded

        work.retire(folder.root, number, now=clock.now())
        typer.echo(_("第 {key} 号密钥已停用。").format(key=number))


def _say(batches: Iterable["Resealed"]) -> None:
    """Say how much was sealed anew; end with 1 where something could not be read."""
    rows = unreadable = 0
    for one in batches:
        rows += one.rows
        unreadable += one.unreadable
    typer.echo(_("重新封存了 {rows} 项。").format(rows=rows))
    if unreadable:
        typer.echo(_("有 {rows} 项读不出来，保持原样。").format(rows=unreadable), err=True)
        raise typer.Exit(1)
