"""What can stand in the way of those who look after a building's lockers, in words."""

from django.utils.translation import gettext_lazy as _

from linli.kernel.errors import Conflict, Invalid


class SpanUnreadable(Invalid):
    """No day of which figures are kept."""

    says = _("只能看最近三年的数字。")


class MealsUnreadable(Invalid):
    """No number of meals that a noon can have."""

    says = _("每个中午的份数请填 {least} 到 {most}。")
    least: int
    most: int


class SizedLately(Conflict):
    """Somebody has just had it reckoned: seconds of work that would come to the same."""

    says = _("一分钟内刚算过，结果就在这一页上；请稍后再算。")


class ComplaintAnswered(Conflict):
    """Somebody else has answered, or there is none such in this building."""

    says = _("这条投诉已经有答复了，请刷新看最新情况。")
