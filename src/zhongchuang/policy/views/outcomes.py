"""What a verdict is on a page and in a PDF: rows under headings, amounts with their meaning, reasons, numbers, quotations."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy

from zhongchuang.core.page import ClauseQuote, Shape, Status, Tone
from zhongchuang.policy.decisions import Group
from zhongchuang.policy.matching.subject import Source
from zhongchuang.policy.matching.words import money
from zhongchuang.policy.packs.schema import BenefitKind
from zhongchuang.policy.views.labels import in_language

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

AskAgain = Callable[[str], str]
"""The address at which a fact is asked (again), empty where the reader may not answer."""

MEANINGS: Mapping[BenefitKind, tuple[StrOrPromise, StrOrPromise]] = {
    BenefitKind.FLOOR: (
        gettext_lazy("至少得到"),
        gettext_lazy("这是下限：可以约定得更多，不能更少。"),
    ),
    BenefitKind.CEILING: (
        gettext_lazy("最多得到"),
        gettext_lazy("这是上限：实际多少由主管部门核定。"),
    ),
    BenefitKind.PERMITTED_FLOOR: (
        gettext_lazy("可以给予，且不得少于"),
        gettext_lazy("“可以”是允许，不是必须；决定给予的，不得比这少。"),
    ),
    BenefitKind.EXTRA_DEDUCTION: (
        gettext_lazy("加计扣除额"),
        gettext_lazy("计算应纳税所得额时，在实际费用之外再扣除这么多；不是发给您的钱。"),
    ),
    BenefitKind.DEDUCTED_AT_ONCE: (
        gettext_lazy("一次性扣除额"),
        gettext_lazy("可以在当年一次扣完，不再分年折旧；不是发给您的钱。"),
    ),
    BenefitKind.TAX_BASE_FREED: (
        gettext_lazy("免税的计税依据"),
        gettext_lazy("这么多销售额（或房产、土地的计税依据）不征税；不是发给您的钱。"),
    ),
    BenefitKind.GRANT: (gettext_lazy("补助"), gettext_lazy("以主管部门核定、公示的数额为准。")),
}
GROUPS: Mapping[Group, tuple[StrOrPromise, StrOrPromise, Shape]] = {
    Group.MET: (
        gettext_lazy("符合"),
        gettext_lazy("按您填写的情况，条件都满足。标明“由部门核验”的，办理时还要核实。"),
        Shape.CHECK,
    ),
    Group.NEARLY: (
        gettext_lazy("差一点"),
        gettext_lazy("只有一个条件不满足，其余都满足。"),
        Shape.NEAR,
    ),
    Group.UNKNOWN: (
        gettext_lazy("还要再问"),
        gettext_lazy("现在还不能判断，回答列出的问题就能知道。"),
        Shape.QUESTION,
    ),
    Group.DIRECTION: (
        gettext_lazy("有方向，暂无申报"),
        gettext_lazy("文件只是鼓励、支持，或者还要等条件成就。现在没有可以申报的，不必跑一趟。"),
        Shape.PAUSE,
    ),
    Group.NOT: (
        gettext_lazy("不符合"),
        gettext_lazy("至少有一个条件不满足，或者不在施行期内。"),
        Shape.CROSS,
    ),
}
SOURCES: Mapping[str, StrOrPromise] = {
    Source.DECLARED: gettext_lazy("您填写"),
    Source.MEASURED: gettext_lazy("平台统计"),
    Source.IMPORTED: gettext_lazy("外部导入"),
    Source.REGISTERED: gettext_lazy("登记信息"),
}
HOLDS = {
    True: Status(gettext_lazy("满足"), Shape.CHECK, Tone.ACCENT),
    False: Status(gettext_lazy("不满足"), Shape.CROSS, Tone.DANGER),
    None: Status(gettext_lazy("还不知道"), Shape.QUESTION),
}


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with what it means: never a number alone."""

    meaning: StrOrPromise
    digits: str
    gloss: StrOrPromise

    def __str__(self) -> str:
        return f"{self.meaning} {self.digits}".strip()


@dataclass(frozen=True, slots=True)
class FactLine:
    """A fact as it went into a reason; `url` leads to its question."""

    label: str
    value: str
    source: StrOrPromise
    url: str


@dataclass(frozen=True, slots=True)
class NumberLine:
    """A number of the law with the words or the text it comes from."""

    label: str
    value: str
    quote: ClauseQuote | None
    basis: str
    held: bool
    unconfirmed: bool
    note: str


@dataclass(frozen=True, slots=True)
class ReasonLine:
    """A reason and those below it."""

    text: str
    status: Status | None
    facts: tuple[FactLine, ...] = ()
    numbers: tuple[NumberLine, ...] = ()
    children: tuple[ReasonLine, ...] = ()


@dataclass(frozen=True, slots=True)
class UnitLine:
    """Who answers for it: as the text names it, and who that is today."""

    name: str
    today: str
    unconfirmed: bool


@dataclass(frozen=True, slots=True)
class CheckLine:
    """What the department looks at itself, with its words."""

    text: str
    quote: ClauseQuote | None
    basis: str


@dataclass(frozen=True, slots=True)
class VerdictRow:
    """One measure with its answer."""

    anchor: str
    title: str
    url: str
    place: str
    source: str
    group: Group
    amount: Amount | None
    line: str  # the one sentence a reader needs before opening it
    quote: ClauseQuote
    summary: str = ""
    working: str = ""
    numbers: tuple[NumberLine, ...] = ()
    reasons: tuple[ReasonLine, ...] = ()
    unknown: tuple[FactLine, ...] = ()
    amount_unknown: tuple[FactLine, ...] = ()
    set_by: str = ""
    permits: bool = False
    checks: tuple[CheckLine, ...] = ()
    materials: tuple[str, ...] = ()
    units: tuple[UnitLine, ...] = ()
    procedure: StrOrPromise = ""
    until: str = ""
    unconfirmed: bool = False
    gives_way: tuple[VerdictRow, ...] = ()  # met as well, but this one goes before them


@dataclass(frozen=True, slots=True)
class VerdictGroup:
    """The rows under one heading."""

    group: Group
    title: StrOrPromise
    lead: StrOrPromise
    sign: Shape
    rows: tuple[VerdictRow, ...]

    @property
    def folded(self) -> bool:
        """Whether the rows are shown on demand only: what cannot be had now stays in the background."""
        return self.group in (Group.DIRECTION, Group.NOT)


@dataclass(frozen=True, slots=True)
class Shown:
    """All verdicts, grouped; `others` is how many measures are for other kinds of subject."""

    groups: tuple[VerdictGroup, ...]
    others: int


def grouped(rows: Mapping[Group, Sequence[VerdictRow]]) -> tuple[VerdictGroup, ...]:
    """The rows under their headings, headings without rows left out."""
    return tuple(
        VerdictGroup(group, title, lead, sign, tuple(rows[group]))
        for group, (title, lead, sign) in GROUPS.items()
        if rows.get(group)
    )


def amount_of(fen: int | None, kind: BenefitKind | None) -> Amount | None:
    """An amount with its meaning."""
    if fen is None:
        return None
    meaning, gloss = MEANINGS[kind] if kind is not None else ("", "")
    return Amount(meaning, in_language(money(fen)), gloss)


def source_of(document: str, ref: str) -> str:
    """Where a promise stands, short: number of the document and clause."""
    return f"{document} {ref}"
