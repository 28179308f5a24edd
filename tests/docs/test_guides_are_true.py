"""The guides for who changes Linli are held against the source that they name."""

import ast
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NEW = (ROOT / "docs" / "NEW_SYSTEM.md").read_text()
CHANGING = (ROOT / "docs" / "CHANGING.md").read_text()
OURS = ROOT / "src" / "linli" / "lockers"
IN_PACKAGE = re.findall(r"^\| `src/linli/SYSTEM/([^`]+)`", NEW, re.MULTILINE)
ROWS = re.findall(r"^\| `([^`]+)`", NEW, re.MULTILINE)
PATHS = sorted(set(re.findall(r"`((?:src|tests|docs)/[^`:]+)(?:::\w+)?`", CHANGING)))
NAMES = sorted(set(re.findall(r"`((?:src|tests)/[^`:]+)::(\w+)`", CHANGING)))


def defined(path: Path) -> set[str]:
    """What a module defines by name."""
    found: set[str] = set()
    for one in ast.parse(path.read_text()).body:
        match one:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                found.add(name)
            case ast.Assign(targets=targets):
                found |= {target.id for target in targets if isinstance(target, ast.Name)}
            case ast.AnnAssign(target=ast.Name(id=name)):
                found.add(name)
            case ast.ImportFrom(names=names) if path.name == "__init__.py":
                found |= {name.asname or name.name for name in names}
    return found


@pytest.mark.parametrize("row", ROWS)
def test_the_lockers_have_each_file_that_a_new_system_needs(row: str) -> None:
    assert (ROOT / row.replace("SYSTEM", "lockers")).exists()


def test_nothing_in_the_lockers_package_is_missing_from_the_list() -> None:
    there = {one.name for one in OURS.iterdir() if one.name != "__pycache__"}

    assert len(ROWS) > 25
    assert there == set(IN_PACKAGE)


def test_every_file_elsewhere_that_names_the_lockers_is_on_the_list() -> None:
    named = {one.replace("SYSTEM", "lockers") for one in re.findall(r"`([^`]+)`", NEW)}
    source = [one for one in (ROOT / "src").rglob("*.py") if not one.is_relative_to(OURS)]

    naming = {
        str(one.relative_to(ROOT)) for one in source if re.search(r"\blockers\b", one.read_text())
    }
    assert len(naming) > 5
    assert naming - named == set()


def test_the_list_follows_the_order_in_which_parts_stand_on_one_another() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    inside = next(one for one in contracts["contracts"] if one["id"] == "inside-a-system")
    order = {
        name: height
        for height, layer in enumerate(reversed(inside["layers"]))
        for name in re.findall(r"\w+", layer)
    }

    heights = [order[name] for one in IN_PACKAGE if (name := one.removesuffix(".py")) in order]
    assert len(heights) > 12
    assert heights == sorted(heights)


@pytest.mark.parametrize("path", PATHS)
def test_every_file_of_the_walk_from_page_to_table_is_there(path: str) -> None:
    assert (ROOT / path).exists()


@pytest.mark.parametrize(("path", "name"), NAMES)
def test_every_name_of_the_walk_from_page_to_table_is_there(path: str, name: str) -> None:
    assert name in defined(ROOT / path)


def test_the_walk_goes_all_the_way() -> None:
    parts = {path.split("/")[3] for path in PATHS if path.startswith("src/linli/lockers/")}

    assert len(NAMES) > 20
    assert parts >= {"templates", "urls.py", "views", "access.py", "forms.py", "actions", "models"}


@pytest.mark.parametrize("page", ["README.md", "README.zh-CN.md", "docs/ARCHITECTURE.md"])
@pytest.mark.parametrize("guide", ["NEW_SYSTEM.md", "CHANGING.md"])
def test_who_looks_for_a_guide_is_led_to_it(page: str, guide: str) -> None:
    assert re.search(rf"\]\((docs/)?{guide}\)", (ROOT / page).read_text())
