"""The secrets of an installation: made once, whole, for the owner's eyes."""

import errno
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from linli.server.secrets import (
    Secrets,
    TooManyKeysError,
    TornSecretsError,
    add_sealing_key,
    drop_sealing_key,
    load_or_make,
)

OLD = '{"secret_key": "a1", "replay_token": "b2", "grant_key": "c3", "phone_key": "d4"}'
"""As an installation wrote it before cabinets checked codes themselves."""

EARLIER_KEYS = (
    "c07c4b265f1de2767c3bdbb8d566d8cb38e6c9bbdd1f6e3899f3824778a472d3",
    "81882a8eaf7c6598cc7cfda98d9d44e3d4100a7f5bc3b647003397297bf65755",
)
"""What an earlier version derived from 32 times 5a: HKDF-SHA256, linli phones encrypt and find."""


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
    assert whole.grant_key == "c3"
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
    AESGCM(bytes.fromhex(made.sealing_keys[0].key))
    assert len(bytes.fromhex(made.index_key)) == 32
    X25519PrivateKey.from_private_bytes(bytes.fromhex(made.codes_key))
    assert len(made.replay_token) >= 43
    assert repr(made) == "Secrets(…)"


def test_two_installations_share_nothing(tmp_path: Path) -> None:
    one, other = load_or_make(tmp_path / "one"), load_or_make(tmp_path / "other")

    assert not secrets_in(one) & secrets_in(other)


def secrets_in(made: Secrets) -> set[str]:
    sealing = {key.key for key in made.sealing_keys}
    return {
        made.secret_key,
        made.replay_token,
        made.grant_key,
        made.codes_key,
        made.index_key,
        *sealing,
    }


def test_what_an_earlier_version_sealed_and_found_is_still_read_and_found(tmp_path: Path) -> None:
    """Its keys were derived from one; the same come out, and that one is gone."""
    old = OLD.replace("d4", "5a" * 32)
    (tmp_path / "secrets.json").write_text(old)

    whole = load_or_make(tmp_path)

    key, finding = EARLIER_KEYS
    assert [(one.id, one.key) for one in whole.sealing_keys] == [(1, key)]
    assert whole.index_key == finding
    assert whole.phone_key == ""
    assert "5a5a" not in (tmp_path / "secrets.json").read_text()


def test_a_new_key_stands_beside_the_others_and_the_numbers_only_grow(
    tmp_path: Path, now: datetime
) -> None:
    first = load_or_make(tmp_path).sealing_keys[0]

    assert [add_sealing_key(tmp_path, now=now) for _ in range(2)] == [2, 3]
    drop_sealing_key(tmp_path, 2)

    kept = load_or_make(tmp_path).sealing_keys
    assert [one.id for one in kept] == [1, 3]
    assert kept[0] == first
    assert kept[1].made_at == now.isoformat()
    assert add_sealing_key(tmp_path, now=now) == 4


def test_the_newest_key_is_never_dropped(tmp_path: Path) -> None:
    made = load_or_make(tmp_path)

    with pytest.raises(AssertionError):
        drop_sealing_key(tmp_path, 1)

    assert load_or_make(tmp_path) == made


def test_no_key_is_made_whose_number_would_not_fit(
    tmp_path: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = load_or_make(tmp_path)
    monkeypatch.setattr("linli.server.secrets.HIGHEST_KEY", 1)

    with pytest.raises(TooManyKeysError):
        add_sealing_key(tmp_path, now=now)

    assert load_or_make(tmp_path) == made
