"""What the documents say is held against what stands."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from msgspec import Struct

from linli.wire import messages

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md"), *(ROOT / "bench").glob("*.md")])
OURS = [model for model in apps.get_models() if model.__module__.startswith("linli.")]


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_every_model_is_a_word_of_the_glossary(model: type) -> None:
    words = re.findall(r"`([A-Za-z0-9_.]+)`", (DOCS / "GLOSSARY.md").read_text())

    assert model.__name__ in {part for word in words for part in word.split(".")}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_between_pages_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text())

    assert [link for link in links if not (page.parent / link).exists()] == []


def test_every_message_of_the_wire_is_explained() -> None:
    page = (DOCS / "PROTOCOL.md").read_text()
    tagged = [
        one.__struct_config__.tag
        for one in vars(messages).values()
        if isinstance(one, type) and issubclass(one, Struct) and one.__struct_config__.tag
    ]

    assert len(tagged) > 10
    assert [tag for tag in tagged if f"`{tag}`" not in page] == []


def test_every_source_that_the_code_names_among_the_decisions_is_there() -> None:
    named = {
        found
        for file in (ROOT / "src").rglob("*.py")
        for found in re.findall(r"docs/decisions/(\d{4})", file.read_text())
    }

    there = {file.name[:4] for file in (DOCS / "decisions").glob("*.md")}
    assert named - there == set()
