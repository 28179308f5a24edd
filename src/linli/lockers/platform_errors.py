"""What food platforms are refused, and why."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.kernel.errors import Conflict, Denied, Full, Invalid, Missing, Unavailable

Words = str | Promise


class PlatformUnknown(Missing):
    """No platform has this code."""

    says = _("没有编号为 {platform} 的平台。")
    platform: str


class PlatformUnreadable(Invalid):
    """A name or a code that no platform can have."""

    says = _("平台的名称要有 1 到 40 个字；编号要有 2 到 16 个小写字母、数字或短横线。")


class PlatformKnown(Conflict):
    """Another platform has this code."""

    says = _("已经有编号为 {platform} 的平台了。")
    platform: str


class TwoKeysAlready(Conflict):
    """A platform has two keys that are good; one must go before another comes."""

    says = _("{platform} 已有两个有效的密钥。请先停用一个：{keys}")
    platform: str
    keys: str


class PlatformKeyUnknown(Missing):
    """The platform has no such key that is good."""

    says = _("{platform} 没有有效的密钥 {key}。")
    platform: str
    key: str


class KeyRefused(Denied):
    """A key's name and secret that do not belong together, or are good no more."""

    says = _("client_id 或 client_secret 不对，或者密钥已经停用。")


class TokenRefused(Denied):
    """No access token, or one that is not ours, has ended, or whose key was revoked."""

    says = _("缺少访问令牌，或者令牌已过期、已停用。请重新换取。")


class TooManyRequests(Unavailable):
    """A platform asks faster than is answered."""

    says = _("请求太快，请 {seconds} 秒后再试。")
    seconds: int


class HookUnreadable(Invalid):
    """No address that a platform can be told at."""

    says = _("地址要以 https:// 开头，里面不能有用户名，最多 400 个字符。")


class UnknownOrder(Missing):
    """The platform announced no order with this number."""

    says = _("没有登记过这个订单。")


class OrderAnnounced(Conflict):
    """The platform announced this order before."""

    says = _("订单 {order_no} 已经登记过了。")
    order_no: str


class OrderEnded(Conflict):
    """The order's meal is in, on its way in, or the order has ended."""

    says = _("订单 {order_no} 已经送到、正在存入，或者已经结束。")
    order_no: str


class AlreadyReserved(Conflict):
    """Room is kept for this order; it can be moved to another cabinet."""

    says = _("订单 {order_no} 已经预留了格口，可以改到另一个柜子。")
    order_no: str


class NothingReserved(Conflict):
    """No room is kept for this order."""

    says = _("订单 {order_no} 没有预留格口。")
    order_no: str


class NotCancellable(Conflict):
    """The order's meal is in a cabinet."""

    says = _("订单 {order_no} 的餐已经在柜子里，不能取消，可以请求召回。")
    order_no: str


class NothingToRecall(Conflict):
    """No meal of this order is in a cabinet."""

    says = _("订单 {order_no} 没有餐在柜子里。")
    order_no: str


class ReservedEnough(Full):
    """The platform keeps as many doors of this cabinet as one may."""

    says = _("您在 {cabinet} 已预留 {most} 个格口，不能再多了。")
    cabinet: str
    most: int


class KeyReused(Conflict):
    """Another request was made with this idempotency key."""

    says = _("这个 Idempotency-Key 已经用于另一个请求。")


class NoSandbox(Missing):
    """Who asks is no sandbox; or the platform has none."""

    says = _("这个密钥不是演练用的；演练用的密钥请向平台运营要。")


class SandboxThere(Conflict):
    """The platform has a sandbox."""

    says = _("平台“{platform}”已经有演练环境，可以重置它。")
    platform: str


class NotInTheSandbox(Conflict):
    """No meal of this order stands in the mock cabinet."""

    says = _("这个订单现在没有餐在演练的柜子里。")
