"""The page on which a second person agrees that more doors are opened from afar."""

import pytest
from django.test import Client
from tests.lockers.pages.reading import press, read
from tests.lockers.tower import Tower

from linli.lockers.models import OpeningPermit
from linli.people.actions import ensure_person, give_grant
from linli.people.enums import Role
from linli.people.models import Proposal

PATH = "/board/openings"


def signed_in(tower: Tower, handle: str, role: Role) -> Client:
    person = ensure_person(handle=handle, name=f"{handle}师傅", now=tower.now)
    give_grant(
        person=person, role=role, place=tower.place, until=None, granted_by=None, now=tower.now
    )
    browser = Client()
    browser.force_login(person)
    return browser


@pytest.fixture
def crew(tower: Tower) -> Client:
    """The browser of one of the crew."""
    return signed_in(tower, "li", Role.CREW)


@pytest.fixture
def chief(tower: Tower) -> Client:
    """The browser of who runs the place."""
    return signed_in(tower, "chen", Role.STEWARD)


def asks(browser: Client, **fields: str) -> str:
    form = {"building": "BAIYULAN", "openings": "5", "reason": "回收", "then": "ask"}
    return press(browser, PATH, **{**form, **fields}).text


def test_the_fourth_door_says_where_a_second_person_is_asked(tower: Tower, crew: Client) -> None:
    for number in (1, 2, 3, 4):
        tower.a.open(number)
        tower.a.close(number)
    tower.exchange()
    for number in (1, 2, 3):
        tower.wait(1)  # a grant is another one by the next second
        token = read(crew, f"/board/B-A/{number}").token
        assert press(crew, f"/board/B-A/{number}", reason="清柜", token=token).status == 200

    page = press(crew, "/board/B-A/4", reason="清柜", token="t" * 20)

    assert page.status == 403
    assert "再开要另一个人同意" in page.text
    assert PATH in page.source
    assert len(tower.line.asked) == 3


def test_one_asks_and_another_agrees(tower: Tower, crew: Client, chief: Client) -> None:
    assert "等别人同意" in asks(crew)
    assert "chen" not in read(chief, PATH).text
    assert "再开 5 扇" in read(chief, PATH).text
    number = str(Proposal.objects.get().pk)
    assert press(crew, PATH, then="agree", number=number).status == 404

    assert press(chief, PATH, then="agree", number=number).status == 200

    assert OpeningPermit.objects.get().openings == 5
    assert "还能开 5" in read(crew, PATH).text


def test_another_may_refuse(tower: Tower, crew: Client, chief: Client) -> None:
    asks(crew)

    press(chief, PATH, then="refuse", number=str(Proposal.objects.get().pk))

    assert not OpeningPermit.objects.exists()
    assert "请另一个人同意" in read(crew, PATH).text


@pytest.mark.parametrize("field", [{"openings": "x"}, {"openings": "21"}, {"reason": ""}])
def test_what_cannot_be_asked_is_refused_in_a_sentence(
    tower: Tower, crew: Client, field: dict[str, str]
) -> None:
    assert "请再核对" not in asks(crew)
    Proposal.objects.all().delete()

    asks(crew, **field)

    assert not Proposal.objects.exists()


def test_property_opens_nothing_and_asks_for_nothing(tower: Tower) -> None:
    assert read(signed_in(tower, "wang", Role.PROPERTY), PATH).status == 403
