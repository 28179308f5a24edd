"""Every Chinese sentence has an English one, and what is compiled is what was written."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import override_settings

import linli

SOURCE = Path(linli.__file__).parent
CATALOGUE = Path("web/locale/en/LC_MESSAGES/django.po")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
TO_BE_WRITTEN = re.compile(r"“(?:依据|完|全部|任一|都不)[^”]*”")
"""The words of the form in which policies are written, as they stand."""

PLACES = re.compile(r"%\(\w+\)s|\{\w*(?::[^}]*)?\}")


@pytest.fixture(scope="module")
def gathered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Gather the sentences of a copy of the sources into a copy of the catalogue."""
    copy = tmp_path_factory.mktemp("sources") / "linli"
    shutil.copytree(SOURCE, copy, ignore=shutil.ignore_patterns("*.pyc", "*.min.*", "static"))
    with (
        pytest.MonkeyPatch.context() as patch,
        override_settings(LOCALE_PATHS=[copy / "web" / "locale"]),
    ):
        patch.chdir(copy)
        call_command(
            "makemessages",
            locale=["en"],
            no_location=True,
            no_wrap=True,
            no_obsolete=False,
            verbosity=0,
        )
    return copy / CATALOGUE


def entries(catalogue: Path) -> dict[str, list[str]]:
    """Read a catalogue: each sentence with its translations. The header is left out."""
    read: dict[str, list[str]] = {}
    for block in catalogue.read_text().split("\n\n"):
        found = re.search(r'^msgid "(.+)"$', block, re.MULTILINE)
        if found:
            read[found[1]] = re.findall(r'^msgstr(?:\[\d\])? "(.*)"$', block, re.MULTILINE)
    return read


def test_nothing_is_missing_doubtful_or_left_over(gathered: Path) -> None:
    text = gathered.read_text()
    now, kept = entries(gathered), entries(SOURCE / CATALOGUE)

    assert "#~" not in text, "left over: nobody says it any more"
    assert "fuzzy" not in text, "doubtful: the Chinese has changed"
    assert set(now) == set(kept)
    assert [one for one, says in now.items() if not all(says)] == []


def test_the_english_is_english_and_fills_in_the_same_facts() -> None:
    for chinese, said in entries(SOURCE / CATALOGUE).items():
        for english in said:
            plain = TO_BE_WRITTEN.sub("", english.replace("邻里", "").replace("白玉兰广场", ""))
            assert not CHINESE.search(plain), english
            assert set(PLACES.findall(english)) == set(PLACES.findall(chinese)), english


def test_what_is_compiled_is_what_was_written(tmp_path: Path) -> None:
    fresh = tmp_path / "fresh.mo"
    msgfmt = shutil.which("msgfmt")
    assert msgfmt is not None

    subprocess.run([msgfmt, "--check-format", "-o", fresh, SOURCE / CATALOGUE], check=True)  # noqa: S603  # our own file

    assert fresh.read_bytes() == (SOURCE / CATALOGUE).with_suffix(".mo").read_bytes()
