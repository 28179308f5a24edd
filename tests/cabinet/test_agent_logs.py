"""What an agent logs is one printable line, and never a flood of the same."""

import logging

import pytest

from linli.cabinet.logs import Complaints, OneLine

log = logging.getLogger("linli.cabinet.tested")


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.ms = 0

    def __call__(self) -> int:
        """Read it."""
        return self.ms


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def complaints(clock: Clock) -> Complaints:
    return Complaints(log, now_ms=clock)


def test_the_same_complaint_is_made_once_in_ten_seconds_and_counted(
    complaints: Complaints, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(5):
        complaints.say("junk", "no JSON")
    complaints.say("something else")
    clock.ms = 9_999
    complaints.say("junk", "no JSON")
    clock.ms = 10_000
    complaints.say("junk", "too long")
    clock.ms = 20_000
    complaints.say("junk", "again")

    assert caplog.messages == [
        "junk: no JSON",
        "something else: ",
        "junk: too long (5 more like it since)",
        "junk: again",
    ]


def test_what_a_stranger_sent_is_cut_and_cannot_forge_a_line(
    complaints: Complaints, caplog: pytest.LogCaptureFixture
) -> None:
    complaints.say("junk", "a\nERROR all doors open\x1b[31m" + "😀" * 1_000)

    (line,) = caplog.messages
    assert line.startswith("junk: a?ERROR all doors open?[31m😀")
    assert len(line) <= 310


def test_a_failure_becomes_a_complaint_and_work_goes_on(
    complaints: Complaints, caplog: pytest.LogCaptureFixture
) -> None:
    with complaints.instead_of_failing("the journal cannot be sent"):
        _fail()
    with complaints.instead_of_failing("the journal cannot be sent"):
        pass

    assert caplog.messages == ["the journal cannot be sent: OSError('disk')"]


def _fail() -> None:
    msg = "disk"
    raise OSError(msg)


def test_a_traceback_is_one_line() -> None:
    with pytest.raises(ValueError, match="lines") as caught:
        int("two\x00lines")
    raised = (caught.type, caught.value, caught.tb)
    record = logging.LogRecord("x", logging.ERROR, "x", 1, "柜子 failed", (), raised)

    text = OneLine("%(levelname)s %(message)s").format(record)

    assert text.startswith("ERROR 柜子 failed | Traceback (most recent call last): | ")
    assert "ValueError: invalid literal" in text
    assert text.isprintable()
