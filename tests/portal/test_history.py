"""What was done to one thing, in words, for those who may know of it."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from tests.lockers.tower import Tower, plugged_in

from linli.ledger import history, sentences
from linli.ledger.actions import NewEntry, append
from linli.ledger.models import Entry
from linli.ledger.sentences import Sentence, in_words, one_of, tell, told
from linli.people.actions.owner import steward
from linli.people.enums import Role
from linli.people.models import Grant, Person
from linli.places.models import Place

Queries = Callable[[int], AbstractContextManager[object]]
MARK = "13800138000"


@pytest.fixture
def tower(db: None, now: datetime) -> Iterator[Tower]:
    """One cabinet of four doors, and a test that is one transaction."""
    made = Tower(now=now)
    with plugged_in(made.line):
        yield made


@pytest.fixture
def owner(tower: Tower) -> Person:
    """Whoever looks after the tower."""
    steward(tower.place, now=tower.now)
    return Person.objects.get()


@pytest.fixture
def stranger(tower: Tower, owner: Person) -> Person:
    """Somebody with a role elsewhere."""
    other = Person.objects.create(handle="other", joined_at=tower.now)
    elsewhere = Place.objects.create(
        level="district", code="ELSEWHERE", path="ELSEWHERE", name="别处", origin="real"
    )
    Grant.objects.create(person=other, role=Role.STEWARD, place=elsewhere, granted_at=tower.now)
    return other


def said(client: Client, path: str) -> str:
    """What a page says."""
    return " ".join(client.get(path).content.decode().split())


def test_a_cabinet_and_a_meal_tell_what_was_done_to_them(
    client: Client, tower: Tower, owner: Person
) -> None:
    begun = tower.stored()
    client.force_login(owner)

    cabinet = said(client, f"/history/cabinet/{tower.a.code}")
    assert "柜子上报了第" in cabinet
    assert "装好了，4 个格口" in cabinet
    assert cabinet.index("柜子上报了第") < cabinet.index("装好了")
    assert "安装人员" in cabinet
    assert f"柜子 {tower.a.code}" in cabinet
    meal = said(client, f"/history/deposit/{begun.deposit}")
    assert "登记存餐，大小 S" in meal
    assert "骑手" in meal


def test_people_read_of_themselves_and_are_called_by_no_name(
    client: Client, tower: Tower, owner: Person
) -> None:
    client.force_login(owner)
    append(
        [
            NewEntry(
                chain="people",
                at=tower.now,
                actor=f"person:{owner.pk}",
                verb="signed_in",
                subject=f"person:{owner.pk}",
                facts={"way": "phone"},
            )
        ]
    )

    page = said(client, f"/history/person/{owner.pk}")

    assert "获得角色“管理员”" in page
    assert "您 ·" in page
    assert "管理员</b>" not in page


@pytest.mark.parametrize("with_trace", [True, False])
def test_whoever_may_not_know_of_a_thing_learns_nothing(
    client: Client,
    tower: Tower,
    stranger: Person,
    owner: Person,
    with_trace: bool,  # noqa: FBT001  # a case
) -> None:
    begun = tower.stored()
    client.force_login(stranger)
    there = {
        "cabinet": tower.a.code,
        "deposit": begun.deposit,
        "person": str(owner.pk),
    }
    nowhere = {"cabinet": "NONE", "deposit": "0" * 13, "person": "999999999"}
    names = there if with_trace else nowhere

    for kind, name in names.items():
        answer = client.get(f"/history/{kind}/{name}")
        assert answer.status_code == 404
        assert "没有这个页面，或者您看不到" in answer.content.decode()


@pytest.mark.parametrize(
    "path",
    [
        "boat/1",
        "person/x",
        "person/²",
        "person/01",
        "person/" + "9" * 30,
        "cabinet/%00",
        "place/BYL",
        "cabinet/" + "x" * 99,
    ],
)
def test_what_is_no_thing_has_no_history(client: Client, owner: Person, path: str) -> None:
    client.force_login(owner)

    assert client.get(f"/history/{path}").status_code == 404


def test_who_is_not_signed_in_is_asked_to(client: Client, tower: Tower) -> None:
    assert client.get(f"/history/cabinet/{tower.a.code}").status_code == 403


def test_somebody_who_is_looked_after_is_shown_to_who_does(
    client: Client, tower: Tower, owner: Person
) -> None:
    crew = Person.objects.create(handle="crew", joined_at=tower.now)
    Grant.objects.create(person=crew, role=Role.CREW, place=tower.place, granted_at=tower.now)
    client.force_login(owner)

    page = said(client, f"/history/person/{crew.pk}")

    assert "data-empty" in page


def test_a_long_history_has_pages_that_cost_the_same(
    client: Client, tower: Tower, owner: Person, django_assert_num_queries: Queries
) -> None:
    subject = f"cabinet:{tower.a.code}"
    append(
        [
            NewEntry("t", tower.now, "linli", "journal_applied", subject, {"from": n, "upto": n})
            for n in range(1, 130)
        ]
    )

    with django_assert_num_queries(1):
        first = history.history_of(subject)
    with django_assert_num_queries(1):
        second = history.history_of(subject, before=first.before)
    third = history.history_of(subject, before=second.before)

    assert [len(one.entries) for one in (first, second, third)] == [50, 50, 30]
    assert first.entries[0].says == "柜子上报了第 129 至 129 行记录"
    assert third.before is None
    client.force_login(owner)
    page = said(client, f"/history/cabinet/{tower.a.code}?before={first.before}")
    assert f"?before={second.before}" in page
    assert "第 129 至" in said(client, f"/history/cabinet/{tower.a.code}?before=x")


def test_an_unknown_verb_is_shown_plainly_and_no_fact_by_itself(
    client: Client, tower: Tower, owner: Person
) -> None:
    append(
        [
            NewEntry(
                chain="t",
                at=tower.now,
                actor="somebody",
                verb="meal_blessed",
                subject=f"cabinet:{tower.a.code}",
                facts={"phone": MARK, "name": MARK},
            )
        ]
    )
    client.force_login(owner)

    page = said(client, f"/history/cabinet/{tower.a.code}")

    assert "meal_blessed（没有说明）" in page
    assert "somebody ·" in page
    assert MARK not in page


def test_every_verb_that_this_tower_can_write_has_a_sentence(tower: Tower, owner: Person) -> None:
    tower.stored()

    of_places = {"place_planted"}  # is told on the place's own page
    assert set(Entry.objects.values_list("verb", flat=True)) - of_places <= told()


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"size": "S", "by": 7}, "小 7"),
        ({"size": "X", "by": "{by.__class__}"}, "X {by.__class__}"),
        ({"size": None}, "— —"),
        ({"size": "S", "by": "长" * 200, "more": MARK}, "小 " + "长" * 80),
    ],
)
def test_a_sentence_shows_the_facts_that_it_names(
    monkeypatch: pytest.MonkeyPatch, facts: dict[str, object], words: str
) -> None:
    monkeypatch.setattr(sentences, "_sentences", {})
    tell({"tried": Sentence("{size} {by}", {"size": one_of({"S": "小"})})})

    assert in_words("tried", facts) == words
    with pytest.raises(AssertionError):
        tell({"tried": "again"})


def test_facts_that_somebody_tampered_with_say_nothing(
    tower: Tower, without_triggers: Callable[[], AbstractContextManager[None]]
) -> None:
    with without_triggers(), connection.cursor() as cursor:
        cursor.execute("UPDATE ledger_entry SET facts = '{' WHERE verb = 'cabinet_put_up'")

    found = history.history_of(f"cabinet:{tower.a.code}")

    assert [one.says for one in found.entries] == ["装好了，— 个格口"]


def test_the_newest_is_first(tower: Tower, now: datetime) -> None:
    append([NewEntry("t", now, "linli", verb, "thing:1", {}) for verb in ("first", "second")])

    assert [one.says[:5] for one in history.history_of("thing:1").entries] == ["secon", "first"]
