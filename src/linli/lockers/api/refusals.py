"""Every way in which a platform can be refused, by the name that programs compare."""

from dataclasses import dataclass
from http import HTTPStatus

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.kernel.errors import LinliError
from linli.lockers import errors, platform_errors
from linli.web.problems import KINDS

RAISED: tuple[type[LinliError], ...] = (
    errors.UnknownTower,
    platform_errors.UnknownOrder,
    errors.UnknownCabinet,
    platform_errors.OrderAnnounced,
    platform_errors.OrderEnded,
    platform_errors.AlreadyReserved,
    platform_errors.NothingReserved,
    platform_errors.NotCancellable,
    platform_errors.NothingToRecall,
    platform_errors.KeyReused,
    platform_errors.NoSandbox,
    platform_errors.NotInTheSandbox,
    errors.NoCompartmentFree,
    platform_errors.ReservedEnough,
    errors.CabinetOutOfUse,
    errors.CabinetQuiet,
)
"""What the calls behind an access token say no with."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """One of them: its name, its status, and when it is said."""

    code: str
    status: int
    says: str | Promise


def refusals() -> list[Refusal]:
    """Return all, in the order of their statuses."""
    own = [
        Refusal("not_understood", HTTPStatus.BAD_REQUEST, _("请求的内容不是 JSON。")),
        Refusal("key_refused", HTTPStatus.UNAUTHORIZED, platform_errors.KeyRefused.says),
        Refusal("token_refused", HTTPStatus.UNAUTHORIZED, platform_errors.TokenRefused.says),
        Refusal("not_found", HTTPStatus.NOT_FOUND, _("没有这个地址。")),
        Refusal(
            "method_not_allowed",
            HTTPStatus.METHOD_NOT_ALLOWED,
            _("这个地址不支持这种方法，见 Allow。"),
        ),
        Refusal("fields_invalid", HTTPStatus.UNPROCESSABLE_ENTITY, _("有些字段不对，见 errors。")),
        Refusal("too_many_requests", HTTPStatus.TOO_MANY_REQUESTS, _("请求太快，见 Retry-After。")),
        Refusal(
            "too_many_at_once", HTTPStatus.SERVICE_UNAVAILABLE, _("现在请求太多，见 Retry-After。")
        ),
        *(Refusal(one.code, _status(one), _when(one)) for one in RAISED),
    ]
    return sorted(own, key=lambda one: (one.status, one.code))


def _status(kind: type[LinliError]) -> int:
    return next(status for base, status, _title in KINDS if issubclass(kind, base))


def _when(kind: type[LinliError]) -> str:
    """Return its sentence as it stands, with the names of its facts in braces."""
    return str(kind.says)
