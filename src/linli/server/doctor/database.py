"""The database: does it answer, is it whole, is it of this program."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import DatabaseError, OperationalError, connection

from linli.ledger.heads import read_heads
from linli.server.doctor.machine import clock_against
from linli.server.findings import Finding, bad, good, some
from linli.server.health import waiting_migrations
from linli.server.words import gettext as _

AHEAD = timedelta(seconds=5)
"""How far two machines' clocks may be apart that are both synchronised, and a good deal more."""


def look_at_database(*, now: datetime) -> Iterator[Finding]:
    """Yield what is found of the database. Django is loaded."""
    try:
        connection.ensure_connection()
    except OperationalError as away:
        reason = str(away).strip().partition("\n")[0]
        says = _("数据库没有回答（{reason}）。").format(reason=reason)
        yield bad(says, _("请检查数据库是否在运行，以及 database_url。"))
        return
    try:
        whole = _is_whole()
        yield whole
        if whole.level == "bad":
            return
        tables = _tables()
        yield tables
        if tables.level == "bad":
            return
        heads = read_heads()
    except DatabaseError as broken:
        reason = str(broken).strip().partition("\n")[0]
        says = _("数据库读不出来（{reason}）。").format(reason=reason)
        yield bad(says, _("请从备份恢复：linli restore"))
        return
    yield _ledger(heads.loose, heads.chains)
    yield clock_against(heads.newest, now=now, most=AHEAD)


def _is_whole() -> Finding:
    if connection.vendor != "sqlite":
        return good(_("数据库 PostgreSQL 有回答"))
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA quick_check(1)")
        found = cursor.fetchone()
    if found != ("ok",):
        return bad(_("数据库文件已损坏。"), _("请从备份恢复：linli restore"))
    return good(_("数据库文件完整"))


def _tables() -> Finding:
    waiting = waiting_migrations()
    if waiting:
        says = _("数据库比程序旧，还差 {count} 步：{names}").format(
            count=len(waiting), names=some(waiting)
        )
        return bad(says, _("请先备份，再重新启动邻里；启动时会自动更新。"))
    return good(_("数据库和程序一致"))


def _ledger(loose: tuple[str, ...], chains: int) -> Finding:
    if loose:
        says = _("账本有 {count} 条链的末尾对不上：{names}").format(
            count=len(loose), names=some(loose)
        )
        return bad(says, _("请运行 linli ledger verify 查明，并保留备份。"))
    return good(_("账本 {chains} 条链的末尾都对得上").format(chains=chains))
