"""The states things at the service desk can be in, with the words people read."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class ServiceKind(TextChoices):
    """The five kinds of service that one desk brings together."""

    PARTY = "party", _("党群服务")
    GOVERNMENT = "govern", _("政务服务")
    SOCIAL = "social", _("社会服务")
    MEDICAL = "medical", _("医疗服务")
    LEGAL = "legal", _("法律服务")


class TicketState(TextChoices):
    """How far a ticket has come."""

    BOOKED = "booked", _("已预约")
    WAITING = "waiting", _("等候")
    CALLED = "called", _("请到窗口")
    SERVING = "serving", _("正在办理")
    DONE = "done", _("办完了")
    NO_SHOW = "no_show", _("叫号没有来")
    GIVEN_UP = "gave_up", _("自己取消")
    UNSERVED = "unserved", _("当天没有轮到")
    MOVED = "moved", _("改到了别的时间")
    LAPSED = "lapsed", _("窗口没有开，预约失效")


class Result(TextChoices):
    """What came of a visit; unknown is what nobody wrote down."""

    SETTLED = "settled", _("办成了")
    ADVISED = "advised", _("答复了")
    REFERRED = "referred", _("转到别处办")
    PAPERS = "papers", _("材料不齐")
    REFUSED = "refused", _("不能办")
    UNKNOWN = "unknown", _("没有登记结果")


class OfferState(TextChoices):
    """What became of another time that was offered for an appointment."""

    OPEN = "open", _("等本人答复")
    TAKEN = "taken", _("本人接受了")
    REFUSED = "refused", _("本人没有要")
    EXPIRED = "expired", _("过了答复的时间")
    WITHDRAWN = "back", _("窗口又开了，收回")


class Rating(IntegerChoices):
    """How somebody found their visit."""

    VERY_BAD = 1, _("很不满意")
    BAD = 2, _("不满意")
    FAIR = 3, _("一般")
    GOOD = 4, _("满意")
    VERY_GOOD = 5, _("很满意")
