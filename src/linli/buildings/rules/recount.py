"""Counting a ballot again from its export, by anybody: needs Python and ``rules.ballots`` alone.

``python -m linli.buildings.rules.recount FILE`` prints what it counted and whether that is what
the export says; it ends with 0 where it is, with 1 where it is not.
"""

import hashlib
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from linli.buildings.rules.ballots import RULES, Cast, Line, Result, count

FORMAT = "linli-ballot-1"

Export = Mapping[str, Any]
RollRow = tuple[int, str, int, int]
"""Number, mark, area in hundredths of a square metre, heads."""


def mark_of(code: str, who: str) -> str:
    """Return what stands for a name in a roll that leaves the house.

    Whoever has the code and the name can show that the line is theirs; nobody else learns it.
    """
    return hashlib.sha256(f"{code}\n{who}".encode()).hexdigest()


def roll_hash(rows: Iterable[RollRow]) -> str:
    """Return the SHA-256 of a roll in its canonical form: a JSON array of its lines by number."""
    text = json.dumps(sorted(map(list, rows)), separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def told(result: Result) -> dict[str, Any]:
    """Return a result as an export says it."""
    return asdict(result)


@dataclass(frozen=True, slots=True)
class Recount:
    """What a recount found: nothing amiss is an empty ``amiss``."""

    amiss: Sequence[str]
    result: Mapping[str, Any]

    @property
    def is_equal(self) -> bool:
        """Whether the export says what is true of it."""
        return not self.amiss


def recount(export: Any) -> Recount:  # noqa: ANN401  # whatever somebody hands in
    """Count a ballot again, from its export alone, and say in which ways that is not what it says.

    An export that is not of this form is one finding, ``format``.
    """
    try:
        return _recount(export)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, OverflowError):
        return Recount(["format"], {})


def _recount(export: Export) -> Recount:
    if export["format"] != FORMAT or export["rule"] not in RULES:
        return Recount(["format"], {})
    rows: list[Mapping[str, Any]] = export["roll"]
    votes: list[Mapping[str, Any]] = export["votes"]
    took_part = [one["number"] for one in rows if one["took_part"]]
    result = told(
        count(
            export["rule"],
            export["options"],
            [Line(one["number"], one["area"], one["heads"]) for one in rows],
            took_part,
            [Cast(one["choice"], one.get("line")) for one in votes],
        )
    )
    found = {
        "roll_hash": export["roll_hash"] != roll_hash(_row(one) for one in rows),
        "line_twice": _repeats(one["number"] for one in rows),
        "receipt_twice": _repeats(one["receipt"] for one in votes),
        "votes": not _one_each(export, took_part, votes),
        "result": export["result"] != result,
    }
    return Recount([name for name, is_so in found.items() if is_so], result)


def _row(line: Mapping[str, Any]) -> RollRow:
    return line["number"], line["mark"], line["area"], line["heads"]


def _repeats(given: Iterable[object]) -> bool:
    every = list(given)
    return len(set(every)) != len(every)


def _one_each(export: Export, took_part: Sequence[int], votes: Sequence[Mapping[str, Any]]) -> bool:
    """Tell whether there is one vote for each line that took part, and a line only in the open."""
    if export["secret"]:
        return len(votes) == len(took_part) and not any("line" in one for one in votes)
    return sorted(one["line"] for one in votes) == sorted(took_part)


def main(arguments: Sequence[str]) -> int:
    """Recount the export in a file; write what was found, and return 0 where all is equal."""
    found = recount(json.loads(Path(arguments[0]).read_text(encoding="utf-8")))
    says = {"equal": found.is_equal, "amiss": list(found.amiss), "result": found.result}
    sys.stdout.write(json.dumps(says, ensure_ascii=False, indent=2) + "\n")
    return 0 if found.is_equal else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
