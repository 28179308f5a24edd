"""The examples of docs/API.md are replayed, and the page and the description agree."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from tests.lockers.platforms.arriving import stores
from tests.lockers.platforms.calling import Computer
from tests.lockers.platforms.test_platform_messages import hooked
from tests.lockers.tower import Tower

from linli.kernel.clock import now as real_now
from linli.kernel.errors import LinliError
from linli.lockers import platform_errors
from linli.lockers.actions.sandbox import make_sandbox
from linli.lockers.api.document import document
from linli.lockers.api.pages import operations_of
from linli.lockers.api.refusals import RAISED, refusals
from linli.lockers.enums import EventKind, OrderState
from linli.lockers.models import PlatformEvent

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "API.md").read_text(encoding="utf-8")
REHEARSED = re.findall(r"```http sandbox\n(.*?)```", PAGE, re.DOTALL)
EXAMPLES = re.findall(r"```http\n(.*?)```", PAGE, re.DOTALL)
ANYTHING = "…"
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")


def alike(said: Any, told: Any) -> bool:  # noqa: ANN401  # whatever JSON holds
    """Whether an answer is what the page says, but for times and what chance makes."""
    if isinstance(said, dict):
        return set(said) == set(told) and all(alike(said[name], told[name]) for name in said)
    if isinstance(said, list):
        return len(said) == len(told) and all(map(alike, said, told))
    if isinstance(said, str) and TIME.match(said):
        return TIME.match(told) is not None
    return bool(said in (ANYTHING, told))


def of_a_kind(said: Any, told: Any) -> bool:  # noqa: ANN401  # whatever JSON holds
    """The same; a whole list may be left out of an example."""
    if isinstance(said, dict) and said.get("history") == ANYTHING:
        return alike({**said, "history": []}, {**told, "history": []})
    return alike(said, told)


def replayed(example: str, platform: Computer) -> tuple[int, Any, int, Any]:
    """Ask what an example asks; what it says and what was told, each with its status."""
    head, *body, answer = example.strip().split("\n\n")
    line, *headers = head.splitlines()
    method, path = line.split(" ")
    shown = dict(header.split(": ") for header in headers)
    sent: dict[str, Any] = {}
    if body:
        key = {"client_id": platform.key.name, "client_secret": platform.key.secret}
        is_form = "Content-Type" in shown
        data = body[0].format(**key) if is_form else body[0]
        sent = {"data": data, "content_type": shown.pop("Content-Type", "application/json")}
    shown["Authorization"] = f"Bearer {platform.token}"
    told = getattr(platform.client, method.lower())(path, headers=shown, **sent)
    status, said = answer.split("\n", 1)
    return int(status), json.loads(said), told.status_code, told.json()


def test_the_page_s_examples_are_answered_as_it_says(platform: Computer) -> None:
    assert len(EXAMPLES) == len(operations_of(document())), "an example for each call"
    for example in EXAMPLES:
        status, said, told_status, told = replayed(example, platform)
        assert (status, alike(said, told)) == (told_status, True), (example, told)


def test_the_page_s_rehearsal_is_answered_as_it_says(platform: Computer) -> None:
    sandbox = Computer.__new__(Computer)
    sandbox.begin(make_sandbox(platform="fan-le", actor="installer", now=real_now()))
    assert len(REHEARSED) == 5
    for example in REHEARSED:
        status, said, told_status, told = replayed(example, sandbox)
        assert (status, of_a_kind(said, told)) == (told_status, True), (example, told)


def test_the_page_s_message_is_the_one_that_is_sent(tower: Tower, platform: Computer) -> None:
    hooked(tower.now)
    platform.announces()
    stores(tower)
    (said,) = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)

    assert alike(json.loads(said), json.loads(PlatformEvent.objects.get().body))


def test_every_state_and_event_is_named_on_the_page() -> None:
    words = set(re.findall(r"`([\w.]+)`", PAGE))

    assert set(OrderState.values) | set(EventKind.values) <= words


def test_every_refusal_of_an_order_is_explained() -> None:
    known = {one.code for one in refusals()}
    orders = {
        one.code
        for one in vars(platform_errors).values()
        if isinstance(one, type) and issubclass(one, LinliError) and "Order" in one.__name__
    }

    assert orders <= {one.code for one in RAISED}
    assert {"key_refused", "token_refused", "fields_invalid", "too_many_requests"} <= known


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_documentation_is_a_page_of_ours_without_scripts(db: None, language: str) -> None:
    answer = Client().get("/api/docs", headers={"Accept-Language": language})

    text = answer.content.decode()
    assert answer.status_code == 200
    for one in operations_of(document()):
        assert f'id="{one.name}"' in text
        assert one.path in text
    for refusal in refusals():
        assert f'id="{refusal.code}"' in text
    assert "https://" not in text.replace("https://linli", "")


def test_the_description_is_openapi_31_with_problems_where_they_are(db: None) -> None:
    with translation.override("zh-hans"):
        described = Client().get("/api/openapi.json").json()

    assert described["openapi"].startswith("3.1")
    for methods in described["paths"].values():
        for one in methods.values():
            assert one["summary"]
            for status, answer in one["responses"].items():
                kind = "application/problem+json" if int(status) >= 400 else "application/json"
                assert set(answer["content"]) == {kind}
