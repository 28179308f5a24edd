"""Who has what when: what keeps a room, a window, a seat or a person from two at once."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Claim(models.Model):
    """One seat of one resource for one slot; whoever comes second is refused by the database.

    ``resource`` says what it is and which, as ``room:7``; ``slot`` is when a slot begins, see
    ``rules.slots``; ``holder`` for what it is held, as ``booking:12``. Given back, it is deleted.
    """

    resource = models.CharField(_("占用的资源"), max_length=40)
    slot = models.DateTimeField(_("时段"))
    seat = models.PositiveIntegerField(_("第几个位置"))
    holder = models.CharField(_("占用者"), max_length=40, db_index=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["resource", "slot", "seat"], name="a_seat_is_claimed_once_a_slot"
            ),
        )

    def __str__(self) -> str:
        return f"{self.resource} {self.slot:%Y-%m-%d %H:%M} {self.seat}"
