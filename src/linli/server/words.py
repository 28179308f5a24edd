"""The command's sentences in the reader's language, without waiting for Django to load."""

import gettext as stdlib
from functools import lru_cache
from pathlib import Path

LANGUAGES = ("zh", "en")

_LOCALE = Path(__file__).resolve().parent.parent / "web" / "locale"


class _Chosen:
    """The language of this process; one person sits before one terminal."""

    language = LANGUAGES[0]


def use(language: str) -> None:
    """Speak this language from now on: ``zh`` or ``en``."""
    assert language in LANGUAGES, language
    _Chosen.language = language


def language() -> str:
    """Return the language in use."""
    return _Chosen.language


@lru_cache
def _catalogue(language: str) -> stdlib.NullTranslations:
    return stdlib.translation("django", _LOCALE, [language], fallback=True)


def gettext(message: str) -> str:
    """Return the message in the language in use; in Chinese where no translation is known."""
    if _Chosen.language == LANGUAGES[0]:
        return message
    return _catalogue(_Chosen.language).gettext(message)


class Later:
    """A message that is translated when it is said, not when its module is read."""

    def __init__(self, message: str) -> None:
        self._message = message

    def __str__(self) -> str:
        return gettext(self._message)


def gettext_lazy(message: str) -> Later:
    """Return the message, to be translated when it is said."""
    return Later(message)
