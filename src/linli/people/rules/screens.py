"""The code that a screen shows, and how long a screen may be signed in."""

from datetime import timedelta

LETTERS = "BCDFGHJKLMNPQRSTVWXZ"
"""No vowels, so that no code is a word; no digits to mistake. Source: RFC 8628, 6.1."""

CODE_LENGTH = 8
"""20 to the 8th: at ten tries an hour a guess at one of ten codes succeeds once in 29,000 years."""

CODE_LIVES = timedelta(minutes=10)
"""To take out a phone and sign in. Source: RFC 8628, 3.2, whose example has half an hour."""

AT_MOST = timedelta(days=92)
"""A quarter, as for who stands in: somebody then looks again whether it is still to hang there."""

PLACES_AT_MOST = 20
"""More than fit on one wall."""


def code_from(digest: bytes) -> str:
    """Return the code that a digest stands for."""
    number = int.from_bytes(digest)
    letters = []
    for _each in range(CODE_LENGTH):
        number, letter = divmod(number, len(LETTERS))
        letters.append(LETTERS[letter])
    return "".join(letters)


def written(code: str) -> str:
    """Return a code as it is shown, in two halves."""
    half = CODE_LENGTH // 2
    return f"{code[:half]}-{code[half:]}"


def read_code(typed: str) -> str:
    """Return the letters of what was typed, however it was spaced and cased."""
    return "".join(one for one in typed.upper() if one in LETTERS)
