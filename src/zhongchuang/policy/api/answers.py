"""Verdicts as JSON: the form of `zhongchuang policy match --json`, described."""

from __future__ import annotations

from ninja import Field, Schema

from zhongchuang.core.api import Day, said
from zhongchuang.policy.matching.verdicts import Answer, Status
from zhongchuang.policy.packs.schema import BenefitKind, Instrument, Modality, Procedure


class FactRead(Schema):
    """A fact as it went into a reason."""

    fact: str
    label: str
    value: str | None = Field(description=said("读法；null 为不知道", "in words; null while unknown"))
    source: str | None = Field(description=said("从哪里来", "where it came from"))


class ParameterRead(Schema):
    """A number of the law as it went into a reason."""

    parameter: str
    label: str
    value: str
    clause: str | None
    quote: str | None = Field(description=said("原话", "the words it comes from"))
    basis: str | None = Field(description=said("未收录的依据", "a text not held"))
    text_held: bool
    unconfirmed: bool
    note: str | None


class Reason(Schema):
    """A sentence and whether it holds; null: not known."""

    text: str
    text_en: str
    holds: bool | None
    decisive: bool = Field(description=said("结论是否取决于它", "whether the answer rests on it"))
    facts: list[FactRead]
    parameters: list[ParameterRead]
    reasons: list[Reason]


class Working(Schema):
    """How an amount came about."""

    text: str
    text_en: str
    facts: list[FactRead]
    parameters: list[ParameterRead]


class CheckRead(Schema):
    """A criterion the department verifies."""

    text: str
    text_en: str
    holds: bool | None


class UnitRead(Schema):
    """Who answers for the clause, and who does today."""

    name: str
    today: list[str]
    unconfirmed: bool


class VerdictSaid(Schema):
    """The answer about one measure, with its reasons."""

    measure: str = Field(description=said("措施标识", "id of the measure"))
    title: str
    title_en: str
    document: str = Field(description=said("文件标识", "id of the document"))
    document_title: str
    document_number: str | None
    clause: str
    quote: str = Field(description=said("原话", "the words it rests on"))
    verdict: Answer = Field(description=said("met 符合，not_met 不符合，unknown 还要知道", "three-valued"))
    status: Status
    modality: Modality
    instrument: Instrument
    procedure: Procedure
    amount: int | float | None = Field(
        description=said("元；null 为没有或算不出", "in yuan; null: none, or not known")
    )
    benefit_kind: BenefitKind | None
    amount_set_by: str | None
    working: Working | None
    unknown: list[str] = Field(
        description=said("还能改变结论的事实", "facts that can still change the answer")
    )
    amount_unknown: list[str] = Field(description=said("算数额还差的事实", "facts missing for the amount"))
    reasons: list[Reason]
    near_miss: bool = Field(description=said("只差一项", "exactly one condition stands in the way"))
    to_change: str | None = Field(description=said("差的是什么", "what would have to be different"))
    superseded_by: str | None = Field(description=said("让位于哪一条", "which measure goes before it"))
    checks: list[CheckRead]
    units: list[UnitRead]
    materials: list[str]
    until: str | None
    unconfirmed: bool
    on: Day
