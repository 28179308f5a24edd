"""What can go wrong with the photos of a matter, in words for the person before it."""

from django.utils.translation import gettext_lazy as _

from linli.kernel.errors import Conflict, Full, Missing


class PhotosEnough(Full):
    """More photos than one matter has."""

    says = _("照片够多了，最多 {most} 张。")
    most: int


class PhotoThere(Conflict):
    """The matter has this very photo."""

    says = _("这张照片已经在这件楼事里了，请换一张。")


class ReadAlready(Conflict):
    """The secretary has read the matter: what is added now nobody would read before it is shown."""

    says = _("秘书已经初核过，不能再加照片。没有解决的话，可以在答复后请重新办。")


class UnknownPhoto(Missing):
    """No photo of this matter has this number, or it is not shown."""

    says = _("没有这张照片，或者它没有公开。")
