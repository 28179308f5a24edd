"""What the ledger says of matters that were handed on, in words."""

from django.utils.translation import gettext_lazy as _

from linli.buildings.enums.kinds import MatterKind
from linli.ledger.sentences import Sentence, one_of, tell

tell(
    {
        "endpoint_connected": _("对接 {to}：{url}"),
        "endpoint_ended": _("停用对接 {to}：{url}"),
        "matter_handed_on": Sentence(
            _("#{matter} 转交给 {to}（{kind}）"), {"kind": one_of(dict(MatterKind.choices))}
        ),
        "matter_handed_on_anew": _("#{matter} 再转交给 {to}"),
        "matter_arrived": _("{to} 收到 #{matter}，对方编号 {reference}"),
        "matter_answer_came": _("{to} 答复 #{matter}：{answer}"),
        "matter_not_handed_on": _("#{matter} 没有转到 {to}：{said}"),
    }
)
