"""Whatever is done to the ledger's rows without the installation's key is found."""

from random import Random

import pytest
from bench.tampering import TAMPERINGS, build, missed

from linli.ledger import rules

ROUNDS = 50 * len(TAMPERINGS)
"""The short form; `make soak` makes 10,000."""


def test_no_tampering_goes_unseen() -> None:
    assert missed(ROUNDS, seed=1) == []


@pytest.mark.parametrize("blind", ["damage_at", "_held"])
def test_rules_that_look_less_closely_are_told_apart(
    monkeypatch: pytest.MonkeyPatch, blind: str
) -> None:
    if blind == "damage_at":
        monkeypatch.setattr(rules, "damage_at", lambda _entry, _before: None)
    else:
        seen = rules.Walk.__init__
        monkeypatch.setattr(rules.Walk, "__init__", lambda walk, heads, _held: seen(walk, heads))

    assert missed(ROUNDS, seed=1)


def test_what_nobody_touched_is_whole() -> None:
    assert not any(build(Random(seed))[0].is_found() for seed in range(50))  # noqa: S311  # seeds
