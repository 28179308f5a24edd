"""The tree of everything that can go wrong for a person, with the facts of each case."""

import inspect
import re
from dataclasses import dataclass
from typing import ClassVar, dataclass_transform


@dataclass_transform(kw_only_default=True)
class LinliError(Exception):
    """Something a person must be told.

    A subclass declares its facts as annotated fields and ``says``, the sentence that names
    them in braces; ``str(error)`` is the sentence filled in. ``code`` is the class name in
    snake case and is what machines read.
    """

    says: ClassVar[object] = "{code}"
    code: ClassVar[str] = "linli_error"

    def __init_subclass__(cls) -> None:
        """Make each error a dataclass of its facts, named for its class."""
        assert "code" not in inspect.get_annotations(cls), "code is the error's own name"
        cls.code = re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()
        dataclass(kw_only=True, eq=False)(cls)

    @property
    def facts(self) -> dict[str, object]:
        """The error's own fields, by name."""
        return dict(vars(self))

    def __str__(self) -> str:
        return str(self.says).format(code=self.code, **self.facts)


class Invalid(LinliError):
    """What was given cannot be right."""


class Denied(LinliError):
    """The person may not do this."""


class TooOften(Denied):
    """It was tried too often; after a while it may be tried again."""


class Missing(LinliError):
    """There is no such thing, or the person must not learn that there is."""


class Conflict(LinliError):
    """Somebody else, or an earlier act, was first."""


class Full(LinliError):
    """There is no room left."""


class Unavailable(LinliError):
    """A part that is needed does not answer now."""
