"""The states a deposit and a compartment can be in, with the words people read."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class DepositState(TextChoices):
    """One meal's stay. Names as in CUSTODY, section 2; moves only along ``rules.lifecycle``."""

    CREATED = "CREATED", _("已登记")
    OFFERED = "OFFERED", _("可以存入")
    SENT = "SENT", _("正在开门")
    STORED = "STORED", _("已存入")
    PICKED = "PICKED", _("已取走")
    RECALLED = "RECALLED", _("已召回")
    DISPOSED = "DISPOSED", _("已处理")
    CANCELLED = "CANCELLED", _("已取消")
    EXPIRED = "EXPIRED", _("已过期")
    NEVER_ARRIVED = "NEVER_ARRIVED", _("没有存入")


WAITING = (DepositState.CREATED, DepositState.OFFERED, DepositState.SENT)
"""Before the meal is in: the cabinet may still be asked, or the deposit withdrawn."""

LIVE = (*WAITING, DepositState.STORED)
"""Not ended: these hold a compartment or a promise of one."""

OUTCOMES = (DepositState.PICKED, DepositState.RECALLED, DepositState.DISPOSED)
"""How a stored meal can end; exactly one of them, once."""


class DoorState(TextChoices):
    """What a compartment is, by its cabinet's word; the same names as on the wire."""

    FREE = "FREE", _("空")
    OPENING_D = "OPENING_D", _("开门中")
    OPEN_D = "OPEN_D", _("门开")
    OCC = "OCC", _("存")
    UNSURE = "UNSURE", _("待确认")
    OPENING_P = "OPENING_P", _("开门中")
    OPEN_P = "OPEN_P", _("门开")
    DIRTY = "DIRTY", _("待消毒")
    SANI = "SANI", _("消毒中")
    OPENING_S = "OPENING_S", _("开门中")
    OPEN_S = "OPEN_S", _("门开")
    CHECK = "CHECK", _("待检查")
    OOS = "OOS", _("停用")


class PartKind(TextChoices):
    """What of a cabinet is meant beside its doors."""

    ZONE = "zone", _("加热区")
    BOARD = "board", _("锁板")
    KEYPAD = "keypad", _("键盘")


class PartAlarm(TextChoices):
    """What is wrong with a part until its cabinet says otherwise; names as on the wire."""

    TOO_COLD = "TOO_COLD", _("温度过低")
    TOO_HOT = "TOO_HOT", _("温度过高")
    SILENT = "SILENT", _("温度计没有读数")
    BOARD_SILENT = "BOARD_SILENT", _("锁板没有回应")
    WRONG_CODES = "WRONG_CODES", _("多次输错取餐码")


class AlarmKind(TextChoices):
    """What needs a hand: at a door, in a part of a cabinet, or at the whole of it."""

    LEFT_OPEN = "LEFT_OPEN", _("门未关")
    FORCED = "FORCED", _("门被强开")
    CHECK = "CHECK", _("待检查")
    UNSURE = "UNSURE", _("待确认")
    OUT_OF_SERVICE = "OUT_OF_SERVICE", _("停用")
    OVERDUE = "OVERDUE", _("超时")
    RECALL_WANTED = "RECALL_WANTED", _("平台召回")
    TOO_COLD = PartAlarm.TOO_COLD.value, PartAlarm.TOO_COLD.label
    TOO_HOT = PartAlarm.TOO_HOT.value, PartAlarm.TOO_HOT.label
    SILENT = PartAlarm.SILENT.value, PartAlarm.SILENT.label
    BOARD_SILENT = PartAlarm.BOARD_SILENT.value, PartAlarm.BOARD_SILENT.label
    WRONG_CODES = PartAlarm.WRONG_CODES.value, PartAlarm.WRONG_CODES.label
    CABINET_SILENT = "CABINET_SILENT", _("断线")
    QUARANTINED = "QUARANTINED", _("待盘点")


class CleaningWork(TextChoices):
    """What was done to an empty compartment."""

    WIPED = "wiped", _("擦洗")
    DISINFECTED = "disinfected", _("消毒")
    BOTH = "both", _("擦洗和消毒")


class HoldKind(TextChoices):
    """Why people keep a door out of use."""

    BROKEN = "broken", _("停用")
    SPARE = "spare", _("备用")
    CABINET = "cabinet", _("整柜停用")


class ReportKind(TextChoices):
    """What an owner says is wrong with a meal."""

    MISSING = "missing", _("没有餐")
    NOT_MINE = "not_mine", _("不是我的餐")
    DAMAGED = "damaged", _("餐损坏了")


class ReportAnswer(TextChoices):
    """What the crew answers an owner. Words of a list, so that none says anything of anybody."""

    AT_DESK = "at_desk", _("餐找到了，请到物业前台领取。")
    INSIDE = "inside", _("餐在格口里，请再开一次门。")
    RESENT = "resent", _("已请骑手重新送一份。")
    REFUND = "refund", _("请在外卖平台申请退款，我们已说明情况。")


class FindingKind(TextChoices):
    """What a crew found behind a door, where no sensor had watched."""

    MEAL = "meal", _("找到了餐")
    NOTHING = "nothing", _("里面是空的")


class OrderState(TextChoices):
    """What became of an order that a platform announced."""

    ANNOUNCED = "ANNOUNCED", _("已登记")
    RESERVED = "RESERVED", _("已预留")
    AT_DOOR = "AT_DOOR", _("正在存入")
    STORED = "STORED", _("已存入")
    PICKED = "PICKED", _("已取走")
    RECALLED = "RECALLED", _("已召回")
    DISPOSED = "DISPOSED", _("已处理")
    CANCELLED = "CANCELLED", _("已取消")
    LAPSED = "LAPSED", _("没有送来")


class Happening(TextChoices):
    """What can stand in an order's past."""

    ANNOUNCED = "ANNOUNCED", _("平台登记了订单")
    RESERVED = "RESERVED", _("预留了格口")
    MOVED = "MOVED", _("改到另一个柜子")
    RESERVATION_EXPIRED = "RESERVATION_EXPIRED", _("预留到期，格口已放回")
    DOOR_ASKED = "DOOR_ASKED", _("骑手请求开门")
    STORED = "STORED", _("餐已存入")
    NOT_STORED = "NOT_STORED", _("这一次没有存成")
    RECALL_ASKED = "RECALL_ASKED", _("平台请求召回")
    PICKED = "PICKED", _("餐已取走")
    RECALLED = "RECALLED", _("餐已召回")
    DISPOSED = "DISPOSED", _("餐已处理")
    CANCELLED = "CANCELLED", _("平台取消了订单")
    LAPSED = "LAPSED", _("一天内没有送来，登记已结束")


class ReservationEnd(TextChoices):
    """How a reservation can end."""

    USED = "used", _("骑手来了")
    EXPIRED = "expired", _("到期")
    RELEASED = "released", _("放回")


class QueueEnd(TextChoices):
    """How a place in a cabinet's queue can end."""

    USED = "used", _("用来存餐了")
    LAPSED = "lapsed", _("留的时间过了")
    LEFT = "left", _("自己不排了")
    AWAY = "away", _("很久没有再看")
    CLOSED = "closed", _("柜子停用了")


class CancelReason(TextChoices):
    """Why a platform cancels an order."""

    FULL = "full", _("没有空格")
    CUSTOMER = "customer", _("顾客取消")
    OTHER = "other", _("其他")


class RecallReason(TextChoices):
    """Why a platform wants a stored meal taken out."""

    WRONG = "wrong", _("餐送错了")
    SAFETY = "safety", _("食品安全")
    CUSTOMER = "customer", _("顾客要求")
    OTHER = "other", _("其他")


class EventKind(TextChoices):
    """What a platform is told of; part of the interface: none may ever be renamed."""

    STORED = "order.stored", _("餐已存入")
    PICKED = "order.picked", _("餐已取走")
    RECALLED = "order.recalled", _("餐已召回")
    DISPOSED = "order.disposed", _("餐已处理")
    NOT_STORED = "order.not_stored", _("这一次没有存成")
    OVERDUE = "order.overdue", _("餐超过保存时限")
    RESERVATION_EXPIRED = "reservation.expired", _("预留到期，格口已放回")


class Period(TextChoices):
    """How long a time figures are put together for."""

    DAY = "day", _("一天")
    WEEK = "week", _("一周")
    MONTH = "month", _("一个月")
