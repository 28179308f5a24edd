"""A real cabinet's way in and out, on a whole Linli that listens to other machines."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.server.whole import Whole, demo_of, environment, free_port, linli, started, until

from linli.server.folder import read_json

GONE_WITHIN_S = 5
"""Source: issue 3, revoke within 5 s."""


@contextmanager
def agent(config: Path) -> Iterator[Path]:
    """Run a cabinet's agent; give its log."""
    log = config.with_name("agent.log")
    with (
        log.open("wb") as said,
        subprocess.Popen(  # noqa: S603  # our own command
            [sys.executable, "-m", "linli.cabinet", str(config)],
            env=environment(LINLI_DIE_WITH_PARENT=str(os.getpid())),
            stderr=said,
        ) as process,
    ):
        try:
            yield log
        finally:
            process.terminate()
            process.wait()


def connections(log: Path) -> int:
    return log.read_bytes().count(b"connected to the bus") if log.exists() else 0


def provisioned(whole: Whole, to: Path) -> Path:
    """Let a cabinet in by the two commands, as a technician does; return its settings."""
    data = str(whole.folder.root)
    invited = linli("cabinet", "invite", "HK-7", "--spot", "东门", "--doors", "4", "--data", data)
    found = re.search(r"[0-9A-Z]{5}(-[0-9A-Z]{5}){3}", invited.stdout)
    assert found is not None, invited.stderr
    board = to.with_suffix(".board")
    board.write_text('{"kind": "simulated"}', encoding="utf-8")
    words = ("provision", whole.url, found[0], "--to", str(to), "--board", str(board))
    done = linli("cabinet", *words)
    assert done.returncode == 0, done.stderr
    return to / "config.json"


def test_a_cabinet_is_let_in_by_a_claim_and_cut_within_five_seconds_of_its_revocation(
    tmp_path: Path,
) -> None:
    root = tmp_path / "data"
    listening = linli(
        "bus", "listen", f"0.0.0.0:{free_port()}", "--name", "127.0.0.1", "--data", str(root)
    )
    assert "tls://127.0.0.1:" in listening.stdout

    with started(root) as whole:
        assert str(read_json(whole.folder.bus_file)["url"]).startswith("tls://")
        demo = [whole.folder.log_of(f"cabinet-{code}") for code in demo_of(whole.folder)]
        until(lambda: all(map(connections, demo)), "the demo's cabinets are let in")

        with agent(provisioned(whole, tmp_path / "cabinet")) as log:
            until(lambda: connections(log) == 1, "the new cabinet is let in")
            began = time.monotonic()
            assert linli("cabinet", "revoke", "HK-7", "--data", str(root)).returncode == 0
            until(lambda: b"the bus is away" in log.read_bytes(), "it is cut")
            took = time.monotonic() - began
            until(lambda: b"Authorization Violation" in log.read_bytes(), "and not let in again")

        assert took < GONE_WITHIN_S
        assert list(map(connections, demo)) == [1, 1], "nobody else was disturbed"
        assert linli("ledger", "verify", "--data", str(root)).returncode == 0
        assert whole.stop() == 0


def test_the_bus_does_not_listen_elsewhere_without_a_certificate(tmp_path: Path) -> None:
    root = tmp_path / "data"
    linli("bus", "listen", f"0.0.0.0:{free_port()}", "--data", str(root))
    (root / "bus" / "server.key").unlink()

    refused = linli("--data", str(root), "--no-open")

    assert refused.returncode == 2
    assert "没有 TLS 证书" in refused.stderr
    assert not read_json(root / "run" / "pids.json")


def test_what_cannot_be_done_is_one_sentence(tmp_path: Path) -> None:
    for words in (
        ("bus", "listen", "here", "--data", str(tmp_path)),
        ("cabinet", "revoke", "HK-7", "--data", str(tmp_path / "nothing")),
        ("cabinet", "provision", "http://127.0.0.1:1", "x", "--to", str(tmp_path / "c")),
    ):
        refused = linli(*words)

        assert refused.returncode == 2, words
        assert refused.stderr.count("\n") == 1, refused.stderr
