"""The words ``linli user …``: letting people in, letting them go, and helping who lost a phone."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from linli.kernel import clock
from linli.server import configuration, serving
from linli.server.errors import NotRunning
from linli.server.folder import Folder
from linli.server.running import running
from linli.server.words import gettext as _

Data = Annotated[Path | None, typer.Option("--data", metavar="DIR", show_default=False)]
WithDjango = Callable[[Path | None], Folder]


def add_user(app: typer.Typer, with_django: WithDjango) -> None:
    """Add ``linli user``."""
    user = typer.Typer(help=_("人员：邀请、停用、清除验证方式"), no_args_is_help=True)
    app.add_typer(user, name="user")
    _add_invite(user, with_django)

    @user.command("leave", help=_("立刻结束一个账号的一切：角色、登录、链接、验证方式"))
    def leave(handle: str, data: Data = None) -> None:
        with_django(data)
        from linli.server.user_errands import let_go  # noqa: PLC0415  # needs Django loaded

        let_go(handle, now=clock.now())
        typer.echo(_("账号 {handle} 已停用。").format(handle=handle))

    @user.command("reset-factors", help=_("手机丢了：清除一个账号的验证方式，结束它的所有登录"))
    def reset(handle: str, data: Data = None) -> None:
        with_django(data)
        from linli.server.user_errands import reset_factors  # noqa: PLC0415  # needs Django loaded

        count = reset_factors(handle, now=clock.now())
        typer.echo(
            _("账号 {handle} 的 {count} 个验证方式已清除。").format(handle=handle, count=count)
        )


def _add_invite(user: typer.Typer, with_django: WithDjango) -> None:
    @user.command("invite", help=_("邀请一个人，显示一个 3 天内有效的一次性登录链接和二维码"))
    def invite(  # each option is a parameter, that is how typer reads them
        name: str,
        *,
        role: Annotated[str, typer.Option(help=_("角色，例如 steward、property、crew"))],
        place: Annotated[str, typer.Option(help=_("地点的编号"))],
        handle: Annotated[
            str, typer.Option(help=_("账号；不写就取一个新的，写已有的就是再邀请一次"))
        ] = "",
        data: Data = None,
    ) -> None:
        folder = with_django(data)
        found = running(folder)
        address = serving.public_url(configuration.read(os.environ))
        if not address and found is None:
            raise NotRunning(folder=str(folder.root))
        from linli.server.user_errands import NewUser, invite_user  # noqa: PLC0415  # as above

        wish = NewUser(name=name, role=role, place=place, handle=handle)
        invited = invite_user(wish, now=clock.now())
        link = (address or (found.web_url if found else "")) + invited.path
        typer.echo(_("账号    {handle}").format(handle=invited.handle))
        typer.echo(link)
        typer.echo(invited.drawn(link))
