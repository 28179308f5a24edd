"""What the ledger says of motions, ballots and votes, in words."""

from django.utils.translation import gettext_lazy as _

from linli.buildings.enums.ballots import BallotRule, Outcome
from linli.buildings.enums.matters import SeatKind
from linli.ledger.sentences import Sentence, one_of, tell

_SEAT = {"kind": one_of(dict(SeatKind.choices))}

tell(
    {
        "seat_spoke": Sentence(_("记下{kind} {number} 席对 #{matter} 的发言"), _SEAT),
        "secretary_spoke": _("记下秘书对 #{matter} 的发言"),
        "motion_made": _("提出议题 {motion}"),
        "election_called": Sentence(
            _("发起议题 {motion}：选举{kind} {number} 席，候选人 {candidates} 名"), _SEAT
        ),
        "ballot_opened": Sentence(
            _("议题 {motion} 开始表决（{rule}），名册 {lines} 户，哈希 {roll}，截止 {until}"),
            {"rule": one_of(dict(BallotRule.choices))},
        ),
        "vote_cast": _("议题 {motion} 收到一票"),
        "paper_entered": _("议题 {motion} 登记名册第 {line} 行的纸票"),
        "box_counted": _("议题 {motion} 数了票箱：{papers} 张"),
        "proxy_noted": _("议题 {motion} 登记委托：第 {line} 行由第 {by} 行代投"),
        "proxy_revoked": _("议题 {motion} 撤回第 {line} 行的委托"),
        "ballot_annulled": _("议题 {motion} 的表决作废：{reason}"),
        "ballot_closed": Sentence(
            _("议题 {motion} 表决结束：{outcome}，{lines} 户中 {voted} 户参加，导出哈希 {export}"),
            {"outcome": one_of(dict(Outcome.choices))},
        ),
    }
)
