"""The states things of a committee can be in, with the words people read."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class SeatKind(TextChoices):
    """For whom a seat in a committee speaks."""

    OWNER = "owner", _("业主")
    PROPERTY = "property", _("物业")
    COMPANY = "company", _("企业")
    RESIDENTS = "residents", _("居委会")
    PARTY = "party", _("党组织")


class HowChosen(TextChoices):
    """How somebody came to a seat."""

    ELECTED = "elected", _("选举")
    NAMED = "named", _("委派")


class MatterState(TextChoices):
    """How far a matter has come."""

    RAISED = "raised", _("等初核")
    TRIAGED = "triaged", _("已受理")
    DELIBERATING = "debated", _("议事中")
    IN_HAND = "in_hand", _("办理中")
    ANSWERED = "answered", _("已答复")
    EXCLUDED = "excluded", _("不予办理")


class Verdict(TextChoices):
    """What whoever raised a matter says of its answer."""

    UNKNOWN = "", _("没有表态")
    SOLVED = "solved", _("解决了")
    UNSOLVED = "unsolved", _("没解决")


class Exclusion(TextChoices):
    """Why a matter is not dealt with; it stays in every count."""

    ELSEWHERE = "elsewhere", _("不归本楼管，已告知去处")
    UNCLEAR = "unclear", _("说不清是什么事")
    UNLAWFUL = "unlawful", _("法规不允许")
    NO_MATTER = "no_matter", _("与本楼的公共事务无关")


class VoiceKind(TextChoices):
    """What part somebody has in a matter."""

    RAISER = "raiser", _("提出人")
    SUPPORTER = "support", _("附议人")
    MACHINE = "machine", _("设备")
