"""What the ledger says of notices, in words."""

from django.utils.translation import gettext_lazy as _

from linli.ledger.sentences import Sentence, Words, tell

_CHANGED: dict[str, Words] = {
    "quiet": _("安静时段和语言"),
    "mail": _("填了邮箱"),
    "mail_confirmed": _("确认了邮箱"),
    "mail_ended": _("不再用邮箱"),
    "wechat": _("要用微信收"),
    "wechat_known": _("微信可以用了"),
    "wechat_ended": _("不再用微信"),
}
"""What a person changed, by the ledger's word."""

tell(
    {
        "notice_passed_on": _("通知没能由 {channel} 发出（{said}），改由 {then} 发送"),
        "notice_given_up": _("通知没能由 {channel} 发出（{said}），不再发送"),
        "forwarding_given_up": _("消息没能由 {channel} 发给本人（{said}），改由 {then} 发送"),
        "reach_changed": Sentence(
            _("改了自己怎么收消息：{what}"),
            {"what": lambda what: _CHANGED.get(str(what), str(what))},
        ),
        "bulletin_given_up": _("告警消息没能由 {channel} 发出（{said}），不再发送"),
    }
)
