"""Measures: the list, and one with its rule in words, its numbers over time and what it rests on."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Field, Path, Query, Router, Schema
from pydantic import StringConstraints

from zhongchuang.core.api import Day, Paged, operation, page_of, said
from zhongchuang.core.errors import NotFound
from zhongchuang.expressions import Kind
from zhongchuang.parties.access import TokenScope
from zhongchuang.parties.accounts import actor_of
from zhongchuang.parties.api import Token
from zhongchuang.policy.api.fields import ClauseAt, Filters, OnDay, TextPair, clause_at, day_of, pair
from zhongchuang.policy.matching.describing import Formula, Requirement
from zhongchuang.policy.matching.verdicts import yuan_number
from zhongchuang.policy.matching.words import Words
from zhongchuang.policy.models import Measure as MeasureRow
from zhongchuang.policy.packs.schema import (
    BenefitKind,
    DatedRule,
    Instrument,
    Measure,
    Modality,
    Parameter,
    ParameterValue,
    Procedure,
    Rank,
    SubjectKind,
)
from zhongchuang.policy.selectors import browsing, rulebook_at
from zhongchuang.policy.selectors.promises import Basis, MeasureContent, measure_content

router = Router(tags=["measures"], auth=Token(TokenScope.READ))
NAME = r"^[a-z0-9_-]{1,80}$"
Pack = Annotated[str, StringConstraints(pattern=NAME), Path(description=said("政策包", "pack"))]
Name = Annotated[str, StringConstraints(pattern=NAME), Path(description=said("措施名", "name in the pack"))]


class MeasureQuery(Filters):
    """What the list of measures is narrowed by."""

    modality: list[Modality] = Field(
        [], max_length=4, description=said("语气，可多个", "how strongly it promises")
    )


class MeasureSummary(Schema):
    """A measure in a list."""

    id: str = Field(description=said("标识", "id"), examples=["liaoning/transfer-income-share"])
    title: TextPair
    summary: TextPair
    document: str = Field(description=said("文件标识", "id of its document"))
    document_number: str | None = Field(description=said("发文字号", "number of its document"))
    clause: str = Field(description=said("条款号", "number of its clause"))
    place: str = Field(description=said("地区", "place"), examples=["210000"])
    place_name: TextPair
    instrument: Instrument = Field(description=said("支持方式", "policy instrument"))
    modality: Modality = Field(
        description=said("语气；encourages 本身不给予任何东西", "`encourages` confers nothing by itself")
    )
    benefit_kind: BenefitKind | None = Field(description=said("数额是什么意思", "what its amount means"))
    kinds: list[SubjectKind] = Field(description=said("给谁", "for whom"))
    start: Day | None = Field(description=said("自何日", "from"))
    end: Day | None = Field(description=said("至何日", "until"))
    withdrawn: bool = Field(description=said("是否不再收录", "whether it is no longer held"))
    url: str = Field(description=said("网页", "its page"))


class MeasurePage(Paged[MeasureSummary]):
    """Measures by place and document."""


class RuleText(Schema):
    """A rule in the rule language and the days it is the rule."""

    start: Day | None
    end: Day | None
    rule: str = Field(description=said("规则语言", "in the rule language"))


class RequirementSaid(Schema):
    """What a rule asks, and below it its parts."""

    text: TextPair
    parts: list[RequirementSaid]


class FormulaCase(Schema):
    """One case of an amount; without `when`, all others."""

    when: RequirementSaid | None
    amount: FormulaSaid


class FormulaSaid(Schema):
    """How an amount is worked out."""

    text: TextPair
    cases: list[FormulaCase]


class ValueSaid(Schema):
    """One dated value of a number of the law."""

    value: bool | int | float | str | list[str] = Field(
        description=said("金额以元计；比例等小数是文字，一位不差", "money in yuan; decimals are text, exact")
    )
    text: TextPair = Field(description=said("读法", "in words"))
    start: Day | None
    end: Day | None
    clause: ClauseAt | None
    quote: str | None = Field(description=said("原话", "the words it comes from"))
    basis: str | None = Field(description=said("未收录的依据文件", "id of a text not held"))
    unconfirmed: bool
    note: TextPair | None


class ParameterSaid(Schema):
    """A number or list of the law over time."""

    name: str
    label: TextPair
    type: str = Field(description=said("money rate integer decimal date boolean list", "its type"))
    unit: str | None
    values: list[ValueSaid]


class CheckSaid(Schema):
    """What the department verifies itself."""

    text: TextPair
    clause: ClauseAt | None
    quote: str | None


class BasisSaid(Schema):
    """A text it rests on beyond its clause."""

    title: str
    number: str | None
    issued: Day | None
    source: str
    unconfirmed: bool
    document: str | None = Field(description=said("本站收录时的标识", "its id where it is held here"))


class MeasureDetail(MeasureSummary):
    """A measure with everything its page says."""

    quote: str = Field(description=said("原话", "the words it rests on"))
    rank: Rank
    procedure: Procedure = Field(description=said("怎样得到", "how it is obtained"))
    topic: str | None = Field(description=said("同一主题只取一条", "of one topic only one counts"))
    on: Day = Field(description=said("下面的话说的是哪一天", "the day the words below are about"))
    not_in_force: TextPair | None = Field(description=said("今天不适用的原因", "why it is not in force"))
    condition: RequirementSaid | None = Field(description=said("条件", "what it asks"))
    benefit: FormulaSaid | None = Field(description=said("数额", "its amount"))
    checks: list[CheckSaid] = Field(description=said("由部门核实", "verified by the department"))
    when: list[RuleText] = Field(description=said("条件的规则", "the rules of the condition"))
    amount: list[RuleText] = Field(description=said("数额的规则", "the rules of the amount"))
    facts: list[str] = Field(description=said("规则会问的事实", "facts its rules may ask for"))
    parameters: list[ParameterSaid] = Field(
        description=said("数字及其出处", "its numbers and where they come from")
    )
    materials: list[TextPair] = Field(description=said("材料", "papers to bring or keep"))
    amount_set_by: TextPair | None = Field(description=said("数额由谁定", "who sets the amount"))
    suspended_until: TextPair | None = Field(description=said("等什么", "what it waits for"))
    until: TextPair | None
    basis: list[BasisSaid]
    restated_in: list[ClauseAt] = Field(description=said("下级文件重申之处", "where lower texts repeat it"))
    same_topic: list[str] = Field(description=said("同一主题的措施", "measures of its topic"))
    pack_version: str
    json_ld_url: str = Field(
        description=said("GovernmentService（JSON-LD）", "as GovernmentService (JSON-LD)")
    )


def summary(row: MeasureRow) -> dict[str, Any]:
    """A row as it stands in a list."""
    return {
        "id": row.slug,
        "title": {"zh": row.title, "en": row.title_en},
        "summary": {"zh": row.summary, "en": row.summary_en},
        "document": row.document.slug,
        "document_number": row.document.number,
        "clause": row.clause_ref,
        "place": row.place_id,
        "place_name": {"zh": row.place.name, "en": row.place.name_en},
        "instrument": row.instrument,
        "modality": row.modality,
        "benefit_kind": row.benefit_kind,
        "kinds": sorted(kind.kind for kind in row.kinds.all()),
        "start": row.start,
        "end": row.end,
        "withdrawn": row.withdrawn or row.document.withdrawn,
        "url": reverse("policy:measure", args=row.slug.split("/", 1)),
    }


@router.get(
    "/measures",
    **operation(
        "measures",
        "措施列表",
        "List measures",
        about=(
            "要问一个具体的对象能得到什么，请用判断。",
            "To ask what one subject may have use match.",
        ),
        response=MeasurePage,
        examples={"kind": ["team"], "place": ["210000"]},
    ),
)
def measures(request: HttpRequest, response: HttpResponse, query: Query[MeasureQuery]) -> dict[str, Any]:
    """A page of measures."""
    found = browsing.measures_matching(actor_of(request), query.wanted(tuple(query.modality)))
    return page_of(request, response, found.order_by("place", "document__slug", "slug"), query, summary)


@router.get(
    "/measures/{pack}/{name}",
    **operation(
        "measure",
        "一条措施",
        "One measure",
        about=(
            "规则用话说出，也给出规则语言；每个数字带着它的原话。",
            "Its rule in words and in the rule language; every number with the words it comes from.",
        ),
        response=MeasureDetail,
        errors=(404,),
        examples={"pack": "liaoning", "name": "transfer-income-share"},
    ),
)
def measure(request: HttpRequest, pack: Pack, name: Name, query: Query[OnDay]) -> dict[str, Any]:
    """A measure on a day."""
    row = browsing.measure_of(actor_of(request), f"{pack}/{name}")
    book = rulebook_at(row.pack_version_id)
    promise = book.measure(row.slug)
    if promise is None:
        raise NotFound()
    content = measure_content(book, promise, day_of(query.on))
    return {
        **summary(row),
        **_promise(promise),
        **_content(content, Words(book, promise)),
        "pack_version": book.version,
        "json_ld_url": reverse("policy:measure_linked", args=[pack, name]),
    }


def _promise(measure: Measure) -> dict[str, Any]:
    """What the packs say of it."""
    return {
        "quote": measure.quote,
        "rank": measure.rank,
        "procedure": measure.procedure,
        "topic": measure.topic,
        "checks": [
            {"text": pair(check.text), "clause": clause_at(check.clause), "quote": check.quote}
            for check in measure.checks
        ],
        "when": [_rule(rule) for rule in measure.conditions],
        "amount": [_rule(rule) for rule in measure.benefit],
        "facts": sorted(measure.facts()),
        "materials": [pair(material) for material in measure.materials],
        "amount_set_by": pair(measure.amount_set_by),
        "suspended_until": pair(measure.suspended_until),
        "until": pair(measure.until),
    }


def _content(content: MeasureContent, words: Words) -> dict[str, Any]:
    """What follows from it on a day."""
    described = content.description
    return {
        "on": content.described_on,
        "not_in_force": pair(content.not_in_force),
        "condition": None if described.condition is None else _requirement(described.condition),
        "benefit": None if described.benefit is None else _formula(described.benefit),
        "parameters": [_parameter(parameter, words) for parameter in content.measure.parameters.values()],
        "basis": [_basis(basis) for basis in content.basis],
        "restated_in": [clause_at(carried.ref) for carried, _quote in content.restated],
        "same_topic": [other.id for other, _place in content.same_topic],
    }


def _rule(dated: DatedRule) -> dict[str, Any]:
    return {"start": dated.start, "end": dated.end, "rule": dated.rule.text}


def _requirement(said: Requirement) -> dict[str, Any]:
    return {"text": pair(said.text), "parts": [_requirement(part) for part in said.children]}


def _formula(said: Formula) -> dict[str, Any]:
    return {
        "text": pair(said.text),
        "cases": [
            {"when": None if when is None else _requirement(when), "amount": _formula(amount)}
            for when, amount in said.cases
        ],
    }


def _parameter(parameter: Parameter, words: Words) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "label": pair(parameter.label),
        "type": parameter.type,
        "unit": parameter.unit,
        "values": [_value(value, parameter, words) for value in parameter.values],
    }


def _value(value: ParameterValue, parameter: Parameter, words: Words) -> dict[str, Any]:
    return {
        "value": plain(value.value, parameter),
        "text": pair(words.parameter_value(parameter.name, value.value)),
        "start": value.start,
        "end": value.end,
        "clause": clause_at(value.clause),
        "quote": value.quote,
        "basis": value.basis,
        "unconfirmed": value.unconfirmed,
        "note": pair(value.note),
    }


def plain(value: object, parameter: Parameter) -> object:
    """A value as JSON holds it without loss: money in 元, decimals as text."""
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, Decimal | date):
        return str(value)
    if parameter.declared.type.kind is Kind.MONEY and isinstance(value, int):
        return yuan_number(value)
    return value


def _basis(basis: Basis) -> dict[str, Any]:
    return {
        "title": basis.title,
        "number": basis.number,
        "issued": basis.issued,
        "source": basis.source,
        "unconfirmed": basis.unconfirmed,
        "document": basis.held.id if basis.held else None,
    }
