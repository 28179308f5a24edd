"""What the ledger says of cabinets and deposits, in words."""

from django.utils.translation import gettext_lazy as _

from linli.ledger.sentences import Sentence, Words, one_of, tell
from linli.lockers.enums import (
    AlarmKind,
    CleaningWork,
    DepositState,
    FindingKind,
    HoldKind,
    QueueEnd,
)

_KINDS = {"kind": one_of(dict(AlarmKind.choices))}


def _of_alarm(says: Words) -> Sentence:
    return Sentence(says, _KINDS)


tell(
    {
        "cabinet_put_up": _("装好了，{doors} 个格口"),
        "cabinet_invited": _("领取码已发出，等柜子登记"),
        "cabinet_let_in": _("柜子登记成功，可以连接"),
        "cabinet_revoked": _("停用了，不再让它连接"),
        "demo_door_broken": _("演示：弄坏了 {comp} 号门"),
        "demo_restored": _("演示放回来了，柜子重新启用"),
        "demo_door_mended": _("演示：修好了 {comp} 号门"),
        "cabinet_quarantined": _("记录对不上，从第 {seq} 行起隔离，等人盘点"),
        "inventory_taken": _("盘点了，{doors} 个格口里有 {found} 个有东西，开始第 {epoch} 轮记录"),
        "counted": Sentence(
            _("盘点时看过，结局是{outcome}"), {"outcome": one_of(dict(DepositState.choices))}
        ),
        "epoch_begun": _("柜子开始了第 {epoch} 轮记录，恢复使用"),
        "journal_applied": _("柜子上报了第 {from} 至 {upto} 行记录"),
        "directive_made": _("给柜子下了第 {dseq} 号指令"),
        "directives_renumbered": _("恢复备份后，等待中的指令重新编了号"),
        "wrong_code": _("有人输错了取餐码，今天第 {today} 次"),
        "door_asked": _("请求打开一个格口"),
        "deposit_begun": _("登记存餐，大小 {size}"),
        "deposit_asked": _("请求开门存餐"),
        "pickup_asked": _("请求开门取餐"),
        "takeback_asked": _("骑手说放错了，请求再开一次"),
        "size_changed": _("骑手换了格口大小，从 {was} 换成 {size}"),
        "queue_joined": _("柜子满了，骑手开始排队，大小 {size}"),
        "queue_offered": _("轮到排队的骑手，留一个格口 {seconds} 秒，大小 {size}"),
        "queue_ended": Sentence(_("排队结束：{how}"), {"how": one_of(dict(QueueEnd.choices))}),
        "errand_made": _("收餐人生成了代取链接"),
        "errand_revoked": _("收餐人收回了代取链接"),
        "errand_used": _("有人用代取链接开门"),
        "errand_given_back": _("代取链接没有开成门，仍然有效"),
        "reopen_asked": _("收餐人说忘了东西，请求再开一次"),
        "meal_reported": _("收餐人反馈餐有问题"),
        "report_answered": _("答复了收餐人的反馈"),
        "crew_found": Sentence(
            _("打开 {comp} 号格口看过：{found}，结局是{outcome}"),
            {
                "found": one_of(dict(FindingKind.choices)),
                "outcome": one_of(dict(DepositState.choices)),
            },
        ),
        "message_resent": _("应要求再发了一次餐到消息"),
        "corrected": _("骑手改正了收餐人"),
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
        "cabinet_fitted": _("柜子报告了自己的格口、锁板和加热区"),
        "doors_held": Sentence(
            _("格口 {doors} 不再使用（{kind}）：{reason}"), {"kind": one_of(dict(HoldKind.choices))}
        ),
        "doors_lifted": _("格口 {doors} 恢复使用：{reason}"),
        "spare_brought_in": _("备用格口 {comp} 开始使用"),
        "layout_changed": _("改了布局，现在 {doors} 个格口：加 {added}，去掉 {removed}"),
        "hall_arranged": _("柜子从左到右：{order}"),
        "cleaning_begun": _("开始清洁，到时间的格口 {doors} 个"),
        "doors_cleaned": Sentence(
            _("清洁了格口 {doors}（{work}），有照片"), {"work": one_of(dict(CleaningWork.choices))}
        ),
        "cleaning_ended": _("结束清洁，擦了 {doors} 个格口，还剩 {left} 个"),
        "remote_opening_counted": _("远程开门，{comp} 号格口"),
        "complaint_taken": _("前台记下投诉 {complaint}"),
        "complaint_answered": _("答复了投诉 {complaint}"),
        "complaint_escalated": _("投诉到期没有答复，升级到第 {level} 级"),
        "figures_counted": _("统计了 {first} 到 {last} 的数字，共 {days} 天"),
        "tower_sized": _("测算了格口配置：小 {S}、中 {M}、大 {L}"),
        "day_signed": _("物业签收了 {day} 的日报"),
        "order_raised": _("物业提出整改 #{order}：{wants}，{hours} 小时内"),
        "order_answered": _("平台回复了整改 #{order}：{answer}"),
        "order_closed": _("物业确认整改 #{order} 完成"),
        "order_sent_back": _("物业退回了整改 #{order} 的回复"),
        "order_escalated": _("整改 #{order} 逾期，升到第 {level} 级"),
        "said_placed": _("骑手说已经放好"),
        "order_announced": _("登记了订单，大小 {size}"),
        "order_reserved": _("在 {cabinet} 预留了格口 {minutes} 分钟，大小 {size}"),
        "order_redirected": _("把预留改到 {cabinet}，大小 {size}"),
        "order_cancelled": _("取消了订单，原因 {reason}"),
        "order_recall_asked": _("请求召回，原因 {reason}"),
        "order_forgotten": _("一天内没有送来，登记结束"),
        "reservation_expired": _("{cabinet} 的预留到期，格口放回"),
        "webhook_set": _("事件改发到 {url}"),
        "events_sent_again": _("重新发送 {count} 个没有送到的事件"),
        "event_given_up": _("事件 {event} 多次没有送到，不再自动发送（{said}）"),
        "sandbox_made": _("建立了演练环境 {sandbox}"),
        "sandbox_reset": _("重置了演练环境 {sandbox}"),
        "platform_added": _("登记了平台，密钥 {key}"),
        "platform_key_added": _("发出了新的密钥 {key}"),
        "platform_key_revoked": _("停用了密钥 {key}"),
        "platform_ended": _("停用了平台和它的 {keys} 个密钥"),
    }
)
