"""What people are asked to agree to, word for word, in its newest version."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.people.privacy_enums import ConsentPurpose


@dataclass(frozen=True, slots=True)
class ConsentText:
    """A text as it is asked; whoever changes its meaning gives it the next version."""

    version: int
    says: Promise


CONSENT_TEXTS: dict[ConsentPurpose, ConsentText] = {
    ConsentPurpose.MESSAGES: ConsentText(
        1, _("我同意邻里用我留下的手机号给我发与我有关的通知。我可以随时撤回。")
    ),
    ConsentPurpose.DIRECTORY: ConsentText(
        1, _("我同意同一座楼的工作人员在处理我的事情时看到我的姓名。我可以随时撤回。")
    ),
}
"""A consent to an older version no longer counts: who gave it is asked again."""
