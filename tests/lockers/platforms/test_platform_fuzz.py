"""The interface against its own description: what fits it is taken, what does not is not."""

import os
import re
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, connection
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from tests.lockers.platforms.calling import Computer
from tests.lockers.tower import Tower, rolled_back

from linli.kernel.clock import now as real_now
from linli.lockers import access
from linli.lockers.api import pacing
from linli.lockers.api.schemas import CODE, ORDER_NO
from linli.lockers.models import Cabinet
from linli.lockers.rules.pace import Pace

SOAK = bool(os.environ.get("LINLI_SOAK"))
INPUTS = 2_000 if SOAK else 4
"""Of each kind for each call. Source: issue 5."""


@pytest.fixture
def described(platform: Computer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Give the description as a platform reads it, with one order announced and room kept."""
    endless = Pace(per_s=1_000_000, burst=1_000_000)
    monkeypatch.setattr(pacing, "CALLS", endless)
    monkeypatch.setattr(pacing, "KEYS_SHOWN", endless)
    platform.announces()
    platform.does("orders/MT-10001/reservation", {})
    for signal in (request_started, request_finished):  # as Django's own test client does
        signal.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi("/api/openapi.json", get_wsgi_application())
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def mentioning_what_is_known(case: Any) -> None:  # noqa: ANN401  # schemathesis's own
    """Let what could be a building or an order be the one that there is, as a rule."""
    _name(case.query, "building", CODE, "TOWER")
    _name(case.body, "building", CODE, "TOWER")
    if len(str(case.headers)) % 4:
        _name(case.path_parameters, "order_no", ORDER_NO, "MT-10001")


def _name(part: Any, name: str, pattern: str, known: str) -> None:  # noqa: ANN401  # as above
    given = part.get(name) if isinstance(part, dict) else None
    if isinstance(given, str) and re.fullmatch(pattern, given):
        part[name] = known


def still_good(platform: Computer) -> str:
    """An access token, and cabinets that were heard: a soak lasts longer than either does."""
    now = real_now()
    Cabinet.objects.update(heard_at=now)
    return access.platform_token(platform.key.name, platform.key.secret, now=now)


@pytest.mark.skipif(connection.vendor == "postgresql", reason="what is read is read by us")
def test_the_interface_keeps_what_it_describes(
    tower: Tower,
    platform: Computer,
    described: Any,  # noqa: ANN401  # schemathesis's own
) -> None:
    operations = [found.ok() for found in described.get_all_operations()]
    calm = settings(
        max_examples=INPUTS,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
        derandomize=not SOAK,
    )
    asked = set()

    @calm
    def attack(case: Any) -> None:  # noqa: ANN401  # schemathesis's own
        if case.meta.generation.mode.is_positive:  # what must not fit is sent as it was made
            mentioning_what_is_known(case)
        with rolled_back():
            shown = {"Authorization": f"Bearer {still_good(platform)}"}
            answer = case.call_and_validate(headers=shown)
        asked.add((case.operation.path, answer.status_code // 100))

    for operation in operations:
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            given(case=operation.as_strategy(generation_mode=mode))(attack)()

    assert len(operations) == 13
    assert {(one.path, 4) for one in operations} <= asked
    assert ("/api/v1/orders", 2) in asked
    assert ("/api/v1/orders/{order_no}", 2) in asked
