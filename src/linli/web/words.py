"""Times as people say them."""

from datetime import datetime, timedelta

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
    if there.year == here.year:
        return _("{month}月{day}日").format(month=there.month, day=there.day)
    return _("{year}年{month}月{day}日").format(year=there.year, month=there.month, day=there.day)
