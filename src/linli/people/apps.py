"""How Django knows this part."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    """The part's name and label."""

    name = "linli.people"
    label = "people"

    def ready(self) -> None:
        """Declare the role that is there whatever systems are, and keep count of sign-ins."""
        from linli.people.enums import Role  # noqa: PLC0415  # models may be imported only now
        from linli.people.roles import declare  # noqa: PLC0415
        from linli.people.rules.roles import DeclaredRole  # noqa: PLC0415
        from linli.people.signing_in import connect  # noqa: PLC0415

        declare(
            DeclaredRole(
                role=Role.STEWARD,
                system=_("邻里 Linli"),
                may=(_("照看这里的地点资料"), _("授予和收回这里的角色，邀请新人")),
                given_by=frozenset({Role.STEWARD}),
            )
        )
        connect()
