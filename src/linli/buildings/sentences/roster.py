"""What the ledger says of duty rosters, in words."""

from django.utils.translation import gettext_lazy as _

from linli.buildings.enums.roster import Attendance
from linli.ledger.sentences import Sentence, one_of, tell

tell(
    {
        "pattern_added": _("{window} 号窗增加固定班次：每周第 {weekday} 天 {from} 到 {until}"),
        "pattern_ended": _("{window} 号窗取消固定班次：每周第 {weekday} 天 {from} 到 {until}"),
        "shifts_made": _("按固定班次排出 {from} 到 {until} 的班，新增 {count} 班"),
        "week_copied": _("复制上一周到 {week} 这一周：新增 {count} 班，其中 {given} 班有人"),
        "shift_added": _("{window} 号窗加一班：{shift}"),
        "shift_changed": _("{window} 号窗 {shift} 的班改为 {begins} 到 {ends}"),
        "shift_dropped": _("{window} 号窗取消一班：{shift}"),
        "member_added": _("{person} 加入值班表"),
        "member_changed": _("{person} 的值班约定有改动"),
        "member_removed": _("{person} 退出值班表，{gaps} 班要另找人"),
        "absence_noted": _("{person} 在 {from} 到 {until} 不值班"),
        "absence_forgotten": _("{person} 取消了一次请假"),
        "wishes_written": _("{person} 写了值班意愿"),
        "feed_renewed": _("{person} 换了日历订阅链接"),
        "duty_given": Sentence(
            _("{window} 号窗 {shift} 的班排给 {person}（{insists}）"),
            {"insists": one_of({"0": _("没有冲突"), "1": _("本人同意超出约定")})},
        ),
        "duty_taken_away": _("{window} 号窗 {shift} 的班不再由 {person} 值"),
        "duty_given_up": _("{window} 号窗 {shift} 的班被本人退掉，缺人"),
        "duty_signed_on": Sentence(
            _("{window} 号窗 {shift} 的班打卡（{came}）"),
            {"came": one_of(dict(Attendance.choices))},
        ),
        "swap_offered": _("{window} 号窗 {shift} 的班在找人换"),
        "swap_withdrawn": _("{window} 号窗 {shift} 的班不换了"),
        "duty_swapped": _("{window} 号窗 {shift} 的班换给 {to}，换来：{for}"),
        "roster_proposed": _("提出 {from} 到 {until} 的排班建议，填上 {count} 班"),
        "roster_applied": _(
            "采用 {from} 到 {until} 的排班建议：排上 {count} 班，{gaps} 班有变化没排上"
        ),
        "roster_discarded": _("放弃 {from} 到 {until} 的排班建议"),
    }
)
