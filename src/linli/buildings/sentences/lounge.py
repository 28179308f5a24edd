"""What the ledger says of rooms and gatherings, in words."""

from django.utils.translation import gettext_lazy as _

from linli.ledger.sentences import tell

tell(
    {
        "room_added": _("增加会客厅 {room} 号"),
        "room_changed": _("改了会客厅 {room} 号的情况"),
        "room_closed": _("停用会客厅 {room} 号"),
        "room_booked": _("有人订了会客厅 {room} 号：{from} 至 {until}"),
        "booking_confirm": _("同意会客厅 {room} 号的预订：{from} 至 {until}"),
        "booking_refuse": _("没有同意会客厅 {room} 号的预订：{from} 至 {until}"),
        "booking_give_up": _("取消会客厅 {room} 号的预订：{from} 至 {until}"),
        "booking_arrive": _("会客厅 {room} 号的预订有人签到：{from} 至 {until}"),
        "booking_miss": _("没有人来，让出会客厅 {room} 号：{from} 至 {until}"),
        "gathering_planned": _("安排活动「{title}」，{count} 场，从 {from} 起"),
        "occasion_changed": _("改了活动「{title}」，{count} 场，从 {from} 起"),
        "occasion_cancelled": _("取消活动「{title}」，{count} 场，从 {from} 起"),
        "occasion_registered": _("{number} 号报名「{title}」"),
        "occasion_left": _("{number} 号退出「{title}」"),
        "occasion_seated": _("候补的 {number} 号补进「{title}」"),
        "occasion_arrived": _("{number} 号在「{title}」签到"),
        "occasion_walked_in": _("没报名的 {number} 号来了「{title}」"),
        "occasion_rated": _("{number} 号给「{title}」评 {stars} 星"),
        "occasion_photo_added": _("给「{title}」放了一张照片"),
        "photo_removed": _("从「{title}」拿下一张照片"),
    }
)
