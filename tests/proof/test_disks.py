"""Disks in trouble and clocks that jump: told by name, and no door, no meal, no line the worse."""

from random import Random

import pytest
from proof.bits import BELIEVED, flip_bits
from proof.clocks import STEPS, jump_everywhere
from proof.disks import disks


def test_a_journal_that_seals_nothing_would_be_noticed(
    chance: Random, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("linli.cabinet.sealed._seal", lambda _name, _text: b"0" * 16)

    assert flip_bits(1_000, chance)[BELIEVED] > 0


def test_a_wall_clock_that_jumps_three_days_opens_no_door_and_expires_no_meal(
    chance: Random,
) -> None:
    found = jump_everywhere(chance)

    assert found.jumps == (STEPS + 1) * 2 * 4
    assert found.is_well, found


def test_every_trouble_of_a_disk_is_found_by_name() -> None:
    report = disks(short=True)

    assert report.ok, report.lines
    assert not any(BELIEVED in line and " 0 believed" not in line for line in report.lines)
