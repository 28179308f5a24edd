"""What the ledger says of policies and campaigns, in words; of whom a campaign lists, no word."""

from django.utils.translation import gettext_lazy as _

from linli.buildings.enums.campaigns import CallResult, CampaignKind
from linli.ledger.sentences import Sentence, one_of, tell

_STEP = {
    "tell": _("已告知"),
    "lost": _("消息没收到，改为上门"),
    "read": _("看过了"),
    "apply": _("已申请"),
    "decline": _("不需要"),
    "grant": _("批准了"),
    "refuse": _("没批准"),
}
_WORDS = {
    "kind": one_of(dict(CampaignKind.choices)),
    "result": one_of(dict(CallResult.choices)),
    "step": one_of(_STEP),
}

tell(
    {
        "policy_kept": _("登记政策“{policy}”（{number}）"),
        "policy_changed": _("政策“{policy}”（{number}）变了，第 {edition} 版"),
        "policy_mended": _("改正政策“{policy}”（{number}）的文字"),
        "policy_ended": _("撤下政策“{policy}”（{number}）"),
        "campaign_begun": Sentence(
            _("{kind}“{title}”开始：名单 {listed} 家，发出告知 {told} 家"), _WORDS
        ),
        "campaign_grew": Sentence(_("{kind}“{title}”补上 {listed} 家，发出告知 {told} 家"), _WORDS),
        "campaign_closed": Sentence(_("{kind}“{title}”结束"), _WORDS),
        "round_planned": Sentence(_("{kind}“{title}”排了第 {round} 轮，{on}，{listed} 家"), _WORDS),
        "outreach_called": Sentence(_("{kind}“{title}”名单 {row} 号 {on} 上门：{result}"), _WORDS),
        "outreach_moved": Sentence(_("{kind}“{title}”名单 {row} 号：{step}"), _WORDS),
    }
)
