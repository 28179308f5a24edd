"""The words ``linli platform …`` and ``linli openapi``: food platforms and their keys."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from linli.kernel import clock
from linli.server.folder import Folder
from linli.server.words import gettext as _

if TYPE_CHECKING:
    from linli.lockers.actions.platforms import NewKey

Data = Annotated[Path | None, typer.Option("--data", metavar="DIR", show_default=False)]
WithDjango = Callable[[Path | None], Folder]

ACTOR = "installer"
"""Whoever may read the data folder, as the ledger calls them."""


def add_platform(app: typer.Typer, with_django: WithDjango) -> None:
    """Add ``linli platform``."""
    platform = typer.Typer(help=_("外卖平台：登记、密钥、停用"), no_args_is_help=True)
    app.add_typer(platform, name="platform")
    _add_add(platform, with_django)
    _add_keys(platform, with_django)
    _add_messages(platform, with_django)

    @platform.command("list", help=_("列出平台和它们有效的密钥"))
    def show(data: Data = None) -> None:
        with_django(data)
        from linli.lockers.queries.platforms import platforms  # noqa: PLC0415  # needs Django

        for one in platforms():
            keys = _("已停用") if one.ended_at else " ".join(one.keys)
            typer.echo(f"{one.code}    {one.name}    {keys}")

    @platform.command("end", help=_("停用一个平台：它的密钥和令牌立刻失效"))
    def end(code: str, data: Data = None) -> None:
        with_django(data)
        from linli.lockers.actions.platforms import end_platform  # noqa: PLC0415  # needs Django

        end_platform(platform=code, actor=ACTOR, now=clock.now())
        typer.echo(_("平台 {platform} 已停用。").format(platform=code))


def _add_add(platform: typer.Typer, with_django: WithDjango) -> None:
    @platform.command("add", help=_("登记一个平台，显示它的第一个密钥；密钥只显示这一次"))
    def add(
        name: str,
        *,
        code: Annotated[str, typer.Option(help=_("编号：小写字母、数字、短横线"))],
        data: Data = None,
    ) -> None:
        with_django(data)
        from linli.lockers.actions import platforms  # noqa: PLC0415  # needs Django

        made = platforms.add_platform(code=code, name=name.strip(), actor=ACTOR, now=clock.now())
        _show(made)


def _add_keys(platform: typer.Typer, with_django: WithDjango) -> None:
    @platform.command("key", help=_("再发一个密钥；原来的继续有效，直到停用。密钥只显示这一次"))
    def key(code: str, data: Data = None) -> None:
        with_django(data)
        from linli.lockers.actions.platforms import add_key  # noqa: PLC0415  # needs Django

        _show(add_key(platform=code, actor=ACTOR, now=clock.now()))

    @platform.command("revoke", help=_("立刻停用一个密钥"))
    def revoke(code: str, key: str, data: Data = None) -> None:
        with_django(data)
        from linli.lockers.actions.platforms import revoke_key  # noqa: PLC0415  # needs Django

        revoke_key(platform=code, key=key, actor=ACTOR, now=clock.now())
        typer.echo(_("密钥 {key} 已停用。").format(key=key))


def _add_messages(platform: typer.Typer, with_django: WithDjango) -> None:
    @platform.command("webhook", help=_("设置事件发往的地址，显示新的签名密钥；只显示这一次"))
    def webhook(code: str, url: str, data: Data = None) -> None:
        with_django(data)
        from linli.lockers.actions.webhooks import set_webhook  # noqa: PLC0415  # needs Django

        secret = set_webhook(platform=code, url=url, actor=ACTOR, now=clock.now())
        typer.echo(f"webhook_secret {secret}")
        typer.echo(_("密钥只显示这一次，请现在就存好。"))

    @platform.command("sandbox", help=_("建立演练环境；密钥只显示这一次"))
    def sandbox(code: str, data: Data = None) -> None:
        with_django(data)
        from linli.lockers.actions.sandbox import make_sandbox  # noqa: PLC0415  # needs Django

        _show(make_sandbox(platform=code, actor=ACTOR, now=clock.now()))

    @platform.command("replay", help=_("再发一次没有送到的事件"))
    def replay(code: str, data: Data = None) -> None:
        with_django(data)
        from linli.lockers.actions.webhooks import send_again  # noqa: PLC0415  # needs Django
        from linli.lockers.queries.platforms import platform_number  # noqa: PLC0415  # as above

        number = platform_number(code)
        count = send_again(platform=number, code=code, actor=ACTOR, now=clock.now())
        typer.echo(_("{count} 个事件会再发一次。").format(count=count))


def _show(made: "NewKey") -> None:
    typer.echo(f"platform      {made.platform}")
    typer.echo(f"client_id     {made.name}")
    typer.echo(f"client_secret {made.secret}")
    typer.echo(_("密钥只显示这一次，请现在就存好。"))


def add_openapi(app: typer.Typer, with_django: WithDjango) -> None:
    """Add ``linli openapi``."""

    @app.command("openapi", help=_("显示平台接口的 OpenAPI 文档（JSON）"))
    def openapi(data: Data = None) -> None:
        with_django(data)
        from linli.lockers.api.document import as_text  # noqa: PLC0415  # needs Django

        typer.echo(as_text())
