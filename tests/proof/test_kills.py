"""A Linli whose processes are killed under load loses nothing that was acknowledged."""

from proof.kills import LONG, kills

ENOUGH_KILLS = 100
"""Source: the proof's own promise."""


def test_the_long_form_kills_as_often_as_promised() -> None:
    assert LONG.wished >= ENOUGH_KILLS


def test_pages_bus_and_agents_are_killed_and_nothing_is_lost() -> None:
    report = kills(short=True)

    assert report.ok, report.lines
