"""What people at a cabinet do when something went wrong, walked through in a real browser."""

from datetime import timedelta

from playwright.sync_api import expect
from tests.browsing import DESK, Visits, greet
from tests.lockers.pages.staged import sign_in
from tests.lockers.tower import Tower

from linli.lockers.access import owner_link
from linli.lockers.actions.beginning import Begun
from linli.lockers.enums import DepositState
from linli.lockers.models import Deposit


def test_a_courier_takes_a_meal_back_and_stores_it_behind_a_larger_door(
    tower: Tower, visit: Visits
) -> None:
    courier = visit()
    page = courier.go("/c/B-A")
    page.fill("#recipient", "3821")
    page.click(".btn-main")
    expect(page.locator("#door")).to_have_attribute("data-stage", "opening")
    tower.exchange()
    expect(page.locator("#door")).to_have_attribute("data-stage", "open")
    tower.a.fill(1)
    tower.exchange()
    page.click("text=放错了，重开")
    expect(page.locator("#door")).to_have_attribute("data-stage", "reopening")
    tower.exchange()
    expect(page.locator("#door")).to_have_attribute("data-stage", "reopened")
    tower.a.empty(1)
    tower.exchange()
    expect(page.locator("#door")).to_have_attribute("data-stage", "taken_back")
    courier.keeps("courier-taken-back")

    page.click(".sizes >> text=大")

    expect(page.locator("#door")).to_have_attribute("data-stage", "opening")
    expect(page.locator(".door-number")).to_have_text("08")
    states = Deposit.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == [DepositState.RECALLED, DepositState.SENT]


def test_a_colleague_fetches_the_meal_by_a_link_and_the_owner_sees_it(
    tower: Tower, visit: Visits
) -> None:
    owner, colleague = visit(), visit(java_script_enabled=False)
    page = owner.go(f"/p/{owner_link(tower.stored().deposit)}")
    page.click("text=让同事帮我取")
    link = page.input_value("#errand-link")
    page.click("text=分享或复制链接")
    expect(page.locator("[data-share]")).to_have_text("已复制，去粘贴给同事")
    owner.keeps("owner-lets-a-colleague-fetch")

    theirs = colleague.go(link.removeprefix(colleague.site))
    colleague.keeps("colleague-fetches")
    theirs.click("text=我在柜前，开门")
    expect(theirs.locator("#door")).to_have_attribute("data-stage", "opening")
    tower.exchange()
    expect(page.locator("#errand")).to_contain_text("有人用您给的链接开了门")
    tower.a.empty(1)
    tower.exchange()
    theirs.click("noscript a")

    expect(theirs.locator("#door")).to_have_attribute("data-stage", "picked")
    expect(page.locator("#door")).to_have_attribute("data-stage", "picked")


def test_an_owner_looks_for_what_was_forgotten_and_says_what_is_wrong(
    tower: Tower, visit: Visits
) -> None:
    owner = visit()
    page = owner.go(f"/p/{owner_link(tower.stored().deposit)}")
    page.click("text=我在柜前，开门")
    expect(page.locator("#far")).to_contain_text("确定在柜前？")
    owner.keeps("owner-may-be-far")
    page.click("text=确定，开门")
    expect(page.locator("#door")).to_have_attribute("data-stage", "opening")
    tower.a.empty(1)
    tower.exchange()
    expect(page.locator("#door")).to_have_attribute("data-stage", "picked")
    page.click("text=忘了东西？再开一次")
    expect(page.locator("#door")).to_have_attribute("data-stage", "looking")
    tower.a.close(1)
    tower.exchange()
    tower.now += timedelta(seconds=9)
    expect(page.locator("#door")).to_have_attribute("data-stage", "picked")
    page.click("text=没有餐，或餐不对")
    page.click("text=餐损坏了")
    expect(page.locator("#report")).to_contain_text("您反馈了：餐损坏了")
    owner.keeps("owner-says-what-is-wrong")

    crew = sign_in(tower, visit(viewport=DESK))
    crew.click("text=打开看板")
    crew.click("#reports >> text=答复")
    crew.click("text=已请骑手重新送一份")

    expect(crew.locator("#doors")).to_be_visible()
    expect(page.locator("#report")).to_contain_text("答复：已请骑手重新送一份", timeout=8000)


def test_who_had_no_message_asks_again_and_finds_all_meals_on_one_page(
    tower: Tower, visit: Visits
) -> None:
    for _ in range(2):
        (begun,) = tower.begins(tower.request(phone="13800003821"))
        assert isinstance(begun, Begun)
        tower.a.fill(tower.opened(begun))
        tower.exchange()
    owner = visit()
    page = owner.go("/c/B-A/pickup")
    page.click("text=没收到消息？")
    page.fill("#recipient", "138 0000 3821")
    page.click(".btn-main")
    expect(page.locator("#sent")).to_be_visible()
    owner.keeps("owner-had-no-message")
    tower.now += timedelta(minutes=31)
    greet(tower)

    page = owner.go(f"/p/{owner_link(Deposit.objects.order_by('pk')[0].code)}")
    expect(page.locator("#door")).to_contain_text("放了 30 分钟以上")
    owner.keeps("owner-late-with-two-meals")
    page.click("text=开 02")

    expect(page.locator("#door")).to_have_attribute("data-stage", "opening")
    expect(page.locator(".door-number")).to_have_text("02")


def test_a_courier_is_warned_of_one_tail_twice_and_sets_the_number_right(
    tower: Tower, visit: Visits
) -> None:
    tower.stored()
    courier = visit()
    page = courier.go("/c/B-A?big=1")
    page.fill("#recipient", "3821")
    page.click(".btn-main")
    expect(page.locator("#twin")).to_contain_text("01 里有一份同尾号的餐")
    courier.keeps("courier-one-tail-twice")

    page.fill("#recipient", "138 0000 0446")
    page.click("text=改正")

    expect(page.locator("#door")).to_contain_text("尾号 0446")
    assert Deposit.objects.order_by("-pk")[0].tail == "0446"
