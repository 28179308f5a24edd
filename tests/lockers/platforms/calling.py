"""A food platform's computer: it shows its key, and asks."""

import json
from typing import Any

from django.test import Client

from linli.kernel.clock import now as real_now
from linli.lockers import access
from linli.lockers.actions.platforms import NewKey, add_platform


class Computer:
    """One platform's computer, let in; ``key`` is what it was given."""

    def __init__(self, code: str = "fan-le", name: str = "饭乐") -> None:
        self.begin(add_platform(code=code, name=name, actor="installer", now=real_now()))

    def begin(self, key: NewKey) -> None:
        """Have a token for a key."""
        self.key = key
        self.client, self.keys = Client(), 0
        self.token = access.platform_token(self.key.name, self.key.secret, now=real_now())

    def asks(self, method: str, path: str, body: object = None, **headers: str) -> tuple[int, Any]:
        """Ask, and return the status and what was answered."""
        raw = body if isinstance(body, (bytes, str)) else json.dumps(body)
        shown = {"Authorization": f"Bearer {self.token}"} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        sent: dict[str, Any] = (
            {} if body is None else {"data": raw, "content_type": "application/json"}
        )
        answer = getattr(self.client, method.lower())(f"/api/v1/{path}", headers=shown, **sent)
        self.last = answer
        return answer.status_code, answer.json()

    def does(self, path: str, body: object, *, key: str = "") -> tuple[int, Any]:
        """Ask for something that changes something, under a key of its own."""
        self.keys += 1
        return self.asks("post", path, body, Idempotency_Key=key or f"key-{self.keys:08d}")

    def announces(self, order_no: str = "MT-10001", *, size: str = "S", **more: object) -> Any:  # noqa: ANN401  # what was answered
        """Announce an order for the tests' building."""
        asked = {"order_no": order_no, "building": "TOWER", "size": size, **more}
        status, answer = self.does("orders", asked)
        assert status == 201, answer
        return answer

    def sees(self, order_no: str = "MT-10001") -> Any:  # noqa: ANN401  # as above
        """Ask where an order is."""
        return self.asks("get", f"orders/{order_no}")[1]
