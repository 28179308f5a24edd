"""One lane of power cuts: ``python -m proof.cut_lane cabinet|server FOLDER COUNT SEED``.

FOLDER holds the log of a recorded run, the promises it made and what its files were ``before``.
Prints one JSON object: how many images were checked, how many had lost something that was
promised, how many held what never was, and the first few findings in words.
"""

import json
import sys
from pathlib import Path
from random import Random

from proof.cuts import Check, check_all, cuts
from proof.recording import read_log


def main(kind: str, folder: Path, count: int, seed: int) -> None:
    """Check so many images of a recorded run."""
    before = {one.name: one.read_bytes() for one in (folder / "before").iterdir()}
    asked = list(read_log(folder / "log"))
    found = cuts(asked, before, count=count, chance=Random(seed))  # noqa: S311  # no secret
    sys.stdout.write(json.dumps(check_all(found, _check(kind, folder)), ensure_ascii=False))


def _check(kind: str, folder: Path) -> Check:
    if kind == "cabinet":
        from proof.cabinet_image import check_cabinet  # noqa: PLC0415  # has no Django

        return check_cabinet(folder / "promises")
    from proof.server_image import check_server  # noqa: PLC0415  # loads Django

    return check_server(folder / "promises")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
