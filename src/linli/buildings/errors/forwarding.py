"""What can go wrong when a matter is handed on, in words for who keeps its committee."""

from django.utils.translation import gettext_lazy as _

from linli.kernel.errors import Conflict, Full, Invalid, Missing


class UnknownForward(Missing):
    """Nothing was handed on by this number, or nobody takes it there."""

    says = _("没有这个对接，或者已经停用。")


class NotToHandOn(Conflict):
    """Only what is open, read and in no other matter is handed on."""

    says = _("只能转交已受理、还在办、没有并入别处的楼事。")


class HandedOnAlready(Conflict):
    """The matter is with that server."""

    says = _("这件事已经转给 {to} 了，不用再转。")
    to: str


class NotDead(Conflict):
    """Only what was given up is tried anew."""

    says = _("这件转交没有停下，不用重试。")


class EndpointsEnough(Full):
    """A place with more servers than anybody can tell apart."""

    says = _("一个地点最多 {most} 个对接，请先停用不用的。")
    most: int


class NameOfEndpointNeeded(Invalid):
    """No name by which people know where their matter goes."""

    says = _("请写交给谁，2 到 40 个字。")


class AddressNotAllowed(Invalid):
    """No https address, or one that may not be asked."""

    says = _("地址要以 https:// 开头，最多 200 个字符，不带用户名、? 和 #。")


class CodeUnreadable(Invalid):
    """A code with what no code has."""

    says = _(
        "jurisdiction_id、service_code 和 api_key 只能用字母、数字和常用符号，最多 64 个字符。"
    )


class ServiceNeeded(Invalid):
    """No service code for what no other fits."""

    says = _("请写“其他”对应的 service_code：没有单独对应的都用它。")
