"""What can go wrong on the way in through another server, each with a way on."""

from django.utils.translation import gettext_lazy as _

from linli.kernel.errors import Conflict, Denied, Full, Missing, Unavailable


class WayUnknown(Missing):
    """No such way of signing in is set up here."""

    says = _("这里没有这种登录方式。")


class AskedTooLongAgo(Denied):
    """This browser was sent nowhere, or has come back before, or took too long."""

    says = _("这次登录已经用过，或者放得太久了。请重新开始。")


class ConsentWithheld(Denied):
    """The person did not agree there."""

    says = _("您在{provider}没有同意登录。可以再试一次，或换一种方式。")
    provider: str


class CodeUsedUp(Denied):
    """The other server takes this code no more."""

    says = _("{provider}说这次登录已经用过或过期。请重新开始。")
    provider: str


class ProviderAway(Unavailable):
    """Nobody answers there, or it says itself that it cannot now."""

    says = _("{provider}现在连不上。请稍后再试，或换一种方式登录。")
    provider: str


class ProviderSlow(Unavailable):
    """The other server did not answer in time."""

    says = _("{provider}太久没有回答。请稍后再试，或换一种方式登录。")
    provider: str


class ProviderNotBelieved(Unavailable):
    """The answer cannot be read, or is not what was asked for. The log says which."""

    says = _("{provider}的回答不可信，没有登录。请换一种方式，并告诉管理员。")
    provider: str


class ProviderKnowsUsNot(Unavailable):
    """The other server does not take what is set here. The log says what it said."""

    says = _("{provider}不认这里的设置。请换一种方式登录，并告诉管理员。")
    provider: str


class AccountHeldThere(Denied):
    """WeChat thinks that the account is at risk, and lets it in nowhere."""

    says = _("{provider}限制了这个账号，不让它登录。请换一种方式。")
    provider: str


class SnapshotOnly(Denied):
    """WeChat shows a picture of the page to a made-up person."""

    says = _("微信快照页里不能登录。请点“使用完整服务”，再登录一次。")


class StrangerRefused(Denied):
    """Nobody here is linked with the account, and strangers do not join by themselves."""

    says = _(
        "这个{provider}账号还没有关联这里的人。请先用别的方式登录，再到“我的账号”关联；"
        "或请管理员邀请您。"
    )
    provider: str


class LinkedWithAnother(Conflict):
    """The account is linked with somebody already; whoever asks does not learn with whom."""

    says = _("这个{provider}账号已经关联了别人。")
    provider: str


class LinkedEnough(Full):
    """Nobody needs more."""

    says = _("最多关联 {most} 个账号。请先去掉一个。")
    most: int


class LinkedUnknown(Missing):
    """None of one's own linked accounts has this number."""

    says = _("没有关联这个账号，或者已经去掉了。")


class LastWayIn(Denied):
    """Without it the person could not sign in by themselves any more."""

    says = _("这是您唯一的登录方式。请先添加通行密钥或关联另一个账号，再去掉它。")
