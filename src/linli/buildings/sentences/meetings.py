"""What the ledger says of meetings, in words."""

from django.utils.translation import gettext_lazy as _

from linli.ledger.sentences import tell

tell(
    {
        "meeting_called": _("召集第 {meeting} 次会议，{at} 开始"),
        "meeting_cancelled": _("取消第 {meeting} 次会议"),
        "attendance_noted": _("登记第 {meeting} 次会议的出席：{held} 席到 {came} 席"),
        "minutes_written": _("写了第 {meeting} 次会议的纪要"),
        "minutes_signed": _("签发第 {meeting} 次会议的纪要，哈希 {hash}"),
        "minutes_amended": _("补记第 {meeting} 次会议的纪要"),
    }
)
