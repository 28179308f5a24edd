"""What is printed for the cabinets of a building: sheets of labels, and cards that say how."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.kernel import clock
from linli.lockers import access
from linli.lockers.courier_errors import NoSuchLabels
from linli.lockers.queries.labels import Labelled, labelled
from linli.lockers.rules.labels import SHEETS, pages_of
from linli.lockers.views.files import as_file
from linli.web.pages import page
from linli.web.problems import person_of
from linli.web.templatetags.linli import door as padded

if TYPE_CHECKING:  # loaded where one prints: 20 MB
    from linli.web.labels import Label

Said = TypeVar("Said")

OF_CABINETS, OF_DOORS = "cabinets", "doors"
LANGUAGES = ("zh-hans", "en")
"""Both stand on paper: who reads it chooses none."""


class _Role(NamedTuple):
    """Whom a card is for, where its code leads, and what they do in three steps."""

    title: Promise
    url: str
    steps: Sequence[Promise]
    is_at_a_cabinet: bool = True


ROLES = (
    _Role(
        _("骑手存餐"),
        "lockers:courier",
        (
            _("用手机扫这个码，不用登录。"),
            _("输入收餐人手机尾号 4 位，选大小，按“开柜存餐”。"),
            _("把餐放进弹开的门，关上门。页面出现 ✓ 就好了。"),
        ),
    ),
    _Role(
        _("收餐人取餐"),
        "lockers:by_code",
        (
            _("点开收到的消息，站到柜前，按“我在柜前，开门”。"),
            _("没有消息：扫这个码，或在柜机键盘上，输入 8 位取餐码。"),
            _("取出餐，关上门。餐不对或坏了，在页面上说一声。"),
        ),
    ),
    _Role(
        _("运营处理"),
        "lockers:board",
        (
            _("扫这个码，登录后打开看板：红色的要先处理。"),
            _("点一个格口，看发生了什么，写明原因再开门。"),
            _("处理完，在告警上写下怎么处理的，告警就关闭。"),
        ),
        is_at_a_cabinet=False,
    ),
)


@never_cache
@require_safe
def labels(request: HttpRequest, tower: str) -> HttpResponse:
    """Choose what is printed."""
    seat = access.seat_at(person_of(request), tower, now=clock.now())
    cabinets = labelled(seat.building)
    doors = sum(len(one.doors) for one in cabinets)
    context = {
        "building": seat.building,
        "cabinets": cabinets,
        "address": request.build_absolute_uri("/"),
        "sheets": [
            (name, one, pages_of(len(cabinets), one), pages_of(doors, one))
            for name, one in SHEETS.items()
        ],
        "action": reverse("lockers:label_sheets", args=[tower]),
        "cards": reverse("lockers:cards", args=[tower]),
        "doors": doors,
    }
    return page(request, "lockers/labels.html", context)


@never_cache
@require_safe
def label_sheets(request: HttpRequest, tower: str) -> HttpResponse:
    """Send sheets of labels for cabinets or doors; ``cabinet`` in the address names one of them."""
    from linli.web.labels import label_sheets as drawn  # noqa: PLC0415  # see above

    seat = access.seat_at(person_of(request), tower, now=clock.now())
    asked = request.GET
    sheet = SHEETS.get(asked.get("sheet", ""))
    cabinets = _chosen(labelled(seat.building), asked.get("cabinet", ""))
    if sheet is None or asked.get("what") not in (OF_CABINETS, OF_DOORS) or not cabinets:
        raise NoSuchLabels
    wanted = _of_cabinets if asked["what"] == OF_CABINETS else _of_doors
    title = f"{seat.building.name} · {gettext('标签')}"
    printed = drawn(wanted(request, cabinets), sheet, title=title)
    return as_file(printed, f"labels-{tower}-{asked['what']}-{asked['sheet']}.pdf")


@never_cache
@require_safe
def cards(request: HttpRequest, tower: str) -> HttpResponse:
    """Send the start cards of a building's cabinets: a page for each role at each of them."""
    from linli.web.labels import Card  # noqa: PLC0415  # see above
    from linli.web.labels import cards as drawn  # noqa: PLC0415  # see above

    seat = access.seat_at(person_of(request), tower, now=clock.now())
    cabinets = _chosen(labelled(seat.building), request.GET.get("cabinet", ""))
    if not cabinets:
        raise NoSuchLabels
    printed = [Card(*_said(request, one, role)) for one in cabinets for role in ROLES]
    title = f"{seat.building.name} · {gettext('使用卡')}"
    return as_file(drawn(printed, title=title, foot=seat.building.name), f"cards-{tower}.pdf")


def _said(
    request: HttpRequest, cabinet: Labelled, role: _Role
) -> tuple[str, str, list[str], str, list[str]]:
    """Return what a card says, as ``web.labels.Card`` has it."""
    path = reverse(role.url, args=[cabinet.code] if role.is_at_a_cabinet else [])
    (title, steps), (other_title, other_steps) = (
        _in_language(language, lambda: (str(role.title), [str(one) for one in role.steps]))
        for language in LANGUAGES
    )
    where = f"{cabinet.code} · {cabinet.spot}"
    return (
        request.build_absolute_uri(path),
        f"{title} · {where}",
        steps,
        f"{other_title} · {cabinet.code}",
        other_steps,
    )


def _of_cabinets(request: HttpRequest, cabinets: Sequence[Labelled]) -> list["Label"]:
    """Return a label for each cabinet."""
    words = [
        _in_language(one, lambda: gettext("骑手存餐、顾客取餐，都扫这里")) for one in LANGUAGES
    ]
    return [
        _label(_address(request, one), one.code, [f"{one.building} · {one.spot}", *words])
        for one in cabinets
    ]


def _of_doors(request: HttpRequest, cabinets: Sequence[Labelled]) -> list["Label"]:
    """Return a label for each door: its number, as pages say it, and its cabinet's code."""
    return [
        _label(_address(request, one), padded(number), [one.code, one.spot])
        for one in cabinets
        for number in one.doors
    ]


def _label(address: str, large: str, lines: Sequence[str]) -> "Label":
    from linli.web.labels import Label  # noqa: PLC0415  # see above

    return Label(address, large, lines)


def _address(request: HttpRequest, cabinet: Labelled) -> str:
    return request.build_absolute_uri(reverse("lockers:courier", args=[cabinet.code]))


def _in_language(language: str, say: Callable[[], Said]) -> Said:
    with override(language):
        return say()


def _chosen(cabinets: Sequence[Labelled], code: str) -> Sequence[Labelled]:
    """Return the cabinet of this code, or all where none is named."""
    return [one for one in cabinets if code in ("", one.code)]
