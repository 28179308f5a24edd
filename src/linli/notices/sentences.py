"""What the ledger says of notices, in words."""

from django.utils.translation import gettext_lazy as _

from linli.ledger.sentences import tell

tell(
    {
        "notice_passed_on": _("通知没能由 {channel} 发出（{said}），改由 {then} 发送"),
        "notice_given_up": _("通知没能由 {channel} 发出（{said}），不再发送"),
        "bulletin_given_up": _("告警消息没能由 {channel} 发出（{said}），不再发送"),
    }
)
