"""What can be wrong with an edition's files: one sentence and one way to mend it for each kind."""

from collections.abc import Mapping
from dataclasses import dataclass

_LIMIT_MEND = (
    "写成“数量 单位”，如 2 work_hour，数字用半角；单位有 urgent_minute、urgent_hour、work_hour、work_day、natural_day"
)

CATALOGUE: Mapping[str, tuple[str, str]] = {
    # the file as such
    "file-missing": ("没有这个文件", "补上文件；一个版本要有 edition.yaml、units.yaml 和每个类别一个文件"),
    "file-not-readable": ("文件打不开：{problem}", "检查文件是否还在、能否读取"),
    "file-too-large": ("文件超过 {most} 字节", "检查是否放错了文件；一个类别一般不到 40 KB"),
    "not-utf8": ("文件不是 UTF-8 编码", "用 UTF-8（无 BOM）重新保存"),
    "byte-order-mark": ("文件开头有 BOM 标记", "用“UTF-8（无 BOM）”重新保存"),
    "yaml-syntax": (
        "YAML 写法有误（{problem}）",
        "检查这一行及上一行的缩进、引号和冒号；缩进用空格，不用制表符，冒号用半角",
    ),
    "full-width-colon": ("“{key}”后面是全角冒号", "改成半角冒号，后面空一格"),
    "too-deep": ("层次太深", "只用类别、事项、条款三层"),
    "yaml-anchor": ("用了锚点、引用或标签（&、*、!）", "直接写出内容；要写这些符号就加引号"),
    "many-documents": ("一个文件里有多份文档（---）", "一个文件只留一份"),
    "doubled-key": ("“{key}”写了两次", "删去一处"),
    "empty-file": ("文件是空的", "补上内容，或删去这个文件"),
    # shape
    "not-a-mapping": ("这里应是“键: 值”", "检查缩进；冒号用半角，后面空一格"),
    "not-a-list": ("“{key}”应是列表", "写成 [甲, 乙]，或每行以“- ”开头"),
    "not-text": ("“{key}”应是一段文字", "写在一行里，不要再分层"),
    "missing-key": ("缺少“{key}”（{meaning}）", "补上一行 {key}: …"),
    "unknown-key": ("不认识“{key}”", "改正拼写，或删去这一行"),
    "empty-text": ("“{key}”是空的", "写上内容"),
    "text-too-long": ("“{key}”超过 {most} 个字", "写短一些"),
    # words with a fixed form
    "edition-name": ("版本号“{value}”不合规", '用数字、小写字母和短横线，如 "2026"'),
    "edition-folder": ("版本号“{value}”和文件夹名“{folder}”不一致", "两处改成一样"),
    "status": ("状态“{value}”不认识", "写 draft（草案）或 published（已发布）"),
    "count": ("“{value}”不是个数", "写半角数字，如 47"),
    "digest-form": ("指纹“{value}”不是 64 位十六进制", "运行 checklists check，照它给出的指纹填写"),
    "category-code": ("类别代码“{value}”不合规", "用两个大写字母，如 XF"),
    "item-code": ("事项代码“{value}”不合规", "用类别字母加两位数字，如 XF01"),
    "clause-code": ("条款代码“{value}”不合规", "用事项代码、短横线加两位数字，如 XF01-01"),
    "unit-code": ("单位代码“{value}”不合规", "用小写字母、数字和短横线，如 fire"),
    "level": ("级别“{value}”不认识", "写 N（一般）、L（较大）或 M（重大）"),
    "limit": ("时限“{value}”不合规", _LIMIT_MEND),
    "flag": ("标记“{value}”不认识", "只用 P、F、S、T、H、A"),
    "pays": ("奖励“{value}”不认识", "写 yes、no 或 settled（双方确认化解后）"),
    "photo": (
        "照片“{value}”不合规",
        "写成“种类 张数”，如 near 1，张数 1 到 9；种类有 near 近景、far 远景、reference 参照、before 处置前、"
        "after 处置后",
    ),
    "day": ("日期“{value}”不合规", "写成半角的年-月-日，如 2026-07-01，并核对有没有这一天"),
    "ext-code": ("外部代码不合规", "写成“标准: 代码”，两边都不空；不知道就不写"),
    "tariff": ("奖励标准“{value}”不合规", "写类别代码（如 XF）、条款代码（如 XF01-01）或 default"),
    "truth": ("“{value}”不是是或否", "写 true 或 false"),
    # how things fit together
    "category-file": ("类别 {value} 写在了 {file} 里", "放进 {wanted}"),
    "unexpected-file": (
        "edition.yaml 的 categories 里没有这个文件的类别",
        "移走文件，或把类别加进 categories",
    ),
    "item-elsewhere": ("事项 {value} 不属于类别 {category}", "改正代码，或移到它的类别"),
    "clause-elsewhere": ("条款 {value} 不属于事项 {item}", "改正代码，或移到它的事项下"),
    "doubled-code": (
        "代码 {value} 用了两次，另一处在 {other}",
        "换一个没有用过的代码；用过的代码不再分给别的内容",
    ),
    "doubled-name": ("名称“{value}”用了两次，另一处在 {other}", "改一处，使每个名称只指一个单位"),
    "doubled-value": ("“{value}”重复", "删去一处"),
    "unknown-unit": ("units.yaml 里没有单位“{value}”", "改正拼写，或先在 units.yaml 里加上这个单位"),
    "lead-supports": ("牵头单位“{value}”又列在配合单位里", "从 support 里删去"),
    "photo-on-phone-first": ("先打电话（T）的条款又要求拍照（P）", "删去 P；人先安全，照片不作要求"),
    "on-spot-on-phone-first": ("先打电话（T）的条款又允许自行处置（F）", "删去 F，或去掉 T"),
    "words-on-no-spot": ("不能自行处置（没有 F）的条款写了怎样自行处置", "删去 on_the_spot，或加上标记 F"),
    "tariff-without-pay": ("不设奖励（pays: no）的条款写了奖励标准“{value}”", "删去 tariff，或改正 pays"),
    "temporary-without-end": (
        "临时条款没有写最后一天",
        "补上一行 offered_until: 年-月-日；长期条款就删去 offered_from",
    ),
    "ends-before-it-begins": ("临时条款 {last} 结束，早于开始的 {first}", "改正 offered_from 或 offered_until"),
    "photos-without-flag": ("不要照片（没有 P）的条款列了照片", "删去 photos，或加上标记 P"),
    "spot-photo-without-spot": (
        "不能自行处置（没有 F）的条款要了 {value} 照片",
        "改用 near、far 或 reference，或加上标记 F",
    ),
    "spot-photos-not-both": ("可自行处置（F）的条款没有写全处置前后的照片", "在 photos 里写上 before 1 和 after 1"),
    "only-spot-photos": ("只写了处置前后的照片", "再写上交给单位办时要的照片，如 near 1"),
    "too-many-photos": ("照片共要 {wanted} 张，多于 {most} 张", "减到 {most} 张以内；只留说明问题非有不可的"),
    "published-with-gap": (
        "已发布的版本里，这个条款缺少“{key}”（{meaning}）",
        "补上一行 {key}: …；没有写好就先把 status 改回 draft",
    ),
    "wrong-count": (
        "edition.yaml 写明 {stated} 个{what}，实际有 {counted} 个",
        "找出漏掉或多出的，或改正这个数",
    ),
    "digest-missing": ("已发布的版本没有指纹", "加上一行 digest: {digest}"),
    "digest-differs": (
        "内容和发布时的指纹不一致",
        "已发布的版本不能改：恢复原文，改动写进下一版；此刻内容的指纹是 {digest}",
    ),
    "digest-on-draft": ("草案不固定指纹", "删去 digest，发布时再加"),
    "edition-name-taken": ("版本号“{value}”是产品自带清单的版本号", "换一个版本号，如 2026-a，文件夹也改成一样"),
    "abolished-unit": ("单位“{value}”已于 {until} 撤销", "换成接手的单位；清单生效那天它已经不在了"),
    # a spreadsheet
    "book-too-large": (
        "文件超过 {most} MB，或解开后超过 {unpacked} MB",
        "另存为只含这几张表的 .xlsx；一份清单一般不到 1 MB",
    ),
    "not-a-book": ("这不是 .xlsx 表格", "在表格软件里另存为“Excel 工作簿（.xlsx）”，不要加密"),
    "book-macros": ("表格里有宏或外部链接", "另存为不含宏的 .xlsx，并断开外部链接"),
    "book-broken": ("表格读不出来：{problem}", "在表格软件里打开，重新另存为 .xlsx"),
    "sheet-missing": ("没有工作表“{value}”", "用 checklists template 写出的模板填写，不改工作表的名称"),
    "heading-differs": ("表头应是“{wanted}”，现在是“{value}”", "恢复模板的表头；各列的次序不要改"),
    "merged-cells": ("{value} 是合并单元格", "取消合并，每一行都填全"),
    "formula-in-cell": ("这里是公式", "复制这一格，“选择性粘贴”为数值"),
    "cell-error": ("这里是错误值 {value}", "改成应有的内容"),
    "too-many-rows": ("有 {value} 行，多于 {most} 行", "删去末尾的空行；一份清单不会这样长"),
    "item-not-listed": ("工作表“事项”里没有 {value} 的事项", "改正代码，或先在工作表“事项”里加上它"),
    "category-differs": ("类别 {value} 在前面叫“{other}”", "同一类别的名称写成一样"),
    "no-edition": ("这里没有任何版本", "指向含有 edition.yaml 的文件夹，或它的上一层"),
}


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """A place in a file, counted from 1."""

    line: int = 1
    column: int = 1

    def within(self, file: str) -> str:
        """The line, as a sentence about another place names it."""
        return f"{file}:{self.line}"

    def exactly(self, file: str) -> str:
        """The very place, as the beginning of a complaint names it."""
        return f"{file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True, order=True)
class Cell(Mark):
    """A place in a sheet: row and column counted from 1; the file's name says nothing there."""

    sheet: str = ""

    def within(self, file: str) -> str:
        return f"工作表“{self.sheet}”第 {self.line} 行"

    def exactly(self, file: str) -> str:
        return f"{self.within(file)} {letters(self.column)} 列"


def letters(column: int) -> str:
    """A column as sheets call it: 1 is A, 27 is AA."""
    name = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, where it is, and how it is mended."""

    file: str
    mark: Mark
    code: str
    sentence: str
    mend: str

    @property
    def line(self) -> int:
        return self.mark.line

    @property
    def column(self) -> int:
        return self.mark.column

    def in_one_line(self) -> str:
        return f"{self.mark.exactly(self.file)}: {self.sentence} — {self.mend}"


class EditionFault(Exception):
    """An edition that cannot be used; `faults` says everything that is wrong with it, in file order."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = tuple(sorted(faults, key=lambda fault: (fault.file, fault.mark.line, fault.mark.column)))
        super().__init__("\n".join(fault.in_one_line() for fault in self.faults))


def fault(code: str, file: str, mark: Mark, /, **details: object) -> Fault:
    """The fault of that code, worded; what was written is cut short so that a line stays a line."""
    sentence, mend = CATALOGUE[code]
    words = {name: _cut(detail) for name, detail in details.items()}
    return Fault(file, mark, code, sentence.format_map(words), mend.format_map(words))


def _cut(detail: object) -> str:
    text = " ".join(str(detail).split())
    return text if len(text) <= 120 else text[:119] + "…"
