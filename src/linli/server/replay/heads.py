"""How far the cabinets' own journals are, by the word of the cabinet's code, not the server's."""

import asyncio
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Head:
    """The last line of a journal: the epoch, the line's number and its hash."""

    epoch: int
    seq: int
    hash: str


async def journal_heads(journals: Sequence[Path]) -> Mapping[str, Head]:
    """Return the heads of these journals, by path, each computed again from its lines.

    Those that cannot be read, or do not hold together, are missing.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "linli.cabinet.heads",
        *map(str, journals),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    out, _ = await process.communicate()
    return {
        str(line["journal"]): Head(int(line["epoch"]), int(line["seq"]), str(line["hash"]))
        for line in map(json.loads, out.splitlines())
    }
