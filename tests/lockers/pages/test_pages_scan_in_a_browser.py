"""A code is scanned by a real browser: photographed and made small, or seen by the camera."""

import io
from collections.abc import Sequence

import pytest
from django.core.files.uploadedfile import InMemoryUploadedFile
from PIL import Image
from playwright.sync_api import expect
from tests.browsing import Visits
from tests.lockers.pages.test_pages_queue import at
from tests.lockers.test_queueing import queues, taken
from tests.lockers.tower import Tower
from tests.web.test_barcodes import photograph

from linli.lockers.actions.queueing import settle_queues
from linli.lockers.models import Cabinet
from linli.lockers.queries.queue import credits_of
from linli.web.barcodes import codes_in

CAMERA = """
navigator.mediaDevices.getUserMedia = async () => document.createElement("canvas").captureStream();
HTMLMediaElement.prototype.play = async () => {};
window.BarcodeDetector = class {
    static async getSupportedFormats() { return ["qr_code"]; }
    async detect() { return [{ rawValue: "MT-20002" }]; }
};
"""
"""A browser that reads codes itself, as most phones' do; this machine has neither."""


def test_a_photograph_is_made_small_and_a_camera_that_reads_needs_none(
    tower: Tower, visit: Visits, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = list[int]()

    def looks(given: InMemoryUploadedFile) -> Sequence[str]:
        sent.append(given.size or 0)
        return codes_in(given)

    monkeypatch.setattr("linli.lockers.views.scanning.codes_in", looks)
    courier = visit(viewport={"width": 320, "height": 640})
    page = courier.go("/c/B-A")
    page.click("text=扫订单码")
    width = page.evaluate("document.documentElement.scrollWidth")
    courier.keeps("courier-scan")
    picture = photograph("MT-10001")
    page.set_input_files("#picture", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": picture})
    expect(page.locator("#recipient")).to_have_value("MT-10001")
    assert width <= 320
    assert 1_000 < sent[0] < len(picture) / 2

    reads = visit()
    reads.context.add_init_script(CAMERA)
    reads.go("/c/B-A/scan")
    expect(reads.page.locator("#recipient")).to_have_value("MT-20002")


def test_the_place_in_the_queue_follows_by_itself(tower: Tower, visit: Visits) -> None:
    sizes = [
        size for size, left in credits_of(Cabinet.objects.get().pk).items() for _ in range(left)
    ]
    meals = [tower.stored(size) for size in sizes]
    queues(tower, "somebody-else")
    courier = visit(viewport={"width": 320, "height": 640})
    page = courier.go("/c/B-A")
    page.fill("#recipient", "3821")
    page.click("text=排队等这台柜子")
    expect(page.locator("#door")).to_have_attribute("data-stage", "waiting")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert Image.open(io.BytesIO(courier.keeps("courier-queue"))).width == 320
    visit().go(at(0)).click("text=不排了，去别的柜子")
    expect(page.locator(".door-number")).to_have_text("1")
    taken(tower, meals[0])
    settle_queues(now=tower.now)
    expect(page.locator("#door")).to_have_attribute("data-stage", "offered")
    expect(page.locator("#recipient")).to_have_value("3821")
    page.click(".btn-main")
    expect(page.locator("#door")).to_have_attribute("data-stage", "opening")
