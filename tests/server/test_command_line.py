"""The command line before anything starts: languages, help, and what cannot be meant."""

import subprocess
import sys

import pytest
from tests.server.whole import linli

from linli.server import words
from linli.server.cli import language_of


@pytest.mark.parametrize(
    ("arguments", "language"),
    [
        ([], "zh"),
        (["--lang", "en"], "en"),
        (["--lang=en"], "en"),
        (["replay", "noon", "--lang", "en"], "en"),
        (["--lang", "fr"], "zh"),
        (["--lang"], "zh"),
        (["--data", "en"], "zh"),
        (["--lang", "zh", "--lang", "en"], "zh"),
    ],
)
def test_the_language_is_known_before_the_options_are_read(
    arguments: list[str], language: str
) -> None:
    assert language_of(arguments) == language


def test_the_version_is_told() -> None:
    told = linli("--version")

    assert told.returncode == 0
    assert told.stdout.startswith("linli 0.")


@pytest.mark.parametrize(
    ("options", "word"), [([], "不带任何命令时"), (["--lang", "en"], "everything on this machine")]
)
def test_help_names_every_command_in_the_reader_s_language(options: list[str], word: str) -> None:
    told = linli(*options, "--help")

    assert told.returncode == 0
    assert word in told.stdout
    for command in ("sign-in", "ledger", "replay"):
        assert command in told.stdout


@pytest.mark.parametrize(
    "arguments",
    [["--lang", "fr"], ["--port", "0"], ["--port", "65536"], ["--port", "http"], ["nonsense"]],
)
def test_what_cannot_be_meant_is_refused(arguments: list[str]) -> None:
    refused = linli(*arguments)

    assert refused.returncode == 2
    assert "Traceback" not in refused.stderr
    assert refused.stdout == ""


def test_the_supervisor_loads_neither_django_nor_what_only_the_replay_needs() -> None:
    script = (
        "import sys\n"
        "from linli.server import cli\n"
        "cli.make_app(with_replay=False)\n"
        "heavy = {'django', 'granian', 'nats', 'httpx', 'asyncio', 'cryptography'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    told = subprocess.run(  # noqa: S603  # our own command
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )

    assert told.stdout.strip() == "[]"


def test_a_sentence_is_said_in_the_language_in_use_and_in_chinese_where_none_is_known(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    later = words.gettext_lazy("按 Ctrl+C 停止。")

    assert str(later) == "按 Ctrl+C 停止。"

    monkeypatch.setattr(words._Chosen, "language", "en")  # noqa: SLF001  # put back afterwards

    assert words.language() == "en"
    assert "Ctrl+C" in str(later)
    assert str(later) != "按 Ctrl+C 停止。"
    assert words.gettext("没有译文的句子") == "没有译文的句子"
