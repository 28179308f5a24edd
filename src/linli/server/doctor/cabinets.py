"""The cabinets: who is silent."""

from datetime import datetime, timedelta

from linli.lockers.queries.measures import silent_for
from linli.server.findings import Finding, bad, good, some
from linli.server.words import gettext as _

LONG = timedelta(hours=1)
"""A cabinet says hello each 15 s; a whole hour is no reboot and no lift in the way."""


def look_at_cabinets(*, now: datetime) -> Finding:
    """Return which cabinets in use have been silent for long."""
    silent = silent_for(LONG, now=now)
    if not silent:
        return good(_("一小时内每个柜子都有消息"))
    says = _("{count} 个柜子一小时以上没有消息：{codes}").format(
        count=len(silent), codes=some([one.code for one in silent])
    )
    return bad(says, _("请看柜子是否通电、联网；不再用的请运行：linli cabinet revoke 编号"))
