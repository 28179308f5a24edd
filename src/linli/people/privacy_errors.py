"""What can go wrong around a person's own data, in words for that person."""

from django.utils.translation import gettext_lazy as _

from linli.kernel.errors import Conflict, Denied, Invalid, Missing


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


class DeletionAlreadyAsked(Conflict):
    """The person asked before."""

    says = _("您已经提出过删除，不用再提。")


class NoDeletionAsked(Missing):
    """There is no wish to take back."""

    says = _("没有等待中的删除。")
