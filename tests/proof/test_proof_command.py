"""``python -m proof`` says what holds, and its exit status whether all of it does."""

import proof.__main__ as command
import pytest
from proof.report import Report


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Give what is said when one part holds and another does not."""

    def good(*, short: bool) -> Report:
        report = Report()
        report.say(f"good: {short}")
        return report

    def bad(*, short: bool) -> Report:
        report = good(short=short)
        report.say("bad: 1 lost", ok=False)
        return report

    monkeypatch.setattr(command, "PARTS", {"good": "", "bad": ""})
    monkeypatch.setattr(command, "part", {"good": good, "bad": bad}.__getitem__)
    return []


def test_it_holds_only_if_every_part_does(said: list[str]) -> None:
    assert command.main(["--short"], said.append) == 1
    assert "FAILED bad: 1 lost" in said
    assert any(line.startswith("bad: FAILED in") for line in said)


def test_one_part_alone_can_be_asked_for(said: list[str]) -> None:
    assert command.main(["--long", "--only", "good"], said.append) == 0
    assert said[0] == "good: False"


def test_a_part_that_does_not_exist_is_refused(said: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        command.main(["--only", "nonsense"], said.append)

    assert ended.value.code == 2


@pytest.mark.parametrize("name", ["model", "powercut", "disks", "kills"])
def test_every_part_is_where_the_table_says(name: str) -> None:
    assert callable(command.part(name))
