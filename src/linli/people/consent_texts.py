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

CHILD_TEXT = ConsentText(
    1,
    _(
        "我是这个孩子的父母或其他监护人。我单独同意邻里保留孩子的名字和出生年份，只用来给孩子报名合适的活动。"
        "名字加密保存，只有我自己能看到完整的；要给别人看，会另外问我。"
        "孩子满十四周岁后 60 天内本人没有同意，就全部删除。"
        "我可以随时查看、改正、下载，也可以随时撤回同意，撤回即删除。不同意不影响我使用邻里。"
    ),
)
"""What a guardian is told and asked. Source: 《儿童个人信息网络保护规定》, article 10."""

OWN_TEXT = ConsentText(
    1,
    _(
        "我已满十四周岁。我同意邻里继续保留我的名字和出生年份，只用来报名合适的活动，最晚到我成年那一年年底。"
        "不同意，现在就全部删除。"
    ),
)
"""What is asked of the child itself from fourteen on."""
