"""What can go wrong in the business database, in words for the person before it."""

from django.utils.translation import gettext_lazy as _

from linli.kernel.errors import Conflict, Full, Invalid, Missing


class FactUnreadable(Invalid):
    """A value that is none of its fact's."""

    says = _("“{what}”这样写：{form}。")
    what: str
    form: str


class FactFromTomorrow(Invalid):
    """A fact of a day that is to come, or that is over on the day it is from."""

    says = _("“截至哪天”不能晚于今天，“哪天过期”要晚于它。")


class FactOlder(Conflict):
    """What is known is newer."""

    says = _("已有 {day} 的“{what}”，比这一条新。旧的不会取代新的。")
    what: str
    day: str


class UnknownCompany(Missing):
    """The building has no such company."""

    says = _("这座楼没有这家企业。")


class UnknownContact(Missing):
    """There is no such contact, or nothing of this kind is kept of them."""

    says = _("没有这位联系人，或者已经不再联系。")


class UnknownTenancy(Missing):
    """The company has no such tenancy, or has left it."""

    says = _("没有这一处入驻，或者已经搬走。")


class UnknownNeed(Missing):
    """The company has no such need, or it was answered."""

    says = _("没有这项需求，或者已经答复。")


class UnknownCorrection(Missing):
    """Nothing of this kind waits for a decision."""

    says = _("没有这条更正，或者已经核对过。")


class CompanyLinkOver(Missing):
    """A company's link whose time is over, that was revoked, or was for once and used."""

    says = _("这个链接已经失效。请向楼委会秘书再要一个。")


class CompanyThere(Conflict):
    """The building has a company of this name or this code."""

    says = _("这座楼已有同名或同一信用代码的企业，请在名单里查找。")


class NameOfCompanyNeeded(Invalid):
    """No name of a company, or one that is too long."""

    says = _("请写企业名称，2 到 60 个字。")


class CreditCodeWrong(Invalid):
    """A code that breaks a rule of GB 32100."""

    says = _("统一社会信用代码不对：18 位，末位是校验码。请照营业执照核对，不知道就留空。")


class IndustryUnknown(Invalid):
    """Not two digits of GB/T 4754."""

    says = _("行业要写国民经济行业分类的两位大类代码（01 到 97），不知道就留空。")


class FloorUnreadable(Invalid):
    """No floor's number."""

    says = _("楼层写数字，地下写 B1、B2；没有 0 层，最高 {most} 层。")
    most: int


class AreaUnreadable(Invalid):
    """No area."""

    says = _("面积写整数平方米，1 到 {most}。")
    most: int


class UnknownFloor(Invalid):
    """The building has no such floor yet."""

    says = _("这座楼还没有登记 {floor}，请先在楼层里登记它的可租面积。")
    floor: str


class FloorFull(Full):
    """A floor has less left than somebody wants."""

    says = _("{floor} 只剩 {left} 平方米，放不下。请核对面积，或先登记搬走的企业。")
    floor: str
    left: int


class FloorTooSmall(Conflict):
    """A floor would be smaller than what is let on it."""

    says = _("{floor} 已租出 {let} 平方米，可租面积不能比它小。")
    floor: str
    let: int


class OnThatFloor(Conflict):
    """The company is on that floor already."""

    says = _("这家企业已经在这一层。要改面积，请先登记搬走，再登记入驻。")


class LeaseBackwards(Invalid):
    """A lease that ends before it begins, or a move before it."""

    says = _("租期最后一天不能早于第一天，搬走的日子也不能。")


class ContactNeeded(Invalid):
    """A contact without a name, or without both phone and mail."""

    says = _("请写联系人的姓名（最多 40 个字），手机号和邮箱至少写一个。")


class MailUnreadable(Invalid):
    """No mail address."""

    says = _("邮箱地址不对，请核对。")


class AgreementNeeded(Invalid):
    """Nobody says that the contact agreed."""

    says = _("联系人本人同意才能保存。请先征得同意，再勾选。")


class VisitFromTomorrow(Invalid):
    """A visit that is to come."""

    says = _("走访的日子不能晚于今天；下一步的日子不能早于走访。")


class CorrectionWaits(Conflict):
    """The company has said something else about the same already."""

    says = _("同一项已有一条更正等秘书核对，请等核对后再提。")


class NothingNew(Invalid):
    """What is said is what is known."""

    says = _("和现在登记的一样，不用更正。")
