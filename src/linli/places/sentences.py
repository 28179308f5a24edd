"""What the ledger says of places, in words."""

from django.utils.translation import gettext_lazy as _

from linli.ledger.sentences import Sentence, one_of, tell
from linli.places.enums import PlaceLevel

tell(
    {
        "place_planted": Sentence(
            _("登记为{level}"), {"level": one_of({str(one): one.label for one in PlaceLevel})}
        ),
        "place_changed": _("资料改过"),
        "place_moved": _("移到了别处"),
        "place_merged": _("并入了另一个地点"),
        "place_closed": _("停用了"),
        "place_opened_again": _("重新启用了"),
        "places_imported": _("从表格导入：新增 {planted} 个，修改 {changed} 个"),
    }
)
