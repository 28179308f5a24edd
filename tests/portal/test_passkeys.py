"""Passkeys in a real browser with an authenticator of its own: added, shown, refused elsewhere."""

from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from django.test import override_settings
from playwright.sync_api import Browser, Page
from tests.people.district import TOKEN, District

from linli.people.actions import make_sign_in_link
from linli.people.enums import Role
from linli.people.errors import PasskeyRefused
from linli.people.models import Person, SecondFactor, SignIn
from linli.people.passkeys import Site, ask_to_show, hash_shown, read_added, read_shown
from linli.people.queries import passkeys_of


@pytest.fixture
def crew(transactional_db: None) -> Person:
    """Somebody with a role; a browser's clock is its own, so here everybody's is."""
    now = datetime.now(UTC)  # noqa: TID251  # as a browser's
    person = District(now).person("crew", Role.CREW, "BYL")
    make_sign_in_link(person=person, token=TOKEN, now=now)
    return person


@pytest.fixture
def page(chromium: Browser, site: str, crew: Person) -> Iterator[Page]:
    """A browser that has an authenticator built in, on a page of this machine's own name."""
    address = f"http://localhost:{urlsplit(site).port}"
    with override_settings(ALLOWED_HOSTS=["localhost"]):
        context = chromium.new_context(base_url=address, locale="zh-CN")
        made = context.new_page()
        made.set_default_timeout(8_000)
        talk = context.new_cdp_session(made)
        talk.send("WebAuthn.enable")
        talk.send(
            "WebAuthn.addVirtualAuthenticator",
            {
                "options": {
                    "protocol": "ctap2",
                    "transport": "internal",
                    "hasResidentKey": True,
                    "hasUserVerification": True,
                    "isUserVerified": True,
                    "automaticPresenceSimulation": True,
                }
            },
        )
        complaints: list[str] = []
        made.on("pageerror", lambda error: complaints.append(str(error)))
        yield made
        context.close()
        assert complaints == []


def test_a_passkey_is_added_proves_and_signs_in(page: Page, crew: Person) -> None:
    page.goto(f"/start?k={TOKEN}")
    page.get_by_role("button", name="登录").click()
    page.goto("/account/factors")
    page.get_by_label("给它起个名字").fill("办公室电脑")
    page.get_by_role("button", name="添加通行密钥").click()
    page.locator("[data-recovery]").first.wait_for()
    assert SecondFactor.objects.get().name == "办公室电脑"

    SignIn.objects.update(proven_at=None)
    page.goto("/")
    assert urlsplit(page.url).path == "/prove"
    page.get_by_role("button", name="用通行密钥").click()
    page.get_by_text("打开看板").wait_for()
    assert SignIn.objects.get().proven_at is not None

    page.get_by_role("button", name="退出登录").click()
    page.get_by_role("link", name="登录").click()
    page.get_by_role("button", name="用通行密钥登录").click()
    page.get_by_text("打开看板").wait_for()
    assert SignIn.objects.get().way == "passkey"

    # The same key is not added twice: the browser itself says so, and the page does.
    page.goto("/account/factors")
    page.get_by_role("button", name="添加通行密钥").click()
    page.get_by_text("没有成功，或者您取消了。").wait_for()
    assert crew.factors.count() == 1

    _an_answer_is_good_for_its_question_and_its_address_alone(page, crew)


def _an_answer_is_good_for_its_question_and_its_address_alone(page: Page, crew: Person) -> None:
    parts = urlsplit(page.url)
    here = Site(f"{parts.scheme}://{parts.netloc}", "localhost")
    elsewhere = Site("https://localhost", "localhost")
    [(known_hash, credential)] = passkeys_of(crew).items()
    asked = ask_to_show(here, [credential])
    answer = page.evaluate(ANSWER, dict(asked.options)["publicKey"])

    assert hash_shown(answer) == known_hash
    assert read_shown(here, asked.state, answer, credential).counter > 0
    other = ask_to_show(here)
    for site, state in ((here, other.state), (elsewhere, asked.state)):
        with pytest.raises(PasskeyRefused):
            read_shown(site, state, answer, credential)
    with pytest.raises(PasskeyRefused):
        read_added(here, asked.state, answer)
    with pytest.raises(PasskeyRefused):
        hash_shown(["no answer"])


ANSWER = """async (asked) => {
    const bytes = (text) => Uint8Array.from(
        atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));
    const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
        .replace(/\\+/g, "-").replace(/\\//g, "_").replace(/=+$/, "");
    asked.challenge = bytes(asked.challenge);
    asked.allowCredentials.forEach((one) => { one.id = bytes(one.id); });
    const made = await navigator.credentials.get({ publicKey: asked });
    return {
        id: made.id, rawId: text(made.rawId), type: made.type, clientExtensionResults: {},
        response: {
            clientDataJSON: text(made.response.clientDataJSON),
            authenticatorData: text(made.response.authenticatorData),
            signature: text(made.response.signature),
        },
    };
}"""
