"""What the ledger says of the photos of matters, in words."""

from django.utils.translation import gettext_lazy as _

from linli.buildings.enums.evidence import EvidenceKind
from linli.ledger.sentences import Sentence, one_of, tell

tell(
    {
        "photo_added": _("提出人给 #{matter} 加了一张照片"),
        "evidence_added": Sentence(
            _("给 #{matter} 加了佐证照片（{kind}）"),
            {"kind": one_of(dict(EvidenceKind.choices))},
        ),
        "photo_hidden": _("隐藏了 #{matter} 的一张照片：{reason}"),
    }
)
