"""What the ledger says of committees and matters, in words."""

from django.utils.translation import gettext_lazy as _

from linli.buildings.enums.matters import Exclusion, HowChosen, SeatKind
from linli.ledger.sentences import Sentence, one_of, tell

_SEAT = {"kind": one_of(dict(SeatKind.choices)), "how": one_of(dict(HowChosen.choices))}

tell(
    {
        "committee_founded": _("楼委会成立，日期 {on}"),
        "seat_added": Sentence(_("增加席位：{kind} {number}"), _SEAT),
        "term_begun": Sentence(
            _("{kind} {number} 席有人就任（{how}），任期 {from} 至 {until}"), _SEAT
        ),
        "term_ended": Sentence(_("{kind} {number} 席的任期结束"), _SEAT),
        "calendar_written": _("编了 {year} 年日历：放假 {off} 天，调休上班 {worked} 天"),
        "matter_raised": _("有人提出 #{matter}"),
        "matter_supported": _("有人附议 #{matter}"),
        "matter_followed": _("有人留下手机号，跟进 #{matter}"),
        "matter_unfollowed": _("有人不再跟进 #{matter}，手机号已删除"),
        "matter_taken_up": _("受理 #{matter}"),
        "matter_deliberated": _("#{matter} 转到楼委会议事"),
        "matter_promised": _("答应 #{matter} 在 {due} 前办完（{days} 个工作日）"),
        "matter_paused": _("#{matter} 暂停到 {until}，期限改到 {due}：{reason}"),
        "matter_resumed": _("#{matter} 继续办，期限 {due}"),
        "matter_answered": _("答复 #{matter}：{answer}"),
        "matter_excluded": Sentence(
            _("#{matter} 不予办理（{why}）：{answer}"), {"why": one_of(dict(Exclusion.choices))}
        ),
        "matter_solved": _("提出人说 #{matter} 解决了"),
        "matter_reopened": _("有人说 #{matter} 没有解决，重新办"),
        "matter_merged": _("#{matter} 并入 #{into}"),
        "matter_unmerged": _("#{matter} 从 #{into} 分出来"),
        "matter_escalated": _("#{matter} 逾期，升到第 {level} 级"),
        "task_given": Sentence(
            _("#{matter} 布置任务给{owner}，{due} 前：{task}"),
            {"owner": one_of(dict(SeatKind.choices))},
        ),
        "task_reassigned": Sentence(
            _("#{matter} 的任务由{from}改给{to}：{task}"),
            {"from": one_of(dict(SeatKind.choices)), "to": one_of(dict(SeatKind.choices))},
        ),
        "task_done": _("#{matter} 的任务完成：{task}"),
    }
)
