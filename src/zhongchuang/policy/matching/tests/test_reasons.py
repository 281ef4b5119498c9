"""Reasons: what a requirement says, what is known, where a number comes from."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from zhongchuang.expressions import BOOLEAN, MONEY, Parameters, Type, Value, compile_rule, evaluate
from zhongchuang.policy.matching.match import match
from zhongchuang.policy.matching.reasons import Explainer, Part, requirements
from zhongchuang.policy.matching.subject import FactValue, Source
from zhongchuang.policy.matching.tests.asking_the_sample import (
    FULL_SPACE,
    IN_FORCE,
    sentences,
    subject,
    verdict,
)
from zhongchuang.policy.matching.verdicts import ParameterRead, Reason
from zhongchuang.policy.matching.working import amount_working
from zhongchuang.policy.packs.tests.factory import sample_book

BOOK = sample_book()
GRANT = BOOK.measure("province/space-grant")
assert GRANT is not None
VALUES = {name: parameter.values[0] for name, parameter in GRANT.parameters.items()}
TYPES = {name: parameter.declared for name, parameter in GRANT.parameters.items()}
PARAMETERS = Parameters(TYPES, {name: value.value for name, value in VALUES.items()})


def explainer(facts: dict[str, Value]) -> Explainer:
    assert GRANT is not None
    return Explainer(BOOK, GRANT, {name: FactValue(value) for name, value in facts.items()}, VALUES)


def said(rule: str, facts: dict[str, Value], type_: Type = BOOLEAN) -> Reason:
    """The reason for a condition over the sample's facts and the grant's numbers."""
    compiled = compile_rule(rule, BOOK.vocabulary, TYPES, type_)
    outcome = evaluate(compiled, facts, PARAMETERS, IN_FORCE)
    return explainer(facts).reason(Part(outcome.trace, True))


@pytest.mark.parametrize(
    ("rule", "facts", "zh"),
    [
        ("in_space", {"in_space": True}, "在众创空间内：要求“是”；现为“是”（本人申报），符合。"),
        ("NOT in_space", {"in_space": True}, "在众创空间内：要求“否”；现为“是”（本人申报），不符合。"),
        ("in_space", {}, "在众创空间内：要求“是”；还不知道在众创空间内。"),
        (
            "area >= p.area",
            {"area": Decimal("499.5")},
            "场地面积要不少于 500 平方米；现为 499.5 平方米（本人申报），不符合。",
        ),
        (
            "NOT (area >= p.area)",
            {"area": Decimal(1)},
            "场地面积要小于 500 平方米；现为 1 平方米（本人申报），符合。",
        ),
        (
            "p.area <= area",
            {"area": Decimal(500)},
            "场地面积要不少于 500 平方米；现为 500 平方米（本人申报），符合。",
        ),
        (
            "seats BETWEEN 1 AND p.seats",
            {"seats": 31},
            "工位要在 1 个 至 30 个 之间；现为 31 个（本人申报），不符合。",
        ),
        (
            "income > yuan(0)",
            {"income": 123456789},
            "转让收益要超过 0 元；现为 1,234,567.89 元（本人申报），符合。",
        ),
        (
            "employer = 'university'",
            {"employer": "firm"},
            "所在单位要是“高等院校”；现为“企业”（本人申报），不符合。",
        ),
        (
            "employer <> 'university'",
            {"employer": "firm"},
            "所在单位不能是“高等院校”；现为“企业”（本人申报），符合。",
        ),
        (
            "employer IN ('university', 'firm')",
            {"employer": "none"},
            "所在单位要是“高等院校、企业”之一；现为“没有单位”（本人申报），不符合。",
        ),
        (
            "NOT code_within(industry, 'C16', 'H')",
            {"industry": "C1610"},
            "行业代码不能属于“C16（烟草制品业）、H（住宿和餐饮业）”之一；现为“C1610（烟草制品业）”（本人申报），不符合。",
        ),
        (
            "code_within(industry, 'C16')",
            {"industry": "C"},
            "行业代码要属于“C16（烟草制品业）”之一；现为“C（制造业）”（本人申报），现有回答还不足以判断。",
        ),
        (
            "months_between(founded, on_date()) >= p.months",
            {"founded": date(2020, 1, 1)},
            "从成立日期到2021年6月1日的整月数要不少于 18 个月；现为 17，不符合。",
        ),
        ("cost >= income * p.rate", {"cost": 100, "income": 1000}, ""),
        ("TRUE", {}, "没有其他条件。"),
    ],
)
def test_a_requirement_in_words(rule: str, facts: dict[str, Value], zh: str) -> None:
    text = said(rule, facts).text
    if zh:
        assert text.zh == zh
    else:
        assert text.zh == "建设费用要不少于 转让收益 × 30%（即 3 元）；现为 1 元（本人申报），不符合。"
    assert text.en
    assert "None" not in text.zh + text.en


def test_not_is_carried_inwards() -> None:
    reason = said("NOT (in_space OR in_zone)", {"in_space": False})
    assert reason.text.zh == "同时满足以下各项：还不知道。"
    assert [child.holds for child in reason.children] == [True, None]
    assert [child.text.zh[:12] for child in reason.children] == [
        "在众创空间内：要求“否”",
        "在试验区内：要求“否”；",
    ]


def test_requirements_are_the_operands_of_the_outermost_ands() -> None:
    rule = compile_rule("in_space AND NOT (in_zone OR has_award)", BOOK.vocabulary, {}, BOOLEAN)
    trace = evaluate(rule, {}, PARAMETERS, IN_FORCE).trace
    parts = list(requirements(Part(trace, True)))
    assert [(part.node.text, part.wanted) for part in parts] == [
        ("in_space", True),
        ("in_zone", False),
        ("has_award", False),
    ]


def test_a_case_shows_the_branches_that_decided() -> None:
    reason = said(
        "CASE WHEN in_space THEN seats > 5 ELSE area > 5 END", {"in_space": False, "area": Decimal(9)}
    )
    assert reason.holds is True
    assert [child.text.zh for child in reason.children] == [
        "在众创空间内：要求“是”；现为“否”（本人申报），不符合。",
        "场地面积要超过 5 平方米；现为 9 平方米（本人申报），符合。",
    ]


def test_where_a_value_came_from_is_said() -> None:
    found = match(BOOK, subject("team", source=Source.REGISTERED, in_space=True), IN_FORCE)
    assert "现为“是”（登记信息）" in " ".join(s for v in found for s in sentences(v.reasons))


def test_a_number_carries_the_words_it_comes_from() -> None:
    found = verdict("province/space-grant", kind="space", facts=FULL_SPACE)
    condition = found.reasons[1]
    read = {p.name: p for reason in condition.children for p in (*reason.parameters, *_below(reason))}
    assert read["months"].quote == "运营满18个月"
    assert read["months"].clause == "shi-2020-1#二（一）"
    assert (read["months"].text_held, read["months"].unconfirmed) == (True, False)


def _below(reason: Reason) -> list[ParameterRead]:
    return [p for child in reason.children for p in child.parameters]


def test_a_number_whose_text_is_not_held_names_the_text_and_its_doubt() -> None:
    found = verdict("nation/extra-deduction", kind="enterprise", expense=100, industry="C39")
    assert found.working is not None
    (rate,) = found.working.parameters
    assert (rate.text_held, rate.unconfirmed, rate.quote) == (False, True, None)
    assert rate.basis is not None
    assert rate.basis.zh == "《示例加计扣除通知》（示财税〔2018〕9号）"


@pytest.mark.parametrize(
    ("rule", "facts", "zh"),
    [
        (
            "LEAST(cost * p.rate, p.cap)",
            {"cost": 10**9},
            "10,000,000 元 × 30%、500,000 元中较小者 = 500,000 元",
        ),
        ("(cost + income) * p.rate", {"cost": 100, "income": 200}, "（1 元 + 2 元） × 30% = 0.90 元"),
        ("cost", {"cost": 100}, "1 元"),
        ("CASE WHEN in_space THEN cost ELSE p.cap END", {"in_space": False}, "500,000 元"),
        (
            "CASE WHEN in_space THEN cost * p.rate ELSE p.cap END",
            {"in_space": True, "cost": 1000},
            "10 元 × 30% = 3 元",
        ),
        ("cost - income", {"cost": 100, "income": 150}, "1 元 − 1.50 元 = -0.50 元"),
        ("round_to(cost * p.rate, 0)", {"cost": 500}, "5 元 × 30%（四舍五入） = 2 元"),
    ],
)
def test_the_working_of_an_amount(rule: str, facts: dict[str, Value], zh: str) -> None:
    compiled = compile_rule(rule, BOOK.vocabulary, TYPES, MONEY)
    working = amount_working(evaluate(compiled, facts, PARAMETERS, IN_FORCE), explainer(facts))
    assert working is not None
    assert working.text.zh == zh


def test_an_unknown_amount_has_no_working() -> None:
    compiled = compile_rule("cost * p.rate", BOOK.vocabulary, TYPES, MONEY)
    assert amount_working(evaluate(compiled, {}, PARAMETERS, IN_FORCE), explainer({})) is None


def test_the_first_reason_is_the_sentence_it_rests_on() -> None:
    found = verdict("province/share")
    assert found.reasons[0].text.zh == "依据示政办发〔2020〕1号一：“所得转让收益不得低于70%”。"


def test_what_permits_is_said_as_may() -> None:
    found = verdict("city/zone-share", place="990100", in_zone=True, employer="university", income=100)
    assert "文件说的是“可以”：允许，不是必须。" in sentences(found.reasons)


@pytest.mark.parametrize(
    ("rule", "facts", "zh"),
    [
        (
            "NOT (area >= p.area AND seats >= p.seats)",
            {"area": Decimal(500), "seats": 30},
            "场地面积要小于 500 平方米；现为 500 平方米（本人申报），不符合，"
            "或者工位要小于 30 个；现为 30 个（本人申报），不符合。",
        ),
        (
            "in_space OR (area >= p.area AND seats >= p.seats AND months >= p.months)",
            {"in_space": False, "area": Decimal(1), "seats": 30},
            "在众创空间内：要求“是”；现为“否”（本人申报），不符合，"
            "或者场地面积要不少于 500 平方米；现为 1 平方米（本人申报），不符合，"
            "并且运营月数要不少于 18 个月；还不知道运营月数。",
        ),
    ],
)
def test_what_has_to_change_names_every_alternative(rule: str, facts: dict[str, Value], zh: str) -> None:
    compiled = compile_rule(rule, BOOK.vocabulary, TYPES, BOOLEAN)
    outcome = evaluate(compiled, facts, PARAMETERS, IN_FORCE)
    assert explainer(facts).change(Part(outcome.trace, True)).zh == zh
