"""What can go wrong when somebody wants to be told, in words for the person before it."""

from django.utils.translation import gettext_lazy as _

from linli.kernel.errors import Unavailable


class NotToldHere(Unavailable):
    """No channel here sends what matters say."""

    says = _("这里还不能发短信告诉您进展，请保存链接，随时打开看。")
