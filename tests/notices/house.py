"""A tower with a crew and a property company, and channels that keep what they were to send."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from tests.notices.test_notices import planted

from linli.notices import reaching, troubles
from linli.notices.channels.port import NotSentError
from linli.notices.inbox import tell_people
from linli.notices.letters import Letter
from linli.notices.models import Told
from linli.notices.queries import inbox_of
from linli.notices.rules.retrying import Answer
from linli.notices.troubles import Trouble
from linli.people.actions import ensure_person, give_grant
from linli.people.enums import Role
from linli.people.models import Person
from linli.places.models import Place

MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)
MOBILE = "13812343821"


class Post:
    """A channel that keeps whom it sent what, and answers as it is told."""

    def __init__(self, name: str = "mail", *answers: Answer) -> None:
        self.name = name
        self.answers = list(answers)
        self.sent: list[tuple[str, Letter]] = []

    def send(self, mobile: str, letter: Letter, **_named: object) -> None:
        """Send, or say why not."""
        answer = self.answers.pop(0) if self.answers else Answer.SENT
        if answer is not Answer.SENT:
            raise NotSentError(answer, f"said {answer}")
        self.sent.append((mobile, letter))

    @property
    def said(self) -> list[str]:
        """What stood over each letter."""
        return [letter.subject for _to, letter in self.sent]


class House:
    """A tower with a crew and a property company, and what is wrong in it."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 2, 4, 0, 30, tzinfo=UTC)  # noon in Shanghai
        self.tower = Place.objects.get(pk=planted("A", self.now))
        self.wrong: list[Trouble] = []
        self.crew = self.person("crew", Role.CREW)
        self.property = self.person("property", Role.PROPERTY)

    def person(self, handle: str, role: Role) -> Person:
        """Somebody who holds a role here."""
        made = ensure_person(handle=handle, name="王工", now=self.now)
        give_grant(
            person=made,
            role=role,
            place=self.tower,
            until=None,
            granted_by=None,
            now=self.now,
        )
        return made

    def jams(self, door: int, *, dangerous: bool = False) -> None:
        """Let a door of cabinet T-A go wrong."""
        told = (Role.CREW, Role.PROPERTY) if dangerous else (Role.CREW,)
        says = f"T-A 柜，{door} 号格：卡住"
        place = self.tower.pk
        where, link = "T-A 柜 大堂", "/board/alarms/1"
        key, about = f"alarm:{door}:0", "cabinet:T-A"
        self.wrong.append(Trouble(key, place, "A楼", says, dangerous, about, where, link, told))

    def tells(self, *posts: Post, after: timedelta = timedelta()) -> int:
        """Tell everybody, so much later."""
        return tell_people(posts, chance=Random(1), now=self.now + after)  # noqa: S311  # in a test

    def confirmed(self, person: Person, address: str = "wang@example.cn") -> None:
        """Let somebody have their mail confirmed."""
        token = reaching.ask_for_mail(person, address, now=self.now)
        reaching.confirm_mail(token, person=person, now=self.now)


@pytest.fixture
def house(db: None, monkeypatch: pytest.MonkeyPatch) -> House:
    made = House()
    monkeypatch.setattr(troubles, "_declared", [])
    troubles.declare(lambda: made.wrong)
    return made


def lines(person: Person) -> list[tuple[str, int]]:
    return [(one.says, one.count) for one in reversed(inbox_of(person))]


def of_whom(line: Told) -> dict[str, int]:
    return {"person_id": line.person_id, "place_id": line.place_id}
