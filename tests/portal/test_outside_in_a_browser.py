"""Signing in through a provider in a real browser: there, back and home, also without script."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from django.test import override_settings
from playwright.sync_api import Browser, Page, ViewportSize
from tests.browsing import PHONE
from tests.people.openid_provider import CLIENT, SECRET, Provider, serving

from linli.people.models import LinkedAccount, Person
from linli.people.openid import forget_published
from linli.server.registry import OidcProvider

NARROW = ViewportSize(width=320, height=640)


@pytest.fixture
def there(transactional_db: None) -> Iterator[Provider]:
    """A provider that is set up here; a browser's clock is its own, so here everybody's is."""
    forget_published()
    with serving(Provider(now=lambda: datetime.now(UTC))) as made:  # noqa: TID251  # as a browser's
        one = OidcProvider(
            name="id",
            label="虹口统一身份",
            issuer=made.issuer,
            client_id=CLIENT,
            client_secret=SECRET,
        )
        with override_settings(OIDC=[one], OUTGOING_INSIDE=[made.issuer], STRANGERS_JOIN=True):
            yield made
    forget_published()


@contextmanager
def telephone(chromium: Browser, site: str, *, script: bool) -> Iterator[Page]:
    """A telephone's browser, a narrow one where it runs no script."""
    context = chromium.new_context(
        base_url=site,
        locale="zh-CN",
        viewport=PHONE if script else NARROW,
        java_script_enabled=script,
    )
    page = context.new_page()
    page.set_default_timeout(8_000)
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    yield page
    context.close()
    assert [one for one in complaints if not one.startswith("Failed to load resource")] == []


def go(page: Page, answer: str) -> None:
    """Press the button, be led there, answer, and be led back."""
    page.goto("/signin")
    page.get_by_role("button", name="用虹口统一身份登录").click()
    page.locator(answer).click()


def test_one_signs_in_there_and_is_at_home_here(
    chromium: Browser, site: str, there: Provider
) -> None:
    with telephone(chromium, site, script=True) as page:
        go(page, "#yes")

        page.get_by_role("button", name="退出登录").first.wait_for()
        assert urlsplit(page.url).path == "/"
        assert Person.objects.get().name.opened() == "赵远航"
        page.goto("/account")
        page.locator("[data-linked]").wait_for()
        assert LinkedAccount.objects.count() == 1


def test_one_who_cancels_is_on_the_sign_in_page_again_without_any_script(
    chromium: Browser, site: str, there: Provider
) -> None:
    with telephone(chromium, site, script=False) as page:
        go(page, "#no")
        page.get_by_role("button", name="继续登录").click()

        page.get_by_text("您在虹口统一身份没有同意登录").wait_for()
        assert page.get_by_role("button", name="用虹口统一身份登录").is_visible()
        assert page.locator("#page").bounding_box()["width"] <= NARROW["width"]  # type: ignore[index]  # it is there
        assert not Person.objects.exists()
