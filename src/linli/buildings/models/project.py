"""What a building's people need, what others offer, and the projects in which the two meet."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.buildings.enums.matters import SeatKind
from linli.buildings.enums.projects import ProjectState
from linli.buildings.models.committee import Committee
from linli.buildings.models.matter import Matter
from linli.people.models import Person


class Resource(models.Model):
    """Something that somebody offers to a building, until a day or for good; never deleted."""

    committee = models.ForeignKey(
        Committee, models.PROTECT, related_name="resources", verbose_name=_("楼委会")
    )
    says = models.CharField(_("能提供什么"), max_length=60, blank=True)
    offerer = models.CharField(_("谁提供"), max_length=40, blank=True)
    until = models.DateField(_("到哪一天为止"), null=True)
    noted_by = models.ForeignKey(
        Person, models.PROTECT, related_name="resources_noted", verbose_name=_("登记人")
    )
    noted_at = models.DateTimeField(_("登记时间"))
    withdrawn_at = models.DateTimeField(_("撤回时间"), null=True)

    def __str__(self) -> str:
        return self.says


class Project(models.Model):
    """Demands joined with resources: who leads it, from when to when, and what came of it."""

    committee = models.ForeignKey(
        Committee, models.PROTECT, related_name="projects", verbose_name=_("楼委会")
    )
    title = models.CharField(_("项目"), max_length=60, blank=True)
    owner = models.CharField(_("谁牵头"), max_length=9, choices=SeatKind)
    begins_on = models.DateField(_("开始"))
    due_on = models.DateField(_("期限"))
    state = models.CharField(
        _("进展"), max_length=7, choices=ProjectState, default=ProjectState.PLANNED
    )
    outcome = models.CharField(_("结果"), max_length=200, blank=True)
    made_at = models.DateTimeField(_("立项时间"))
    ended_at = models.DateTimeField(_("结束时间"), null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(due_on__gte=F("begins_on")), name="a_project_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(state__in=(ProjectState.PLANNED, ProjectState.RUNNING), ended_at=None)
                | Q(state__in=(ProjectState.DONE, ProjectState.DROPPED), ended_at__isnull=False),
                name="a_project_that_ended_has_its_time",
            ),
        )

    def __str__(self) -> str:
        return self.title


class ProjectDemand(models.Model):
    """A matter that a project answers."""

    project = models.ForeignKey(
        Project,
        models.PROTECT,
        related_name="demands",
        db_index=False,
        verbose_name=_("项目"),
    )
    matter = models.ForeignKey(
        Matter, models.PROTECT, related_name="projects", verbose_name=_("楼事")
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["project", "matter"], name="a_project_has_a_demand_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.project_id} {self.matter_id}"


class ProjectResource(models.Model):
    """A resource that a project uses."""

    project = models.ForeignKey(
        Project,
        models.PROTECT,
        related_name="resources",
        db_index=False,
        verbose_name=_("项目"),
    )
    resource = models.ForeignKey(
        Resource, models.PROTECT, related_name="projects", verbose_name=_("资源")
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["project", "resource"], name="a_project_has_a_resource_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.project_id} {self.resource_id}"
