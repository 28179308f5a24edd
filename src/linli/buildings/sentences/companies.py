"""What the ledger says of companies, in words: which fact, never what it says."""

from django.utils.translation import gettext_lazy as _

from linli.buildings.enums.companies import ContactRole, FactKey, FactSource
from linli.ledger.sentences import Sentence, one_of, tell

_FACT = {"key": one_of(dict(FactKey.choices)), "source": one_of(dict(FactSource.choices))}

_ROLE = {"role": one_of(dict(ContactRole.choices))}

tell(
    {
        "company_added": _("登记企业"),
        "company_changed": _("更正企业资料 {fields} 项"),
        "company_listed": _("同意列入公开名录"),
        "company_unlisted": _("不再列入公开名录"),
        "company_moved_in": _("入驻 {floor}，{area} 平方米"),
        "company_moved_out": _("{on} 搬出 {floor}"),
        "company_visited": _("{on} 走访"),
        "company_link_made": _("给联系人发了链接，有效到 {until}"),
        "company_link_revoked": _("收回联系人的链接"),
        "contact_added": Sentence(_("登记联系人（{role}），本人同意"), _ROLE),
        "contact_left": Sentence(_("联系人（{role}）不再联系"), _ROLE),
        "correction_proposed": _("企业提出更正"),
        "correction_refused": _("没有采纳企业的更正"),
        "floor_set": _("{floor} 可租 {area} 平方米"),
        "need_noted": _("登记一项需求"),
        "need_answered": _("答复一项需求"),
        "companies_imported": _("用表格导入企业：新增 {added}，更新 {changed}"),
        "fact_noted": Sentence(_("登记“{key}”（来源：{source}，截至 {as_of}）"), _FACT),
    }
)
