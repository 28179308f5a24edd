"""What the ledger says of service desks and their tickets, in words."""

from django.utils.translation import gettext_lazy as _

from linli.buildings.enums.frontdesk import Rating, Result, TicketState
from linli.ledger.sentences import Sentence, one_of, tell

tell(
    {
        "window_added": _("增加 {window} 号窗：{name}"),
        "window_closed": _("撤销 {window} 号窗"),
        "window_paused": _("{window} 号窗暂停"),
        "window_resumed": _("{window} 号窗恢复"),
        "service_added": _("增加服务 {letter}：{name}"),
        "service_changed": _("改了服务 {letter}：{name}"),
        "service_withdrawn": _("停办服务 {letter}：{name}"),
        "ticket_drawn": _("{day} {ticket} 取号"),
        "ticket_booked": _("{ticket} 预约 {at}"),
        "ticket_arrived": _("{day} {ticket} 到场"),
        "ticket_put_off": _("{day} {ticket} 推迟 {minutes} 分钟"),
        "ticket_back": _("{day} {ticket} 过号后重新排队"),
        "ticket_given_up": _("{day} {ticket} 自己取消"),
        "ticket_papers": _("{day} {ticket} 备好 {papers} 样材料"),
        "ticket_rated": Sentence(
            _("{day} {ticket} 评价：{rating}"),
            {"rating": one_of({str(key): says for key, says in Rating.choices})},
        ),
        "ticket_urgent": _("{day} {ticket} 优先"),
        "ticket_called": _("请 {day} {ticket} 到 {window} 号窗"),
        "ticket_recalled": _("再叫 {day} {ticket} 到 {window} 号窗"),
        "ticket_begun": _("{window} 号窗开始办理 {day} {ticket}"),
        "ticket_done": Sentence(
            _("{window} 号窗办结 {day} {ticket}：{result}"),
            {"result": one_of(dict(Result.choices))},
        ),
        "ticket_missed": _("{window} 号窗叫 {day} {ticket}，没有来"),
        "ticket_passed_on": _("{window} 号窗把 {day} {ticket} 转到 {to} 号窗"),
        "ticket_offered": _("{day} {ticket} 的窗口不开，另提 {at}"),
        "ticket_moved": _("{day} {ticket} 改到 {at}"),
        "ticket_kept": _("{day} {ticket} 的窗口又开了，照原来的时间"),
        "ticket_lapsed": _("{day} {ticket} 的窗口没有开，预约失效"),
        "ticket_closed": Sentence(
            _("{day} {ticket} 当天结束：{state}"), {"state": one_of(dict(TicketState.choices))}
        ),
    }
)
