"""The roles there are: the platform's, and what each system declares when it starts."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from linli.people.enums import Role
from linli.people.errors import RoleNotDeclared
from linli.people.rules.roles import DeclaredRole

_declared: dict[Role, DeclaredRole] = {}

declared: Mapping[Role, DeclaredRole] = MappingProxyType(_declared)
"""What the systems of this installation have declared."""


def declare(*roles: DeclaredRole) -> None:
    """Let a system say what its roles are; each role is declared by one system, once."""
    for one in roles:
        assert one.role not in _declared, f"{one.role} is declared already"
        assert bool(one.given_by) != one.is_given_by_command, f"nobody could give {one.role}"
        _declared[one.role] = one


def also_may(role: Role, *may: object) -> None:
    """Let a system say what holders of a role that is not its own may do in it besides."""
    known = _declared[role]
    _declared[role] = replace(known, may=(*known.may, *may))


def declared_role(role: str) -> DeclaredRole:
    """Return what was declared of the role of this name.

    Raises:
        RoleNotDeclared: no system of this installation has it.
    """
    found = _declared.get(Role(role)) if role in Role.values else None
    if found is None:
        raise RoleNotDeclared
    return found


def roles_with_a_factor() -> list[Role]:
    """Return the roles whose holders always show a second factor."""
    return [one.role for one in _declared.values() if one.needs_factor]


def staff_roles() -> list[Role]:
    """Return the roles whose holders are staff: shorter sign-ins, and a second factor."""
    return [one.role for one in _declared.values() if one.is_staff]
