"""Why somebody may look at what is masked, and what people are asked to consent to."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AccessReason(TextChoices):
    """Why personal data is revealed or taken out.

    A closed list: it goes into the ledger, where nothing that somebody typed could be
    taken out again.
    """

    REACH = "reach", _("联系本人")
    COMPLAINT = "complaint", _("处理投诉或差错")
    EMERGENCY = "emergency", _("紧急情况")
    REPORT = "report", _("日常汇总和核对")
    LAW = "law", _("依法提供")


class ConsentPurpose(TextChoices):
    """What is done only for those who agreed to it."""

    MESSAGES = "messages", _("用手机号给我发通知")
    DIRECTORY = "directory", _("让同楼的工作人员看到我的姓名")
