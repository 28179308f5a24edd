"""What a migration may do while the version before it still runs on the same database.

A migration that does more says why it may, by the operation's name:
``lives_with_previous = {"RemoveField deposit.tail": "0.3.0 no longer reads it"}``.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.migrations import Migration
from django.db.migrations import operations as django
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models import NOT_PROVIDED, Field

from linli.ledger import triggers
from linli.ledger.indexes import AddIndexMeanwhile

SMALL = {
    "ledger.chain",
    "lockers.cabinet",
    "lockers.cabinetpart",
    "lockers.capacity",
    "lockers.compartment",
    "lockers.invitation",
    "places.outline",
    "places.place",
}
"""Tables that grow with cabinets and places, not with meals and people: a lock is short."""

ONLY_WORDS = {"choices", "verbose_name", "help_text", "validators", "error_messages", "editable"}
"""Of a field: what no database knows."""

GONE = "what runs still asks for it: leave it for the release after the one that stops"
EMPTY = "what runs does not fill it in: null=True or db_default"
HELD_UP = "it holds up writers of a table that grows: AddIndexMeanwhile, in a migration of its own"
REFUSES = "it may refuse what the version before writes"
ANEW = "it writes the table anew, or refuses what the version before writes"
NO_WAY_BACK = "it needs reverse_code, and atomic = False so that batches commit by themselves"
ALONE = (
    "it holds a table that is in use while it asks for others, and who holds those may wait for "
    "this one: a migration of its own for each"
)
UNKNOWN = "nobody has thought about this operation: see docs/decisions/0018-upgrades.md"


def objections(migration: Migration, before: ProjectState) -> list[str]:
    """Return what a running previous version could not live with, and excuses for nothing.

    Args:
        migration: one of ours.
        before: the models as they are before it; left as it was.
    """
    excuses: Mapping[str, str] = getattr(migration, "lives_with_previous", {})
    state, made = before.clone(), set[str]()
    found, named = [], set[str]()
    for operation in _flat(migration.operations):
        name = _name(operation)
        named.add(name)
        why = _objection(operation, migration, state, made)
        if why and not excuses.get(name):
            found.append(f"{migration.app_label}.{migration.name}: {name}: {why}")
        if isinstance(operation, django.CreateModel):
            made.add(operation.name_lower)
    for operation in migration.operations:
        operation.state_forwards(migration.app_label, state)
    if _locks_and_goes_on(migration.operations, made):
        found.append(f"{migration.app_label}.{migration.name}: {ALONE}")
    unused = sorted(set(excuses) - named)
    return found + [f"{migration.app_label}.{migration.name}: no {one} is here" for one in unused]


def _locks_and_goes_on(operations: Sequence[Operation], made: set[str]) -> bool:
    """Whether a table that is in use is locked, and others are asked for before it is let go."""
    locked = {
        str(one.model_name).lower() for one in _flat(operations) if isinstance(one, django.AddField)
    } - made
    return bool(locked) and (bool(made) or len(locked) > 1)


def _flat(operations: Sequence[Operation]) -> Iterator[Operation]:
    """Yield what is done to the database."""
    for one in operations:
        if isinstance(one, django.SeparateDatabaseAndState):
            yield from _flat(one.database_operations)
        else:
            yield one


def _name(operation: Operation) -> str:
    given: Any = operation
    model = getattr(given, "model_name", "") or getattr(given, "name", "")
    inner = getattr(given, "name", "") if getattr(given, "model_name", "") else ""
    inner = inner or getattr(getattr(given, "index", None), "name", "")
    inner = inner or getattr(getattr(given, "constraint", None), "name", "")
    kind = type(operation).__name__
    return " ".join(one for one in (kind, ".".join(filter(None, (model.lower(), inner)))) if one)


@dataclass(frozen=True, slots=True)
class Case:
    """One operation where it stands; ``grows``: its table is there already, and not small."""

    operation: Any
    migration: Migration
    model: str
    state: ProjectState
    grows: bool


def _objection(
    operation: Operation, migration: Migration, state: ProjectState, made: set[str]
) -> str:
    model = str(getattr(operation, "model_name", "")).lower()
    if model in made:
        return ""
    grows = f"{migration.app_label}.{model}" not in SMALL
    thought = _THOUGHTS.get(type(operation), _unthought)
    return thought(Case(operation, migration, model, state, grows))


def _added(one: Case) -> str:
    field = one.operation.field
    is_filled = field.null or field.many_to_many or field.db_default is not NOT_PROVIDED
    if not is_filled:
        return EMPTY
    return HELD_UP if one.grows and (field.unique or field.db_index) else ""


def _is_wider(old: "Field[Any, Any]", new: "Field[Any, Any]") -> bool:
    """Whether a column takes all that it took, and the table need not be written anew."""
    before, after = _facts(old), _facts(new)
    lengths = before.pop("max_length", None), after.pop("max_length", None)
    nulls = before.pop("null", False), after.pop("null", False)
    return (
        before == after
        and (lengths[0] == lengths[1] or (None not in lengths and lengths[0] < lengths[1]))
        and nulls in {(False, False), (True, True), (False, True)}
    )


def _facts(field: "Field[Any, Any]") -> dict[str, Any]:
    _, path, _, given = field.deconstruct()
    return {"": path} | {key: value for key, value in given.items() if key not in ONLY_WORDS}


def _unthought(_one: Case) -> str:
    return UNKNOWN


def _altered(one: Case) -> str:
    old = one.state.models[one.migration.app_label, one.model].fields[one.operation.name]
    return "" if _is_wider(old, one.operation.field) else ANEW


def _run(one: Case) -> str:
    is_short = one.operation.code.__module__ == triggers.__name__
    is_well = one.operation.reversible and (is_short or not one.migration.atomic)
    return "" if is_well else NO_WAY_BACK


_FREE = (
    django.AlterModelManagers,
    django.AlterModelOptions,
    django.CreateModel,
    django.RemoveConstraint,
    django.RemoveIndex,
)
_GONE = (
    django.AlterModelTable,
    django.DeleteModel,
    django.RemoveField,
    django.RenameField,
    django.RenameModel,
)
_THOUGHTS: Mapping[type[Operation], Callable[[Case], str]] = {
    **dict.fromkeys(_FREE, lambda _: ""),
    **dict.fromkeys(_GONE, lambda _: GONE),
    django.AddField: _added,
    django.AlterField: _altered,
    django.AddIndex: lambda one: HELD_UP if one.grows else "",
    AddIndexMeanwhile: lambda one: HELD_UP if one.migration.atomic else "",
    django.AddConstraint: lambda _: REFUSES,
    django.RunPython: _run,
}
