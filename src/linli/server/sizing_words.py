"""The word ``linli sizing``: how many doors of which size a tower would need."""

import random
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from linli.kernel import clock
from linli.server.folder import Folder
from linli.server.words import gettext as _

Data = Annotated[Path | None, typer.Option("--data", metavar="DIR", show_default=False)]
WithDjango = Callable[[Path | None], Folder]

SEED = 1
"""The same seed gives the same answer."""


def add_sizing(app: typer.Typer, with_django: WithDjango) -> None:
    """Add ``linli sizing``, which keeps nothing: the page does."""

    @app.command("sizing", help=_("测算一座楼要多少格口，95% 的中午才没有人因满被拒"))
    def sizing(
        tower: str,
        *,
        meals: Annotated[
            int | None, typer.Option(help=_("每个中午多少份；不给就用这座楼自己的历史"))
        ] = None,
        seed: Annotated[int, typer.Option(help=_("同一个种子，同一个结果"))] = SEED,
        as_json: Annotated[bool, typer.Option("--json", help=_("只输出一个 JSON 对象"))] = False,
        data: Data = None,
    ) -> None:
        with_django(data)
        from linli.lockers.actions.sizing import reckon  # noqa: PLC0415  # needs Django
        from linli.lockers.queries.sizing import tower_named  # noqa: PLC0415  # as above

        chance = random.Random(seed).random  # noqa: S311  # a simulation, no secret
        own, mean, found = reckon(tower_named(tower), meals=meals, chance=chance, now=clock.now())
        if as_json:
            told = {"own": own is not None, "meals": mean, **msgspec.to_builtins(found)}
            typer.echo(msgspec.json.encode(told).decode())
            return
        small, medium, large = found.doors
        typer.echo(f"S {small}    M {medium}    L {large}    = {found.total}")
        says = _("95% 区间 {low} 到 {high}；{noons} 个模拟的中午里 {share}% 没有人被拒")
        share = round(100 * found.share, 1)
        typer.echo(says.format(low=found.low, high=found.high, noons=found.noons, share=share))
        typer.echo(
            _("用了自己的 {days} 个中午，平均每个 {meals} 份").format(
                days=len(own.noons), meals=round(mean)
            )
            if own
            else _("没有用自己的历史：想象的中午，平均每个 {meals} 份").format(meals=round(mean))
        )
