"""What was found: one sentence, and where something is to be done, one remedy."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from linli.server.words import gettext as _

Level = Literal["good", "note", "bad"]

NAMED = 5
"""Things named in one sentence; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. ``remedy`` is empty where all is good."""

    level: Level
    says: str
    remedy: str = ""

    def __str__(self) -> str:
        words = {"good": _("好"), "note": _("注意"), "bad": _("坏")}
        remedy = f"  →  {self.remedy}" if self.remedy else ""
        return f"{words[self.level]}    {self.says}{remedy}"


def good(says: str) -> Finding:
    """Return a finding of something that is as it should be."""
    return Finding("good", says)


def note(says: str, remedy: str) -> Finding:
    """Return a finding that is better seen to, and keeps nobody from a meal."""
    return Finding("note", says, remedy)


def bad(says: str, remedy: str) -> Finding:
    """Return a finding that must be seen to."""
    return Finding("bad", says, remedy)


def some(names: Sequence[str]) -> str:
    """Return the first few of these names."""
    more = "……" if len(names) > NAMED else ""
    return "、".join(names[:NAMED]) + more


@dataclass(frozen=True, slots=True)
class Visited:
    """All that was found, in the order in which it was looked at."""

    findings: tuple[Finding, ...]

    @property
    def is_well(self) -> bool:
        """Whether nothing must be seen to."""
        return all(one.level != "bad" for one in self.findings)

    def lines(self) -> Iterator[str]:
        """Yield what to print."""
        yield from map(str, self.findings)
        count = sum(one.level == "bad" for one in self.findings)
        yield _("有 {count} 个问题").format(count=count) if count else _("没有问题")
