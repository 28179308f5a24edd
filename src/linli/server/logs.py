"""How the server's logs are written: one line an event, and nothing in it that is a secret."""

import json
import logging
import re
import sys
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

HIDDEN = "…"
"""What stands where something was taken out."""


@dataclass(frozen=True, slots=True)
class About:
    """Which request a line belongs to, and which cabinet, where one is known."""

    request: str = ""
    cabinet: str = ""


current: ContextVar[About] = ContextVar("linli_log", default=About())  # noqa: B039  # frozen
"""Set by ``server.requests`` for as long as a request is answered."""

_PATTERNS = (
    # A link that is a key: its path, a sign-in link's parameter, a signed token by itself.
    (r"/([pd])/[^\s\"'<>?#/]+", rf"/\1/{HIDDEN}"),
    (r"(?i)\b(k|code|token|key|secret|password|state)=[^&\s\"']+", rf"\1={HIDDEN}"),
    (r"\b[0-9A-HJKMNP-TV-Z]{13}:[\w-]{20,}", HIDDEN),
    (r"(?i)\bbearer\s+\S+", f"Bearer {HIDDEN}"),
    (r"(?i)\b([\w-]*linli_\w+)=[^;\s\"']+", rf"\1={HIDDEN}"),  # cookies
    (r"://[^/\s@]+@", f"://{HIDDEN}@"),
    # Claim codes, signed grants and seeds (base 32), keys and session names, any other token.
    (r"\b[0-9A-Z]{5}(?:-[0-9A-Z]{5}){3}\b", HIDDEN),
    (r"\b[A-Z2-7]{40,}\b=*", HIDDEN),
    (r"\b(?=[a-z]*\d)(?=\d*[a-z])[a-z0-9]{32,}\b", HIDDEN),
    (r"\b(?=[\w-]*[A-Z])(?=[\w-]*[a-z])[\w-]{32,}", HIDDEN),
    # People: mail, identity cards, phones, pickup codes as they are stored and as they are shown.
    (r"[\w.+-]+@[\w-]+\.[\w.-]+", HIDDEN),
    (r"(?<!\d)\d{17}[\dXx](?!\d)", HIDDEN),
    (r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d(?:[- ]?\d{4}){2}(?!\d)", HIDDEN),
    (r"(?<![\d.:-])\d{4} ?\d{4}(?![\d.:-])", HIDDEN),
    (r"(?i)((?:\bcode|验证码|取餐码)\D{0,3})\d{4,8}(?!\d)", rf"\1{HIDDEN}"),
)
_COMPILED = tuple((re.compile(pattern), instead) for pattern, instead in _PATTERNS)


def redact(text: str) -> str:
    """Return the text without phones, codes, tokens, keys and links that are keys.

    It is the last line, not the first: nothing of that kind is to be logged at all. A person's
    name cannot be told from other words, so no line may bring one.
    """
    for pattern, instead in _COMPILED:
        text = pattern.sub(instead, text)
    return text


class LineFormatter(logging.Formatter):
    """A line for a person at a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, and the traceback of what went wrong below it."""
        about = current.get()
        tail = f" [{about.request}]" if about.request else ""
        at = self.formatTime(record)
        return f"{at} {record.levelname} {record.name} {redact(super().format(record))}{tail}"

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  # logging's own name
        """Return what was said on one line, so that nobody who is quoted writes a line."""
        said = super().formatMessage(record)
        return "".join(
            one if one.isprintable() else one.encode("unicode_escape").decode("ascii")
            for one in said
        )


class JsonFormatter(logging.Formatter):
    """A line of JSON for a program.

    ``event`` is the sentence with its blanks, the same for every occurrence; ``says`` has
    them filled in.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; a traceback is its ``error``."""
        about = current.get()
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "event": redact(str(record.msg)),
            "says": redact(record.getMessage()),
            "request": about.request,
            "cabinet": getattr(record, "cabinet", "") or about.cabinet,
            "process": record.process,
        }
        if record.exc_info:
            line["error"] = redact(self.formatException(record.exc_info))
        said = {name: value for name, value in line.items() if value}
        return json.dumps(said, ensure_ascii=False)


def settings(wished: str, level: str) -> dict[str, Any]:
    """Return the settings of Python's logging.

    Args:
        wished: ``lines``, ``json``, or ``auto``: lines at a terminal, JSON elsewhere.
        level: the least that is written.
    """
    as_json = wished == "json" or (wished == "auto" and not sys.stderr.isatty())
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"chosen": {"()": JsonFormatter if as_json else LineFormatter}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "chosen"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": {"handlers": [], "level": level, "propagate": True},
            "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
        },
    }


WEB_SERVER: dict[str, Any] = {
    "formatters": {},
    "handlers": {},
    "loggers": {"_granian": {"handlers": [], "level": "WARNING", "propagate": True}},
}
"""Tells granian to write through the settings above instead of by itself."""
