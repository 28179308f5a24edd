"""What can go wrong in the business database, in words for the person before it."""

from django.utils.translation import gettext_lazy as _

from linli.kernel.errors import Conflict, Invalid


class FactUnreadable(Invalid):
    """A value that is none of its fact's."""

    says = _("“{what}”这样写：{form}。")
    what: str
    form: str


class FactFromTomorrow(Invalid):
    """A fact of a day that is to come, or that is over on the day it is from."""

    says = _("“截至哪天”不能晚于今天，“哪天过期”要晚于它。")


class FactOlder(Conflict):
    """What is known is newer."""

    says = _("已有 {day} 的“{what}”，比这一条新。旧的不会取代新的。")
    what: str
    day: str
