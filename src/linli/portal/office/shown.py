"""What the back office shows of each table. What is not named here, nobody sees there.

A key, a hash by which one signs in, a session, the body of a message to a cabinet: they are no
columns here. A test fails on a table of ours that has no line, and on a table with something of
a person in it that is opened without being written down.
"""

from django.utils.translation import gettext_lazy as _

from linli.portal.office.columns import Shown
from linli.portal.office.shown_buildings import BUILDINGS

_PERSON = "person:{person_id}"

SHOWN: dict[str, Shown] = {
    "ledger.Chain": Shown(_("留痕链"), ("name", "seq"), ("head",), "name"),
    "ledger.Entry": Shown(
        _("留痕"),
        ("chain", "seq", "at", "actor", "verb", "subject"),
        ("facts", "prev", "hash"),
        "subject",
    ),
    "ledger.Checkpoint": Shown(_("检查点"), ("number", "at"), ("text",), "number"),
    "places.Place": Shown(
        _("地点"),
        ("code", "name", "level", "closed_at"),
        ("parent", "origin", "division", "address", "longitude", "latitude", "merged_into"),
        "code",
    ),
    "places.Outline": Shown(_("轮廓"), ("place",), ("ring",)),
    "places.ImportDraft": Shown(_("正在导入的表格"), ("id", "made_at", "actor")),
    "places.ImportedPlace": Shown(_("导入过的地点"), ("id", "place"), ("entry", "facts")),
    "places.Findable": Shown(_("能查到的"), ("id", "kind", "reference", "place"), ("words",)),
    "people.Person": Shown(
        _("人员"),
        ("id", "name", "joined_at", "left_at"),
        ("handle", "phone", "last_login", "forgotten_at"),
        "handle",
        "person:{id}",
    ),
    "people.Grant": Shown(
        _("角色授予"),
        ("id", "person", "role", "place", "until"),
        ("granted_by", "granted_at", "delegated_from"),
        "person",
        _PERSON,
    ),
    "people.Consent": Shown(
        _("知情同意"),
        ("id", "person", "purpose"),
        ("version", "given_at", "given_by", "withdrawn_at", "withdrawn_by"),
        "person",
        _PERSON,
    ),
    "people.Guardianship": Shown(
        _("监护"), ("id",), ("child", "guardian", "until", "noted_at"), "", "person:{child_id}"
    ),
    "people.Child": Shown(
        _("监护人登记的孩子"),
        ("id", "guardian"),
        ("name", "birth_year", "consent_version", "consented_at", "own_consented_at", "kept_until"),
        "guardian",
        "child:{id}",
    ),
    "people.UnusedAccount": Shown(
        _("没有人用的账号"),
        ("id", "person"),
        ("noted_at", "due_at", "warned_at"),
        "person",
        _PERSON,
    ),
    "people.DeletionRequest": Shown(
        _("删除请求"), ("id", "person"), ("asked_at", "due_at"), "person", _PERSON
    ),
    "people.SignInLink": Shown(
        _("登录链接"), ("id", "person"), ("made_at", "expires_at", "used_at"), "person", _PERSON
    ),
    "people.SignIn": Shown(
        _("登录"),
        ("id", "person", "way"),
        ("began_at", "seen_at", "proven_at", "user_agent"),
        "person",
        _PERSON,
    ),
    "people.Screen": Shown(
        _("屏幕"), ("id", "person"), ("asked_at", "confirmed_at", "ends_at"), "person", _PERSON
    ),
    "people.SecondFactor": Shown(
        _("验证方式"), ("id", "person", "kind"), ("made_at", "used_at"), "person", _PERSON
    ),
    "people.LinkedAccount": Shown(
        _("关联的登录方式"),
        ("id", "person", "provider"),
        ("linked_at", "used_at"),
        "person",
        _PERSON,
    ),
    "people.RecoveryCode": Shown(_("备用码"), ("id", "person"), ("used_at",), "person", _PERSON),
    "people.SignInCode": Shown(
        _("手机验证码"), ("id", "person"), ("expires_at", "tries_left"), "person", _PERSON
    ),
    "people.Attempts": Shown(_("尝试次数"), ("id", "window_began_at", "count", "ends_at")),
    "people.Proposal": Shown(
        _("申请"),
        ("id", "kind", "place", "role", "outcome"),
        ("subject", "proposed_by", "proposed_at", "expires_at", "decided_by", "decided_at"),
    ),
    "notices.Notice": Shown(
        _("通知"),
        ("id", "place", "kind", "created_at", "delivered_at"),
        ("channel", "label", "phone"),
        "",
        "deposit:{deposit}",
    ),
    "notices.Sending": Shown(
        _("通知的发送"),
        ("id", "notice", "channel", "answer", "tried_at"),
        ("tries", "said", "next_at", "ended_at"),
        "notice",
    ),
    "notices.Bulletin": Shown(
        _("告警消息"),
        ("id", "place", "minute", "bot", "answer"),
        ("text", "tries", "tried_at", "said", "next_at", "ended_at"),
        "place",
    ),
    "notices.Reach": Shown(
        _("收消息的方式"),
        ("person", "by_wechat", "quiet", "language"),
        ("mail", "mail_confirmed_at"),
        "person",
        _PERSON,
    ),
    "notices.Told": Shown(
        _("收件箱"),
        ("id", "person", "place", "at", "read_at"),
        ("about", "says", "count", "is_dangerous", "last_at", "due_at", "begun"),
        "person",
        _PERSON,
    ),
    "notices.Forwarding": Shown(
        _("转发的消息"),
        ("id", "told", "channel", "answer", "tried_at"),
        ("tries", "said", "next_at", "ended_at"),
        "told",
    ),
    "notices.ToldOf": Shown(_("发过的告警"), ("id", "about", "at"), (), "about"),
    "lockers.Cabinet": Shown(
        _("外卖柜"),
        ("code", "building", "spot", "heard_at", "quarantined_at", "revoked_at"),
        ("counted_at", "epoch", "applied_seq", "dseq", "applied_dseq", "hold_ms"),
        "code",
    ),
    "lockers.Compartment": Shown(
        _("格口"),
        ("cabinet", "number", "size", "state", "since"),
        ("left_open", "openings"),
    ),
    "lockers.Capacity": Shown(_("余量"), ("cabinet", "size", "free", "promised")),
    "lockers.CodeTries": Shown(
        _("输错次数"), ("cabinet", "day", "wrong"), ("in_a_row", "paused_until")
    ),
    "lockers.Deposit": Shown(
        _("存餐"),
        ("code", "cabinet", "size", "state", "begun_at", "ended_at"),
        ("building", "tail", "order_no", "phone", "comp", "held", "stored_at", "withdrawn_at"),
        "code",
        "deposit:{code}",
    ),
    "lockers.Invitation": Shown(
        _("领取码"), ("id", "cabinet", "name"), ("expires_at", "used_at"), "cabinet"
    ),
    "lockers.JournalLine": Shown(
        _("柜子日志"), ("cabinet", "epoch", "seq", "deposit"), ("hash",), "cabinet"
    ),
    "lockers.Directive": Shown(_("指令"), ("cabinet", "dseq", "made_at"), (), "cabinet"),
    "lockers.CabinetPart": Shown(
        _("部件"), ("cabinet", "kind", "name", "alarm"), ("celsius", "since", "told_at"), "cabinet"
    ),
    "lockers.DoorHold": Shown(
        _("停用的格口"),
        ("id", "cabinet", "comp", "kind", "held_at", "lifted_at"),
        ("reason", "held_by", "lifted_by", "lifted_reason", "replaces"),
        "cabinet",
    ),
    "lockers.CabinetFitted": Shown(_("柜子的配置"), ("id", "cabinet", "told_at"), (), "cabinet"),
    "lockers.ZoneReading": Shown(
        _("温度记录"),
        ("id", "cabinet", "zone", "slot", "celsius"),
        ("lowest", "highest"),
        "cabinet",
    ),
    "lockers.LampRun": Shown(
        _("消毒记录"),
        ("id", "cabinet", "comp", "ended_at", "lit_s"),
        ("dose_mj", "lamp_h", "worn"),
        "cabinet",
    ),
    "lockers.Alarm": Shown(
        _("告警"),
        ("id", "cabinet", "kind", "comp", "since", "closed_at"),
        (
            "part",
            "began_at",
            "lifted_at",
            "claimed_by",
            "claimed_at",
            "remedied_by",
            "remedied_at",
            "remedy",
            "returned",
        ),
        "cabinet",
    ),
    "lockers.Errand": Shown(_("代取"), ("id", "deposit"), ("made_at", "used_at", "revoked_at")),
    "lockers.Finding": Shown(_("开门后的说明"), ("deposit", "found", "outcome", "made_at")),
    "lockers.MealReport": Shown(
        _("反馈"),
        ("id", "deposit", "kind", "made_at"),
        ("answer", "answered_at", "level"),
        "deposit",
    ),
    "lockers.RecallRound": Shown(
        _("回收"), ("id", "building", "begun_at"), ("begun_by", "ended_at"), "building"
    ),
    "lockers.RoundStop": Shown(_("回收的餐"), ("id", "round", "position", "deposit"), (), "round"),
    "lockers.CleaningRound": Shown(
        _("清洁"), ("id", "building", "begun_at"), ("begun_by", "ended_at"), "building"
    ),
    "lockers.Cleaning": Shown(
        _("清洁过的"), ("id", "cabinet", "done_at", "work"), ("done_by", "digest"), "cabinet"
    ),
    "lockers.CleanedDoor": Shown(_("清洁过的格口"), ("id", "cleaning", "comp"), (), "cleaning"),
    "lockers.CleaningPhoto": Shown(_("清洁照片"), ("id", "cleaning", "taken_at"), (), "cleaning"),
    "lockers.RemoteOpening": Shown(_("远程开门"), ("id", "cabinet", "operator", "at"), ("permit",)),
    "lockers.OpeningPermit": Shown(
        _("远程开门许可"),
        ("id", "building", "operator", "until"),
        ("approved_by", "openings", "used"),
        "building",
    ),
    "lockers.CabinetDay": Shown(
        _("柜子每天"), ("id", "cabinet", "day", "openings", "jams", "sanitised"), (), "cabinet"
    ),
    "lockers.Refusal": Shown(_("因满被拒"), ("id", "cabinet", "size", "at"), (), "cabinet"),
    "lockers.TowerDay": Shown(
        _("楼每天"),
        ("id", "building", "platform", "day", "stored", "full", "peak"),
        ("picked", "busiest", "busiest_at", "peak_at", "doors", "counted_at"),
        "building",
    ),
    "lockers.TowerSizing": Shown(
        _("配置测算"),
        ("id", "building", "made_at", "is_own", "meals"),
        (),
        "building",
    ),
    "lockers.CoSignature": Shown(
        _("日报签收"), ("id", "building", "day"), ("signed_by", "signed_at", "digest"), "building"
    ),
    "lockers.Complaint": Shown(
        _("投诉"),
        ("id", "building", "said", "due_at", "level"),
        ("made_at", "answer", "answered_by", "answered_at"),
        "building",
    ),
    "lockers.Rectification": Shown(
        _("整改单"),
        ("id", "building", "wants", "due_at", "level"),
        ("raised_by", "raised_at", "answer", "answered_by", "answered_at", "closed_at"),
        "building",
    ),
    "lockers.Platform": Shown(_("外卖平台"), ("code", "name"), ("made_at", "ended_at"), "code"),
    "lockers.Sandbox": Shown(
        _("演练环境"),
        ("platform", "rehearses", "building", "cabinet", "made_at", "reset_at"),
    ),
    "lockers.PlatformKey": Shown(
        _("平台密钥"), ("id", "platform", "name"), ("made_at", "revoked_at"), "name"
    ),
    "lockers.PlatformOrder": Shown(
        _("平台订单"),
        ("id", "platform", "code", "size", "announced_at", "ended_at"),
        (
            "order_no",
            "building",
            "phone",
            "expected_at",
            "cancelled_at",
            "cancel_reason",
            "recall_asked_at",
            "recall_reason",
        ),
        "code",
        "order:{code}",
    ),
    "lockers.Reservation": Shown(
        _("预留"),
        ("id", "order", "cabinet", "size", "begun_at", "until"),
        ("ended_at", "outcome"),
        "order",
    ),
    "lockers.QueuePlace": Shown(
        _("排队"),
        ("id", "cabinet", "size", "begun_at"),
        ("seen_at", "offered", "offered_until", "ended_at", "outcome"),
        "cabinet",
    ),
    "lockers.KeptAnswer": Shown(_("平台得到的答复"), ("id", "platform", "made_at")),
    "lockers.Webhook": Shown(_("平台回调地址"), ("id", "platform", "url", "changed_at")),
    "lockers.PlatformEvent": Shown(
        _("平台事件"),
        ("id", "platform", "name", "kind", "at"),
        ("tries", "next_at", "delivered_at", "dead_at", "said"),
        "name",
    ),
    **BUILDINGS,
}
