"""What Linli holds true of places, as functions of plain values."""

from linli.places.rules.tree import (
    LONGEST_CODE,
    SEPARATOR,
    NewPlace,
    codes_of,
    first_out_of_order,
    is_code,
    path_of,
)

__all__ = [
    "LONGEST_CODE",
    "SEPARATOR",
    "NewPlace",
    "codes_of",
    "first_out_of_order",
    "is_code",
    "path_of",
]
