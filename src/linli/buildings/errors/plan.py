"""What can go wrong with the floors of a building, in words for the person before it."""

from django.utils.translation import gettext_lazy as _

from linli.kernel.errors import Invalid


class FloorsImpossible(Invalid):
    """No floors, or ones that no building has."""

    says = _("请写最低和最高的楼层，{lowest} 到 {highest}，地下写负数，没有 0 层。")
    lowest: int
    highest: int


class NoSuchSpot(Invalid):
    """A floor or a block that the building does not have."""

    says = _("这座楼没有这一层或这个楼组，请重新选。")
