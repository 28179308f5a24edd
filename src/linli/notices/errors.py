"""What can go wrong with how somebody wants to be told, in words for that person."""

from django.utils.translation import gettext_lazy as _

from linli.kernel.errors import Denied, Invalid, Unavailable


class MailImpossible(Invalid):
    """What was given is no mail address."""

    says = _("这不是邮箱地址，请检查后再填。")


class MailLinkStale(Denied):
    """The link is not ours, too old, somebody else's, or of an address named before."""

    says = _("这个确认链接已经不能用了，请重新填一次邮箱。")


class MailAway(Unavailable):
    """The mail server took no message."""

    says = _("确认邮件没有发出去，请稍后再试。")


class NoMailHere(Unavailable):
    """The installation sends no mail."""

    says = _("这里没有开通邮件。")


class QuietImpossible(Invalid):
    """What was given are no two times of day, or the language is not ours."""

    says = _("安静时段要填开始和结束两个时间。")
