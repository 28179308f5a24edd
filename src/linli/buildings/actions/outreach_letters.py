"""What is sent to a company that may gain by a policy, as long as that holds."""

from django.conf import settings
from django.urls import reverse

from linli.buildings.access.campaigns import outreach_link
from linli.buildings.enums.campaigns import OutreachState
from linli.buildings.models import Outreach
from linli.buildings.rules.outreach_letters import TEMPLATE, subject_of, text_of, values_of
from linli.notices.letters import Letter, base


def policy_to_tell(code: str) -> Letter | None:
    """Return the message of an outreach; None where the policy was taken off, or all is said."""
    rows = Outreach.objects.select_related("policy", "company")
    found = rows.filter(code=code, state=OutreachState.TOLD, policy__ended_at=None).first()
    if found is None or found.policy is None or found.company is None:
        return None
    token = outreach_link(code)
    values = values_of(company=found.company.name, policy=found.policy.name, token=token)
    language = settings.MESSAGES["language"]
    return Letter(
        TEMPLATE,
        values,
        text_of(language, values, base=base()),
        subject=subject_of(language, values),
        link=f"{base()}{reverse('buildings:outreach', args=[token])}",
    )
