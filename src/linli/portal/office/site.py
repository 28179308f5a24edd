"""The back office as a whole: who is let in, and which tables there are."""

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.contrib.admin import AdminSite
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from linli.kernel import clock
from linli.kernel.errors import Denied
from linli.people import access
from linli.portal.office.rows import Rows
from linli.portal.office.shown import SHOWN
from linli.web.problems import known_person, person_of

View = Callable[..., HttpResponse]

READS = frozenset({"GET", "HEAD"})

PARTS = {
    "people": _("人员"),
    "places": _("地点"),
    "ledger": _("留痕"),
    "notices": _("通知"),
    "lockers": _("智能外卖柜"),
    "buildings": _("楼委会"),
}
"""In the order of the first page."""


class OnlyToLook(Denied):
    """Somebody wants to write where only actions write."""

    says = _("后台只能看，不能改。要改请到各自的页面去做，那里会留痕。")


class Office(AdminSite):
    """Django's admin without its sign-in, its log, its passwords and all that writes."""

    site_title = _("邻里后台")
    site_header = _("邻里后台")
    index_title = _("数据表（只读）")
    index_template = "portal/office/index.html"
    enable_nav_sidebar = False
    final_catch_all_view = False

    def has_permission(self, request: HttpRequest) -> bool:
        """Tell whether who asks passed ``admin_view``, as everybody does here."""
        return known_person(request) is not None

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:  # noqa: ANN401, FBT001, FBT002  # as Django's own
        """Let in who looks after the installation, to look; only a reason to look is posted."""
        guarded = super().admin_view(view, cacheable)

        @require_http_methods(["GET", "HEAD", "POST"])
        def let_in(request: HttpRequest, *args: object, **given: object) -> HttpResponse:
            access.must_operate(person_of(request), now=clock.now())
            if request.method not in READS and not _asks_to_open(view, request):
                raise OnlyToLook
            answer: HttpResponse = guarded(request, *args, **given)
            return answer

        return let_in

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Return the first page, and two addresses for each table."""
        found: list[URLPattern | URLResolver] = [
            path("", self.admin_view(self.index), name="index")
        ]
        for model, rows in self._registry.items():
            meta = model._meta  # noqa: SLF001  # Django's way to a table's name
            found.append(path(f"{meta.app_label}/{meta.model_name}/", include(rows.urls)))
        return found

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:  # noqa: ARG002  # as Django's own
        """Return the tables, by part, with the addresses of their lists."""
        return [
            {
                "name": says,
                "app_label": part,
                "models": [
                    _link(model)
                    for model in self._registry
                    if model._meta.app_label == part  # noqa: SLF001  # as above
                ],
            }
            for part, says in PARTS.items()
            if apps.is_installed(f"linli.{part}")
        ]


def _link(model: type[models.Model]) -> dict[str, object]:
    meta = model._meta  # noqa: SLF001  # as above
    name = f"{meta.app_label}_{meta.model_name}"
    return {
        "says": SHOWN[meta.label].says,
        "address": reverse(f"office:{name}_changelist"),
    }


def _asks_to_open(view: View, request: HttpRequest) -> bool:
    rows: object = getattr(view, "__self__", None)
    return (
        request.method == "POST"
        and isinstance(rows, Rows)
        and view.__name__ == "change_view"
        and bool(rows.shown.whose)
    )


def made() -> Office:
    """Return the office with every table of ours in it that says what it shows."""
    site = Office(name="office")
    for model in apps.get_models():
        if model._meta.label in SHOWN:  # noqa: SLF001  # as above
            site.register(model, Rows)
    return site


office = made()
