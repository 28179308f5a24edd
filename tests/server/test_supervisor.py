"""Children fall, hang and are killed; what is running stays what should be."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from linli.kernel import clock
from linli.server import leash
from linli.server import supervisor as module
from linli.server.errors import PortIsTaken
from linli.server.folder import Folder, make_ready, read_json, take
from linli.server.supervisor import Child, Supervisor, turn_over, wait_after

LIMIT_MS = 20_000

SLEEPER = "import time; time.sleep(600)"
STUBBORN = "import signal, time; signal.signal(15, signal.SIG_IGN); print('on'); time.sleep(600)"


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    made = Folder(tmp_path / "data")
    make_ready(made)
    return made


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def keeper(folder: Folder, said: list[str], signals: None) -> Iterator[Supervisor]:
    lock = take(folder)
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    made = Supervisor(folder, environment, lock, said.append)
    made.listen()
    yield made
    made.stop()
    os.close(lock)


def python(script: str, *arguments: str) -> list[str]:
    return [sys.executable, "-c", script, *arguments]


def child(name: str, script: str, *, wave: int = 0) -> Child:
    return Child(name, name, lambda: python(script), wave=wave)


def until(keeper: Supervisor, reached: Callable[[], bool]) -> None:
    give_up = clock.mono_ms() + LIMIT_MS
    while not reached():
        assert clock.mono_ms() < give_up, "it never happened"
        keeper.wait(20)


def is_there(pid: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    except FileNotFoundError:
        return False


def pid_of(keeper: Supervisor, name: str) -> int:
    return int(read_json(keeper.folder.pids_file).get(name, 0))


def test_a_killed_child_is_started_again_and_it_is_said(
    keeper: Supervisor, said: list[str]
) -> None:
    keeper.start(child("web", SLEEPER))
    first = pid_of(keeper, "web")

    os.kill(first, signal.SIGKILL)
    until(keeper, lambda: pid_of(keeper, "web") not in {0, first})

    assert not is_there(first)
    assert is_there(pid_of(keeper, "web"))
    (line,) = said
    log = keeper.folder.log_of("web")
    assert line == f"web 意外停止（信号 9），0.2 秒后重新启动。日志：{log}"


def test_a_child_that_falls_again_and_again_waits_longer_each_time(
    keeper: Supervisor, said: list[str]
) -> None:
    keeper.start(child("web", "raise SystemExit(7)"))

    until(keeper, lambda: len(said) == 3)

    assert [line.split("，")[1].split(" ")[0] for line in said] == ["0.2", "0.4", "0.8"]
    assert all("（7）" in line for line in said)
    assert keeper.falls("web") == 3


def test_a_child_that_ran_long_enough_falls_as_if_for_the_first_time(
    keeper: Supervisor, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "STEADY_AFTER_MS", 0)
    keeper.start(child("web", "raise SystemExit(7)"))

    until(keeper, lambda: len(said) == 3)

    assert all("0.2 秒" in line for line in said)


@pytest.mark.parametrize(
    ("falls", "ms"),
    [(1, 200), (2, 400), (3, 800), (6, 6_400), (7, 10_000), (8, 10_000), (10**6, 10_000)],
)
def test_the_wait_doubles_up_to_ten_seconds(falls: int, ms: int) -> None:
    assert wait_after(falls) == ms


def test_a_child_that_cannot_even_be_started_is_tried_again(
    keeper: Supervisor, said: list[str]
) -> None:
    answers = iter([PortIsTaken(port=1), FileNotFoundError(), None])

    def command() -> Sequence[str]:
        answer = next(answers)
        if answer is not None:
            raise answer
        return python(SLEEPER)

    keeper.start(Child("bus", "总线", command))
    until(keeper, lambda: is_there(pid_of(keeper, "bus")))

    assert len(said) == 2


def test_what_a_child_says_is_in_its_log(keeper: Supervisor) -> None:
    log = keeper.folder.log_of("web")
    keeper.start(child("web", "import sys, time; print('out'); sys.stderr.write('err\\n')"))

    until(keeper, lambda: keeper.falls("web") > 0)

    assert sorted(log.read_text(encoding="utf-8").split()) == ["err", "out"]


def test_a_log_that_grew_too_large_becomes_the_old_log(tmp_path: Path) -> None:
    log = tmp_path / "web.log"
    turn_over(log)
    log.write_bytes(b"x" * module.LOG_LIMIT_BYTES)
    turn_over(log)

    assert log.exists()

    log.write_bytes(b"x" * (module.LOG_LIMIT_BYTES + 1))
    turn_over(log)

    assert not log.exists()
    assert (tmp_path / "web.log.1").stat().st_size == module.LOG_LIMIT_BYTES + 1


def test_a_stop_leaves_no_child_and_says_so_in_the_file_of_processes(keeper: Supervisor) -> None:
    keeper.start(child("bus", SLEEPER, wave=1))
    keeper.start(child("web", SLEEPER))
    pids = read_json(keeper.folder.pids_file)

    assert set(pids) == {"bus", "web", "supervisor"}
    assert pids.pop("supervisor") == os.getpid()

    keeper.stop()

    assert not any(is_there(pid) for pid in pids.values())
    assert read_json(keeper.folder.pids_file) == {}


def test_a_child_that_will_not_end_is_ended_and_those_it_needs_go_after_it(
    keeper: Supervisor, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(module, "PATIENCE_MS", 300)
    told = tmp_path / "told"
    polite = (
        "import pathlib, signal, sys, time\n"
        f"def end(*_): pathlib.Path({str(told)!r}).write_text('x'); sys.exit()\n"
        "signal.signal(15, end); print('on'); time.sleep(600)"
    )
    keeper.start(child("bus", polite, wave=1))
    keeper.start(child("web", STUBBORN))
    logs = [keeper.folder.log_of(name) for name in ("bus", "web")]
    until(keeper, lambda: all(log.read_text(encoding="utf-8") for log in logs))
    stubborn = pid_of(keeper, "web")
    began = clock.mono_ms()

    keeper.stop()

    assert clock.mono_ms() - began >= 300
    assert not is_there(stubborn)
    assert told.exists()


def test_whoever_asks_twice_is_in_a_hurry_and_a_mere_echo_is_not(
    keeper: Supervisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper.start(child("web", STUBBORN))
    log = keeper.folder.log_of("web")
    until(keeper, lambda: bool(log.read_text(encoding="utf-8")))
    stubborn = pid_of(keeper, "web")
    monkeypatch.setattr(module, "ECHO_MS", -1)
    os.kill(os.getpid(), signal.SIGINT)
    os.kill(os.getpid(), signal.SIGINT)
    keeper.wait()

    assert keeper.is_stopping

    began = clock.mono_ms()
    keeper.stop()

    assert clock.mono_ms() - began < module.PATIENCE_MS
    assert not is_there(stubborn)


def test_a_terminal_that_closes_stops_it_unless_nohup_said_otherwise(
    keeper: Supervisor, signals: None
) -> None:
    keeper.stop()
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    keeper.listen()
    os.kill(os.getpid(), signal.SIGHUP)

    assert not keeper.is_stopping

    keeper.stop()
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    keeper.listen()
    os.kill(os.getpid(), signal.SIGHUP)
    keeper.wait(0)

    assert keeper.is_stopping


def test_a_full_disk_does_not_end_the_supervisor(
    keeper: Supervisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_path: Path, _value: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module, "write_json", full)

    keeper.start(child("web", SLEEPER))

    assert keeper.falls("web") == 0


def test_a_process_whose_parent_died_before_the_leash_held_ends_at_once() -> None:
    script = "from linli.server import leash; leash.hold(1); print('on')"
    orphan = subprocess.run(  # noqa: S603  # our own command
        python(script), capture_output=True, check=False
    )

    assert (orphan.returncode, orphan.stdout) == (1, b"")


def test_where_the_system_knows_no_leash_nothing_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leash, "_libc", None)

    leash.hold(1)


def test_the_death_of_a_supervisor_is_the_death_of_its_children(folder: Folder) -> None:
    script = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from linli.server.folder import Folder, take\n"
        "from linli.server.supervisor import Child, Supervisor\n"
        "folder = Folder(Path(sys.argv[1]))\n"
        "keeper = Supervisor(folder, os.environ, take(folder), print)\n"
        "keeper.listen()\n"
        f"keeper.start(Child('web', 'web', lambda: [sys.executable, '-c', {STUBBORN!r}]))\n"
        "print(folder.pids_file.read_text(), flush=True)\n"
        "while True: keeper.wait()\n"
    )
    command = python(script, str(folder.root))
    with subprocess.Popen(command, stdout=subprocess.PIPE) as parent:  # noqa: S603  # our own
        assert parent.stdout is not None
        parent.stdout.readline()
        web = read_json(folder.pids_file)["web"]

        parent.kill()

    # The lock is the level: it is free only when the last child has gone.
    os.close(take(folder))
    assert not is_there(web)
