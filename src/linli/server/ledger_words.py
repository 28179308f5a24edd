"""The words ``linli ledger …``: verifying, and checkpoints for somebody else to hold."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from linli.kernel import clock
from linli.kernel.errors import Invalid, Missing
from linli.server.folder import Folder, write_text
from linli.server.words import gettext as _
from linli.server.words import gettext_lazy

if TYPE_CHECKING:
    from linli.ledger.checkpoints import Checkpoint

Data = Annotated[Path | None, typer.Option("--data", metavar="DIR", show_default=False)]
WithDjango = Callable[[Path | None], Folder]


class CheckpointUnreadable(Invalid):
    """What somebody held is no checkpoint of this installation, or was changed."""

    says = gettext_lazy("{file} 不是这个账本签过的检查点，或者被改过。公钥应为 {key}")
    file: str
    key: str


class NothingToCheckpoint(Missing):
    """The ledger is empty."""

    says = gettext_lazy("账本里还没有记录。")


def add_ledger(app: typer.Typer, with_django: WithDjango) -> None:
    """Add ``linli ledger``."""
    ledger = typer.Typer(help=_("账本"), no_args_is_help=True)
    app.add_typer(ledger, name="ledger")
    _add_verify(ledger, with_django)
    _add_checkpoint(ledger, with_django)


def _add_verify(ledger: typer.Typer, with_django: WithDjango) -> None:
    @ledger.command("verify", help=_("核对账本的每一条链；有断裂时退出码为 1"))
    def verify(
        *,
        against: Annotated[
            list[Path] | None,
            typer.Option(metavar="FILE", help=_("由别人留存的检查点，可以写几个")),
        ] = None,
        key: Annotated[
            str, typer.Option(metavar="HEX", help=_("检查点的公钥；不写时用这里的"))
        ] = "",
        data: Data = None,
    ) -> None:
        with_django(data)
        from linli.server.errands import ledger_report  # noqa: PLC0415  # needs Django loaded

        held = _held(against or [], key)
        report = ledger_report(held)
        for line in report.lines:
            typer.echo(line)
        for one in held:
            told = _("第 {number} 号检查点（{at}）签名有效，{chains} 条链。")
            at = one.at.isoformat(timespec="seconds")
            typer.echo(told.format(number=one.number, at=at, chains=len(one.heads)))
        raise typer.Exit(0 if report.is_whole else 1)


def _add_checkpoint(ledger: typer.Typer, with_django: WithDjango) -> None:
    @ledger.command("checkpoint", help=_("写出一份签过名的检查点，交给物业等第三方留存"))
    def checkpoint(
        file: Annotated[Path | None, typer.Argument(metavar="FILE")] = None,
        data: Data = None,
    ) -> None:
        with_django(data)
        from linli.server.errands import checkpoint_now  # noqa: PLC0415  # needs Django loaded

        text = checkpoint_now(clock.now())
        if text is None:
            raise NothingToCheckpoint
        if file is None:
            sys.stdout.write(text)
            return
        write_text(file.expanduser().absolute(), text)
        typer.echo(_("检查点已写入 {file}，请交给别人留存。").format(file=file))


def _held(files: list[Path], key: str) -> list["Checkpoint"]:
    from linli.ledger.checkpoints import read  # noqa: PLC0415  # needs Django loaded
    from linli.server.errands import checkpoint_public  # noqa: PLC0415

    public = key.lower() or checkpoint_public()
    held = []
    for file in files:
        try:
            held.append(read(file.read_text(encoding="utf-8"), key=public))
        except (OSError, ValueError) as unreadable:
            raise CheckpointUnreadable(file=str(file), key=public) from unreadable
    return held
