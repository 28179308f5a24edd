"""The secrets of an installation: made once, whole, for the owner's eyes."""

import errno
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from linli.server.secrets import TornSecretsError, load_or_make

OLD = '{"secret_key": "a1", "replay_token": "b2", "grant_key": "c3", "phone_key": "d4"}'
"""As an installation wrote it before cabinets checked codes themselves."""


def test_a_torn_file_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "secrets.json").write_text('{"secret_key": "half')

    with pytest.raises(TornSecretsError, match=r"secrets\.json"):
        load_or_make(tmp_path)

    assert (tmp_path / "secrets.json").read_text() == '{"secret_key": "half'


def test_what_was_made_once_is_read_again(tmp_path: Path) -> None:
    made = load_or_make(tmp_path / "new" / "folder")

    assert load_or_make(tmp_path / "new" / "folder") == made


def test_processes_that_start_at_once_agree_and_leave_nothing_else(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = set(pool.map(lambda _: load_or_make(tmp_path), range(64)))

    assert len(made) == 1
    assert [file.name for file in tmp_path.iterdir()] == ["secrets.json"]


def test_an_old_installation_gets_the_key_it_lacks_once_and_loses_none(tmp_path: Path) -> None:
    (tmp_path / "secrets.json").write_text(OLD)

    with ThreadPoolExecutor(8) as pool:
        made = set(pool.map(lambda _: load_or_make(tmp_path), range(64)))

    (whole,) = made
    assert (whole.secret_key, whole.replay_token) == ("a1", "b2")
    assert (whole.grant_key, whole.phone_key) == ("c3", "d4")
    assert len(bytes.fromhex(whole.codes_key)) == 32
    assert load_or_make(tmp_path) == whole
    assert [file.name for file in tmp_path.iterdir()] == ["secrets.json"]
    assert stat.S_IMODE((tmp_path / "secrets.json").stat().st_mode) == 0o600


def test_an_old_file_stays_as_it_was_when_the_new_one_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "secrets.json").write_text(OLD)
    monkeypatch.setattr("linli.server.secrets.os.fsync", _disk_is_full)

    with pytest.raises(OSError, match="No space left"):
        load_or_make(tmp_path)

    assert (tmp_path / "secrets.json").read_text() == OLD
    assert [file.name for file in tmp_path.iterdir()] == ["secrets.json"]


def _disk_is_full(_handle: int) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_only_the_owner_may_read_them(tmp_path: Path) -> None:
    load_or_make(tmp_path)

    assert stat.S_IMODE((tmp_path / "secrets.json").stat().st_mode) == 0o600


def test_each_is_the_key_it_is_said_to_be_and_none_is_printed(tmp_path: Path) -> None:
    made = load_or_make(tmp_path)

    Ed25519PrivateKey.from_private_bytes(bytes.fromhex(made.grant_key))
    AESGCM(bytes.fromhex(made.phone_key))
    X25519PrivateKey.from_private_bytes(bytes.fromhex(made.codes_key))
    assert len(made.replay_token) >= 43
    assert repr(made) == "Secrets(…)"


def test_two_installations_share_nothing(tmp_path: Path) -> None:
    one, other = load_or_make(tmp_path / "one"), load_or_make(tmp_path / "other")

    assert not {one.secret_key, one.replay_token, one.grant_key, one.phone_key, one.codes_key} & {
        other.secret_key,
        other.replay_token,
        other.grant_key,
        other.phone_key,
        other.codes_key,
    }
