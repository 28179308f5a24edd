"""What can go wrong with a person's sign-in or rights, in words for that person."""

from django.utils.translation import gettext_lazy as _

from linli.kernel.errors import Conflict, Denied, Invalid, Missing


class LinkUnknown(Missing):
    """No sign-in link has this token: it was cut off, or never made."""

    says = _("这个登录链接不完整或不存在，请重新复制整个链接。")


class LinkExpired(Denied):
    """The link was not used in time."""

    says = _("这个登录链接已经过期，请重新启动邻里，或向管理员要一个新的。")


class LinkUsed(Conflict):
    """The link was used before, perhaps by somebody else."""

    says = _("这个登录链接已经用过，只能用一次。请向管理员要一个新的。")


class GrantMissing(Denied):
    """The person does not hold the role this needs, here and now."""

    says = _("您在这里没有“{role}”的权限，请联系管理员。")
    role: str


class MobileImpossible(Invalid):
    """What was given is no mobile phone number of mainland China."""

    says = _("这不是手机号。请填 11 位、以 1 开头的手机号。")
