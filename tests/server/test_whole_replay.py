"""A small noon at a whole Linli: real server, real bus, real agents, and what becomes of it."""

import asyncio
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.server.whole import Whole, demo_of, free_port, linli, started
from typer.testing import CliRunner

from linli.places.hongkou import WAY_TO_TOWER
from linli.server import words
from linli.server.cli import make_app
from linli.server.replay.agents import start_agents
from linli.server.replay.refusals import AgentStopped, NoSuchTower, NotLetIn
from linli.server.replay.tower import Cabinet

SMALL = ("--from", "12:00", "--to", "12:20", "--cabinets", "2", "--doors", "16", "--json")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Whole]:
    """A Linli of this module's own, with its demo."""
    root = tmp_path_factory.mktemp("replay") / "data"
    with started(root, "--port", str(free_port())) as running:
        yield running


def replay(whole: Whole, *options: str, file: str = "noon") -> tuple[int, str]:
    """Run the command in this process; return its exit status and what it printed."""
    words.use("zh")
    arguments = ["replay", file, "--data", str(whole.folder.root), *SMALL, *options]
    result = CliRunner().invoke(make_app(with_replay=True), arguments)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout


def figures_of(whole: Whole, *options: str, file: str = "noon") -> dict[str, object]:
    status, out = replay(whole, *options, file=file)
    figures: dict[str, object] = json.loads(out)
    assert status == 0, figures
    assert figures["exactly_one_outcome"] == 1.0
    assert figures["ledgers_equal"] is True
    return figures


def test_a_key_that_is_not_this_linlis_is_refused_in_its_own_words(
    whole: Whole, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    shutil.copytree(whole.folder.run, other / "run", ignore=shutil.ignore_patterns("lock", ".*"))
    secrets = json.loads((whole.folder.root / "secrets.json").read_text())
    (other / "secrets.json").write_text(json.dumps({**secrets, "replay_token": "another"}))

    with pytest.raises(NotLetIn) as caught:
        replay(whole, "--data", str(other), "--url", whole.url)
    assert caught.value.status in {401, 403}
    assert caught.value.sentence


def test_a_tower_that_is_not_there_is_refused(whole: Whole) -> None:
    with pytest.raises(NoSuchTower):
        replay(whole, "--tower", "NOWHERE")


def test_a_tower_larger_than_can_be_built_is_refused_at_the_command() -> None:
    refused = linli("replay", "noon", "--cabinets", "99")

    assert refused.returncode == 2
    assert refused.stderr == "没有开始：--cabinets 的值「99」不行。应在 1 到 26 之间。\n"
    assert refused.stdout == ""


def test_an_agent_that_is_killed_in_the_middle_ends_the_noon(whole: Whole) -> None:
    figures = figures_of(whole, "--scale", "1", "--speed", "3600")
    place = whole.folder.root / "replay" / str(figures["tower"])
    config = next(place.glob("*/config.json"))

    async def story() -> None:
        cabinet = Cabinet(config.parent.name, config, config.with_name("journal.sqlite3"), {})
        async with start_agents([cabinet], whole.folder.bus_file) as agents:
            agents.running[0].agent.kill()
            await agents.watch()

    with pytest.raises(ExceptionGroup) as caught:
        asyncio.run(story())
    assert caught.group_contains(AgentStopped, match="-9")


def test_a_small_noon_ends_with_every_order_in_one_outcome(whole: Whole) -> None:
    figures = figures_of(whole, "--scale", "24", "--speed", "600")

    assert (figures["orders"], figures["stored"]) == (24, 24)
    assert figures["refused_full"] == 0
    assert isinstance(figures["open_p95_ms"], float)
    assert 30.0 < figures["open_p95_ms"] < 10_000.0
    assert {"picked", "recalled", "disposed", "open_p50_ms", "open_p99_ms"} <= set(figures)
    assert {"peak_occupancy", "seconds"} <= set(figures)


def test_a_server_and_a_bus_that_are_killed_lose_no_order(whole: Whole) -> None:
    figures = figures_of(
        whole, "--scale", "24", "--speed", "240", "--kill-server", "1", "--kill-bus", "1"
    )

    assert (figures["server_kills"], figures["bus_kills"]) == (1, 1)
    assert figures["stored"] == 24


def test_meals_are_followed_whether_a_number_or_a_phone_was_typed(
    whole: Whole, tmp_path: Path
) -> None:
    file = tmp_path / "orders.csv"
    file.write_text(
        "ready_at,order_no,phone,collected_after_s\n"
        "2026-03-02T12:00,A-10001,13812345678,60\n"
        "2026-03-02T12:01,,13812345678,60\n"
        "2026-03-02T12:02,,13812345678,60\n"
        "2026-03-02T12:03,,,60\n"
    )

    figures = figures_of(whole, "--speed", "3600", file=str(file))

    assert (figures["orders"], figures["picked"]) == (4, 4)


def test_the_same_tower_plays_another_noon(whole: Whole) -> None:
    first = figures_of(whole, "--scale", "4", "--speed", "3600")
    again = figures_of(whole, "--scale", "4", "--speed", "3600", "--tower", str(first["tower"]))

    assert again["tower"] == first["tower"]
    assert again["orders"] == 4


def test_at_the_demos_tower_only_buttons_are_pressed(whole: Whole) -> None:
    assert demo_of(whole.folder)

    figures = figures_of(whole, "--scale", "3", "--speed", "600", "--tower", WAY_TO_TOWER[-1].code)

    assert figures["tower"] == WAY_TO_TOWER[-1].code
    assert figures["orders"] == 3


def test_the_table_says_what_the_object_would(whole: Whole) -> None:
    words.use("zh")
    arguments = ["replay", "noon", "--data", str(whole.folder.root), *SMALL[:-1]]

    told = CliRunner().invoke(
        make_app(with_replay=True), [*arguments, "--scale", "3", "--speed", "3600"]
    )

    assert told.exit_code == 0
    assert "100.000%" in told.stdout
    assert "扫码到开门 p50 / p95 / p99" in told.stdout
