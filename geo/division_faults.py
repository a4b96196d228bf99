"""What can be wrong with a division: codes, sentences for a person, how grave, and what repair is proposed.

The tolerances and what counts as grave are ours (本项目参考).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, NamedTuple

from geo.shapes import SHAPE_FAULTS, Area, Shape

Severity = Literal["error", "warning"]
RepairKind = Literal[
    "swap-axes", "leave-out", "make-valid", "fill-gap", "cut-overlap", "align-border", "drop-part", "close-hole"
]


class Verdict(NamedTuple):
    """How grave a kind of fault is, what it is called, and what to do about it."""

    severity: Severity
    title: str
    advice: str


_REDRAW: Final = "请在 QGIS 里改好后重新导入；能自动修复的可以直接接受修复。"
_ATTRIBUTE: Final = "请在属性表里改好后重新导入。"

# In the order in which a person should look at them.
VERDICTS: Final[dict[str, Verdict]] = {
    "axes-swapped": Verdict("error", "经度和纬度写反了。", "接受修复会把整个草案的经纬度对调，再重新检查。"),
    **{str(code): Verdict("error", title, _REDRAW) for code, title in SHAPE_FAULTS.items()},
    "code-missing": Verdict("error", "没有网格代码。", _ATTRIBUTE),
    "code-malformed": Verdict("error", "网格代码的写法不对。", _ATTRIBUTE),
    "code-twice": Verdict("error", "网格代码重复。", "请每个网格只留一行；多块同属一个网格的，请合并成一个图形。"),
    "code-foreign": Verdict("error", "网格代码不属于这次划分的区域。", "请核对代码，或改选区域。"),
    "kind-unknown": Verdict("error", "网格类型只能是综合网格、专属网格或微网格。", _ATTRIBUTE),
    "kind-changed": Verdict("error", "这个代码原来是另一种类型的网格。", "类型改变请换新的代码。"),
    "name-missing": Verdict("error", "没有网格名称。", _ATTRIBUTE),
    "village-unknown": Verdict("error", "找不到所属的村（社区）。", "请填写 12 位村（社区）代码，或先建立它。"),
    "village-mismatch": Verdict("error", "所属的村（社区）与网格代码的前 12 位不一致。", _ATTRIBUTE),
    "overlap": Verdict("error", "两个网格互相重叠。", "请在 QGIS 里把重叠的部分划给其中一个。"),
    "overlap-neighbour": Verdict("error", "与区域外现有的网格重叠。", "请改到现有边界为止，或把那个区域一起重新划分。"),
    "gap": Verdict("error", "网格之间有空白，不属于任何网格。", "请在 QGIS 里把空白划给相邻的网格。"),
    "hole": Verdict("error", "网格里面有一个空洞，不属于任何网格。", "请补上空洞；很小的可以接受修复填上。"),
    "sliver-overlap": Verdict("error", "边界处有窄条重叠。", "接受修复会把窄条划给共用边界最长的网格。"),
    "sliver-gap": Verdict("error", "边界处有窄缝。", "接受修复会把窄缝并入共用边界最长的网格。"),
    "slit": Verdict("error", "两个网格之间有一条通到外面的窄缝。", "接受修复会把窄缝并入共用边界最长的网格。"),
    "border-ragged": Verdict(
        "error", "两个网格的公共边界画了两遍，没有对齐。", "接受修复会让其中一个的边界与另一个完全对齐。"
    ),
    "tiny-part": Verdict("error", "有很小的碎块。", "接受修复会去掉碎块。"),
    "special-straddles": Verdict(
        "error", "专属网格一部分在综合网格之内、一部分在外。", "专属网格要整个落在综合网格之内，或整个在旁边。"
    ),
    "micro-outside": Verdict("error", "微网格没有整个落在一个综合网格之内。", "请把微网格的边界改到综合网格以内。"),
    "outside-village": Verdict("error", "网格的大部分不在所属村（社区）的范围内。", "请核对村代码和图形。"),
    "beyond-village": Verdict("warning", "网格有一部分超出所属村（社区）的范围。", "请核对；村界不准时可以不改。"),
    "village-uncovered": Verdict("warning", "村（社区）范围内有一块没有划进任何网格。", "请核对；村界不准时可以不改。"),
    "multipart": Verdict("warning", "一个网格分成了几块。", "一般一个网格只有一块；确实如此的可以不改。"),
    "grid-thin": Verdict("warning", "网格非常小或非常窄。", "请确认这是一个网格，而不是画图留下的碎屑。"),
}
ORDER: Final = {code: place for place, code in enumerate(VERDICTS)}

REPAIR_TITLES: Final[dict[RepairKind, str]] = {
    "swap-axes": "对调全部经纬度",
    "leave-out": "去掉这一行",
    "make-valid": "理顺自相交的边界",
    "fill-gap": "把空白并入共用边界最长的网格",
    "cut-overlap": "把重叠划给共用边界最长的网格",
    "align-border": "让边界与相邻网格对齐",
    "drop-part": "去掉碎块",
    "close-hole": "填上空洞",
}


@dataclass(frozen=True, slots=True)
class Tolerances:
    """`border_m`: gaps and overlaps narrower than this are slivers; `least_m2`: parts and holes below it are tiny,
    grids below it are doubtful; `noise_m`: narrower than this is the lattice's own rounding and no fault."""

    border_m: float = 1.0
    least_m2: float = 100.0
    noise_m: float = 0.002


@dataclass(frozen=True, slots=True)
class Repair:
    """What is proposed: position → the shape after it, None where the row would go. Square metres before and after.

    For `swap-axes` no shape is named: it turns every row.
    """

    kind: RepairKind
    shapes: Mapping[int, Area | None] = field(default_factory=dict)
    before_m2: float = 0.0
    after_m2: float = 0.0


@dataclass(frozen=True, slots=True)
class DivisionFault:
    """One thing wrong with a division: `rows` are positions in it, the spot is lon, lat; lengths and areas in metres.

    `detail` says what only this case knows.
    """

    code: str
    rows: tuple[int, ...] = ()
    area_m2: float | None = None
    length_m: float | None = None
    spot: tuple[float, float] | None = None
    shape: Shape | None = None
    repair: Repair | None = None
    detail: str = ""

    @property
    def verdict(self) -> Verdict:
        """How grave, which title, what advice."""
        return VERDICTS[self.code]


def by_weight(faults: list[DivisionFault]) -> list[DivisionFault]:
    """Errors before warnings, kinds in the order of VERDICTS, the largest first."""
    return sorted(
        faults,
        key=lambda fault: (fault.verdict.severity != "error", ORDER[fault.code], -(fault.area_m2 or 0.0), fault.rows),
    )
