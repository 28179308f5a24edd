"""Letting people in, giving and ending what they may do, and letting them go."""

from linli.people.actions.accounts import (
    LINK_LIVES,
    ensure_person,
    make_sign_in_link,
    sign_in_with_link,
)
from linli.people.actions.entries import CHAIN, name_in_ledger
from linli.people.actions.granting import give_grant

__all__ = [
    "CHAIN",
    "LINK_LIVES",
    "ensure_person",
    "give_grant",
    "make_sign_in_link",
    "name_in_ledger",
    "sign_in_with_link",
]
