"""What platforms send and are sent, field by field; the document is made from it."""

from datetime import datetime
from typing import Annotated, Literal

from django.utils.translation import gettext_noop as _
from ninja import Schema
from pydantic import BeforeValidator, ConfigDict, Field

from linli.lockers.enums import CancelReason, EventKind, Happening, OrderState, RecallReason
from linli.wire.messages import Size

ORDER_NO = r"^[A-Za-z0-9][A-Za-z0-9-]{4,31}$"
"""As a courier may type it. Source: rules.recipients."""

CODE = r"^[A-Z0-9][A-Z0-9-]{0,15}$"
"""As a place's code. Source: places.rules.tree."""
IDEMPOTENCY_KEY = r"^[A-Za-z0-9_-]{8,64}$"


class Asked(Schema):
    """What is sent: no field that is not known, and no text for a number."""

    model_config = ConfigDict(extra="forbid", strict=True)


class TokenRequest(Schema):
    """RFC 6749, section 4.4; unknown fields are passed over, as it asks."""

    grant_type: Annotated[
        Literal["client_credentials"], Field(description=_("固定写 client_credentials。"))
    ]
    client_id: Annotated[
        str, Field(max_length=16, description=_("密钥编号；也可以写在 Basic 头里。"))
    ] = ""
    client_secret: Annotated[
        str, Field(max_length=100, description=_("密钥；也可以写在 Basic 头里。"))
    ] = ""


class TokenAnswer(Schema):
    """An access token."""

    access_token: Annotated[str, Field(description=_("访问令牌，放在 Authorization: Bearer 里。"))]
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105  # a word of RFC 6749
    expires_in: Annotated[int, Field(description=_("还有多少秒有效。"))]


class InvalidField(Schema):
    """One field that cannot be right."""

    field: str
    why: str


class Problem(Schema):
    """RFC 9457."""

    type: Annotated[str, Field(description=_("哪一种问题，也是说明它的地址。"))]
    title: str
    status: int
    detail: Annotated[str, Field(description=_("发生了什么，该怎么办。"))]
    code: Annotated[str, Field(description=_("同 type，给程序比较用。"))]
    error: Annotated[str | None, Field(description=_("只在换取令牌时：RFC 6749 的错误名。"))] = None
    errors: Annotated[
        list[InvalidField] | None, Field(description=_("只在字段不对时：哪些字段。"))
    ] = None


OrderNo = Annotated[
    str, Field(pattern=ORDER_NO, description=_("平台自己的订单号：5 到 32 位字母、数字、短横线。"))
]
CabinetCode = Annotated[str, Field(pattern=CODE, description=_("柜子的编号。"))]
BuildingCode = Annotated[str, Field(pattern=CODE, description=_("楼的代码。"))]
# Of texts, which a strict reading would not take for a word of a list.
MealSize = Annotated[Size, Field(strict=False, description=_("餐要的格口：S 小，M 中，L 大。"))]


def _whole(given: object) -> object:
    """Take 15.0 for 15, as JSON Schema does."""
    return int(given) if isinstance(given, float) and given.is_integer() else given


WHOLE = BeforeValidator(_whole)
"""Behind the bounds, or the description would not name them."""


class Announcement(Asked):
    """An order that is on its way."""

    order_no: OrderNo
    building: BuildingCode
    size: MealSize
    phone: Annotated[
        str | None,
        Field(
            pattern=r"^1[3-9][0-9]{9}$",
            description=_("收餐人的手机号，11 位；加密保存，餐取走后一天删除。可以不给。"),
        ),
    ] = None
    expected_in_minutes: Annotated[
        Annotated[int, Field(ge=0, le=1_440), WHOLE] | None,
        Field(description=_("大约多少分钟后送到。可以不给。")),
    ] = None


class ReservationRequest(Asked):
    """Room that is to be kept."""

    cabinet: Annotated[
        CabinetCode | None, Field(description=_("在哪个柜子；不写就在空格最多的那个。"))
    ] = None
    minutes: Annotated[int, Field(ge=1, le=30, description=_("预留多少分钟。")), WHOLE] = 10


class Redirection(Asked):
    """Room that is to be kept elsewhere."""

    cabinet: CabinetCode


class Cancellation(Asked):
    """An order that is given up."""

    reason: Annotated[
        CancelReason,
        Field(strict=False, description=_("full 没有空格，customer 顾客取消，other 其他。")),
    ]


class Recall(Asked):
    """A meal that is to be taken out."""

    reason: Annotated[
        RecallReason,
        Field(
            strict=False,
            description=_("wrong 送错，safety 食品安全，customer 顾客要求，other 其他。"),
        ),
    ]


class FreeDoors(Schema):
    """How many more can be promised, by size."""

    S: Annotated[int | None, Field(ge=0)] = None
    M: Annotated[int | None, Field(ge=0)] = None
    L: Annotated[int | None, Field(ge=0)] = None


class CabinetRoom(Schema):
    """One cabinet."""

    code: str
    spot: Annotated[str, Field(description=_("在楼里的位置。"))]
    usable: Annotated[bool, Field(description=_("现在能不能存：联网，也不在盘点。"))]
    free: Annotated[FreeDoors, Field(description=_("各种大小还能许诺几个。"))]


class Availability(Schema):
    """Every cabinet of a building."""

    building: str
    cabinets: list[CabinetRoom]


class Step(Schema):
    """Something in an order's past."""

    at: datetime
    what: Happening
    says: str
    cabinet: str | None = None


class Whereabouts(Schema):
    """What became of one order; nothing of it names a person."""

    order_no: str
    building: str
    size: Size
    state: OrderState
    says: Annotated[str, Field(description=_("状态，用读者的语言。"))]
    cabinet: Annotated[str | None, Field(description=_("餐在哪里，或者预留在哪里。"))] = None
    reserved_until: datetime | None = None
    history: list[Step]


class CourierLink(Schema):
    """Where the courier of one order goes."""

    path: Annotated[str, Field(description=_("接在本系统的网址后面，在骑手的手机上打开。"))]
    expires_in: Annotated[int, Field(description=_("还有多少秒有效。"))]


class DeadEvent(Schema):
    """A message that was sent in vain too often."""

    id: Annotated[str, Field(description=_("事件的名字，每次发送都相同。"))]
    type: EventKind
    at: datetime
    tries: int
    said: Annotated[str, Field(description=_("最近一次的答复：状态码，或者为什么没有送到。"))]


class DeadEvents(Schema):
    """Messages that were given up, oldest first."""

    events: list[DeadEvent]


class SentAgain(Schema):
    """How many messages are on their way again."""

    count: int


class Rehearsal(Asked):
    """What is to happen to an order of a sandbox."""

    then: Annotated[
        Literal["store", "jam", "expire", "fetch", "recall"],
        Field(description=_("存入、门打不开、超时、取走、召回。")),
    ]


class SandboxDoors(Asked):
    """What becomes of a sandbox's doors; also the answer."""

    then: Annotated[Literal["fill", "empty"], Field(description=_("满，或者空出来。"))]
