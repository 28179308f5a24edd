"""What the ledger says of a building's floors, in words."""

from django.utils.translation import gettext_lazy as _

from linli.ledger.sentences import tell

tell({"floors_set": _("楼层从 {lowest} 到 {highest}")})
