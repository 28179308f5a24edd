"""Chains of any content: what was written fits, and nothing else does."""

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.chain import GENESIS
from linli.ledger.enums import DamageKind
from linli.ledger.rules import Head, NewEntry, Written, damage_at, extend

START = datetime(2026, 3, 2, tzinfo=UTC)
words = st.text(max_size=6)
new_entries = st.lists(
    st.builds(
        NewEntry,
        chain=st.just("a"),
        at=st.integers(0, 2).map(lambda seconds: START + timedelta(seconds=seconds)),
        actor=words,
        verb=words,
        subject=words,
        facts=st.dictionaries(words, st.none() | st.booleans() | st.integers(0, 2) | words),
    ),
    min_size=1,
    max_size=5,
)


def damage(written: list[Written]) -> list[DamageKind]:
    before, found = Head(), []
    for entry in written:
        if kind := damage_at(entry, before):
            found.append(kind)
        before = Head(entry.seq, entry.hash)
    return found


@given(new_entries)
def test_what_was_written_fits_from_the_first_link_on(entries: list[NewEntry]) -> None:
    written = list(extend(Head(), entries))

    assert damage(written) == []
    assert [one.seq for one in written] == list(range(1, len(entries) + 1))
    assert written[0].prev == GENESIS


@given(new_entries, new_entries)
def test_two_batches_make_the_same_chain_as_one(
    first: list[NewEntry], second: list[NewEntry]
) -> None:
    once = list(extend(Head(), first + second))
    begun = list(extend(Head(), first))
    resumed = extend(Head(begun[-1].seq, begun[-1].hash), second)

    assert begun + list(resumed) == once


@given(new_entries, st.data())
def test_no_single_value_can_be_changed_unseen(
    entries: list[NewEntry], data: st.DataObject
) -> None:
    written = list(extend(Head(), entries))
    at = data.draw(st.integers(0, len(written) - 1))
    name = data.draw(st.sampled_from([field.name for field in fields(Written)]))
    value = getattr(written[at], name)
    others = {
        "seq": st.integers(0, 6),
        "at": st.integers(0, 3).map(lambda seconds: START + timedelta(seconds=seconds)),
    }
    other = data.draw(others.get(name, words).filter(lambda drawn: drawn != value))

    changed: dict[str, Any] = {name: other}
    written[at] = replace(written[at], **changed)

    assert damage(written)


@given(new_entries, st.data())
def test_no_entry_can_be_taken_out_unseen(entries: list[NewEntry], data: st.DataObject) -> None:
    written = list(extend(Head(), entries))
    last = written.pop(data.draw(st.integers(0, len(written) - 1)))

    assert damage(written) == ([] if last.seq == len(entries) else [DamageKind.MISSING])


@given(new_entries)
def test_the_order_of_facts_does_not_matter(entries: list[NewEntry]) -> None:
    turned = [replace(one, facts=dict(reversed(list(one.facts.items())))) for one in entries]

    assert list(extend(Head(), turned)) == list(extend(Head(), entries))
