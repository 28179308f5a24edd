"""What is said where a cabinet is full, a code is none, or nothing is there to be printed."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.kernel.errors import Conflict, Full, Invalid, Missing

Words = str | Promise


class DoorsAreFree(Conflict):
    """Somebody would queue although a door of that size is free."""

    says = _("{cabinet} 现在有空的格口，不用排队，请直接开柜存餐。")
    cabinet: str


class QueueFull(Full):
    """More wait than doors become free while anybody waits."""

    says = _("{cabinet} 已有 {waiting} 人在排队，等不到了。{elsewhere}")
    cabinet: str
    waiting: int
    elsewhere: Words


class NoOrderInCode(Invalid):
    """A code was read, and nothing in it can be an order number or a phone."""

    says = _("扫到的不是订单码。请扫小票上的码，或直接输入。")


class NoSuchPlace(Missing):
    """A place in a queue that there never was, or that was forgotten a day later."""

    says = _("没有这个排队的号，请重新扫柜门上的二维码。")


class NoSuchLabels(Missing):
    """An address that names no cabinet, no kind of label or no sheet that there is."""

    says = _("没有这样的标签。请在标签页上重新选择。")
