"""`linli user`: people let in, let go and helped by whoever may read the data folder."""

from datetime import datetime
from pathlib import Path

import pytest
import typer
from tests.people.district import District
from typer.testing import CliRunner

from linli.kernel import clock
from linli.kernel.errors import LinliError
from linli.people.actions import sign_in_with_link
from linli.people.enums import Role
from linli.people.errors import NameUnreadable, PersonLeft, PersonUnknown, RoleNotDeclared
from linli.people.models import Person
from linli.people.queries import may
from linli.places.errors import UnknownPlace
from linli.server import user_words
from linli.server.errors import NotRunning
from linli.server.folder import Folder, data_folder
from linli.server.running import Running


@pytest.fixture
def hk(db: None, now: datetime, monkeypatch: pytest.MonkeyPatch) -> District:
    monkeypatch.setattr(clock, "now", lambda: now)
    return District(now)


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(user_words, "running", lambda _folder: FOUND)


FOUND = Running("http://127.0.0.1:8000", "nats://127.0.0.1:1", {})


def run(tmp_path: Path, *arguments: str) -> str:
    """What the command says."""
    app = typer.Typer()

    def with_django(_data: Path | None) -> Folder:
        return data_folder(tmp_path)

    user_words.add_user(app, with_django)
    done = CliRunner().invoke(app, ["user", *arguments])
    if isinstance(done.exception, LinliError):
        raise done.exception
    assert done.exit_code == 0, done.output
    return done.output


INVITE = ("invite", "王师傅", "--role", "crew", "--place", "BYL")


def test_who_is_invited_signs_in_by_the_link_that_is_printed(
    hk: District, served: None, tmp_path: Path
) -> None:
    account, link, *drawn = run(tmp_path, *INVITE).splitlines()

    handle = account.removeprefix("账号    ")
    assert link.startswith("http://127.0.0.1:8000/start?k=")
    assert len(drawn) > 15, "a QR code"
    person = sign_in_with_link(token=link.partition("?k=")[2], now=hk.now)
    assert (person.handle, person.name.opened()) == (handle, "王师傅")
    assert may(person, Role.CREW, place=hk.places["BYL"], now=hk.now)


def test_who_is_known_by_the_account_is_invited_again(
    hk: District, served: None, tmp_path: Path
) -> None:
    run(tmp_path, *INVITE, "--handle", "wang")
    run(tmp_path, "leave", "wang")
    assert not Person.objects.get(handle="wang").is_active

    run(tmp_path, *INVITE, "--handle", "wang")

    assert Person.objects.get(handle="wang").is_active


@pytest.mark.parametrize(
    ("arguments", "refusal"),
    [
        (("invite", "王", "--role", "king", "--place", "BYL"), RoleNotDeclared),
        (("invite", "王", "--role", "gateway", "--place", "BYL"), RoleNotDeclared),
        (("invite", "王", "--role", "crew", "--place", "NOWHERE"), UnknownPlace),
        (("invite", " ", "--role", "crew", "--place", "BYL"), NameUnreadable),
        (("leave", "nobody"), PersonUnknown),
        (("reset-factors", "nobody"), PersonUnknown),
    ],
)
def test_what_cannot_be_meant_is_said_in_a_sentence(
    hk: District,
    served: None,
    tmp_path: Path,
    arguments: tuple[str, ...],
    refusal: type[LinliError],
) -> None:
    with pytest.raises(refusal):
        run(tmp_path, *arguments)

    assert not Person.objects.exists()


def test_who_left_does_not_leave_again(hk: District, served: None, tmp_path: Path) -> None:
    hk.person("wang")

    assert "账号 wang 已停用。" in run(tmp_path, "leave", "wang")
    with pytest.raises(PersonLeft):
        run(tmp_path, "leave", "wang")


def test_factors_of_who_lost_a_phone_are_reset(hk: District, tmp_path: Path) -> None:
    hk.person("wang")

    assert "账号 wang 的 0 个验证方式已清除。" in run(tmp_path, "reset-factors", "wang")


def test_nobody_is_invited_to_a_linli_that_does_not_run(hk: District, tmp_path: Path) -> None:
    with pytest.raises(NotRunning):
        run(tmp_path, *INVITE)

    assert not Person.objects.exists()
