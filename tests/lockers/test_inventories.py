"""After a fork a person counts what is there, and the cabinet begins a new epoch with it."""

from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from django.test import Client
from msgspec.structs import replace
from tests.lockers.pages.reading import press, read
from tests.lockers.people import leaves, state, stores, takes
from tests.lockers.tower import Tower, must_agree, must_be_whole, rows

from linli.kernel import clock
from linli.ledger.enums import DamageKind
from linli.ledger.models import Entry
from linli.lockers.actions.alarms import settle_alarms
from linli.lockers.actions.applying import apply_events
from linli.lockers.actions.directing import block_compartment
from linli.lockers.actions.hearing import hear
from linli.lockers.actions.inventory import take_inventory
from linli.lockers.crew_errors import CountIncomplete, NothingToCount
from linli.lockers.enums import AlarmKind, DepositState, DoorState, PartAlarm, PartKind
from linli.lockers.errors import CabinetOutOfUse, UnknownCabinet
from linli.lockers.models import Alarm, Cabinet, CabinetPart, Compartment, Deposit, JournalLine
from linli.lockers.queries.verifying import find_journal_damage
from linli.lockers.rules.inventory import counted, next_epoch, still_holding
from linli.lockers.rules.lifecycle import DepositNow
from linli.people.actions import ensure_person, give_grant
from linli.people.enums import Role
from linli.wire.messages import (
    Ack,
    BlockCompartment,
    CancelDeposit,
    Configure,
    DirectiveBody,
    EventType,
    Nak,
    NewEpoch,
    PinKey,
    Quarantined,
    State,
)

pytestmark = pytest.mark.django_db(transaction=True)

DOORS = (1, 2, 3, 4)


def forks(tower: Tower) -> None:
    """Put an old image of the cabinet's disk back, and let it say hello."""
    image = tower.a.memory, list(tower.a.lines)
    gone = stores(tower)
    takes(tower, gone)
    assert gone.comp is not None
    tower.a.empty(gone.comp)
    tower.exchange()
    tower.a.restore(*image)
    assert isinstance(says_hello(tower), Quarantined)


def says_hello(tower: Tower) -> object:
    return hear([tower.a.hello()], now=tower.now)[0]


def counts(tower: Tower, *full: int, building: int = 0, **meals: bool) -> int:
    return take_inventory(
        actor="person:1",
        buildings=[building or tower.place.pk],
        cabinet=tower.a.code,
        doors={one: one in full for one in DOORS},
        meals=meals,
        now=tower.now,
    )


def begins(tower: Tower) -> None:
    """Let the cabinet hear of its new epoch, begin it, and send what it then writes."""
    word = says_hello(tower)
    assert isinstance(word, NewEpoch)
    tower.a.begin(word)
    openings = Compartment.objects.values_list("number", "openings")
    tower.a.opened_before = Counter(dict(openings))
    assert isinstance(says_hello(tower), Nak)
    tower.exchange()


def row() -> Cabinet:
    return Cabinet.objects.get()


def test_what_stood_was_fetched_or_is_taken_out_and_a_new_epoch_begins(tower: Tower) -> None:
    fetched, found = stores(tower), stores(tower)
    forks(tower)
    upto, head = row().applied_seq, row().head_hash
    assert found.comp is not None
    tower.a.take_out(found.comp)

    assert counts(tower, found.comp) == 2

    assert (state(fetched), state(found)) == (DepositState.PICKED, DepositState.RECALLED)
    entry = Entry.objects.get(verb="inventory_taken")
    assert (entry.actor, entry.subject) == ("person:1", "cabinet:T-A")
    facts = f'"closed":1,"doors":4,"epoch":2,"found":1,"hash":"{head}","upto":{upto}'
    assert entry.facts == f"{{{facts}}}"
    ends = Entry.objects.filter(verb="counted").order_by("seq").values_list("facts", flat=True)
    assert list(ends) == [
        '{"found":false,"outcome":"PICKED"}',
        '{"found":true,"outcome":"RECALLED"}',
    ]
    with pytest.raises(CabinetOutOfUse):
        leaves(tower)
    assert Alarm.objects.get(kind=AlarmKind.QUARANTINED).lifted_at is None
    begins(tower)
    assert row().quarantined_at is row().counted_at is None
    assert Entry.objects.filter(verb="epoch_begun").count() == 1
    assert Alarm.objects.get(kind=AlarmKind.QUARANTINED).lifted_at == tower.now
    must_agree(tower)
    assert state(stores(tower)) == DepositState.STORED
    must_agree(tower)


def test_a_courier_who_was_on_the_way_is_let_in_after_it_and_room_that_was_kept_is_kept(
    tower: Tower,
) -> None:
    waiting = leaves(tower)
    tower.a.close(1)
    tower.exchange()
    unseen = leaves(tower)
    tower.exchange()
    assert (waiting.comp, unseen.comp) == (1, 2)
    forks(tower)
    with pytest.raises(CountIncomplete) as caught:
        counts(tower, 2)
    assert caught.value.count == 1
    tower.a.close(2)

    counts(tower, 2, **{waiting.deposit: False})

    assert (state(waiting), state(unseen)) == (DepositState.OFFERED, DepositState.RECALLED)
    meal = Deposit.objects.get(code=unseen.deposit)
    assert (meal.stored_at, meal.ended_at) == (meal.asked_at, tower.now)
    begins(tower)
    must_agree(tower)
    assert tower.opened(tower.begun()) == 1


def test_a_cabinet_is_told_again_what_still_holds_and_refuses_codes_it_forgot(
    tower: Tower,
) -> None:
    door = stores(tower)
    for comp, blocked in ((2, True), (3, True), (3, False)):
        block_compartment(
            cabinet=row(), comp=comp, blocked=blocked, reason="坏", actor="x", now=tower.now
        )
    tower.exchange()
    Deposit.objects.update(token_until=tower.now + timedelta(hours=1))
    forks(tower)
    counts(tower)

    begins(tower)

    assert tower.a.memory.dseq == row().applied_dseq == row().dseq == 5
    assert tower.a.memory.compartments[2].state is State.OOS
    assert tower.a.memory.compartments[3].state is State.FREE
    assert tower.a.memory.ended == {door.deposit: EventType.CANCELLED}
    assert state(door) == DepositState.PICKED
    assert '"contradictions"' in Entry.objects.filter(verb="journal_applied").latest("pk").facts
    must_agree(tower)


def test_what_was_wrong_with_its_parts_is_forgotten_with_the_old_epoch(tower: Tower) -> None:
    CabinetPart.objects.create(
        cabinet=row(),
        kind=PartKind.BOARD,
        name="1",
        alarm=PartAlarm.BOARD_SILENT,
        since=tower.now,
        told_at=tower.now,
    )
    forks(tower)
    tower.a.open(2)
    counts(tower)

    begins(tower)
    settle_alarms(now=tower.now)

    assert CabinetPart.objects.get().alarm == ""
    assert Compartment.objects.get(number=2).state == DoorState.CHECK
    standing = Alarm.objects.filter(lifted_at=None).values_list("kind", flat=True)
    assert set(standing) == {AlarmKind.FORCED}


def test_only_a_cabinet_in_quarantine_is_counted_and_only_where_one_may(tower: Tower) -> None:
    before = rows()
    with pytest.raises(NothingToCount):
        counts(tower)
    with pytest.raises(UnknownCabinet):
        counts(tower, building=99_999)
    assert rows() == before
    forks(tower)
    counts(tower)

    with pytest.raises(NothingToCount):
        counts(tower)


def test_late_words_of_the_old_epoch_change_nothing_and_an_old_image_shuts_it_again(
    tower: Tower,
) -> None:
    image = tower.a.layout, tower.a.memory, list(tower.a.lines)
    forks(tower)
    hello, lines = tower.a.hello(), tower.a.batch(1, 1)
    counts(tower)
    begins(tower)
    before = rows()

    late = hear([hello], now=tower.now) + apply_events([lines], now=tower.now)

    assert [type(one) for one in late] == [Quarantined, Quarantined]
    assert rows() == before
    tower.a.layout = image[0]
    tower.a.restore(image[1], image[2])
    assert isinstance(says_hello(tower), Quarantined)
    assert row().quarantined_at == tower.now
    assert counts(tower) == 3
    begins(tower)
    must_agree(tower)


def test_lines_of_the_old_epoch_are_not_taken_while_the_new_one_is_waited_for(
    tower: Tower,
) -> None:
    forks(tower)
    counts(tower)
    held = JournalLine.objects.count()

    answer = apply_events([tower.a.batch(1, 2)], now=tower.now)[0]

    assert isinstance(answer, Quarantined)
    assert JournalLine.objects.count() == held
    assert row().counted_at == tower.now


def test_a_server_that_forgot_an_inventory_takes_another_in_an_epoch_nobody_was_in(
    tower: Tower,
) -> None:
    forks(tower)
    known = {
        one: getattr(row(), one)
        for one in ("epoch", "applied_seq", "head_hash", "quarantined_at", "counted_at")
    }
    counts(tower)
    begins(tower)
    stores(tower)
    Cabinet.objects.update(**known | {"quarantined_at": None})

    by_lines = apply_events([tower.a.batch(1, 2)], now=tower.now)[0]

    assert isinstance(by_lines, Quarantined)
    assert row().heard_epoch == 2
    Cabinet.objects.update(quarantined_at=None, heard_epoch=0)
    assert isinstance(says_hello(tower), Quarantined)
    tower.a.take_out(1)
    assert counts(tower, 1) == 3
    word = says_hello(tower)
    assert isinstance(word, NewEpoch)
    assert (word.epoch, word.next) == (2, 3)


def test_a_cabinet_that_forks_while_its_new_epoch_is_waited_for_is_counted_again(
    tower: Tower,
) -> None:
    forks(tower)
    counts(tower)
    word = says_hello(tower)
    assert isinstance(word, NewEpoch)
    tower.a.begin(word)
    bent = tower.a.signed([replace(tower.a.lines[0], hash="f" * 64)], "0" * 64)

    answer = apply_events([bent], now=tower.now)[0]

    assert isinstance(answer, Quarantined)
    assert row().counted_at is None
    assert row().quarantined_at == tower.now
    assert counts(tower) == 3


def test_the_closed_epochs_lines_are_read_too_when_journals_are_verified(
    tower: Tower, without_triggers: Callable[[], AbstractContextManager[None]]
) -> None:
    stores(tower)
    forks(tower)
    counts(tower)
    begins(tower)
    must_be_whole()
    last = JournalLine.objects.filter(epoch=1).latest("seq")
    text = last.line
    with without_triggers():
        JournalLine.objects.filter(pk=last.pk).update(line=text.replace('"wq":2', '"wq":1'))
        (changed,) = find_journal_damage().damage
        JournalLine.objects.filter(pk=last.pk).delete()
        (missing,) = find_journal_damage().damage

    assert (changed.kind, changed.seq) == (DamageKind.CHANGED, last.seq)
    assert (missing.kind, missing.seq) == (DamageKind.MISSING, last.seq)


def test_a_hello_of_the_cabinets_new_journal_is_acknowledged(tower: Tower) -> None:
    forks(tower)
    counts(tower)
    begins(tower)

    assert isinstance(says_hello(tower), Ack)


def test_what_is_counted_becomes_what_it_was() -> None:
    sent = DepositNow(DepositState.SENT, comp=3)
    stored = DepositNow(DepositState.STORED, comp=3, stored_ms=5, held=True)

    def then(before: DepositNow, *, found: bool) -> tuple[str, int, int, int]:
        after = counted(before, found=found, asked_ms=7, now_ms=9)
        return after.state.value, after.comp, after.stored_ms, after.ended_ms

    assert then(sent, found=False) == ("OFFERED", 0, 0, 0)
    assert then(sent, found=True) == ("RECALLED", 3, 7, 9)
    assert then(stored, found=False) == ("PICKED", 3, 5, 9)
    assert then(stored, found=True) == ("RECALLED", 3, 5, 9)
    assert (next_epoch(ours=2, heard=0), next_epoch(ours=2, heard=4)) == (3, 5)


def test_of_what_was_ordered_the_last_word_on_each_thing_still_holds() -> None:
    def times(hold_ms: int) -> Configure:
        return Configure(hold_ms=hold_ms, close_ms=60_000, sanitise_ms=0, idle_ms=0)

    told: list[DirectiveBody] = [
        times(1_000),
        BlockCompartment(comp=1, blocked=True, reason="x"),
        CancelDeposit(deposit="0" * 13, why="full"),
        PinKey(kid=2, public="a" * 64),
        PinKey(kid=3, public="b" * 64),
        BlockCompartment(comp=1, blocked=False, reason=""),
        BlockCompartment(comp=2, blocked=True, reason="y"),
        times(2_000),
    ]

    assert still_holding(told) == [told[7], told[3], told[4], told[6]]


def test_the_page_takes_what_was_seen_behind_every_door(
    client: Client, tower: Tower, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: tower.now)
    for handle, role in (("crew", Role.CREW), ("wang", Role.PROPERTY)):
        give_grant(
            person=ensure_person(handle=handle, name="李师傅", now=tower.now),
            role=role,
            place=tower.place,
            until=None,
            granted_by=None,
            now=tower.now,
        )
    client.force_login(ensure_person(handle="crew", name="", now=tower.now))
    path = f"/board/{tower.a.code}/inventory"
    assert "这台柜子现在不用盘点。" in read(client, path).text
    waiting = leaves(tower)
    tower.a.close(1)
    stored = stores(tower)
    forks(tower)
    assert stored.comp == 2
    assert "04 · 空" in read(client, path).text
    assert f'href="{path}"' in read(client, "/board/").source

    seen = {f"door-{one}": "empty" for one in (1, 3, 4)} | {"door-x": "empty", "door-9": "?"}
    some = press(client, path, **seen)

    assert some.status == 422
    assert "还有 2 处没有说明" in some.text
    assert some.source.count("checked") == 3
    property_manager = Client()
    property_manager.force_login(ensure_person(handle="wang", name="", now=tower.now))
    assert "等平台维护逐格盘点" in read(property_manager, path).text
    assert press(property_manager, path, **seen).status == 403
    all_seen = {**seen, "door-2": "something", f"meal-{waiting.deposit}": "empty"}
    assert press(client, path, **all_seen).status == 302
    assert "盘点已记下" in read(client, path).text
    assert state(stored) == DepositState.RECALLED
