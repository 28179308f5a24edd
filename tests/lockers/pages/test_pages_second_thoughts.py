"""What people at a cabinet do when something went wrong, walked through in a real browser."""

from playwright.sync_api import expect
from tests.browsing import Visits
from tests.lockers.tower import Tower

from linli.lockers.enums import DepositState
from linli.lockers.models import Deposit


def test_a_courier_takes_a_meal_back_and_stores_it_behind_a_larger_door(
    tower: Tower, visit: Visits
) -> None:
    courier = visit()
    page = courier.go("/c/B-A")
    page.fill("#recipient", "3821")
    page.click(".btn-main")
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
