"""What can go wrong when something is claimed, in words for the person before it."""

from django.utils.translation import gettext_lazy as _

from linli.kernel.errors import Conflict


class Claimed(Conflict):
    """Somebody has it at that time, or all its seats are taken."""

    says = _("这个时间已经有人占了，请换一个时间。")
