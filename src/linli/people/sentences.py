"""What the ledger says of people, in words."""

from django.utils.translation import gettext_lazy as _

from linli.ledger.sentences import Sentence, one_of, tell
from linli.people.enums import Role

_ROLE = {"role": one_of({str(one): one.label for one in Role})}

tell(
    {
        "person_joined": _("加入了邻里"),
        "person_invited": Sentence(_("受邀加入，角色：{role}"), _ROLE),
        "person_left": _("离开了，所有角色和登录随即结束"),
        "person_forgotten": _("个人信息已删除"),
        "name_corrected": _("姓名改过"),
        "role_granted": Sentence(_("获得角色“{role}”，地点 {place}"), _ROLE),
        "role_delegated": Sentence(_("受托代行角色“{role}”，地点 {place}"), _ROLE),
        "role_ended": Sentence(_("角色“{role}”结束，地点 {place}"), _ROLE),
        "sign_in_link_made": _("有了一个新的登录链接"),
        "signed_in": _("登录了"),
        "account_linked": _("关联了一个别处的账号，可以用它登录"),
        "account_unlinked": _("去掉了一个关联的账号"),
        "sign_ins_ended": _("结束了 {sign_ins} 处登录"),
        "screen_confirmed": _("让一块屏幕显示看板：{places}，到 {until}"),
        "screens_ended": _("结束了 {screens} 块屏幕"),
        "factors_reset": _("第二验证方式被清空"),
        "factor_added": _("添加了一种第二验证方式"),
        "factor_removed": _("去掉了一种第二验证方式"),
        "factor_shown": _("出示了第二验证方式"),
        "recovery_codes_made": _("换了一组恢复码"),
        "child_noted": _("登记了一个孩子，监护人已同意"),
        "child_corrected": _("改正了孩子的信息"),
        "child_consent_withdrawn": _("撤回了对孩子信息的同意，信息已删除"),
        "child_agreed": _("满十四周岁，本人同意继续保留"),
        "child_refused": _("满十四周岁，本人不同意，信息已删除"),
        "account_unused": _("账号长期没有人用，到期将删除个人信息"),
        "office_opened": _("平台后台打开了这里的一条记录"),
        "consent_given": _("同意了一项信息使用"),
        "consent_withdrawn": _("撤回了一项同意"),
    }
)
