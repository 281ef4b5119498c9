"""What a pack holds, as plain frozen data.

A pack is the law of one place as YAML (`packs/<place>/`, see docs/pack-format.md). The loader turns the files into these
dataclasses and nothing else in the platform reads the YAML. Everything points back at words: a measure names its
document, clause and quote, a parameter value its own quote or, where the text that gives it is not held, its
basis document.

Money parameters are integer 分 here; the files write 元.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from zhongchuang.expressions import Rule, Value, Vocabulary


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence in both languages; Chinese is the authoritative one."""

    zh: str
    en: str


class Rank(StrEnum):
    """Rank of a text among sources of law, highest first (立法法)."""

    LAW = "law"  # 法律
    REGULATION = "regulation"  # 行政法规
    RULES = "rules"  # 部门规章、地方性法规与政府规章
    NORMATIVE = "normative"  # 规范性文件

    @property
    def order(self) -> int:
        """0 is the highest rank."""
        return list(Rank).index(self)


class DocumentState(StrEnum):
    """Whether a document binds today: 有效, 已修改, 废止, 失效, or the platform cannot tell."""

    VALID = "valid"
    AMENDED = "amended"
    REPEALED = "repealed"
    LAPSED = "lapsed"
    UNKNOWN = "unknown"


class Modality(StrEnum):
    """How strongly a sentence promises (docs/glossary.md: 语气)."""

    CONFERS = "confers"  # 给予、享受、不低于
    PERMITS = "permits"  # 可、可以
    ENCOURAGES = "encourages"  # 鼓励、支持、引导、争取、探索、研究: confers nothing without an open programme
    SUSPENDED = "suspended"  # 待……后


class Instrument(StrEnum):
    """The policy instrument by which a measure helps."""

    SUBSIDY = "subsidy"
    REWARD = "reward"
    VOUCHER = "voucher"
    TAX = "tax"
    FACILITY = "facility"
    EQUITY = "equity"
    LOAN = "loan"
    GUARANTEE = "guarantee"
    RISK = "risk"
    TALENT = "talent"
    RECOGNITION = "recognition"
    CONTEST = "contest"
    PROGRAMME = "programme"
    PREMISES = "premises"
    SERVICE = "service"
    INTERNATIONAL = "international"
    MILITARY_CIVIL = "military_civil"
    PUBLICITY = "publicity"


class SubjectKind(StrEnum):
    """Who may ask."""

    SPACE = "space"
    INCUBATOR = "incubator"
    ENTERPRISE = "enterprise"
    TEAM = "team"
    UNIVERSITY = "university"
    INSTITUTE = "institute"
    RESEARCHER = "researcher"
    MENTOR = "mentor"
    INVESTOR = "investor"
    PROVIDER = "provider"
    FARMER = "farmer"


class Procedure(StrEnum):
    """What somebody who meets the conditions does."""

    APPLICATION = "application"  # 申报
    SELF_CHECK = "self_check"  # 自行判别、申报享受、相关资料留存备查
    EMPLOYER = "employer"  # 向所在单位提出
    MARKET = "market"  # 向银行、投资机构、服务机构等市场主体提出
    AUTOMATIC = "automatic"  # 无需申请


class BenefitKind(StrEnum):
    """What the number in `amount` means."""

    FLOOR = "floor"  # at least this much is due to the subject
    CEILING = "ceiling"  # at most this much
    PERMITTED_FLOOR = "permitted_floor"  # may be given, and then no less than this
    EXTRA_DEDUCTION = "extra_deduction"  # 加计扣除 on top of the actual expense
    DEDUCTED_AT_ONCE = "deducted_at_once"  # 一次性扣除
    TAX_BASE_FREED = "tax_base_freed"  # 免税的计税依据
    GRANT = "grant"


class ClauseClass(StrEnum):
    """What a clause does; a clause may do several things."""

    MEASURE = "measure"
    DUTY = "duty"
    TARGET = "target"
    PRINCIPLE = "principle"


@dataclass(frozen=True, slots=True)
class ClauseRef:
    """A clause of a held document: `三（四）` of `liaozhengbanfa-2016-88`."""

    document: str
    ref: str

    def __str__(self) -> str:
        return f"{self.document}#{self.ref}"


@dataclass(frozen=True, slots=True)
class BasisDocument:
    """A text that gives numbers but is not held here; shown as such (`text_held: false`)."""

    id: str
    title: str
    number: str | None
    issued: date | None
    rank: Rank
    source: str
    unconfirmed: bool = False


@dataclass(frozen=True, slots=True)
class PackDocument:
    """One held document: its text as issued and what the pack states beyond the text, with the source of each."""

    id: str
    place: str
    text: str
    title: str
    number: str | None
    issuers: tuple[str, ...]
    issued: date | None
    issued_source: str | None
    issued_unconfirmed: bool
    rank: Rank
    state: DocumentState
    state_note: Text
    effective_from: date | None
    expires: date | None
    expected: Mapping[str, object]  # what the reader should find (the scored fields)
    classes: Mapping[str, tuple[ClauseClass, ...]]  # every clause ref → what it does
    title_source: str | None = None  # where title and number come from when the text lacks them


@dataclass(frozen=True, slots=True)
class ParameterValue:
    """One dated value; both days count. `quote` stands in `clause`, or `basis` names the text not held."""

    value: Value | tuple[str, ...]
    start: date | None
    end: date | None
    clause: ClauseRef | None
    quote: str | None
    basis: str | None
    unconfirmed: bool
    note: Text | None = None


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number or list of the law over time; periods do not overlap."""

    name: str
    type: str  # money, rate, integer, date, boolean, list
    label: Text
    unit: str | None
    values: tuple[ParameterValue, ...]

    def at(self, on: date) -> ParameterValue | None:
        """The value in force on that day, or None."""
        for v in self.values:
            if (v.start is None or v.start <= on) and (v.end is None or on <= v.end):
                return v
        return None


@dataclass(frozen=True, slots=True)
class DatedRule:
    """A rule and the days (inclusive) on which it is the rule."""

    start: date | None
    end: date | None
    rule: Rule


@dataclass(frozen=True, slots=True)
class Check:
    """A criterion the department verifies itself: a known failing fact refuses, a missing one is listed, not asked."""

    rule: Rule
    text: Text
    clause: ClauseRef | None
    quote: str | None
    basis: str | None


@dataclass(frozen=True, slots=True)
class Measure:
    """A promise of a document that can be answered for a subject on a day."""

    id: str  # full id: liaoning/transfer-income-share
    place: str  # GB/T 2260 code, 000000 for the nation
    clause: ClauseRef
    quote: str
    title: Text
    summary: Text
    instrument: Instrument
    modality: Modality
    kinds: tuple[SubjectKind, ...]
    procedure: Procedure
    rank: Rank
    topic: str | None
    leaves_room: bool
    start: date | None
    end: date | None
    parameters: Mapping[str, Parameter]
    conditions: tuple[DatedRule, ...]
    benefit: tuple[DatedRule, ...]
    benefit_kind: BenefitKind | None
    amount_set_by: Text | None
    suspended_until: Text | None
    checks: tuple[Check, ...]
    materials: tuple[Text, ...]
    until: Text | None
    basis: tuple[str, ...]  # ids of basis documents it rests on beyond its clause
    unconfirmed: bool = False


@dataclass(frozen=True, slots=True)
class Duty:
    """What a clause asks of units; the units are those of the clause unless the words themselves name others."""

    id: str
    clause: ClauseRef
    quote: str
    title: Text
    units: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Target:
    """A number to reach by a day. `part_of` tells parts from sums: parts are not added up."""

    id: str
    clause: ClauseRef
    quote: str
    title: Text
    value: int
    unit: str
    comparator: str
    deadline: date | None
    part_of: str | None = None
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FieldList:
    """A document's list of fields (重点领域), dated by the document."""

    id: str
    clause: ClauseRef
    group: Text
    fields: tuple[tuple[Text, str], ...]  # label and the words quoted
    start: date | None
    end: date | None


@dataclass(frozen=True, slots=True)
class Lineage:
    """How a provincial clause carries out a higher one."""

    clause: ClauseRef
    carries_out: tuple[ClauseRef, ...]
    measures: tuple[tuple[str, str], ...]  # measures of a higher pack restated here, each with the quote
    adds: Text | None
    leaves_out: Text | None


@dataclass(frozen=True, slots=True)
class ExpectedVerdict:
    """What an example promises about one measure; an absent amount is not checked, null means no amount."""

    measure: str
    verdict: str
    amount_fen: int | None
    checks_amount: bool
    unknown: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Example:
    """One readable promise kept: a sentence, a day, facts, the verdicts."""

    name: str
    source: str  # file
    place: str
    kind: SubjectKind
    on: date
    facts: Mapping[str, Value]
    expect: tuple[ExpectedVerdict, ...]


@dataclass(frozen=True, slots=True)
class Organ:
    """An organ's names over time: who answers today for a unit named in a text."""

    name: str
    place: str
    start: date | None
    end: date | None
    successors: tuple[str, ...]
    note: Text | None
    basis: str | None
    unconfirmed: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A place of GB/T 2260 known to the platform."""

    code: str
    name: Text
    parent: str | None


@dataclass(frozen=True, slots=True)
class Pack:
    """One place's law."""

    id: str
    place: str
    title: Text
    parent: str | None
    documents: Mapping[str, PackDocument]
    basis: Mapping[str, BasisDocument]
    measures: tuple[Measure, ...]
    duties: tuple[Duty, ...]
    targets: tuple[Target, ...]
    fields: tuple[FieldList, ...]
    lineage: tuple[Lineage, ...]
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class RuleBook:
    """All packs loaded together; `version` is the SHA-256 of their files, so a verdict can be replayed."""

    version: str
    packs: Mapping[str, Pack]
    vocabulary: Vocabulary
    places: Mapping[str, Place]
    organs: tuple[Organ, ...]
    questions: Mapping[str, "Question"] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Question:
    """How a fact is asked of a person."""

    fact: str
    label: Text
    question: Text
    help: Text | None
    unit: Text | None
    codes: tuple[tuple[str, Text], ...]
    asked_of: tuple[SubjectKind, ...]  # empty: everybody
    known_from: str | None
