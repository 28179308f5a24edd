"""The interface's own description, OpenAPI 3.1, in the language of whoever reads it."""

import json
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from linli.lockers.api.platforms import api

PREFIX = "api/v1/"
WORDS = {"summary", "description", "title"}
"""What of the document people read."""

PROBLEM_FROM = 400


def document() -> dict[str, Any]:
    """Return the description."""
    made = json.loads(json.dumps(api.get_openapi_schema(path_prefix=PREFIX), default=str))
    for operations in made["paths"].values():
        for operation in operations.values():
            _say_problems(operation)
    made["servers"] = [{"url": "/"}]
    read: dict[str, Any] = _in_words(made)
    return read


def as_text() -> str:
    """Return the description as JSON that people can read too."""
    return json.dumps(document(), ensure_ascii=False, indent=2)


def _say_problems(operation: dict[str, Any]) -> None:
    """Name the media type that refusals really have."""
    for status, response in operation["responses"].items():
        if int(status) >= PROBLEM_FROM:
            content = response["content"]
            content["application/problem+json"] = content.pop("application/json")


def _in_words(part: object) -> Any:  # noqa: ANN401  # whatever JSON holds
    if isinstance(part, Mapping):
        return {
            key: _(value) if key in WORDS and isinstance(value, str) and value else _in_words(value)
            for key, value in part.items()
        }
    if isinstance(part, list):
        return [_in_words(one) for one in part]
    return part
