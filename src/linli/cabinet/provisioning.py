"""``provision URL CLAIM --to DIR``: makes this cabinet known to its server and its settings here.

Its three private keys are made on this machine and never leave it. The claim code does not
travel either, only proofs by it: see `linli.wire.claim`.
"""

import argparse
import contextlib
import hmac
import json
import os
import secrets
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import httpx
import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from linli.cabinet.config import BadConfigError, read_config
from linli.wire import nkey
from linli.wire.claim import (
    LARGEST,
    Answer,
    BadClaimError,
    Claim,
    Keys,
    Told,
    proof_of_answer,
    proof_of_keys,
    read_claim,
)
from linli.wire.verifier import code_key

WAIT_S = 10.0
ATTEMPTS = 3
"""The same claim with the same keys gets the same answer, so asking again is harmless."""


class NotProvisionedError(Exception):
    """It did not come to that; the text is the sentence that says why."""


class Pairs(msgspec.Struct, frozen=True):
    """The private halves of this cabinet's three key pairs, kept until the settings are."""

    signing: str
    bus: str
    codes: str

    def public(self) -> Keys:
        """The halves that the server is told."""
        signing = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(self.signing))
        codes = X25519PrivateKey.from_private_bytes(bytes.fromhex(self.codes))
        return Keys(
            signing=signing.public_key().public_bytes_raw().hex(),
            bus=nkey.from_seed(self.bus).public,
            codes=codes.public_key().public_bytes_raw().hex(),
        )

    def code_key(self, theirs: str) -> bytes:
        """What the server and this cabinet agree on for pickup codes."""
        own = X25519PrivateKey.from_private_bytes(bytes.fromhex(self.codes))
        return code_key(own, X25519PublicKey.from_public_bytes(bytes.fromhex(theirs)))


def main(arguments: Sequence[str]) -> int:
    """Do as the command line says; return 0, or 2 with a sentence."""
    said = argparse.ArgumentParser("linli cabinet provision", description=__doc__)
    said.add_argument("url", help="the server's address, http://tower.example:8000")
    said.add_argument("claim", help="the claim code that linli cabinet invite has shown")
    said.add_argument("--to", type=Path, required=True, metavar="DIR", help="for the settings")
    said.add_argument("--board", type=Path, metavar="FILE", help="the lock boards, as JSON")
    said.add_argument("--sensors", action="store_true", help="each compartment senses a meal")
    said.add_argument("--lamps", action="store_true", help="each compartment has a lamp")
    asked = said.parse_args(arguments)
    fitted = {"occupancy_sensor": asked.sensors, "lamp": asked.lamps}
    try:
        board = _read_board(asked.board)
        cabinet = provision(asked.url, asked.claim, asked.to, board=board, fitted=fitted)
    except NotProvisionedError as refused:
        sys.stderr.write(f"{refused}\n")
        return 2
    config = asked.to / "config.json"
    sys.stdout.write(f"This is now {cabinet}. Its settings are in {config}.\n")
    if board is None:
        sys.stdout.write("Add the lock boards there, as the field board, before it can run.\n")
    return 0


def provision(
    url: str,
    claim: str,
    folder: Path,
    *,
    board: Mapping[str, Any] | None,
    fitted: Mapping[str, bool],
) -> str:
    """Claim a cabinet at a server and write its settings into a folder; return its code.

    Should the answer be lost, the same command again with the same claim code finds the keys
    that were made and gets the same answer.

    Args:
        url: the server's address.
        claim: the claim code.
        folder: is made if need be, for its owner alone.
        board: the settings of the lock boards; None where they are added later.
        fitted: what each compartment has.

    Raises:
        NotProvisionedError: it did not come to that; nothing that was there has changed.
    """
    config = folder / "config.json"
    if config.exists():
        msg = f"{config} is there already. Give another folder, or take that one away first."
        raise NotProvisionedError(msg)
    try:
        invitation, key = read_claim(claim)
    except BadClaimError as bad:
        msg = "A claim code has 20 letters and digits: XXXXX-XXXXX-XXXXX-XXXXX."
        raise NotProvisionedError(msg) from bad
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        pairs = _pairs(folder / "keys.json")
        keys = pairs.public()
        asked = Claim(invitation, keys, proof_of_keys(key, invitation, keys))
        told = _told(_ask(url, asked), asked, key)
        _write(folder / "bus.json", {"url": told.bus_url, "ca": told.bus_ca})
        settings = _settings(told, pairs, folder.absolute(), board=board, fitted=fitted)
        _write(config, settings)
        (folder / "keys.json").unlink()
    except OSError as failure:
        msg = f"{folder} cannot be written: {failure.strerror}."
        raise NotProvisionedError(msg) from failure
    if board is not None:
        _check(config)
    return told.cabinet


def _pairs(file: Path) -> Pairs:
    """Return the keys made here before, or new ones."""
    with contextlib.suppress(FileNotFoundError, msgspec.DecodeError):
        return msgspec.json.decode(file.read_bytes(), type=Pairs)
    pairs = Pairs(signing=secrets.token_hex(32), bus=nkey.new_seed(), codes=secrets.token_hex(32))
    _write(file, msgspec.to_builtins(pairs))
    return pairs


def _ask(url: str, claim: Claim) -> bytes:
    """Return what the server answers.

    Raises:
        NotProvisionedError: it does not, or refuses.
    """
    answer = None
    for left in reversed(range(ATTEMPTS)):
        try:
            answer = httpx.post(
                f"{url.rstrip('/')}/cabinets/claim",
                content=msgspec.json.encode(claim),
                headers={"Content-Type": "application/json", "Accept": "application/json"},
                timeout=WAIT_S,
            )
            break
        except (httpx.UnsupportedProtocol, httpx.InvalidURL) as bad:
            msg = f"{url} is no address of a server."
            raise NotProvisionedError(msg) from bad
        except httpx.TransportError as failure:
            if not left:
                msg = f"{url} does not answer: {failure}."
                raise NotProvisionedError(msg) from failure
    assert answer is not None
    if answer.status_code != httpx.codes.OK:
        msg = f"The server refuses ({answer.status_code}). {_sentence(answer.content)}".rstrip()
        raise NotProvisionedError(msg)
    return answer.content


def _sentence(body: bytes) -> str:
    try:
        return str(json.loads(body)["says"])
    except (ValueError, KeyError, TypeError):
        return ""


def _told(body: bytes, claim: Claim, key: bytes) -> Told:
    """Return what the server tells, once it is sure that it was the server.

    Raises:
        NotProvisionedError: it holds another claim code, or says what nobody understands.
    """
    try:
        if len(body) > 2 * LARGEST:
            raise msgspec.DecodeError  # noqa: TRY301  # refused like any other junk
        answer = msgspec.json.decode(body, type=Answer)
        is_ours = hmac.compare_digest(answer.proof, proof_of_answer(key, claim, answer.told))
        if not is_ours:
            msg = "Whoever answered does not know the claim code: somebody stands in between."
            raise NotProvisionedError(msg)
        return msgspec.json.decode(answer.told, type=Told)
    except (msgspec.DecodeError, UnicodeDecodeError) as junk:
        msg = "What answered is no server of this kind, or one of another version."
        raise NotProvisionedError(msg) from junk


def _settings(
    told: Told,
    pairs: Pairs,
    folder: Path,
    *,
    board: Mapping[str, Any] | None,
    fitted: Mapping[str, bool],
) -> dict[str, Any]:
    times = told.times
    settings = {
        "cabinet": told.cabinet,
        "number": told.number,
        "epoch": told.epoch,
        "private_key": pairs.signing,
        "code_key": pairs.code_key(told.codes).hex(),
        "bus_seed": pairs.bus,
        "server_keys": told.server_keys,
        "bus_file": str(folder / "bus.json"),
        "journal": str(folder / "journal.sqlite3"),
        "compartments": [
            {"number": one.number, "size": one.size.value, **fitted} for one in told.compartments
        ],
        "times": {
            "hold_ms": times.hold_ms,
            "close_ms": times.close_ms,
            "sanitise_ms": times.sanitise_ms,
            "idle_ms": times.idle_ms,
        },
    }
    return settings if board is None else {**settings, "board": board}


def _read_board(file: Path | None) -> dict[str, Any] | None:
    if file is None:
        return None
    try:
        board = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as bad:
        msg = f"{file} cannot be read: {bad}."
        raise NotProvisionedError(msg) from bad
    if not isinstance(board, dict):
        msg = f"{file} holds no settings of lock boards."
        raise NotProvisionedError(msg)
    return board


def _check(config: Path) -> None:
    try:
        read_config(config)
    except BadConfigError as bad:
        msg = f"The cabinet is known to the server, but cannot run yet. {bad}"
        raise NotProvisionedError(msg) from bad


def _write(path: Path, content: object) -> None:
    """Write a file that only its owner may read, whole or not at all."""
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(content, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    Path(draft).replace(path)
