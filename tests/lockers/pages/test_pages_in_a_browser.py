"""The pages in a real browser: with and without script, weak networks, and what stays open."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, Route, expect
from tests.browsing import DESK, Visits, greet
from tests.lockers.cabinets import ScriptedLine, is_silent
from tests.lockers.pages.staged import sign_in
from tests.lockers.tower import Tower, plugged_in

from linli.lockers.access import owner_link
from linli.lockers.models import Deposit
from linli.lockers.rules.nearness import JUST_IN


def type_tail(page: Page, tail: str) -> None:
    """Fill in the form and press."""
    page.fill("#recipient", tail)
    page.click(".btn-main")


def test_a_meal_goes_in_and_the_page_is_ready_for_the_next(tower: Tower, visit: Visits) -> None:
    courier = visit()
    page = courier.go("/c/B-A")
    expect(page.locator("#recipient")).to_be_focused()

    type_tail(page, "3821")
    expect(page.locator("#door")).to_have_attribute("data-stage", "opening")
    expect(page.locator(".door-number")).to_have_text("01")
    tower.exchange()
    expect(page.locator("#door")).to_have_attribute("data-stage", "open")

    tower.a.fill(1)
    tower.exchange()
    expect(page.locator("section.stored")).to_contain_text("01 已存好")
    expect(page).to_have_url(f"{courier.site}/c/B-A")
    expect(page.locator("#recipient")).to_have_value("")
    expect(page.locator("#recipient")).to_be_focused()

    type_tail(page, "0446")
    expect(page.locator(".door-number")).to_have_text("02")
    assert tower.a.pulses == [1, 2]


def test_without_script_every_step_is_a_link_or_a_button(tower: Tower, visit: Visits) -> None:
    page = visit(java_script_enabled=False).go("/c/B-A")

    type_tail(page, "3821")
    expect(page.locator("#door")).to_have_attribute("data-stage", "opening")
    tower.a.fill(1)
    tower.exchange()
    page.click("noscript a")
    expect(page.locator("section.stored")).to_contain_text("01 已存好")

    tower.now += JUST_IN
    greet(tower)
    page.goto(page.url.split("/d/")[0] + f"/p/{owner_link(Deposit.objects.get().code)}")
    page.click("text=我在柜前，开门")
    tower.a.empty(1)
    tower.exchange()
    page.click("noscript a")
    expect(page.locator("#door")).to_have_attribute("data-stage", "picked")


@pytest.mark.parametrize("script", [True, False])
def test_what_was_typed_is_there_after_a_refusal(
    tower: Tower, visit: Visits, *, script: bool
) -> None:
    page = visit(java_script_enabled=script).go("/c/B-A?by=order")
    page.locator("input[value=L]").check(force=True)

    type_tail(page, "订单号")

    expect(page.locator("#refusal")).to_contain_text("请输入手机尾号")
    expect(page.locator("#recipient")).to_have_value("订单号")
    expect(page.locator("#recipient")).to_have_attribute("inputmode", "text")
    expect(page.locator("input[value=L]")).to_be_checked()


def test_a_form_that_the_network_lost_is_sent_again_and_opens_one_door(
    tower: Tower, visit: Visits
) -> None:
    page = visit().go("/c/B-A")
    lost: list[str] = []

    def lose_once(route: Route) -> None:
        if route.request.method != "POST" or lost:
            route.continue_()
            return
        lost.append(route.request.post_data or "")
        route.fetch()  # it arrives; the answer is lost
        route.abort()

    page.route("**/c/B-A", lose_once)
    type_tail(page, "3821")

    expect(page.locator("#door")).to_be_visible()
    assert len(lost) == 1
    assert tower.a.pulses == [1]
    assert Deposit.objects.count() == 1


def test_a_form_that_cannot_be_sent_says_so_and_keeps_all(tower: Tower, visit: Visits) -> None:
    page = visit().go("/c/B-A")
    page.clock.install()
    page.route("**/c/B-A", lambda route: route.abort())

    type_tail(page, "3821")
    expect(page.locator(".unsent-trying")).to_be_visible()
    for _ in range(2):
        page.clock.run_for(5000)
    expect(page.locator(".unsent-failed")).to_be_visible()

    expect(page.locator("#recipient")).to_have_value("3821")
    expect(page.locator(".btn-main")).to_be_enabled()
    assert not Deposit.objects.exists()


def test_a_page_that_follows_a_door_outlives_a_server_that_stumbles(
    tower: Tower, visit: Visits
) -> None:
    page = visit().go("/c/B-A")
    type_tail(page, "3821")
    expect(page.locator("#door")).to_be_visible()
    seen: list[int] = []

    def stumble(route: Route) -> None:
        seen.append(1)
        if len(seen) == 1:
            route.fulfill(status=502, body="<h1>Bad Gateway</h1>", content_type="text/html")
        elif len(seen) == 2:
            route.abort()
        else:
            route.continue_()

    page.route("**/d/**", stumble)
    tower.exchange()

    expect(page.locator("#door")).to_have_attribute("data-stage", "open")
    assert len(seen) >= 3


def test_a_silent_cabinet_is_asked_again_by_a_press(tower: Tower, visit: Visits) -> None:
    visitor = visit()
    page = visitor.go("/c/B-A")
    with plugged_in(ScriptedLine(is_silent)):
        type_tail(page, "3821")
        expect(page.locator("#door")).to_have_attribute("data-stage", "asking")
    tower.now += timedelta(seconds=9)
    expect(page.locator("#door")).to_have_attribute("data-stage", "unanswered")

    page.click("text=再开一次")

    expect(page.locator("#door")).to_have_attribute("data-stage", "opening")
    assert tower.a.pulses == [1]


def test_the_owner_opens_takes_and_is_thanked(tower: Tower, visit: Visits) -> None:
    begun = tower.stored()
    tower.now += JUST_IN
    greet(tower)
    visitor = visit()
    page = visitor.go(f"/p/{owner_link(begun.deposit)}")

    page.click("text=柜前扫码，或出示取餐码")
    expect(page.locator(".code")).to_be_visible()
    page.click("text=我在柜前，开门")
    expect(page.locator("#door")).to_have_attribute("data-stage", "opening")
    tower.exchange()
    expect(page.locator("#door")).to_have_attribute("data-stage", "open")
    tower.a.empty(1)
    tower.exchange()

    expect(page.locator("#door")).to_have_attribute("data-stage", "picked")
    assert tower.a.pulses == [1, 1]


def test_the_board_changes_within_a_second_of_the_door(tower: Tower, visit: Visits) -> None:
    page = sign_in(tower, visit(viewport=DESK))
    page.click("text=打开看板")
    expect(page.locator("#B-A-1")).to_contain_text("空")

    tower.stored()

    expect(page.locator("#B-A-1")).to_contain_text("存", timeout=2000)


def test_the_board_keeps_its_place_and_its_drawer_while_it_changes(
    tower: Tower, visit: Visits
) -> None:
    tower.stored()
    page = sign_in(tower, visit(viewport=DESK))
    page.click("text=打开看板")
    page.click("#B-A-1")
    page.fill("#reason", "收餐人要求")

    tower.stored()
    expect(page.locator("#B-A-2")).to_contain_text("存")

    expect(page.locator("#reason")).to_have_value("收餐人要求")
    expect(page.locator("#reason")).to_be_focused()
    page.click("text=开门召回")
    expect(page.locator("#asked")).to_contain_text("柜子已开锁")
    expect(page).to_have_url(page.url.split("/board")[0] + "/board/")


def test_a_focused_tile_stays_focused_while_the_board_changes(tower: Tower, visit: Visits) -> None:
    page = sign_in(tower, visit(viewport=DESK))
    page.click("text=打开看板")
    page.focus("#B-A-7")

    tower.stored()
    expect(page.locator("#B-A-1")).to_contain_text("存")

    expect(page.locator("#B-A-7")).to_be_focused()


def test_a_board_whose_server_is_away_says_so_and_recovers(tower: Tower, visit: Visits) -> None:
    page = sign_in(tower, visit(viewport=DESK))
    page.click("text=打开看板")
    expect(page.locator(".stale-note")).to_be_hidden()

    page.route("**/board/doors*", lambda route: route.abort())
    expect(page.locator(".stale-note")).to_be_visible()
    page.unroute("**/board/doors*")

    expect(page.locator(".stale-note")).to_be_hidden()


def test_the_board_works_without_script(tower: Tower, visit: Visits) -> None:
    tower.stored()
    page = sign_in(tower, visit(viewport=DESK, java_script_enabled=False))
    page.click("text=打开看板")

    page.click("#B-A-1")
    page.fill("#reason", "收餐人要求")
    page.click("text=开门召回")

    expect(page.locator("#asked")).to_contain_text("柜子已开锁")
    page.click("text=回看板")
    expect(page.locator("#doors")).to_be_visible()


def test_an_alarm_is_on_the_board_within_two_seconds_and_without_a_reload(
    tower: Tower, visit: Visits
) -> None:
    page = sign_in(tower, visit(viewport=DESK))
    page.goto(page.url.rstrip("/") + "/board/")
    expect(page.locator("#alarms")).to_contain_text("现在没有要处理的")
    page.evaluate("window.same = true")
    tower.a.open(7)
    tower.a.close(7)

    tower.exchange()

    expect(page.locator("#alarms")).to_contain_text("门被强开 B-A-07", timeout=2_000)
    page.click("#alarms >> text=认领")
    page.click("text=我来处理")
    expect(page.locator("#drawer #claimer")).to_contain_text("管**")
    expect(page.locator("#alarms")).to_contain_text("管**", timeout=2_000)
    assert page.evaluate("window.same")
