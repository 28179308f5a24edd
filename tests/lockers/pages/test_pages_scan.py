"""Scanning an order's code: matched to what was announced, filled in, or refused in words."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.lockers.pages.reading import Read, read, read_answer
from tests.lockers.tower import Tower
from tests.web.test_barcodes import drawn, encoded

from linli.lockers import access
from linli.lockers.actions.orders import NewOrder, announce
from linli.lockers.actions.platforms import add_platform
from linli.people.rules.guessing import Limit
from linli.web.barcodes import LARGEST_PICTURE
from linli.web.headers import NO_DEVICES, WITH_CAMERA
from linli.wire.messages import Size

AT = "/c/B-A/scan"


def scans(client: Client, text: str) -> Read:
    """A courier sends a photograph of a code, and goes where the answer leads."""
    picture = SimpleUploadedFile("IMG_0001.jpg", encoded(drawn(text), "JPEG"))
    return read_answer(client.post(AT, {"picture": picture}, follow=True))


def announced(tower: Tower, number: str, *, platform: str = "fan-le") -> int:
    """A platform says that an order comes."""
    key = add_platform(code=platform, name="饭乐", actor="installer", now=tower.now)
    token = access.platform_token(key.name, key.secret, now=tower.now)
    caller = access.platform_of_token(token, now=tower.now)
    new = NewOrder(number, tower.place.code, Size.S)
    return announce(caller, new, chance=tower.chance, now=tower.now)


def test_the_camera_is_this_pages_alone(client: Client, tower: Tower) -> None:
    assert client.get(AT).headers["Permissions-Policy"] == WITH_CAMERA
    for other in ("/c/B-A", "/c/B-A/pickup", "/", "/c/NONE"):
        assert client.get(other).headers["Permissions-Policy"] == NO_DEVICES
    page = read(client, AT)
    assert 'capture="environment"' in page.source
    assert "scan.js" not in read(client, "/c/B-A").source
    assert 'href="/c/B-A/scan"' in read(client, "/c/B-A").source


@pytest.mark.parametrize("given", ["nothing", "text", "large", "word"])
def test_what_cannot_be_an_orders_code_is_refused_and_the_page_shown_again(
    client: Client, tower: Tower, given: str
) -> None:
    fields: dict[str, object] = {
        "nothing": {},
        "text": {"picture": SimpleUploadedFile("x.jpg", b"no picture")},
        "large": {"picture": SimpleUploadedFile("x.jpg", b"x" * (LARGEST_PICTURE + 1))},
        "word": {"code": "https://example.com/app"},
    }[given]  # type: ignore[assignment]  # each a form
    page = read_answer(client.post(AT, fields))
    assert page.status == (413 if given == "large" else 422)
    if given != "large":
        assert client.post(AT, {}).headers["Permissions-Policy"] == WITH_CAMERA
        assert "扫订单码" in page.text
    assert read_answer(client.post("/c/NONE/scan", {"code": "MT-10001"})).status == 404


def test_a_photographed_order_that_was_announced_leads_to_it_at_this_cabinet(
    client: Client, tower: Tower
) -> None:
    announced(tower, "MT-10001")
    page = scans(client, "https://r.example.cn/?o=MT-10001&k=3")
    assert "订单 MT-10001" in page.text
    assert 'value="B-A" checked' in " ".join(page.source.split())
    announced(tower, "MT-10001", platform="chi-le")
    assert scans(client, "MT-10001").field("recipient") == "MT-10001"


def test_the_link_that_a_platform_printed_leads_to_its_order(client: Client, tower: Tower) -> None:
    link = access.order_link(announced(tower, "MT-10001"), now=tower.now)
    assert "订单 MT-10001" in scans(client, f"https://linli.example/o/{link}").text


@pytest.mark.parametrize("text", ["MT-20002", "3821", "13800138000"])
def test_any_other_number_is_filled_in_to_be_looked_at(
    client: Client, tower: Tower, text: str
) -> None:
    page = scans(client, text)
    assert page.status == 200
    assert page.field("recipient") == text
    assert "扫到了，请核对" in page.text


def test_of_several_numbers_the_first_that_can_be_somebody_is_taken(
    client: Client, tower: Tower
) -> None:
    page = read_answer(client.post(AT, {"code": "https://e.cn/10000000000/X-20002-33"}))
    assert page.field("recipient") == "X-20002-33"


def test_who_looks_up_number_after_number_is_told_to_wait(
    client: Client, tower: Tower, monkeypatch: pytest.MonkeyPatch
) -> None:
    announced(tower, "KF-20260302-0001")
    few = Limit("scans-address", 2, timedelta(hours=1))
    monkeypatch.setattr("linli.lockers.actions.scanning.PER_ADDRESS", few)

    told = [scans(client, number).status for number in ("KF-1", "KF-2", "KF-20260302-0001")]

    assert told[-1] == 429
    assert 429 not in told[:-1]
