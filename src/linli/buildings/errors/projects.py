"""What can go wrong with resources and projects, in words for the person before it."""

from django.utils.translation import gettext_lazy as _

from linli.kernel.errors import Conflict, Invalid, Missing


class DemandNeeded(Invalid):
    """A project for nothing that anybody raised, or for what is closed."""

    says = _("请至少选一件还在办、没有并入别处的楼事作为需求。")


class UnknownResource(Missing):
    """The committee has no such resource, or it was withdrawn."""

    says = _("没有这项资源，或者已经撤回。")


class UnknownProject(Missing):
    """The committee has no such project."""

    says = _("没有这个项目。")


class ProjectMoved(Conflict):
    """What was pressed cannot be done to the project as it is now."""

    says = _("这个项目现在不能这样改，可能别人刚改过。请看它现在的情况。")


class ProjectBackwards(Invalid):
    """A project that ends before it begins, or is over already."""

    says = _("项目的最后一天不能早于第一天，也不能早于今天。")
