"""What can go wrong with a person's sign-in or rights, in words for that person."""

from django.utils.translation import gettext_lazy as _

from linli.kernel.errors import Conflict, Denied, Invalid, Missing, TooOften


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


class RoleNotDeclared(Missing):
    """No system of this installation has a role of this name."""

    says = _("没有这个角色。")


class PersonUnknown(Missing):
    """There is no such person, or whoever asks must not learn that there is."""

    says = _("没有这个人，或者您看不到。")


class GrantUnknown(Missing):
    """There is no such grant, or it is not for whoever asks to see."""

    says = _("没有这项授权，或者它已经结束。")


class NoRightThere(Missing):
    """There is no such place, or whoever asks may not give this role there."""

    says = _("没有这个地点，或者您不能在那里授予这个角色。")


class PageUnknown(Missing):
    """The page is for people with a role that whoever asks does not hold."""

    says = _("没有这个页面，或者您看不到。")


class PersonLeft(Denied):
    """The account was ended."""

    says = _("这个账号已经停用。需要再用时，请联系管理员。")


class NotToOneself(Denied):
    """Nobody gives a role to themselves."""

    says = _("不能给自己授予角色，请别人来做。")


class NotOverThem(Denied):
    """The person holds a role that whoever asks could not have given."""

    says = _("对方还有您管不到的角色，请上一级的管理员来做。")


class NotAtThisLevel(Invalid):
    """The role is not for places of this kind."""

    says = _("“{role}”不能授予在{level}一级。")
    role: str
    level: str


class EndNotAhead(Invalid):
    """What is given would have ended before it began."""

    says = _("结束时间要在现在以后。")


class EndTooLate(Invalid):
    """What is given would outlast what its giver holds, or what may be delegated."""

    says = _("结束时间太晚，最晚到 {until}。")
    until: str


class EndNeeded(Invalid):
    """What is delegated has an end, and so has what is given by whoever's own role ends."""

    says = _("请填结束时间，最晚到 {until}。")
    until: str


class NotDelegable(Denied):
    """The role is not one's own, or is not for others to hold for a while."""

    says = _("这个角色不能委托给别人。")


class AlreadyHeld(Conflict):
    """The person holds this role here already, as their own."""

    says = _("对方在这里已经有这个角色了。")


class NameUnreadable(Invalid):
    """A name is missing or too long."""

    says = _("请填姓名，最多 {most} 个字。")
    most: int


class HandleTaken(Conflict):
    """Somebody has this handle; whoever asks learns no more."""

    says = _("这个账号不能用，请换一个。")


class DateUnreadable(Invalid):
    """What was typed is no day."""

    says = _("请按 2026-12-31 的样子填日期。")


class ProposalUnknown(Missing):
    """There is no such proposal, or it is not for whoever asks to see."""

    says = _("没有这项申请，或者您看不到。")


class ProposalOver(Conflict):
    """Somebody decided it, or nobody did in time."""

    says = _("这项申请已经有结果，或者已经过期。")


class ProposedAlready(Conflict):
    """The same is proposed and waits."""

    says = _("同样的申请正在等别人同意。")


class OwnProposal(Denied):
    """Who proposed does not decide: that takes another pair of eyes."""

    says = _("自己提出的申请，要由另一个人来同意。")


class SessionUnknown(Missing):
    """None of one's own sign-ins has this number."""

    says = _("没有这次登录，或者它已经结束。")


class SecondFactorWrong(Denied):
    """The code or the key is not this person's, or not of now."""

    says = _("验证没有通过。请看看手机的时间准不准，再输入最新的 6 位数字。")


class SecondFactorUnknown(Missing):
    """The person has no such second factor."""

    says = _("没有这个验证方式，或者它已经删除。")


class FactorInUse(Conflict):
    """One authenticator app a person; a passkey once."""

    says = _("这个验证方式已经添加过了。")


class LastFactor(Denied):
    """Staff of this installation keep at least one second factor."""

    says = _("这是您最后一个验证方式。请先添加另一个，再删除它。")


class PasskeyRefused(Invalid):
    """What the browser sent is no answer to what it was asked."""

    says = _("通行密钥没有通过。请再试一次，或换一个方式。")


class ScreenCodeWrong(Invalid):
    """No screen waits with this code, now."""

    says = _("没有屏幕在等这个代码。请看着屏幕再输一次；代码十分钟后换新。")


class ScreenNameless(Invalid):
    """A screen is called something, so that it is known again when it is ended."""

    says = _("请给屏幕起个名字，最多 {most} 个字。")
    most: int


class ScreenShowsNothing(Invalid):
    """A screen shows at least one place, and not more than fit on a wall."""

    says = _("请选屏幕上看哪些地方，最多 {most} 处。")
    most: int


class TooManyGuesses(TooOften):
    """Too many tries from one place or at one thing; the wait is told."""

    says = _("试的次数太多了，请 {minutes} 分钟后再试。")
    minutes: int


class SignInCodeWrong(Denied):
    """No code that was sent to this phone is this one, now; or nobody was sent any."""

    says = _("验证码不对，或已经过期。验证码 5 分钟内有效，只能用一次。")


class PhoneSignInOff(Missing):
    """No way of sending codes is set up."""

    says = _("这里没有开通手机验证码登录。请打开登录链接，或联系管理员。")
