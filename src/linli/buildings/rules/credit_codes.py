"""Unified social credit codes of companies, by the rules of GB 32100—2015."""

from unicodedata import normalize

from stdnum.cn import uscc

LENGTH = 18


def read_credit_code(typed: str) -> str | None:
    """Return a code of eighteen characters, "" for nothing typed, None for what is none.

    Small letters, full width, spaces and hyphens are forgiven; the check character is not.
    """
    text = normalize("NFKC", typed).strip()
    if not text:
        return ""
    return uscc.compact(text) if uscc.is_valid(text) else None


def example(number: int) -> str:
    """Return a valid code of nobody, for a demo: of the division 000000, where nothing is."""
    begins = f"91000000DEM{number:06}"
    return begins + uscc.calc_check_digit(begins)
