"""One table in the back office: a list, an opened row, and nothing else."""

from collections.abc import Callable
from string import Formatter
from typing import TYPE_CHECKING, Any

from django.contrib.admin import ModelAdmin
from django.contrib.admin.utils import display_for_value
from django.contrib.admin.views.main import ChangeList
from django.core.paginator import Paginator
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.functional import Promise, cached_property

from linli.people.errors import PageUnknown
from linli.people.sealing import Sealed
from linli.portal.office.headings import HEADINGS
from linli.portal.office.opening import answer_unopened, is_opened
from linli.portal.office.shown import SHOWN

if TYPE_CHECKING:
    from linli.portal.office.columns import Shown

MOST_COUNTED = 2_000
"""Rows that are counted and paged through: a hundred thousand pages are nobody's way to a row."""

NOTHING = "—"

Column = Callable[[models.Model], object]


class FewPages(Paginator):  # type: ignore[type-arg]  # Django's own has no arguments
    """Pages through the newest rows, without counting millions behind them."""

    @cached_property
    def count(self) -> int:
        """How many rows there are, as far as anybody pages."""
        rows: Any = self.object_list
        found: int = rows[:MOST_COUNTED].count()
        return found


class WholeList(ChangeList):
    """A list that no part of its address narrows: by what is withheld nothing may be guessed."""

    def get_filters_params(self, params: Any = None) -> dict[str, Any]:  # noqa: ANN401, ARG002  # as Django's own
        """Return nothing: an address narrows no list."""
        return {}


class Rows(ModelAdmin):  # type: ignore[type-arg]  # Django's own has no arguments
    """A table's pages. Nobody adds, changes or deletes: what may be done is done by actions."""

    actions = None
    paginator = FewPages
    list_per_page = 50
    list_max_show_all = 0
    show_full_result_count = False
    show_facets = None  # type: ignore[assignment]  # nothing is filtered, nothing counted
    view_on_site = False
    ordering = ("-pk",)
    change_list_template = "portal/office/rows.html"
    change_form_template = "portal/office/row.html"

    def __init__(self, model: type[models.Model], admin_site: Any) -> None:  # noqa: ANN401  # as Django's own
        super().__init__(model, admin_site)
        self.shown: Shown = SHOWN[model._meta.label]  # noqa: SLF001  # Django's way to a table's name
        columns = [column(model, name) for name in self.shown.columns]
        self.columns: tuple[Any, ...] = tuple(columns)

    def get_list_display(self, request: HttpRequest) -> tuple[Any, ...]:  # noqa: ARG002  # as Django's own
        """Return the columns of the list."""
        return self.columns[: len(self.shown.listed)]

    def get_readonly_fields(self, request: HttpRequest, obj: object = None) -> tuple[Any, ...]:  # noqa: ARG002  # as Django's own
        """Return the columns of an opened row, all of them to be read."""
        return self.columns

    def get_fields(self, request: HttpRequest, obj: object = None) -> tuple[Any, ...]:  # noqa: ARG002  # as Django's own
        """Return the same."""
        return self.columns

    def get_search_fields(self, request: HttpRequest) -> tuple[str, ...]:  # noqa: ARG002  # as Django's own
        """Return in which column a whole value is looked up."""
        return (f"{self.shown.found_by}__exact",) if self.shown.found_by else ()

    def get_urls(self) -> list[URLPattern]:
        """Return the two addresses of a table."""
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        view = self.admin_site.admin_view
        return [
            path("", view(self.changelist_view), name=f"{name}_changelist"),
            path("<path:object_id>/", view(self.change_view), name=f"{name}_change"),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[models.Model]:
        """Return the rows, the newest first, with what is shown of them and no more."""
        names = [self.opts.get_field(name).attname for name in self.shown.columns]  # type: ignore[union-attr]  # each is a column
        whose = [name for _text, name, _as, _how in Formatter().parse(self.shown.whose) if name]
        return super().get_queryset(request).only(*names, *whose)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:  # noqa: ANN401, ARG002  # as Django's own
        """Return what lists the rows."""
        return WholeList

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:  # noqa: ARG002  # as Django's own
        """Nothing is looked up by an address."""
        return False

    def to_field_allowed(self, request: HttpRequest, to_field: str) -> bool:  # noqa: ARG002  # as Django's own
        """Nor is a row named by another of its columns."""
        return False

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002  # as Django's own
        """Nobody adds."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:  # noqa: ARG002  # as Django's own
        """Nobody changes."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:  # noqa: ARG002  # as Django's own
        """Nobody deletes."""
        return False

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:  # noqa: ARG002  # as Django's own
        """Whoever the site lets in may look."""
        return self.admin_site.has_permission(request)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """List the newest rows."""
        named = {"title": self.shown.says, "says": self.shown.says, "here": request.path}
        if self.shown.found_by:
            named["found_by"] = heading(self.model, self.shown.found_by)
        return super().changelist_view(request, {**named, **(extra_context or {})})

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show a row; one that is about a person, only to who said why.

        Raises:
            PageUnknown: there is none of this number.
        """
        found = self.get_object(request, object_id)
        if found is None:
            raise PageUnknown
        if not is_opened(request, found, self.shown.whose):
            return answer_unopened(request, found, self.shown)
        named = {
            "title": self.shown.says,
            "says": self.shown.says,
            "subtitle": object_id,
            "here": request.path,
        }
        return super().change_view(request, object_id, form_url, {**named, **(extra_context or {})})


def column(model: type[models.Model], name: str) -> Column:
    """Return what a list and a row show of one column: of what is sealed, the mask."""
    field = model._meta.get_field(name)  # noqa: SLF001  # Django's way to a column
    assert isinstance(field, models.Field)

    is_yes_or_no = isinstance(field, models.BooleanField)

    def show(row: models.Model) -> object:
        if field.choices:
            return getattr(row, f"get_{name}_display")() or NOTHING
        value = getattr(row, field.attname)
        if is_yes_or_no:
            return value
        return display_for_value(str(value) if isinstance(value, Sealed) else value, NOTHING)

    show.__name__ = name
    show.boolean = is_yes_or_no  # type: ignore[attr-defined]  # what Django reads
    show.short_description = heading(model, name)  # type: ignore[attr-defined]  # as above
    return show


def heading(model: type[models.Model], name: str) -> Promise:
    """Return how people call a column: as its table names it, or as the office does."""
    named = model._meta.get_field(name).verbose_name  # type: ignore[union-attr]  # noqa: SLF001  # Django's way to a column
    return named if isinstance(named, Promise) and name != "id" else HEADINGS[name]
