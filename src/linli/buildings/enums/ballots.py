"""What can be voted, by which rule, how, and what comes of it, with the words people read."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class BallotRule(TextChoices):
    """By which of ``rules.ballots.RULES`` a ballot is counted."""

    MAJORITY = "majority", _("全体过半数同意")
    TWO_THIRDS = "two_thirds", _("全体三分之二以上同意")
    ART278 = "art278", _("民法典第二百七十八条：一般事项")
    ART278_SPECIAL = "art278_special", _("民法典第二百七十八条：特别事项（第六至八项）")
    ELECTION = "election", _("选举：得票最多的当选")


class Choice(TextChoices):
    """What is voted on a motion."""

    YES = "yes", _("同意")
    NO = "no", _("反对")
    ABSTAIN = "abstain", _("弃权")
    SPOILT = "spoilt", _("废票")


class Outcome(TextChoices):
    """What came of a ballot."""

    CARRIED = "carried", _("通过")
    REJECTED = "rejected", _("未通过")
    NO_QUORUM = "no_quorum", _("参加的不够，没有结果")
    ELECTED = "elected", _("选出")
    TIED = "tied", _("没有选出：票数相同或没有票")
    ANNULLED = "annulled", _("作废，不计票")


class RollKind(TextChoices):
    """Who may vote."""

    SEATS = "seats", _("委员，每席一票")
    LISTED = "listed", _("名册上的每一户")


class CastBy(TextChoices):
    """How a line of the roll voted."""

    LINK = "link", _("链接")
    PROXY = "proxy", _("受托人代投")
    PAPER = "paper", _("纸票")
