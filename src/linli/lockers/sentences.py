"""What the ledger says of cabinets and deposits, in words."""

from django.utils.translation import gettext_lazy as _

from linli.ledger.sentences import tell

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
        "takeback_asked": _("骑手说放错了，请求再开一次"),
        "size_changed": _("骑手换了格口大小，从 {was} 换成 {size}"),
        "errand_made": _("收餐人生成了代取链接"),
        "errand_revoked": _("收餐人收回了代取链接"),
        "errand_used": _("有人用代取链接开门"),
        "errand_given_back": _("代取链接没有开成门，仍然有效"),
        "reopen_asked": _("收餐人说忘了东西，请求再开一次"),
        "meal_reported": _("收餐人反馈餐有问题"),
        "report_answered": _("答复了收餐人的反馈"),
        "message_resent": _("应要求再发了一次餐到消息"),
        "corrected": _("骑手改正了收餐人"),
        "recall_asked": _("请求开门退回"),
        "dispose_asked": _("请求开门处理"),
        "said_placed": _("骑手说已经放好"),
    }
)
