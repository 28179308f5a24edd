"""A table is tried, then taken in whole or not at all; done again it changes nothing."""

import json
import os
from datetime import datetime
from hashlib import sha256

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from tests.places.town import later, must_be_a_tree, paths, told, town

from linli.ledger.models import Entry
from linli.ledger.queries import find_damage
from linli.places.actions.changing import change_place
from linli.places.actions.importing import (
    DRAFT_LIVES,
    Imported,
    import_draft,
    keep_draft,
    try_draft,
)
from linli.places.actions.moving import close_place
from linli.places.errors import (
    ImportGone,
    ImportOutdated,
    PlaceClosed,
    SheetHeadUnknown,
    SheetRefused,
    SheetTooLarge,
    SheetUnreadable,
)
from linli.places.models import ImportDraft, ImportedPlace, Place
from linli.places.queries import place_by_code
from linli.places.queries.history import history_of
from linli.places.queries.known import facts_of
from linli.places.queries.table import table_of
from linli.places.rules.facts import Facts
from linli.places.sheets import LARGEST_FILE, MOST_ROWS, write_csv, write_xlsx

ME = "person:7"
ROWS = MOST_ROWS if os.environ.get("LINLI_SOAK") else 300
"""The largest table there can be takes four seconds, a small one says as much."""
HEAD = "编号,上级编号,级别,名称,区划代码,地址,经度,纬度,坐标系\n"
NEW = HEAD + (
    "T1,C1,楼宇,一号楼,,大连路1号,121.492299,31.250901,GCJ-02\n"
    "C1,OYL,居民区,新居民区,310109009002,,,,\n"
    "BYL,TLQ,楼宇,白玉兰,,,,,\n"
    "XD,OYL,居民区,祥德居民区,310109009001,,,,\n"
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def places(db: None, now: datetime) -> None:
    """A town."""
    town(now)


def yours() -> set[int]:
    return set(Place.objects.filter(path__startswith="HK").values_list("pk", flat=True))


def keep(text: str, now: datetime) -> None:
    keep_draft(text.encode(), actor=ME, now=now)


def digest(now: datetime) -> str:
    return try_draft(actor=ME, yours=yours(), now=now).digest


def take_in(text: str | bytes, now: datetime) -> Imported:
    keep_draft(text if isinstance(text, bytes) else text.encode(), actor=ME, now=now)
    return import_draft(actor=ME, yours=yours(), digest=digest(now), now=now)


@pytest.mark.parametrize(
    ("content", "error"),
    [(b"a" * (LARGEST_FILE + 1), SheetTooLarge), (b"a\x00", SheetUnreadable)],
)
def test_what_is_no_table_is_not_kept(
    content: bytes, error: type[Exception], now: datetime
) -> None:
    with pytest.raises(error), transaction.atomic():
        keep_draft(content, actor=ME, now=now)

    assert not ImportDraft.objects.exists()


def test_without_an_upload_there_is_nothing_to_try_or_to_import(now: datetime) -> None:
    with pytest.raises(ImportGone):
        try_draft(actor=ME, yours=yours(), now=now)
    keep_draft(NEW.encode(), actor="person:8", now=now)
    with pytest.raises(ImportGone), transaction.atomic():
        import_draft(actor=ME, yours=yours(), digest="", now=now)


def test_an_upload_lives_an_hour_and_the_next_one_takes_its_place(now: datetime) -> None:
    keep(NEW, now)
    keep(HEAD + "A,HK,楼宇,甲,,,,,\n", now)
    assert len(try_draft(actor=ME, yours=yours(), now=now).planted) == 1

    with pytest.raises(ImportGone):
        try_draft(actor=ME, yours=yours(), now=now + DRAFT_LIVES)


def test_trying_writes_nothing(now: datetime) -> None:
    keep(NEW, now)
    before = paths()

    made = try_draft(actor=ME, yours=yours(), now=now)

    assert (len(made.planted), len(made.changed), made.unchanged) == (2, 1, 1)
    assert paths() == before
    assert told("places_imported") == []


def test_a_table_is_taken_in_with_one_entry_for_all_of_it(now: datetime) -> None:
    before = Entry.objects.count()

    done = take_in(NEW, later(now))

    assert done == Imported(planted=2, changed=1, unchanged=1)
    assert Entry.objects.count() == before + 1
    must_be_a_tree()
    tower = place_by_code("T1")
    assert tower.path == "HK/OYL/C1/T1"
    assert tower.origin == "demo"
    assert (tower.longitude, tower.latitude) == (121.487822, 31.252873)
    assert place_by_code("C1").division == "310109009002"
    assert place_by_code("BYL").name == "白玉兰"
    rows = ImportedPlace.objects.order_by("pk")
    ((actor, subject, facts),) = told("places_imported")
    assert (actor, subject) == (ME, "places")
    assert json.loads(facts) == {
        "file": sha256(NEW.encode()).hexdigest(),
        "planted": 2,
        "changed": 1,
        "rows": sha256("\n".join(one.facts for one in rows).encode()).hexdigest(),
    }
    assert {one.entry for one in rows} == {Entry.objects.get(verb="places_imported").hash}
    assert find_damage().damage == ()
    assert not ImportDraft.objects.exists()


def test_each_place_knows_what_an_import_did_to_it(now: datetime) -> None:
    take_in(NEW, later(now))

    (tower,) = history_of(place_by_code("T1"))
    assert (tower.verb, tower.actor, tower.at) == ("place_planted", ME, later(now))
    assert (tower.facts["name"], tower.facts["row"]) == ("一号楼", 2)
    change, _ = history_of(place_by_code("BYL"))
    assert change.facts == {"name": ["白玉兰广场", "白玉兰"], "row": 4}


def test_taken_in_again_it_changes_nothing_and_writes_nothing(now: datetime) -> None:
    take_in(NEW, now)

    assert take_in(NEW, later(now)) == Imported(planted=0, changed=0, unchanged=4)

    assert len(told("places_imported")) == 1


def test_a_table_with_one_bad_row_is_not_taken_in_at_all(now: datetime) -> None:
    keep(NEW + "bad code,HK,楼宇,甲,,,,,\n", now)
    before = paths()

    with pytest.raises(SheetRefused) as caught, transaction.atomic():
        import_draft(actor=ME, yours=yours(), digest=digest(now), now=now)

    assert caught.value.count == 1
    assert paths() == before


def test_places_of_others_are_neither_changed_nor_planted_into(now: datetime) -> None:
    keep(HEAD + "JA,,区,我的,310106,,,,\nA,JA,楼宇,甲,,,,,\n", now)

    made = try_draft(actor=ME, yours=yours(), now=now)

    assert [(one.row, one.column) for one in made.refused] == [(2, "编号"), (3, "上级编号")]


def test_what_would_do_something_else_than_what_was_seen_is_not_done(now: datetime) -> None:
    keep(NEW, now)
    seen = digest(now)
    change_place("BYL", facts=Facts("别名"), outline=None, actor=ME, now=now)

    with pytest.raises(ImportOutdated), transaction.atomic():
        import_draft(actor=ME, yours=yours(), digest=seen, now=now)

    assert facts_of(place_by_code("BYL")).name == "别名"


def test_a_place_closed_meanwhile_is_told_of(now: datetime) -> None:
    keep(HEAD + "B,TOP,楼组,乙,,,,,\nTOP,BYL,楼组,顶,,,,,\n", now)
    close_place("TOP", actor=ME, now=now)

    made = try_draft(actor=ME, yours=yours(), now=now)

    assert {one.says for one in made.refused} == {str(PlaceClosed(place="TOP"))}


def test_two_places_can_exchange_their_national_codes(now: datetime) -> None:
    change_place("XD", facts=Facts("祥德"), outline=None, actor=ME, now=now)
    table = HEAD + "OYL,HK,街道,欧,310109018,,,,\nBWT,HK,街道,北,310109009,,,,\n"

    take_in(table, now)

    assert place_by_code("OYL").division == "310109018"
    assert place_by_code("BWT").division == "310109009"


def test_a_head_that_is_not_ours_is_told_when_it_is_tried(now: datetime) -> None:
    keep("a,b\n1,2\n", now)

    with pytest.raises(SheetHeadUnknown):
        try_draft(actor=ME, yours=yours(), now=now)


@pytest.mark.parametrize("xlsx", [False, True])
def test_what_is_exported_is_imported_without_any_change(xlsx: bool, now: datetime) -> None:  # noqa: FBT001  # a parameter of the test
    nasty = Facts("=1+1", "", "-2 '路@", None)
    change_place("BYL", facts=nasty, outline=None, actor=ME, now=now)
    Place.objects.filter(code="TOP").update(longitude=-120.5, latitude=-0.000001)
    close_place("JA", actor=ME, now=now)
    rows = table_of(Place.objects.values_list("pk", flat=True))
    content = write_xlsx(rows, title="地点") if xlsx else write_csv(rows)
    keep_draft(content, actor=ME, now=now)
    assert try_draft(actor=ME, yours=yours(), now=now).refused == ()

    assert take_in(content, now) == Imported(planted=0, changed=0, unchanged=7)


def test_places_are_exported_from_above_to_below_without_the_closed_ones(now: datetime) -> None:
    close_place("TOP", actor=ME, now=now)

    rows = table_of(yours())

    assert [row[0] for row in rows] == ["编号", "HK", "BWT", "OYL", "XD", "TLQ", "BYL"]
    assert rows[1] == ["HK", "", "区", "虹口区", "310109", "", None, None, ""]


def test_a_table_is_taken_in_with_a_bounded_number_of_queries(now: datetime) -> None:
    rows = "".join(f"N{at},TLQ,楼宇,楼{at},,,121.4,31.2,\n" for at in range(ROWS))
    keep(HEAD + rows, now)
    seen = digest(now)

    with CaptureQueriesContext(connection) as asked:
        done = import_draft(actor=ME, yours=yours(), digest=seen, now=now)

    assert done.planted == ROWS
    assert len(asked) < 20 + ROWS / 40  # SQLite takes a thousand values at a time
    assert find_damage().damage == ()
