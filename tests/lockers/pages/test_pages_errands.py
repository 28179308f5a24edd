"""A colleague fetches the meal: a link that opens once, and that its owner can take back."""

from datetime import datetime, timedelta
from random import Random

import pytest
from django.test import Client
from tests.lockers.cabinets import ScriptedLine, says
from tests.lockers.pages.reading import Read, press, read
from tests.lockers.tower import Tower, must_be_whole, plugged_in

from linli.ledger.models import Entry
from linli.lockers.access import OWNER_LINK_OUTLIVES, errand_link, owner_link
from linli.lockers.actions.errands import make_errand, revoke_errand, run_errand
from linli.lockers.errors import ErrandUsed, MealEnded, NotStoredYet, UnknownDeposit
from linli.lockers.models import Deposit, Errand
from linli.wire.messages import Result

CHANCE = Random(5)  # noqa: S311  # names in a test


@pytest.fixture
def colleague() -> Client:
    """Somebody else's browser."""
    return Client()


def given(client: Client, tower: Tower) -> tuple[str, str]:
    """The owner of a stored meal asks for the link; return the owner's and the colleague's."""
    owner = f"/p/{owner_link(tower.stored().deposit)}"
    assert press(client, f"{owner}/share").status == 200
    return owner, f"/e/{errand_link(Errand.objects.get().code)}"


def fetches(client: Client, link: str) -> Read:
    """Open the link and press."""
    return press(client, link, token=read(client, link).token)


def verbs() -> list[str]:
    found = Entry.objects.filter(verb__startswith="errand").order_by("seq")
    return list(found.values_list("verb", flat=True))


def test_there_is_nothing_to_give_away_before_the_meal_is_in_or_after_it_ended(
    client: Client, tower: Tower, now: datetime
) -> None:
    waiting = tower.begun().deposit
    assert "让同事帮我取" not in read(client, f"/p/{owner_link(waiting)}").text
    assert press(client, f"/p/{owner_link(waiting)}/share").status == 409
    with pytest.raises(NotStoredYet):
        make_errand(deposit=waiting, now=now, chance=CHANCE)

    Deposit.objects.filter(code=waiting).update(state="CANCELLED", ended_at=now)

    with pytest.raises(MealEnded):
        make_errand(deposit=waiting, now=now, chance=CHANCE)
    for unknown in (
        lambda: make_errand(deposit="0" * 13, now=now, chance=CHANCE),
        lambda: revoke_errand(deposit="0" * 13, now=now),
        lambda: run_errand(errand="0" * 13, cid="c", is_holder=True, now=now),
    ):
        with pytest.raises(UnknownDeposit):
            unknown()


@pytest.mark.parametrize("change", ["tampered", "owner", "none"])
def test_a_link_that_is_none_of_ours_fetches_nothing(
    client: Client, tower: Tower, change: str
) -> None:
    owner, link = given(client, tower)
    paths = {
        "tampered": f"{link[:-1]}~",
        "owner": owner.replace("/p/", "/e/"),
        "none": f"/e/{errand_link('0' * 13)}",
    }

    assert read(client, paths[change]).status == 404
    assert press(client, paths[change], token=tower.token()).status == 404


def test_one_press_gives_a_link_and_another_press_the_same(client: Client, tower: Tower) -> None:
    owner, link = given(client, tower)

    page = press(client, f"{owner}/share")

    assert page.field("errand-link") == f"http://testserver{link}"
    assert Errand.objects.count() == 1
    assert verbs() == ["errand_made"]


def test_the_colleague_learns_the_door_and_nothing_about_the_owner(
    client: Client, colleague: Client, tower: Tower
) -> None:
    _owner, link = given(client, tower)

    page = read(colleague, link)

    assert page.door["data-stage"] == "ready"
    assert "左起第 1 列，从上往下第 1 格" in page.text
    assert "3821" not in page.source
    assert "取餐码" not in page.text
    assert "<svg" not in page.source


def test_looking_uses_nothing_up(client: Client, colleague: Client, tower: Tower) -> None:
    _owner, link = given(client, tower)

    for _ in range(2):
        assert read(colleague, link).status == 200
        assert read(Client(), link).status == 200

    assert Errand.objects.get().used_at is None
    assert tower.a.pulses == [1]


def test_the_door_opens_once_and_the_owner_is_told(
    client: Client, colleague: Client, tower: Tower
) -> None:
    owner, link = given(client, tower)
    watched = read(client, owner)

    page = fetches(colleague, link)
    assert page.door["data-stage"] == "opening"
    assert tower.a.pulses == [1, 1]
    follow = {"hx-request": "true"}
    assert colleague.get(page.door["hx-get"], headers=follow).status_code == 204
    tower.exchange()
    told = read(client, watched.door["hx-get"], hx_request="true")
    assert "12:00 有人用您给的链接开了门" in told.text
    tower.a.empty(1)
    tower.exchange()

    assert read(colleague, page.door["hx-get"], hx_request="true").door["data-stage"] == "picked"
    assert "12:00 有人用您给的链接开了门" in read(client, owner).text
    assert verbs() == ["errand_made", "errand_used"]
    assert Entry.objects.get(verb="pickup_asked").actor == "colleague"
    must_be_whole()


def test_whoever_comes_second_with_the_same_link_is_refused(
    client: Client, colleague: Client, tower: Tower
) -> None:
    _owner, link = given(client, tower)
    fetches(colleague, link)
    token = tower.token()

    assert read(Client(), link).status == 403
    page = press(Client(), link, token=token)
    assert page.status == 403
    assert "已经用过" in page.text
    assert tower.a.pulses == [1, 1]
    with pytest.raises(ErrandUsed):
        run_errand(errand=Errand.objects.get().code, cid=token, is_holder=False, now=tower.now)


def test_who_was_first_may_press_again_where_the_door_jammed(
    client: Client, colleague: Client, tower: Tower
) -> None:
    _owner, link = given(client, tower)
    tower.a.jammed.add(1)
    fetches(colleague, link)
    tower.wait(3)
    tower.exchange()
    page = read(colleague, link)
    assert page.door["data-stage"] == "jammed"
    tower.a.jammed.clear()

    assert press(colleague, link, token=page.token).door["data-stage"] == "opening"
    assert tower.a.pulses == [1, 1, 1]


def test_a_press_whose_answer_was_lost_is_the_same_press(
    client: Client, colleague: Client, tower: Tower
) -> None:
    _owner, link = given(client, tower)
    token = read(colleague, link).token
    press(Client(), link, token=token)

    assert press(colleague, link, token=token).status == 200
    assert tower.a.pulses == [1, 1]
    assert verbs() == ["errand_made", "errand_used"]


def test_a_door_that_cannot_be_asked_for_leaves_the_link_as_good_as_before(
    client: Client, colleague: Client, tower: Tower
) -> None:
    _owner, link = given(client, tower)
    tower.a.quiet = True
    page = fetches(colleague, link)
    assert page.status == 503
    assert Errand.objects.get().used_at is None
    tower.now += timedelta(minutes=2)
    assert "请本人到柜前用取餐码取" in read(colleague, link).text
    tower.a.quiet = False
    with plugged_in(ScriptedLine(says(Result.BUSY))):
        assert "请几秒后再按一次" in fetches(colleague, link).text

    answer = colleague.post(
        link, {"token": tower.token()}, headers={"accept": "application/json"}
    ).json()

    assert answer["settled"] == "opened"
    assert verbs() == ["errand_made", "errand_used", "errand_given_back", "errand_used"]


def test_who_was_first_keeps_the_link_when_the_cabinet_falls_silent_later(
    client: Client, colleague: Client, tower: Tower
) -> None:
    _owner, link = given(client, tower)
    page = fetches(colleague, link)
    tower.a.quiet = True

    press(colleague, link, token=page.token)

    assert Errand.objects.get().used_at is not None


def test_a_link_taken_back_opens_nothing_and_another_can_be_made(
    client: Client, colleague: Client, tower: Tower
) -> None:
    owner, link = given(client, tower)
    before = read(colleague, link)

    for _ in range(2):
        page = press(client, f"{owner}/unshare")
        assert "让同事帮我取" in page.text

    for answer in (read(colleague, link), press(colleague, link, token=before.token)):
        assert answer.status == 403
        assert "已被本人收回" in answer.text
    with pytest.raises(Exception, match="收回"):
        run_errand(errand=Errand.objects.get().code, cid="c", is_holder=True, now=tower.now)
    press(client, f"{owner}/share")
    assert tower.a.pulses == [1]
    assert verbs() == ["errand_made", "errand_revoked", "errand_made"]


def test_the_link_ends_with_the_meal(client: Client, tower: Tower) -> None:
    owner, link = given(client, tower)
    press(client, owner, token=read(client, owner).token)
    tower.a.empty(1)
    tower.exchange()

    assert read(client, link).door["data-stage"] == "picked"
    assert press(client, link, token=tower.token()).status == 409
    tower.now += OWNER_LINK_OUTLIVES + timedelta(seconds=1)
    assert read(client, link).status == 403
