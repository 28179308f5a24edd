"""PostgreSQL, held still by one snapshot and carried as what pg_dump writes.

pg_dump and psql are the database's own and know every kind of column; both take their address
from arguments and the password from the environment, where other people of the machine do not
see it.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING
from urllib.parse import quote, urlsplit

from linli.server.backup.archive import PART_BYTES, Table, Tables
from linli.server.backup.errors import ClientMissing, DrillImpossible, DumpFailed
from linli.server.database import database
from linli.server.errors import DatabaseDoesNotAnswer

if TYPE_CHECKING:
    import psycopg

DRILL = "_linli_drill"
"""What the scratch database of a drill is called, after the real one's name."""

LONGEST_COMPLAINT = 2_000
"""Bytes of what a program of PostgreSQL said that are read."""

LONGEST_NAME = 63
"""Bytes. Source: PostgreSQL, NAMEDATALEN - 1."""

_PROGRAMS = Path("/usr/lib/postgresql")
"""Where Debian puts each version's; /usr/bin/pg_dump finds the right one by itself."""

_NAMES = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename"

_SUM = (
    "SELECT count(*), coalesce(sum(('x' || left(md5(t::text), 16))::bit(64)::bigint::numeric), 0)"
    " FROM {} t"
)

_DROP = """
DO $$
DECLARE one record;
BEGIN
    FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = current_schema() LOOP
        EXECUTE format('DROP TABLE %I CASCADE', one.tablename);
    END LOOP;
    FOR one IN
        SELECT p.oid::regprocedure AS signature FROM pg_proc p
        WHERE p.pronamespace = current_schema()::regnamespace
        AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
    LOOP
        EXECUTE format('DROP FUNCTION %s CASCADE', one.signature);
    END LOOP;
END $$
"""
"""In the same transaction as the loading: whoever looks sees the old tables or the new ones."""


class Postgresql:
    """A database of a PostgreSQL server."""

    name = "PostgreSQL"

    def __init__(self, url: str) -> None:
        self.url = url
        settings = database(url, Path())
        known = {
            "dbname": settings["NAME"],
            "user": settings["USER"],
            "password": settings["PASSWORD"],
            "host": settings["HOST"],
            "port": str(settings["PORT"]),
            **{name: str(value) for name, value in settings["OPTIONS"].items()},
        }
        ours = {"server_side_binding", "prepare_threshold"}
        self.address = {name: text for name, text in known.items() if text and name not in ours}

    def is_empty(self) -> bool:
        """Whether no table is there."""
        with self._connected() as here:
            return here.execute(_NAMES).fetchone() is None

    @contextmanager
    def snapshot(self, room: Path) -> Iterator["FrozenDatabase"]:
        """Hold one snapshot for counting, hashing and dumping."""
        with self._connected() as here:
            here.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            (name,) = here.execute("SELECT pg_export_snapshot()").fetchone() or ("",)
            yield FrozenDatabase(self, here, str(name), room)

    @contextmanager
    def scratch(self, room: Path) -> Iterator["Postgresql"]:  # noqa: ARG002  # the other engine needs it
        """Make a database beside this one.

        Raises:
            DrillImpossible: this user may not make databases.
        """
        import psycopg  # noqa: PLC0415  # only where PostgreSQL is used
        from psycopg import sql  # noqa: PLC0415

        name = self.address["dbname"][: LONGEST_NAME - len(DRILL)] + DRILL
        drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        make = sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name))
        with psycopg.connect(self.conninfo(), autocommit=True, password=self._password()) as here:
            try:
                here.execute(drop)
                here.execute(make)
            except psycopg.Error as refused:
                raise DrillImpossible(reason=str(refused).partition("\n")[0]) from refused
            try:
                parts = urlsplit(self.url)
                yield Postgresql(parts._replace(path="/" + quote(name)).geturl())
            finally:
                here.execute(drop)

    @contextmanager
    def loading(self, room: Path) -> Iterator["LoadingDatabase"]:
        """Load in one transaction that begins by dropping what is there.

        Raises:
            ClientMissing: psql is not installed.
            DumpFailed: psql gave up.
        """
        command = [
            client("psql"),
            "--no-psqlrc",
            "--quiet",
            "--single-transaction",
            f"--output={os.devnull}",
            "--set=ON_ERROR_STOP=1",
            f"--dbname={self.conninfo()}",
            f"--command={_DROP}",
            "--file=-",
        ]
        with _started(command, self._environment(), room, stdin=subprocess.PIPE) as process:
            assert process.stdin is not None
            try:
                yield LoadingDatabase(process.stdin, self)
                process.stdin.close()
            except BrokenPipeError:
                pass  # it says why
            except BaseException:
                process.kill()  # before it reads to the end, which it would commit
                raise

    def tables(self) -> Tables:
        """Count and hash every table."""
        with self._connected() as here:
            return _sums(here)

    def conninfo(self) -> str:
        """Return the address as libpq reads it, without the password."""
        from psycopg.conninfo import make_conninfo  # noqa: PLC0415  # only with PostgreSQL

        return make_conninfo(
            **{name: text for name, text in self.address.items() if name != "password"}
        )

    def dump(self, snapshot: str, room: Path) -> Iterator[bytes]:
        """Yield what pg_dump writes of a snapshot.

        Raises:
            ClientMissing: pg_dump is not installed.
            DumpFailed: pg_dump gave up.
        """
        command = [
            client("pg_dump"),
            "--no-owner",
            "--no-privileges",
            "--no-comments",
            f"--snapshot={snapshot}",
            f"--dbname={self.conninfo()}",
        ]
        with _started(command, self._environment(), room, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            try:
                while part := process.stdout.read(PART_BYTES):
                    yield part
            finally:
                process.stdout.close()

    def _connected(self) -> "psycopg.Connection":
        import psycopg  # noqa: PLC0415  # only where PostgreSQL is used

        try:
            return psycopg.connect(self.conninfo(), password=self._password())
        except psycopg.OperationalError as away:
            raise DatabaseDoesNotAnswer(reason=str(away).partition("\n")[0]) from away

    def _password(self) -> str | None:
        return self.address.get("password")

    def _environment(self) -> Mapping[str, str]:
        return os.environ | {"PGPASSWORD": self._password() or ""}


class FrozenDatabase:
    """A database as one snapshot shows it."""

    def __init__(
        self, database: Postgresql, here: "psycopg.Connection", name: str, room: Path
    ) -> None:
        self._database = database
        self._here = here
        self._name = name
        self._room = room

    def migrations(self) -> list[tuple[str, str]]:
        """Return which migrations are applied."""
        found = self._here.execute("SELECT app, name FROM django_migrations ORDER BY id")
        return [(str(app), str(name)) for app, name in found]

    def parts(self) -> Iterator[bytes]:
        """Yield what pg_dump writes of it."""
        return self._database.dump(self._name, self._room)

    def tables(self) -> Tables:
        """Count and hash every table."""
        return _sums(self._here)


class LoadingDatabase:
    """A database that psql is loading."""

    def __init__(self, stdin: IO[bytes], database: Postgresql) -> None:
        self._stdin = stdin
        self._database = database

    def write(self, part: bytes) -> None:
        """Take the next part."""
        self._stdin.write(part)

    def tables(self) -> Tables:
        """Count and hash every table."""
        return self._database.tables()


def client(name: str) -> str:
    """Return where a program of PostgreSQL is.

    Raises:
        ClientMissing: nowhere.
    """
    if found := shutil.which(name):
        return found
    installed = sorted(_PROGRAMS.glob(f"*/bin/{name}"), key=lambda one: int(one.parts[-3]))
    if not installed:
        raise ClientMissing(name=name)
    return str(installed[-1])


def _sums(here: "psycopg.Connection") -> Tables:
    from psycopg import sql  # noqa: PLC0415  # only where PostgreSQL is used

    # What a row looks like as text must not depend on how a server is set up.
    here.execute("SET DateStyle = ISO")
    here.execute("SET TimeZone = 'UTC'")
    found = {}
    for (name,) in here.execute(_NAMES).fetchall():
        rows, total = here.execute(sql.SQL(_SUM).format(sql.Identifier(name))).fetchone() or (0, 0)
        found[str(name)] = Table(int(rows), str(total))
    return found


@contextmanager
def _started(
    command: Sequence[str],
    environment: Mapping[str, str],
    room: Path,
    *,
    stdin: int | None = subprocess.DEVNULL,
    stdout: int | None = subprocess.DEVNULL,
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program of PostgreSQL; what it complains of goes to a file, which cannot fill up.

    Raises:
        DumpFailed: it ended badly.
    """
    with tempfile.TemporaryFile(dir=room) as said:
        process = subprocess.Popen(  # noqa: S603  # found by us, no shell
            command, env=environment, stdin=stdin, stdout=stdout, stderr=said
        )
        with process:
            yield process
        if process.returncode != 0:
            said.seek(0)
            reason = said.read(LONGEST_COMPLAINT).decode(errors="replace").strip()
            raise DumpFailed(name=Path(command[0]).name, reason=reason.partition("\n")[0])
