"""The words of the business database: what is known of a company, from where, and what for."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CompanyState(TextChoices):
    """Whether a company is in business and here."""

    OPEN = "open", _("在楼")
    LEFT = "left", _("已迁出")
    CLOSED = "closed", _("已注销")


class FactKey(TextChoices):
    """What may be known of a company: a closed list. What each is: ``rules.facts``."""

    EMPLOYEES = "employees", _("员工人数")
    INSURED = "insured", _("参保人数")
    GRADUATES = "graduates", _("当年招用高校毕业生")
    YOUNG = "young", _("35 岁及以下员工")
    DISABLED = "disabled", _("残疾员工")
    PARTY_MEMBERS = "party_members", _("党员人数")
    SIZE = "size", _("企业规模")
    REVENUE = "revenue", _("年营业收入")
    CAPITAL = "capital", _("注册资本")
    RESEARCH = "research", _("研发费用占营业收入")
    PATENTS = "patents", _("有效发明专利")
    FOUNDED_ON = "founded_on", _("成立日期")
    REGISTERED_HERE = "registered_here", _("注册在本区")
    HIGH_TECH = "high_tech", _("高新技术企业证书")
    SPECIALISED = "specialised", _("专精特新")
    LISTED = "listed", _("上市")
    FOREIGN = "foreign", _("外商投资")
    PARTY_BRANCH = "party_branch", _("建有党组织")
    UNION = "union", _("建有工会")
    LEASE_ENDS = "lease_ends", _("租约到期")
    EXPANDS = "expands", _("想扩租")
    CANTEEN = "canteen", _("需要食堂或送餐")
    MEALS = "meals", _("每天订餐")
    PARKING = "parking", _("缺车位")


class YesNo(TextChoices):
    """How a flag is written."""

    YES = "yes", _("是")
    NO = "no", _("否")


class FactType(TextChoices):
    """How a fact's value is written and compared."""

    COUNT = "count", _("整数")
    FLAG = "flag", _("是或否")
    DAY = "day", _("日期")
    CHOICE = "choice", _("几选一")


class Unit(TextChoices):
    """What a count counts; of other facts there is none."""

    NONE = "", ""
    PEOPLE = "people", _("人")
    PERCENT = "percent", "%"
    TEN_THOUSAND = "ten_thousand", _("万元")
    PIECES = "pieces", _("件")
    MEALS = "meals", _("份")
    SPACES = "spaces", _("个")


class RevenueBand(TextChoices):
    """A year's revenue; the bounds are those that policies ask for most. Lower bound included."""

    UNDER_5M = "under_5m", _("500 万元以下")
    FROM_5M = "from_5m", _("500 万到 2000 万元")
    FROM_20M = "from_20m", _("2000 万到 1 亿元")
    FROM_100M = "from_100m", _("1 亿到 4 亿元")
    FROM_400M = "from_400m", _("4 亿元以上")


class CompanySize(TextChoices):
    """How large a company is. Source: 《统计上大中小微型企业划分办法（2017）》."""

    MICRO = "micro", _("微型")
    SMALL = "small", _("小型")
    MEDIUM = "medium", _("中型")
    LARGE = "large", _("大型")


class FactSource(TextChoices):
    """Where a fact comes from."""

    COMPANY = "company", _("企业自己说的")
    VISIT = "visit", _("走访")
    REGISTER = "register", _("国家企业信用信息公示系统")
    PROPERTY = "property", _("物业")
    PAPER = "paper", _("看过证书或合同")
    TABLE = "table", _("表格导入")


class FactPurpose(TextChoices):
    """What a fact is kept for; what serves none of these is not asked."""

    SERVICE = "service", _("为企业服务")
    POLICY = "policy", _("匹配惠企政策")
    FIGURES = "figures", _("楼宇统计")
    SAFETY = "safety", _("安全和应急")


class FactLevel(TextChoices):
    """Who may read a fact, besides the company itself and the building's keepers, who read all."""

    PUBLIC = "public", _("公开")
    COMMITTEE = "committee", _("物业")
    DISTRICT = "district", _("区里")
    SECRETARY = "secretary", _("只有秘书")


class FactStanding(TextChoices):
    """Whether a fact can be relied on."""

    KNOWN = "known", _("有效")
    EXPIRED = "expired", _("过期")
    UNKNOWN = "unknown", _("不知道")


class ContactRole(TextChoices):
    """What a contact is in the company."""

    HEAD = "head", _("负责人")
    ADMIN = "admin", _("行政")
    PEOPLE = "people", _("人事")
    FINANCE = "finance", _("财务")
    PARTY = "party", _("党务")


class NeedState(TextChoices):
    """Whether somebody answered what a company needs."""

    OPEN = "open", _("待答复")
    ANSWERED = "answered", _("已答复")


class CorrectionState(TextChoices):
    """What became of what a company says of itself."""

    OPEN = "open", _("待核对")
    ACCEPTED = "accepted", _("已采纳")
    REFUSED = "refused", _("未采纳")


class VisitReason(TextChoices):
    """Why a company is visited now; ``{count}`` is how many, or days."""

    NEVER = "never", _("从没走访过")
    LONG_AGO = "long_ago", _("离上次走访：{count} 天")
    PROMISED = "promised", _("约好的下一步到了")
    LEASE = "lease", _("离租约到期：{count} 天")
    NEEDS = "needs", _("需求待答复：{count} 项")
    EXPIRED = "expired", _("情况过期：{count} 项")
    UNKNOWN = "unknown", _("情况不知道：{count} 项")


class Listing(TextChoices):
    """Which companies a list shows."""

    ALL = "", _("全部在楼")
    STALE = "stale", _("情况过期的")
    NEEDS = "needs", _("有需求待答复的")
    UNVISITED = "unvisited", _("从没走访过的")
    SAID = "said", _("提出更正的")
    GONE = "gone", _("已迁出或注销")
