"""Times as people say them."""

from datetime import datetime, timedelta

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _


def when(moment: datetime, *, now: datetime) -> str:
    """Say a moment as it is said at the cabinet: 12:03, 昨天 18:20, 11月3日, 2024年11月3日."""
    there, here = localtime(moment), localtime(now)
    days = (here.date() - there.date()) / timedelta(days=1)
    time = there.strftime("%H:%M")
    if days == 0:
        return time
    if days == 1:
        return _("昨天 {time}").format(time=time)
    if days == -1:
        return _("明天 {time}").format(time=time)
    return date_format(there, _("n月j日") if there.year == here.year else _("Y年n月j日"))
