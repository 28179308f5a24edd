"""What a part of the proof says: lines for people, and whether all of it holds."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Report:
    """Lines with counts, and whether what they promise was found to hold."""

    lines: list[str] = field(default_factory=list)
    ok: bool = True

    def say(self, line: str, *, ok: bool = True) -> None:
        """Add a line; one that does not hold says so and spoils the whole."""
        self.lines.append(line if ok else f"FAILED {line}")
        self.ok = self.ok and ok
