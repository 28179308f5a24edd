"""What the ledger says of resources and projects, in words."""

from django.utils.translation import gettext_lazy as _

from linli.buildings.enums.matters import SeatKind
from linli.buildings.enums.projects import ProjectState
from linli.ledger.sentences import Sentence, one_of, tell

tell(
    {
        "resource_noted": _("登记资源：{what}"),
        "resource_withdrawn": _("撤回资源：{what}"),
        "project_planned": Sentence(
            _("立项“{title}”：需求 {demands}，资源 {resources} 项，{owner}牵头，期限 {due}"),
            {"owner": one_of(dict(SeatKind.choices))},
        ),
        "project_moved": Sentence(
            _("项目“{title}”：{to}。{outcome}"), {"to": one_of(dict(ProjectState.choices))}
        ),
    }
)
