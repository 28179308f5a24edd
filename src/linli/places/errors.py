"""What can go wrong with a place, in words for whoever names one."""

from django.utils.translation import gettext_lazy as _

from linli.kernel.errors import Conflict, Full, Invalid, Missing


class UnknownPlace(Missing):
    """No place has this code, or none that whoever asks may look after."""

    says = _("没有编号为 {place} 的地点，请核对编号。")
    place: str


class PlaceElsewhere(Conflict):
    """The code is taken by a place of another level, or one that lies elsewhere."""

    says = _("编号 {place} 已经是另一个地点，请换一个编号。")
    place: str


class PlaceOutOfOrder(Invalid):
    """A place can only lie in one of a wider level, and only a district in none."""

    says = _("{place} 不能放在这里：地点要从区开始，一级一级往下。")
    place: str


class PlaceCodeUnreadable(Invalid):
    """A code is 1 to 16 capital letters, digits and hyphens."""

    says = _("地点编号只能用大写字母、数字和连字符，最多 16 位。")


class PlaceNameUnreadable(Invalid):
    """A name is 1 to 40 printed characters, and nothing that a spreadsheet would compute."""

    says = _("地点要有名称，最多 40 个字，不能有换行等控制字符。")


class AddressUnreadable(Invalid):
    """An address is at most 120 printed characters."""

    says = _("地址最多 120 个字，不能有换行等控制字符。")


class LevelUnknown(Invalid):
    """What was given is none of the five levels."""

    says = _("级别只能是：区、街道、居民区、楼宇、楼组。")


class DatumUnknown(Invalid):
    """What was given is none of the two systems of coordinates."""

    says = _("坐标系只能是 WGS-84 或 GCJ-02。")


class PointUnreadable(Invalid):
    """Longitude and latitude are degrees, given together."""

    says = _("经度和纬度要一起填，用度的小数，例如 121.487822 和 31.252873。")


class DivisionUnreadable(Invalid):
    """A national code has the digits that its level asks for."""

    says = _("区划代码与级别不符：区是 6 位，街道是 9 位，居民区是 12 位，楼宇和楼组没有。")


class DivisionElsewhere(Invalid):
    """A national code begins with the code of what the place lies in."""

    says = _("区划代码 {division} 要以上级的代码 {above} 开头。请先核对区划代码。")
    division: str
    above: str


class DivisionTaken(Conflict):
    """Another place has this national code."""

    says = _("区划代码 {division} 已经是另一个地点的。")
    division: str


class OutlineUnreadable(Invalid):
    """An outline is one ring of a GeoJSON polygon, in WGS-84."""

    says = _("轮廓要是 GeoJSON 的 Polygon，只有一圈，4 至 500 个点，坐标是 WGS-84 的经纬度。")


class OutlineOpen(Invalid):
    """A ring ends where it begins."""

    says = _("轮廓没有闭合：最后一个点要与第一个点相同。")


class OutlineCrossesItself(Invalid):
    """Two sides of a ring meet where they are not neighbours."""

    says = _("轮廓自己与自己相交：第 {first} 条边碰到了第 {second} 条边。")
    first: int
    second: int


class PlaceClosed(Conflict):
    """The place was closed, or merged into another: nothing new comes into it."""

    says = _("{place} 已经撤销，不能再放进新的地点，也不能再改。")
    place: str


class PlaceStillOpen(Conflict):
    """The place is not closed, so that it cannot be opened again."""

    says = _("{place} 正在使用，不用恢复。")
    place: str


class PlaceNotEmpty(Conflict):
    """Something that is in use still lies in the place."""

    says = _("{place} 里还有在用的地点 {inner}。请先移走或撤销它。")
    place: str
    inner: str


class PlaceInItself(Invalid):
    """A place cannot come to lie in itself, or be merged into itself."""

    says = _("不能把 {place} 放进它自己或它里面的地点。")
    place: str


class PlaceLevelsDiffer(Invalid):
    """Only places of one level are merged."""

    says = _("只有同级的地点才能合并：{place} 和 {other} 不同级。")
    place: str
    other: str


class WayTooLong(Full):
    """Too many places on the way down were merged one into the other."""

    says = _("{place} 经过的合并太多，不能再往下放。")
    place: str


class TooLateToUndo(Conflict):
    """Somebody wants an act back that is over: long ago, not theirs, or not the last any more."""

    says = _(
        "不能撤销了：已过 {minutes} 分钟，或者之后又有新的变化。什么都没有改动，请看现在的样子。"
    )
    minutes: int


class SheetUnreadable(Invalid):
    """The file is no table that we read."""

    says = _("看不懂这个文件。请上传 xlsx，或 UTF-8、GB 18030 编码的 csv。")


class SheetTooLarge(Full):
    """The file has more bytes, rows or columns than are read at once."""

    says = _("文件太大：最多 2 MB、5000 行、20 列，展开后不超过 32 MB。请分成几份。")


class SheetHeadUnknown(Invalid):
    """The first row lacks a column that is needed, or names one twice or one we do not know."""

    says = _("第一行的列名不对：{columns}。请用导出的表格作样子。")
    columns: str


class SheetEmpty(Invalid):
    """There is no row below the first."""

    says = _("表格里没有内容。")


class SheetRefused(Invalid):
    """Rows of the file cannot be taken in, so that nothing of it is."""

    says = _("有 {count} 处不能导入，所以什么都没有写入。请改好后再上传。")
    count: int


class ImportGone(Missing):
    """The uploaded file was imported, replaced or thrown away meanwhile."""

    says = _("上传的表格已经不在了，请再上传一次。")


class ImportOutdated(Conflict):
    """Places have changed since the file was tried, and so has what it would do."""

    says = _("试算之后地点有了变化。下面是新的结果，请再看一遍。")


class CellIsFormula(Invalid):
    """A cell that a spreadsheet would compute."""

    says = _("这里是公式，或以 = + - @ 开头会被当成公式。请改成文字或数值，或在前面加一个单引号。")


class CellUnreadable(Invalid):
    """A cell with control characters, a kind of value we do not read, or far too much text."""

    says = _("这里有看不见的控制字符、日期或过长的内容，请重新输入。")


class RowCodeTwice(Invalid):
    """A code stands in two rows."""

    says = _("编号 {place} 在第 {row} 行已经有了。")
    place: str
    row: int


class RowParentUnknown(Invalid):
    """The code above is neither a place one looks after nor a row that can be taken in."""

    says = _("没有编号为 {place} 的上级，或不归您管。新的区不能用表格添加。")
    place: str


class RowNotYours(Invalid):
    """The code is taken by a place that one does not look after."""

    says = _("编号 {place} 不能用，请换一个，或确认它归您管。")
    place: str


class RowMovesPlace(Invalid):
    """The place is there already, in another place."""

    says = _("{place} 已经在 {above} 里。要移动它，请在它的页面上移动。")
    place: str
    above: str


class RowChangesLevel(Invalid):
    """The place is there already, of another level."""

    says = _("{place} 已经是“{level}”，级别不能改。")
    place: str
    level: str
