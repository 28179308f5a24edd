"""A cabinet makes its own keys, and believes only the server whose claim code it was given."""

import json
import re
import stat
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from linli.cabinet.config import read_config
from linli.cabinet.provisioning import main
from linli.wire.claim import (
    Answer,
    Claim,
    Place,
    Told,
    key_of,
    proof_of_answer,
    proof_of_keys,
    write_claim,
)
from linli.wire.messages import Configure, Size
from linli.wire.nkey import from_seed
from linli.wire.verifier import code_key

CODE = write_claim("ABCDE", "123456789ABCDEF")
KEY = key_of("123456789ABCDEF")
SERVERS_CODES = X25519PrivateKey.from_private_bytes(bytes(range(32)))
TOLD = Told(
    cabinet="HK-7",
    number=7,
    epoch=1,
    server_keys={"1": "3" * 64},
    codes=SERVERS_CODES.public_key().public_bytes_raw().hex(),
    bus_url="tls://bus.example:4222",
    bus_ca="PEM",
    compartments=[Place(1, Size.S), Place(2, Size.M)],
    times=Configure(hold_ms=7_200_000, close_ms=60_000, sanitise_ms=60_000, idle_ms=0),
)
Says = Callable[[Claim], tuple[int, bytes]]


def honest(claim: Claim) -> tuple[int, bytes]:
    """Answer as the server does."""
    assert claim.proof == proof_of_keys(KEY, claim.invitation, claim.keys)
    told = msgspec.json.encode(TOLD).decode()
    return 200, msgspec.json.encode(Answer(told, proof_of_answer(KEY, claim, told)))


@contextmanager
def server(says: Says) -> Iterator[tuple[str, list[Claim]]]:
    """Run a server that says what a test wants; give its address and what it was asked."""
    asked: list[Claim] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            asked.append(msgspec.json.decode(body, type=Claim))
            assert self.path == "/cabinets/claim"
            status, answer = says(asked[-1])
            if not status:  # it has heard, and its answer is lost
                self.close_connection = True
                return
            self.send_response(status)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_words: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listening:
        thread = threading.Thread(target=listening.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.server_address[1]}", asked
        finally:
            listening.shutdown()
            thread.join()


@pytest.fixture
def board(tmp_path: Path) -> Path:
    """Give the settings of a lock board."""
    file = tmp_path / "board.json"
    file.write_text('{"kind": "simulated"}', encoding="utf-8")
    return file


def by_another(claim: Claim) -> tuple[int, bytes]:
    told = msgspec.json.encode(TOLD).decode()
    return 200, msgspec.json.encode(Answer(told, proof_of_answer(key_of("X" * 15), claim, told)))


def to_another(claim: Claim) -> tuple[int, bytes]:
    return honest(claim)[0], honest(
        msgspec.structs.replace(
            claim,
            keys=msgspec.structs.replace(claim.keys, signing="9" * 64),
            proof=proof_of_keys(
                KEY, claim.invitation, msgspec.structs.replace(claim.keys, signing="9" * 64)
            ),
        )
    )[1]


@pytest.mark.parametrize(
    ("says", "sentence"),
    [
        (by_another, "somebody stands in between"),
        (to_another, "somebody stands in between"),
        (lambda _claim: (200, b"<html>"), "no server of this kind"),
        (lambda _claim: (200, b"9" * 100_000), "no server of this kind"),
        (lambda _claim: (403, '{"says":"领取码不对"}'.encode()), r"refuses \(403\). 领取码不对"),
        (lambda _claim: (500, b"[]"), r"refuses \(500\)."),
        (lambda _claim: (0, b""), "does not answer"),
    ],
)
def test_who_cannot_prove_itself_or_refuses_leaves_no_settings(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], says: Says, sentence: str
) -> None:
    to = tmp_path / "cabinet"
    with server(says) as (url, _asked):
        assert main([url, CODE, "--to", str(to)]) == 2

    said = capsys.readouterr().err
    assert re.search(sentence, said), said
    assert not (to / "config.json").exists()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["http://127.0.0.1:1", "ABC", "--to", "{}/c"], "A claim code has 20"),
        (["http://127.0.0.1:1", CODE, "--to", "{}/c"], "does not answer"),
        (["gopher://x", CODE, "--to", "{}/c"], "no address of a server"),
        (["http://x:port", CODE, "--to", "{}/c"], "no address of a server"),
        (["http://127.0.0.1:1", CODE, "--to", "/proc/c"], "cannot be written"),
        (["http://127.0.0.1:1", CODE, "--to", "{}/c", "--board", "{}/no"], "cannot be read"),
    ],
)
def test_what_stands_in_the_way_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], sentence: str
) -> None:
    assert main([one.format(tmp_path) for one in arguments]) == 2

    said = capsys.readouterr().err
    assert sentence in said
    assert said.count("\n") == 1


def test_the_keys_are_made_here_and_only_their_public_halves_travel(
    tmp_path: Path, board: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    to = tmp_path / "cabinet"
    with server(honest) as (url, asked):
        arguments = [url, CODE.lower(), "--to", str(to), "--board", str(board), "--sensors"]
        assert main(arguments) == 0
        assert main(arguments) == 2, "what is there is not overwritten"

    assert "This is now HK-7." in capsys.readouterr().out
    config, (claim,) = read_config(to / "config.json"), asked
    assert config.signing_key().public_key().public_bytes_raw().hex() == claim.keys.signing
    assert from_seed(config.bus_seed).public == claim.keys.bus
    theirs = X25519PublicKey.from_public_bytes(bytes.fromhex(claim.keys.codes))
    assert config.layout().code_key == code_key(SERVERS_CODES, theirs)
    assert [(one.number, one.occupancy_sensor, one.lamp) for one in config.compartments] == [
        (1, True, False),
        (2, True, False),
    ]
    said = json.loads((to / "bus.json").read_text(encoding="utf-8"))
    assert said == {"url": "tls://bus.example:4222", "ca": "PEM"}
    assert sorted(file.name for file in to.iterdir()) == ["bus.json", "config.json"]
    assert stat.S_IMODE(to.stat().st_mode) == 0o700
    for file in to.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    sent = msgspec.json.encode(claim).decode()
    for secret in (config.private_key, config.bus_seed, config.code_key, CODE.replace("-", "")[5:]):
        assert secret not in sent


def test_an_answer_that_was_lost_is_asked_for_again_with_the_same_keys(
    tmp_path: Path, board: Path
) -> None:
    to = tmp_path / "cabinet"
    with server(lambda _claim: (0, b"")) as (url, first):
        assert main([url, CODE, "--to", str(to)]) == 2
    with server(honest) as (url, second):
        assert main([url, CODE, "--to", str(to), "--board", str(board)]) == 0

    assert len(first) == 3
    assert {claim.keys for claim in (*first, *second)} == {first[0].keys}


def test_without_lock_boards_the_next_step_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with server(honest) as (url, _asked):
        assert main([url, CODE, "--to", str(tmp_path / "c")]) == 0

    assert "Add the lock boards" in capsys.readouterr().out


def test_lock_boards_that_cannot_be_are_told_at_once(
    tmp_path: Path, board: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    board.write_text('{"kind": "magic"}', encoding="utf-8")
    with server(honest) as (url, _asked):
        assert main([url, CODE, "--to", str(tmp_path / "c"), "--board", str(board)]) == 2

    assert "cannot run yet" in capsys.readouterr().err
