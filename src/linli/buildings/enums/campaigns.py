"""What is brought to companies and people, how far that has come, and what a call there came to."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CampaignKind(TextChoices):
    """What a campaign brings."""

    POLICY = "policy", _("送政策")
    SERVICE = "service", _("送服务")
    CARE = "care", _("送关怀")


class OutreachState(TextChoices):
    """How far one company or person of a campaign has come."""

    LISTED = "listed", _("等走访")
    TOLD = "told", _("已告知")
    READ = "read", _("看过了")
    APPLIED = "applied", _("已申请")
    GRANTED = "granted", _("批准了")
    REFUSED = "refused", _("没批准")
    DECLINED = "declined", _("不需要")
    DONE = "done", _("送到了")


class ToldBy(TextChoices):
    """How somebody came to be told."""

    NOBODY = "", _("还没有")
    NOTICE = "notice", _("短信或微信")
    CALL = "call", _("上门")


class CallResult(TextChoices):
    """What a call at somebody's door came to."""

    DONE = "done", _("办到了")
    NOT_HOME = "not_home", _("没人在")
    LATER = "later", _("约了下次")
