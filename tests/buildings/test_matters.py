"""Matters from raising to the raiser's word: seen, supported, promised, merged, judged."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError
from django.utils.timezone import localdate
from tests.buildings.house import House, again, now_is

from linli.buildings.actions import handling, raising
from linli.buildings.actions.demo import plant_committee
from linli.buildings.actions.raising import (
    NewMatter,
    NewVoice,
    raise_matter,
    say_solved,
    say_unsolved,
)
from linli.buildings.enums.matters import Exclusion, MatterState, SeatKind, Verdict
from linli.buildings.errors.matters import (
    DateUnreadable,
    MatterMoved,
    NotTheSame,
    SupportedAlready,
    UnknownTask,
)
from linli.buildings.models import Committee, Matter, Task, Voice
from linli.buildings.queries.matters import (
    desk_of,
    figures,
    matter_page,
    shown_matters,
    similar_matters,
    unread,
)
from linli.ledger.queries import find_damage
from linli.people.errors import TooManyGuesses
from linli.people.rules.guessing import Limit
from linli.places.enums import PlaceOrigin
from linli.places.models import Place

MONDAY = date(2026, 3, 2)
DAY = timedelta(days=1)


def test_the_same_form_twice_raises_one_matter_with_one_number(house: House) -> None:
    new = NewMatter("t" * 20, "电梯太慢", "", "")
    voices = [
        raise_matter(
            house.committee, new, NewVoice(code, "browser"), address="192.0.2.1", now=house.now
        )
        for code in ("first", "second")
    ]

    assert voices[0] == voices[1]
    assert house.raises().matter.number == 2
    assert Voice.objects.count() == 2
    assert house.verbs().count("matter_raised") == 2


def test_of_two_forms_at_once_the_later_finds_the_earlier(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = house.raises()
    token, looks = first.matter.token, iter((None, first, None))
    monkeypatch.setattr(raising, "_raised_by", lambda _token: next(looks))
    new = NewMatter(token, "电梯太慢", "", "")

    twin = raise_matter(
        house.committee, new, NewVoice("x", "y"), address="192.0.2.1", now=house.now
    )

    assert twin == first
    assert Committee.objects.get().matters_raised == 1
    twice = NewVoice(first.code, "z")  # another fault of the database is not taken for a twin
    monkeypatch.setattr(raising, "_raised_by", lambda _token: None)
    with pytest.raises(IntegrityError):
        raise_matter(
            house.committee,
            NewMatter("u" * 20, "另一件事", "", ""),
            twice,
            address="192.0.2.1",
            now=house.now,
        )


def test_who_raises_without_end_is_told_to_wait(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(raising, "RAISED_PER_ADDRESS", Limit("few", 2, timedelta(hours=1)))
    for _each in range(2):
        house.raises()

    with pytest.raises(TooManyGuesses):
        house.raises()

    assert Matter.objects.count() == 2


def test_neighbours_see_no_words_before_the_secretary_has_read_them(house: House) -> None:
    voice = house.raises("有人在楼道里吵架", who="12F 张三", is_hidden=True)
    assert shown_matters(house.committee, today=MONDAY) == []
    assert [one.who for one in desk_of(house.committee, today=MONDAY)] == ["12F 张三"]

    handling.take_up(house.keeper, voice.matter, now=house.now)
    with pytest.raises(MatterMoved):
        handling.take_up(house.keeper, voice.matter, now=house.now)

    (shown,) = shown_matters(house.committee, today=MONDAY)
    assert (shown.title, shown.who) == ("有人在楼道里吵架", "")
    named = house.raises("大堂太冷", who="李四", is_hidden=False)
    handling.take_up(house.keeper, named.matter, now=house.now)
    assert matter_page(named.matter, today=MONDAY, to_all=True).row.who == "李四"


def test_a_browser_supports_once_and_never_what_it_raised(house: House) -> None:
    voice = house.taken_up()
    house.supports(voice.matter, "one")

    for browser in ("one", voice.browser):
        with pytest.raises(SupportedAlready):
            house.supports(voice.matter, browser)

    assert shown_matters(house.committee, today=MONDAY)[0].supporters == 1
    assert house.verbs().count("matter_supported") == 1


def test_what_others_raised_alike_is_found_while_it_is_open(house: House) -> None:
    house.taken_up("电梯早高峰太慢")
    house.raises("电梯早高峰太慢了")
    refused = house.taken_up("早高峰电梯太慢")
    handling.exclude(
        house.keeper, refused.matter, why=Exclusion.UNCLEAR, says="请补充", now=house.now
    )

    found = similar_matters(house.committee, "电梯太慢", today=MONDAY)

    assert [one.number for one in found] == [1]


def test_solved_is_what_the_raiser_says_and_nobody_else(house: House) -> None:
    raiser = house.answered()
    supporter = again(house.supports(raiser.matter))
    with pytest.raises(MatterMoved):
        say_solved(supporter, now=house.now)
    assert figures(house.committee, now=house.now).silent == 1

    say_solved(raiser, now=house.now)
    with pytest.raises(MatterMoved):
        say_solved(raiser, now=house.now)

    assert figures(house.committee, now=house.now).solved == 1
    assert house.verbs()[-1] == "matter_solved"


def test_a_supporter_reopens_what_was_answered_refused_or_even_solved(house: House) -> None:
    raiser = house.answered()
    supporter = again(house.supports(raiser.matter))
    say_solved(raiser, now=house.now)
    say_unsolved(supporter, now=house.now)
    with pytest.raises(MatterMoved):
        say_unsolved(supporter, now=house.now)
    found = now_is(raiser.matter)
    assert (found.state, found.verdict, found.due_on) == (
        MatterState.TRIAGED,
        Verdict.UNSOLVED,
        None,
    )
    unread = house.raises()
    handling.exclude(
        house.keeper, unread.matter, why=Exclusion.UNCLEAR, says="请补充", now=house.now
    )
    assert figures(house.committee, now=house.now).excluded == {Exclusion.UNCLEAR: 1}

    say_unsolved(again(unread), now=house.now)

    assert now_is(unread.matter).taken_up_at == house.now
    assert figures(house.committee, now=house.now).reopened == 2


def test_merging_loses_nothing_and_can_be_taken_back(house: House) -> None:
    ours, theirs, third = (house.taken_up(f"电梯太慢{one}") for one in range(3))
    house.supports(ours.matter, "both")
    house.supports(theirs.matter, "both")
    before = Matter.objects.filter(pk=theirs.matter.pk).values().get()

    handling.merge(house.keeper, theirs.matter, into=1, now=house.now)

    (row, _third) = sorted(shown_matters(house.committee, today=MONDAY), key=lambda one: one.number)
    assert row.supporters == 2, "the other raiser, and who supports both once"
    assert matter_page(now_is(ours.matter), today=MONDAY, to_all=True).merged == [2]
    assert figures(house.committee, now=house.now).merged == 1
    for into in (1, 2, 3, 99):
        with pytest.raises(NotTheSame):
            handling.merge(house.keeper, ours.matter, into=into, now=house.now)
    with pytest.raises(NotTheSame):
        handling.merge(house.keeper, third.matter, into=2, now=house.now)
    with pytest.raises(MatterMoved):
        handling.promise(house.keeper, theirs.matter, days=1, now=house.now)

    handling.unmerge(house.keeper, theirs.matter, now=house.now)

    assert Matter.objects.filter(pk=theirs.matter.pk).values().get() == before
    assert shown_matters(house.committee, today=MONDAY)[-1].supporters == 1


def test_nothing_is_merged_into_what_neighbours_do_not_see_yet(house: House) -> None:
    shown = house.taken_up()
    house.raises("有人在楼道里吵架")

    with pytest.raises(NotTheSame):
        handling.merge(house.keeper, shown.matter, into=2, now=house.now)

    assert [one.number for one in shown_matters(house.committee, today=MONDAY)] == [1]


def test_what_was_merged_unread_waits_for_nobody(house: House) -> None:
    house.taken_up()
    again_raised = house.raises()
    assert unread(house.committee) == 1

    handling.merge(house.keeper, again_raised.matter, into=1, now=house.now)

    assert unread(house.committee) == 0


def test_whoever_s_matter_was_just_taken_out_again_speaks_for_their_own(house: House) -> None:
    ours, theirs = house.answered(), house.taken_up()
    say_unsolved(ours, now=house.now)
    handling.merge(house.keeper, theirs.matter, into=1, now=house.now)
    page_as_it_was = again(theirs)
    handling.unmerge(house.keeper, theirs.matter, now=house.now)
    handling.promise(house.keeper, ours.matter, days=1, now=house.now)
    handling.answer(house.keeper, ours.matter, says="修好了", now=house.now)

    with pytest.raises(MatterMoved):
        say_unsolved(page_as_it_was, now=house.now)

    assert now_is(ours.matter).state == MatterState.ANSWERED


def test_whoever_raised_what_was_merged_speaks_for_the_matter_it_lies_in(house: House) -> None:
    ours, theirs = house.taken_up(), house.taken_up()
    handling.merge(house.keeper, theirs.matter, into=1, now=house.now)
    handling.promise(house.keeper, ours.matter, days=1, now=house.now)
    handling.answer(house.keeper, ours.matter, says="修好了", now=house.now)

    with pytest.raises(MatterMoved):
        say_solved(again(theirs), now=house.now)
    say_unsolved(again(theirs), now=house.now)
    later = again(house.supports(again(theirs).matter))

    assert now_is(ours.matter).reopened == 1
    assert later.matter == ours.matter


def test_a_task_has_an_owner_and_a_day_and_is_done_once(house: House) -> None:
    matter = house.taken_up().matter
    handling.deliberate(house.keeper, matter, now=house.now)
    with pytest.raises(DateUnreadable):
        _task(house, matter, MONDAY - DAY)
    _task(house, matter, MONDAY)
    task = Task.objects.get()

    (late,) = matter_page(matter, today=MONDAY + DAY, to_all=True).tasks
    handling.finish_task(house.keeper, matter, task=task.pk, now=house.now)
    with pytest.raises(UnknownTask):
        handling.finish_task(house.keeper, matter, task=task.pk, now=house.now)

    (done,) = matter_page(matter, today=MONDAY + DAY, to_all=True).tasks
    assert (late.owner, late.is_late, done.is_late) == (SeatKind.PROPERTY, True, False)
    answered, merged = house.answered().matter, house.taken_up().matter
    handling.merge(house.keeper, merged, into=1, now=house.now)
    for one in (answered, merged):
        with pytest.raises(MatterMoved):
            _task(house, one, MONDAY)


def _task(house: House, matter: Matter, due_on: date) -> None:
    handling.give_task(
        house.keeper,
        matter,
        says="换门机",
        owner=SeatKind.PROPERTY,
        due_on=due_on,
        now=house.now,
    )


@pytest.mark.django_db
def test_the_demo_plants_one_committee_in_its_own_tower_once(now: datetime) -> None:
    assert plant_committee(now=now)
    assert not plant_committee(now=now)

    committee = Committee.objects.get()
    rows = shown_matters(committee, today=localdate(now))
    assert committee.building.origin == PlaceOrigin.DEMO
    assert len(rows) == 5
    assert {one.number for one in rows if one.is_late} == {1}
    assert max(one.supporters for one in rows) == 40
    assert figures(committee, now=now).solved == 1
    assert find_damage().damage == ()


def test_no_demo_is_planted_where_there_is_something_real(house: House) -> None:
    assert not plant_committee(now=house.now)
    assert Place.objects.count() == 2
    assert Committee.objects.count() == 1
