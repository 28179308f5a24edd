"""What both sides agreed on: the schema, the subjects, and how a line is hashed. Frozen."""

import runpy
import sys
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.wire.messages import EVENT, EVERY_MESSAGE

from linli.kernel.chain import GENESIS
from linli.wire import schema, subjects
from linli.wire.codec import LARGEST_BATCH, LARGEST_MESSAGE
from linli.wire.journal import line_hash
from linli.wire.messages import Event, EventType, State

FROZEN_HASH = "722ea2998773e229518ea7c2c91ba021a2e1a71a5190b34f717264374676219e"
COMMITTED = Path(__file__).parents[2] / "docs" / "protocol" / "schema.json"


def test_the_schema_is_the_one_that_was_agreed_on() -> None:
    assert schema.text() == COMMITTED.read_text(encoding="utf-8"), (
        "the wire has changed; if that is meant: python -m linli.wire.schema > "
        "docs/protocol/schema.json, and say in docs/PROTOCOL.md what old cabinets do"
    )


def test_the_schema_can_be_printed(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "linli.wire.schema")

    runpy.run_module("linli.wire.schema", run_name="__main__")

    assert capsys.readouterr().out == schema.text()


def test_every_message_stands_in_the_schema_under_one_subject() -> None:
    assert {type(one) for one in EVERY_MESSAGE} == set(schema.MESSAGES)
    assert len(schema.MESSAGES) == len(set(schema.MESSAGES))
    assert {kind.__name__ for kind in schema.MESSAGES} <= set(schema.schema()["$defs"])  # type: ignore[call-overload]  # a dict


def test_only_a_batch_may_be_large() -> None:
    limits = {
        subject: spoken["largest_bytes"]
        for subject, spoken in schema.schema()["subjects"].items()  # type: ignore[attr-defined]  # a dict
    }

    assert limits.pop("c.<cabinet>.up.ev") == LARGEST_BATCH
    assert set(limits.values()) == {LARGEST_MESSAGE}


def test_each_cabinet_has_subjects_of_its_own() -> None:
    made = [
        one("HK-A")
        for one in (
            subjects.events,
            subjects.hello,
            subjects.tick,
            subjects.acks,
            subjects.directives,
            subjects.act,
        )
    ]

    assert made == [
        "c.HK-A.up.ev",
        "c.HK-A.up.hello",
        "c.HK-A.up.tick",
        "c.HK-A.down.ack",
        "c.HK-A.down.dir",
        "c.HK-A.act",
    ]
    assert {subjects.cabinet_of(one) for one in made} == {"HK-A"}


def test_a_line_is_hashed_as_it_always_was() -> None:
    line = replace(EVENT, data={"b": 1, "a": "门", "c": True, "d": 61.5})

    assert line_hash(GENESIS, "HK-A", 1, line) == FROZEN_HASH


@pytest.mark.parametrize(
    "change",
    [
        {"seq": 2},
        {"mono": 3},
        {"wall": 4},
        {"wq": 1},
        {"type": EventType.INTENT_P},
        {"comp": 5},
        {"state": State.OPEN_D},
        {"state": None},
        {"deposit": ""},
        {"grant": ""},
        {"data": {}},
    ],
    ids=str,
)
def test_a_hash_covers_every_fact_of_its_line(change: dict[str, object]) -> None:
    before = line_hash(GENESIS, "HK-A", 1, EVENT)

    assert line_hash(GENESIS, "HK-A", 1, replace(EVENT, **change)) != before


def test_a_hash_covers_whose_line_it_is_and_all_before_but_not_itself() -> None:
    before = line_hash(GENESIS, "HK-A", 1, EVENT)

    assert line_hash(before, "HK-A", 1, EVENT) != before
    assert line_hash(GENESIS, "HK-B", 1, EVENT) != before
    assert line_hash(GENESIS, "HK-A", 2, EVENT) != before
    assert line_hash(GENESIS, "HK-A", 1, replace(EVENT, hash="0" * 64)) == before


facts = st.dictionaries(
    st.text(max_size=3),
    st.text(max_size=3)
    | st.integers(-9, 9)
    | st.booleans()
    | st.floats(allow_nan=False, allow_infinity=False),
    max_size=4,
)


@given(facts)
def test_both_sides_find_the_same_hash(data: dict[str, str | int | float | bool]) -> None:
    line = replace(EVENT, data=data)
    over_there = msgspec.json.decode(msgspec.json.encode(line), type=Event)
    backwards = replace(line, data=dict(reversed(data.items())))

    here = line_hash(GENESIS, "HK-A", 1, line)

    assert line_hash(GENESIS, "HK-A", 1, over_there) == here
    assert line_hash(GENESIS, "HK-A", 1, backwards) == here
