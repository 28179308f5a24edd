"""A new epoch: the old journal is kept aside, a new one begins, and never is there none."""

import asyncio
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec.structs import replace
from tests.cabinet.durable import DurableWorld
from tests.cabinet.stage import SERVER_KEY, Configured, NatsServer, serving
from tests.cabinet.test_agent_process import running
from tests.cabinet.world import layout

from linli.cabinet.epochs import aside, begin_epoch
from linli.cabinet.heads import read_head
from linli.cabinet.journal import Journal
from linli.wire import codec, subjects
from linli.wire.epoch import is_signed, new_epoch
from linli.wire.messages import NewEpoch, State

MARK = "5" * 16
OTHER_KEY = Ed25519PrivateKey.from_private_bytes(b"x" * 32)


def word(*, begins: int = 2, key: Ed25519PrivateKey = SERVER_KEY) -> NewEpoch:
    return new_epoch("HK-A", after=1, begins=begins, dseq=9, mark=MARK, key=key)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Give a journal in which a meal stands; it is closed."""
    world = DurableWorld(tmp_path / "journal.sqlite3")
    world.stores()
    world.journal.close()
    return world.path


def test_the_new_journal_knows_of_nothing_but_the_last_directive(path: Path) -> None:
    old = read_head(path)

    begin_epoch(path, layout(), word(), after=1)

    beside = {one.name for one in path.parent.iterdir() if one.name.startswith(f"{path.name}")}
    assert beside == {path.name}
    assert read_head(aside(path, 1)) == replace(old, journal=str(aside(path, 1)))
    journal = Journal(path, layout())
    memory = journal.load()
    assert (journal.epoch, memory.epoch) == (2, 2)
    assert (memory.seq, memory.dseq, memory.mark) == (0, 9, MARK)
    assert {one.state for one in memory.compartments.values()} == {State.FREE}
    journal.verify()
    journal.close()


def test_a_cabinet_without_directives_begins_at_none(path: Path) -> None:
    begin_epoch(path, layout(), replace(word(), dseq=0, mark=""), after=1)

    journal = Journal(path, layout())
    memory = journal.load()
    journal.close()

    assert (memory.dseq, memory.mark) == (0, "")


def test_whenever_the_power_goes_one_of_the_two_is_there_whole(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = read_head(path)
    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", _fails)
        with pytest.raises(OSError, match="power"):
            begin_epoch(path, layout(), word(), after=1)
    assert read_head(path) == old

    begin_epoch(path, layout(), word(begins=3), after=1)

    assert read_head(path).epoch == 3
    assert read_head(aside(path, 1)).hash == old.hash


def _fails(_self: Path, _target: Path) -> Path:
    msg = "the power goes"
    raise OSError(msg)


def test_what_an_old_journal_has_left_beside_it_is_never_read_as_the_new_ones(path: Path) -> None:
    left = path.with_name(f"{path.name}-wal")
    left.write_bytes(b"of the old one")

    begin_epoch(path, layout(), word(), after=1)

    kept = aside(path, 1)
    assert kept.with_name(f"{kept.name}-wal").read_bytes() == b"of the old one"
    assert not left.exists()


@pytest.mark.parametrize(
    "change", [{"cab": "HK-B"}, {"next": 3}, {"dseq": 8}, {"mark": "6" * 16}], ids=str
)
def test_a_word_is_good_as_it_was_signed_and_no_other(change: dict[str, object]) -> None:
    keys = [OTHER_KEY.public_key(), SERVER_KEY.public_key()]

    assert is_signed(word(), keys)
    assert is_signed(replace(word(), epoch=7), keys)
    assert not is_signed(replace(word(), **change), keys)
    assert not is_signed(word(), keys[:1])


@pytest.mark.anyio
async def test_an_agent_begins_the_epoch_that_the_server_has_signed_and_no_other(
    bus: NatsServer, configured: Configured
) -> None:
    path = configured()
    journal = path.with_name("journal.sqlite3")
    async with serving(bus, acks=False) as server, running(path) as process:
        await server.until(lambda: server.hellos)
        first = server.hellos[-1]
        for one in (word(key=OTHER_KEY), word(begins=1), replace(word(), cab="HK-B"), word()):
            await server.client.publish(subjects.acks("HK-A"), codec.encode(one))
        await server.until(lambda: server.hellos[-1].epoch == 2)
        hello = server.hellos[-1]
        assert hello.session != first.session
        assert (hello.applied_dseq, hello.applied_mark) == (9, MARK)
        await server.until(lambda: server.batches and server.batches[-1].epoch == 2)
        assert server.batches[-1].events[0].type == "BOOTED"
        await server.until(lambda: server.ticks[-1].epoch == 2)
        await server.client.publish(subjects.acks("HK-A"), codec.encode(word()))
        process.terminate()
        _out, said = await asyncio.wait_for(process.communicate(), 10)
        assert process.returncode == 0

    assert b"without a good signature" in said
    assert said.count(b"a new epoch begins") == 1
    assert (read_head(journal).epoch, read_head(aside(journal, 1)).epoch) == (2, 1)
