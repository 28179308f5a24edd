"""What the ledger says of companies, in words: which fact, never what it says."""

from django.utils.translation import gettext_lazy as _

from linli.buildings.enums.companies import FactKey, FactSource
from linli.ledger.sentences import Sentence, one_of, tell

_FACT = {"key": one_of(dict(FactKey.choices)), "source": one_of(dict(FactSource.choices))}

tell(
    {
        "fact_noted": Sentence(_("登记“{key}”（来源：{source}，截至 {as_of}）"), _FACT),
    }
)
