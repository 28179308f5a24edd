"""What the ledger says of cabinets and deposits, in words."""

from django.utils.translation import gettext_lazy as _

from linli.ledger.sentences import Sentence, Words, one_of, tell
from linli.lockers.enums import AlarmKind

_KINDS = {"kind": one_of(dict(AlarmKind.choices))}


def _of_alarm(says: Words) -> Sentence:
    return Sentence(says, _KINDS)


tell(
    {
        "cabinet_put_up": _("装好了，{doors} 个格口"),
        "cabinet_invited": _("领取码已发出，等柜子登记"),
        "cabinet_let_in": _("柜子登记成功，可以连接"),
        "cabinet_revoked": _("停用了，不再让它连接"),
        "cabinet_quarantined": _("记录对不上，从第 {seq} 行起隔离，等人盘点"),
        "journal_applied": _("柜子上报了第 {from} 至 {upto} 行记录"),
        "directive_made": _("给柜子下了第 {dseq} 号指令"),
        "directives_renumbered": _("恢复备份后，等待中的指令重新编了号"),
        "wrong_code": _("有人输错了取餐码，今天第 {today} 次"),
        "door_asked": _("请求打开一个格口"),
        "deposit_begun": _("登记存餐，大小 {size}"),
        "deposit_asked": _("请求开门存餐"),
        "pickup_asked": _("请求开门取餐"),
        "recall_asked": _("请求开门退回"),
        "dispose_asked": _("请求开门处理"),
        "alarm_raised": _of_alarm(_("告警：{kind}")),
        "alarm_returned": _of_alarm(_("告警又出现：{kind}")),
        "alarm_lifted": _of_alarm(_("告警的原因没有了：{kind}")),
        "alarm_closed": _of_alarm(_("告警关闭：{kind}")),
        "alarm_claimed": _of_alarm(_("认领了告警：{kind}")),
        "alarm_remedied": _of_alarm(_("处理了告警：{kind}（{remedy}）")),
        "owner_reminded": _("提醒了收餐人：餐还没取"),
        "round_begun": _("开始回收，要取 {meals} 份"),
        "round_ended": _("结束回收，{meals} 份里还剩 {left} 份"),
        "remote_opening_counted": _("远程开门，{comp} 号格口"),
        "day_signed": _("物业签收了 {day} 的日报"),
        "order_raised": _("物业提出整改 #{order}：{wants}，{hours} 小时内"),
        "order_answered": _("平台回复了整改 #{order}：{answer}"),
        "order_closed": _("物业确认整改 #{order} 完成"),
        "order_sent_back": _("物业退回了整改 #{order} 的回复"),
        "order_escalated": _("整改 #{order} 逾期，升到第 {level} 级"),
        "said_placed": _("骑手说已经放好"),
    }
)
