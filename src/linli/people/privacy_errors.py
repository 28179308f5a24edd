"""What can go wrong around a person's own data, in words for that person."""

from django.utils.translation import gettext_lazy as _

from linli.kernel.errors import Conflict, Denied, Full, Invalid, Missing


class AccessReasonMissing(Invalid):
    """Nobody said why something masked is to be seen."""

    says = _("请先选择查看的原因，它会和您的名字一起留痕。")


class NothingToReveal(Missing):
    """There is nothing behind the mask, or not any more."""

    says = _("这里没有可以查看的信息，可能已经按时限删除。")


class NameImpossible(Invalid):
    """A name that is none: empty, too long, or with characters that nobody can see."""

    says = _("请填 1 到 {most} 个字的姓名。")
    most: int


class GuardianMustConsent(Denied):
    """A child cannot agree by itself."""

    says = _("未满十四周岁，要由监护人来同意或撤回。")


class NotTheirGuardian(Denied):
    """Somebody else's consent is theirs to give."""

    says = _("只有本人，或未满十四周岁儿童的监护人，才能同意或撤回。")


class AlreadyConsented(Conflict):
    """The same version was agreed to before."""

    says = _("您已经同意过了。")


class NoConsent(Missing):
    """There is nothing to withdraw."""

    says = _("没有可以撤回的同意。")


class PurposeUnknown(Missing):
    """Nobody asks for consent to this."""

    says = _("没有这一项同意。")


class GuardianshipImpossible(Invalid):
    """Nobody is their own guardian, and a child is under fourteen."""

    says = _("请核对监护人和孩子满十四周岁的日期。")


class ChildUnknown(Missing):
    """There is no such child, or none that this person speaks for."""

    says = _("没有找到这个孩子的信息，可能已经删除。")


class ChildConsentMissing(Invalid):
    """Nothing is kept of a child before its guardian has agreed."""

    says = _("请先勾选同意。没有监护人同意，不能保留孩子的任何信息。")


class BirthYearImpossible(Invalid):
    """A year in which nobody was born who is a child now."""

    says = _("请填孩子的出生年份。这里只登记未满十四周岁的孩子。")


class GuardianPhoneNeeded(Denied):
    """Who agrees for a child has shown in this browser that a phone is theirs."""

    says = _("登记孩子要先用手机验证码登录，确认您的手机号。请退出后用手机验证码重新登录。")


class TooManyChildren(Full):
    """More than one family has."""

    says = _("一个账号最多登记 {most} 个孩子。")
    most: int


class DeletionAlreadyAsked(Conflict):
    """The person asked before."""

    says = _("您已经提出过删除，不用再提。")


class NoDeletionAsked(Missing):
    """There is no wish to take back."""

    says = _("没有等待中的删除。")
