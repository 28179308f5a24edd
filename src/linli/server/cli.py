"""The command ``linli``: bare it starts everything, with a word it does one thing."""

import importlib.metadata
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from linli.kernel import clock
from linli.kernel.errors import LinliError
from linli.server import configuration, serving, systems, words
from linli.server.backup_words import add_backup
from linli.server.cabinet_words import add_bus, add_cabinet
from linli.server.care_words import DOCTOR, add_care
from linli.server.demo_words import add_demo
from linli.server.errors import NothingPreparedYet, NotRunning
from linli.server.folder import Folder, data_folder
from linli.server.key_words import add_keys
from linli.server.ledger_words import add_ledger
from linli.server.platform_words import add_openapi, add_platform
from linli.server.running import running
from linli.server.search_words import add_search
from linli.server.sizing_words import add_sizing
from linli.server.start import Wish, run
from linli.server.user_words import add_user
from linli.server.words import gettext as _
from linli.server.worker import load

REFUSED = 2
"""Exit status when a sentence was said instead of doing what was asked."""

Data = Annotated[Path | None, typer.Option("--data", metavar="DIR", show_default=False)]


def main() -> None:
    """Run the command line; what stands in the way is one sentence and exit status 2."""
    arguments = sys.argv[1:]
    words.use(language_of(arguments))
    try:
        make_app(with_replay=_needs_replay(arguments))(arguments, prog_name="linli")
    except LinliError as refused:
        sys.stderr.write(f"{refused}\n")
        sys.exit(REFUSED)


def language_of(arguments: Sequence[str]) -> str:
    """Return the language asked for; help is written before options are read, so look ahead."""
    for position, argument in enumerate(arguments):
        asked = argument.partition("=")[2] or "".join(arguments[position + 1 : position + 2])
        if argument.partition("=")[0] == "--lang" and asked in words.LANGUAGES:
            return asked
    return words.LANGUAGES[0]


def _needs_replay(arguments: Sequence[str]) -> bool:
    """Whether to load ``linli replay``: its imports would weigh on the supervisor for ever."""
    return bool({"replay", "--help"} & set(arguments))


def make_app(*, with_replay: bool) -> typer.Typer:
    """Return the command line, its help in the language in use."""
    app = typer.Typer(
        help=_("邻里：不带任何命令时，启动这台机器上的一切。"),
        add_completion=False,
        invoke_without_command=True,
        no_args_is_help=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
    )
    _add_start(app)
    _add_sign_in(app)
    add_ledger(app, _with_django)
    add_backup(app)
    add_cabinet(app, _with_lockers)
    add_bus(app)
    add_demo(app, _with_lockers)
    add_keys(app, _with_django)
    add_user(app, _with_django)
    add_search(app, _with_django)
    add_platform(app, _with_django)
    add_openapi(app, _with_django)
    add_sizing(app, _with_lockers)
    add_care(app)
    if with_replay:
        from linli.server.replay.command import replay  # noqa: PLC0415  # loaded only if asked

        app.command("replay", help=_("用一天的订单驱动正在运行的邻里"))(replay)
    return app


def _add_start(app: typer.Typer) -> None:
    @app.callback()
    def start(  # noqa: PLR0913  # each option is a parameter, that is how typer reads them
        context: typer.Context,
        *,
        data: Annotated[
            Path | None, typer.Option("--data", metavar="DIR", help=_("数据文件夹"))
        ] = None,
        config: Annotated[
            Path | None, typer.Option("--config", metavar="FILE", help=_("设置文件"))
        ] = None,
        host: Annotated[
            str | None,
            typer.Option(
                help=_("等待连接的地址；0.0.0.0 让手机也能打开"), show_default="127.0.0.1"
            ),
        ] = None,
        port: Annotated[
            int | None,
            typer.Option(min=1, max=65535, help=_("网页的端口；不指定时用上次的、8000 或空闲的")),
        ] = None,
        opens: Annotated[
            bool | None, typer.Option("--open/--no-open", help=_("是否打开浏览器"))
        ] = None,
        empty: Annotated[bool, typer.Option("--empty", help=_("不要演示数据"))] = False,
        lang: Annotated[str, typer.Option(help=_("界面语言：zh 或 en"))] = words.LANGUAGES[0],
        version: Annotated[bool, typer.Option("--version", help=_("显示版本"))] = False,
    ) -> None:
        if version:
            typer.echo(f"linli {importlib.metadata.version('linli')}")
            return
        if lang not in words.LANGUAGES:
            raise typer.BadParameter(_("只能是 zh 或 en"), param_hint="--lang")
        if context.invoked_subcommand == DOCTOR:  # who says himself what is wrong with them
            configuration.name(config=config, data=data)
            return
        settings = configuration.adopt(config=config, data=data)
        if context.invoked_subcommand is None:
            where = (host or settings.web_host, port or settings.web_port or None)
            run(Wish(data, *where, opens, demo=not empty))


def _add_sign_in(app: typer.Typer) -> None:
    @app.command("sign-in", help=_("显示一个新的一次性登录链接"))
    def sign_in(data: Data = None) -> None:
        folder = _with_django(data)
        found = running(folder)
        if found is None:
            raise NotRunning(folder=str(folder.root))
        from linli.server.errands import sign_in_path  # noqa: PLC0415  # needs Django loaded

        address = serving.public_url(configuration.read(os.environ)) or found.web_url
        typer.echo(address + sign_in_path(clock.now()))


def _with_lockers(data: Path | None) -> Folder:
    """Load Django as ``_with_django`` does, where there are lockers.

    Raises:
        NothingPreparedYet: Linli never ran in this folder.
        SystemNotHere: the lockers are switched off.
    """
    folder = _with_django(data)
    systems.must_have("lockers")
    return folder


def _with_django(data: Path | None) -> Folder:
    """Load Django for a data folder that was prepared before, and return the folder.

    Raises:
        NothingPreparedYet: Linli never ran in it.
    """
    folder = data_folder(data)
    if not folder.stamp_file.exists():
        raise NothingPreparedYet(folder=str(folder.root))
    os.environ["LINLI_DATA"] = str(folder.root)
    load()
    from django.utils import translation  # noqa: PLC0415  # needs Django loaded

    translation.activate({"zh": "zh-hans"}.get(words.language(), words.language()))
    return folder
