"""What can go wrong between programs: what they are told, in words that their makers read."""

from django.utils.translation import gettext_lazy as _

from linli.kernel.errors import Conflict, Denied, Invalid, Missing


class JurisdictionMissing(Invalid):
    """A call without a place."""

    says = _("没有写 jurisdiction_id：请写一个区、街道或楼宇的编号。")


class JurisdictionUnknown(Missing):
    """No open place has this code."""

    says = _("没有编号是 {place} 的区、街道或楼宇（jurisdiction_id）。")
    place: str


class ServiceMissing(Invalid):
    """A request without a service code."""

    says = _("没有写 service_code，见 services。")


class ServiceUnknown(Missing):
    """No kind of matter has this code."""

    says = _("没有 {service} 这一类（service_code），见 services。")
    service: str


class RequestUnknown(Missing):
    """No matter of this place has the number, or nobody has read it yet."""

    says = _("没有编号是 {number} 的楼事，或者还在等秘书初核。")
    number: str


class TokenUnknown(Missing):
    """Nothing came with this mark."""

    says = _("没有收到过带这个标记（token）的楼事。")


class TimeUnreadable(Invalid):
    """A time that is none, or one without a zone."""

    says = _("{field} 不是时间。请写成 2026-03-02T08:00:00Z，要带时区。")
    field: str


class SpanUnreadable(Invalid):
    """A span that is too long, or ends before it begins."""

    says = _("start_date 要早于 end_date，相隔最多 {days} 天。")
    days: int


class StatusUnknown(Invalid):
    """A status other than the two."""

    says = _("status 只能是 open、closed，用逗号隔开。")


class LocationMissing(Invalid):
    """A request of nowhere."""

    says = _("请写在哪里：address_id（楼宇编号），或者 lat 和 long，或者 address_string。")


class PointUnreadable(Invalid):
    """Half a point, or one that is not on earth."""

    says = _("lat 和 long 要一起写，用 WGS-84 的度。")


class NobodyThere(Missing):
    """No committee is where the request is about."""

    says = _("那里没有楼委会。请用 address_id 写一座有楼委会的楼宇的编号。")


class DescriptionTooLong(Invalid):
    """More was written than is kept."""

    says = _("description 连同地址太长了，最多 {most} 个字。")
    most: int


class WouldComeBack(Conflict):
    """A building handed a matter on, and it would be the building's own again."""

    says = _("这件事就是从那座楼转交来的，不能再转回去。")


class FormatUnknown(Missing):
    """An address that the interface does not have."""

    says = _("没有这个接口，见 discovery.json。")


class MethodRefused(Denied):
    """A method that an address does not have."""

    says = _("这个接口不支持这种方法，见 Allow。")
