"""What the buildings bring to the matrix: a module a subject, each with the same few words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from tests.server import (
    matrix_ballots,
    matrix_campaigns,
    matrix_companies,
    matrix_frontdesk,
    matrix_lounge,
    matrix_matters,
    matrix_meetings,
    matrix_open311,
    matrix_roster,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from tests.server.matrix_rules import Wall
    from tests.server.matrix_world import World


class Subject(Protocol):
    """One subject: its addresses, what the world has of it, and more of that."""

    @property
    def LISTS(self) -> Collection[str]:  # noqa: N802  # a module's own
        """Pages that say more where there is more."""

    @property
    def NOT_ON_A_PAGE(self) -> Mapping[str, tuple[str, ...]]:  # noqa: N802  # as above
        """Forms that no page of this world shows."""

    def walls(self) -> list[Wall]:
        """Who may ask what."""

    def things(self, world: World) -> Mapping[str, str | int]:
        """Make one of everything, and say what stands in addresses."""

    def grow(self, world: World, number: int) -> None:
        """Make one more of everything that a page may list."""

    def histories(self, world: World) -> Sequence[tuple[str, str, str]]:
        """A chain, a thing in it and what is done to that, for each kind that has a history."""


SUBJECTS: tuple[Subject, ...] = (
    matrix_matters,
    matrix_ballots,
    matrix_campaigns,
    matrix_companies,
    matrix_frontdesk,
    matrix_lounge,
    matrix_meetings,
    matrix_open311,
    matrix_roster,
)
