"""The words ``linli backup`` and ``linli restore``."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from linli.kernel import clock
from linli.server.configuration import read
from linli.server.errors import DatabaseAddressIsWrong, NothingPreparedYet
from linli.server.folder import Folder, data_folder
from linli.server.words import gettext as _

if TYPE_CHECKING:
    from linli.server.backup.engines import Engine
    from linli.server.backup.restoring import Restored
    from linli.server.backup.seal import Key, Lock

PASSPHRASE = "LINLI_BACKUP_PASSPHRASE"  # noqa: S105  # the name of a variable
MEGABYTE = 1_000_000

Data = Annotated[Path | None, typer.Option("--data", metavar="DIR", show_default=False)]
File = Annotated[Path, typer.Argument(metavar="FILE", dir_okay=False)]


def add_backup(app: typer.Typer) -> None:
    """Add ``linli backup`` and ``linli restore``."""
    _add_making(app)
    _add_restoring(app)


def _add_making(app: typer.Typer) -> None:
    @app.command("backup", help=_("把全部数据写进一个加密的备份文件；邻里可以照常运行"))
    def backup(  # each option is a parameter, that is how typer reads them
        file: File,
        *,
        passphrase_file: Annotated[
            Path | None, typer.Option(metavar="FILE", help=_("第一行是口令的文件"))
        ] = None,
        to: Annotated[
            list[str] | None, typer.Option(metavar="KEY", help=_("收件人的 age 公钥，可以写几个"))
        ] = None,
        plain: Annotated[bool, typer.Option("--plain", help=_("不加密"))] = False,
        drill: Annotated[
            bool, typer.Option("--drill/--no-drill", help=_("写完后恢复到临时数据库核对一遍"))
        ] = True,
        data: Data = None,
    ) -> None:
        from linli.server.backup.making import make_backup  # noqa: PLC0415  # loaded only if asked

        folder = data_folder(data)
        if not folder.stamp_file.exists():
            raise NothingPreparedYet(folder=str(folder.root))
        lock = _lock(passphrase_file, tuple(to or ()), is_plain=plain)
        began = clock.mono_ms()
        made = make_backup(
            file.expanduser().absolute(),
            folder=folder,
            engine=_engine(folder),
            lock=lock,
            drill=drill,
            now=clock.now(),
        )
        how = _("恢复演练通过") if made.drilled else _("没有做恢复演练")
        typer.echo(
            _("已备份 {tables} 张表、{rows} 行，{size} MB，用时 {seconds} 秒：{how}").format(
                tables=made.tables,
                rows=made.rows,
                size=f"{made.size / MEGABYTE:.1f}",
                seconds=f"{(clock.mono_ms() - began) / 1000:.1f}",
                how=how,
            )
        )
        if plain:
            typer.echo(_("这份备份没有加密，里面有密钥和手机号。请放在安全的地方。"))


def _add_restoring(app: typer.Typer) -> None:
    @app.command("restore", help=_("从备份恢复全部数据；邻里要先停止"))
    def restore_(
        file: File,
        *,
        identity: Annotated[
            Path | None, typer.Option(metavar="FILE", help=_("age 私钥文件"))
        ] = None,
        passphrase_file: Annotated[
            Path | None, typer.Option(metavar="FILE", help=_("第一行是口令的文件"))
        ] = None,
        overwrite: Annotated[
            bool, typer.Option("--overwrite", help=_("换掉这里已有的数据"))
        ] = False,
        data: Data = None,
    ) -> None:
        from linli.server.backup.restoring import restore  # noqa: PLC0415  # loaded only if asked

        folder = data_folder(data)
        path = file.expanduser().absolute()
        key = _key(path, identity, passphrase_file)
        began = clock.mono_ms()
        restored = restore(
            path, folder=folder, engine=_engine(folder), key=key, overwrite=overwrite
        )
        for line in _told(restored, (clock.mono_ms() - began) / 1000):
            typer.echo(line)
        raise typer.Exit(1 if restored.damage else 0)


def _told(restored: "Restored", seconds: float) -> list[str]:
    """Return what a restore has done, and what remains to be done."""
    lines = [
        _("已恢复 {made} 的备份（邻里 {version}），{rows} 行，用时 {seconds} 秒。").format(
            made=restored.about.made_at,
            version=restored.about.linli,
            rows=restored.rows,
            seconds=f"{seconds:.1f}",
        )
    ]
    if restored.migrated:
        lines.append(_("数据已升级到这个版本，{count} 步。").format(count=restored.migrated))
    if restored.damage:
        found = _("账本有 {count} 处断裂，请运行：linli ledger verify")
        lines.append(found.format(count=restored.damage))
    else:
        lines.append(_("账本 {count} 条记录，全部完整。").format(count=restored.entries))
    if restored.old is not None:
        lines.append(_("原来的数据在 {old}，确认无误后请删除。").format(old=restored.old))
    lines.append(
        _(
            "接下来：运行 linli。{count} 台柜子连上后会自己补报备份之后的存取，不用做什么；"
            "备份之后新发的链接、授权和设置要重做。"
        ).format(count=restored.cabinets)
    )
    return lines


def _engine(folder: Folder) -> "Engine":
    from linli.server.backup.engines import engine_at  # noqa: PLC0415  # loaded only if asked
    from linli.server.database import BadDatabaseUrlError  # noqa: PLC0415

    try:
        return engine_at(read(os.environ).database_url, folder.root)
    except BadDatabaseUrlError as bad:
        raise DatabaseAddressIsWrong from bad


def _lock(passphrase_file: Path | None, to: tuple[str, ...], *, is_plain: bool) -> "Lock":
    from linli.server.backup.errors import NobodyCouldOpen, OneLockOnly  # noqa: PLC0415
    from linli.server.backup.seal import Lock  # noqa: PLC0415

    if sum(map(bool, (passphrase_file, to, is_plain))) > 1:
        raise OneLockOnly
    if is_plain or to:
        return Lock(recipients=to)
    passphrase = _passphrase(passphrase_file, is_new=True)
    if not passphrase:
        raise NobodyCouldOpen
    return Lock(passphrase=passphrase)


def _key(file: Path, identity: Path | None, passphrase_file: Path | None) -> "Key":
    from linli.server.backup.seal import Key, identities_in, wants_passphrase  # noqa: PLC0415

    if identity is not None:
        return Key(identities=identities_in(_read(identity), name=str(identity)))
    if wants_passphrase(file):
        return Key(passphrase=_passphrase(passphrase_file, is_new=False))
    return Key()


def _passphrase(file: Path | None, *, is_new: bool) -> str:
    """Return the passphrase of a file, of the environment, or typed; empty where there is none."""
    from linli.server.backup.seal import passphrase_of  # noqa: PLC0415  # loaded only if asked

    if file is not None:
        return passphrase_of(_read(file))
    if given := os.environ.get(PASSPHRASE, ""):
        return given
    if not _is_at_a_terminal():
        return ""
    return str(typer.prompt(_("口令"), hide_input=True, confirmation_prompt=is_new))


def _is_at_a_terminal() -> bool:
    return sys.stdin.isatty()


def _read(file: Path) -> str:
    try:
        return file.expanduser().read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as refused:
        raise typer.BadParameter(str(refused)) from refused
