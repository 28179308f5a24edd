"""Power cuts: what a disk may hold afterwards, and that nothing acknowledged is missing from it."""

from random import Random

from proof.cuts import LostError, check_all, cuts
from proof.images import HOWS, SECTOR, Disk
from proof.powercut import powercut
from proof.recording import Asked

PAGE = 4_096


def disk(*asked: Asked, before: dict[str, bytes] | None = None) -> Disk:
    made = Disk(before or {})
    for one in asked:
        made.ask(one)
    return made


def images(made: Disk, chance: Random, how: str = "torn", count: int = 200) -> set[bytes | None]:
    return {made.image(how, chance).get("file") for _ in range(count)}


MADE = (Asked("o", "file", 0), Asked("d", "folder", 0))
PAGE_OF_ONES = Asked("w", "file", 0, b"1" * PAGE)
SYNCED = Asked("s", "file", 0)


def test_what_was_synced_is_in_every_image(chance: Random) -> None:
    made = disk(*MADE, PAGE_OF_ONES, SYNCED, Asked("w", "file", PAGE, b"2" * PAGE))

    for how in HOWS:
        found = images(made, chance, how)
        assert all(one is not None and one[:PAGE] == PAGE_OF_ONES.data for one in found)


def test_what_was_not_synced_may_be_missing_whole_or_in_sectors(chance: Random) -> None:
    made = disk(*MADE, PAGE_OF_ONES, SYNCED, Asked("w", "file", 0, b"2" * PAGE))

    found = images(made, chance)

    assert len(found) > 50
    for one in found:
        assert one is not None
        sectors = {one[place : place + SECTOR] for place in range(0, PAGE, SECTOR)}
        assert sectors <= {b"1" * SECTOR, b"2" * SECTOR}


def test_a_sync_of_one_file_says_nothing_of_another(chance: Random) -> None:
    other = Asked("w", "other", 0, b"2")
    made = disk(*MADE, Asked("o", "other", 0), PAGE_OF_ONES, other, SYNCED, Asked("d", "f", 0))

    assert {made.image("subset", chance).get("other") for _ in range(50)} == {b"", b"2"}


def test_a_file_is_not_there_for_sure_before_its_folder_was_synced(chance: Random) -> None:
    made = disk(Asked("o", "file", 0), PAGE_OF_ONES, SYNCED)

    assert images(made, chance, "nothing") == {None}
    assert images(made, chance, "prefix") == {None, PAGE_OF_ONES.data}


def test_a_file_that_was_removed_may_still_be_there(chance: Random) -> None:
    made = disk(Asked("u", "file", 0), before={"file": b"old"})

    assert images(made, chance, "prefix") == {None, b"old"}


def test_a_file_that_was_cut_may_still_be_long(chance: Random) -> None:
    made = disk(Asked("t", "file", 1), before={"file": b"old"})

    assert images(made, chance, "subset") == {b"o", b"old"}


def test_only_what_was_marked_before_the_cut_counts_as_promised(chance: Random) -> None:
    asked = [*MADE, PAGE_OF_ONES, SYNCED, Asked("m", "", 1)]

    found = list(cuts(asked, {}, count=100, chance=chance))

    assert {one.promised for one in found} == {0, 1}
    assert all(one.files.get("file") == PAGE_OF_ONES.data for one in found if one.promised)


def test_a_finding_is_counted_and_told(chance: Random) -> None:
    def check(_folder: object, promised: int) -> None:
        if promised:
            msg = "gone"
            raise LostError(msg)

    totals = check_all(cuts([Asked("m", "", 7)], {}, count=20, chance=chance), check)

    assert totals["images"] == 20
    assert 0 < int(str(totals["lost"])) < 20
    assert "after 7" in str(totals["findings"])


def test_no_cut_takes_what_was_acknowledged_and_a_weaker_sync_is_noticed() -> None:
    report = powercut(short=True)

    assert report.ok, report.lines
    assert len(report.lines) == 4
