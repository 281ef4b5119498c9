"""Rules in plain words, without a subject."""

from __future__ import annotations

from datetime import date

from zhongchuang.policy.matching.describing import Description, Formula, Requirement, describe
from zhongchuang.policy.matching.tests.asking_the_sample import IN_FORCE
from zhongchuang.policy.packs.loader import rulebook_of
from zhongchuang.policy.packs.schema import RuleBook
from zhongchuang.policy.packs.tests.factory import changed, sample_book


def described(measure_id: str, on: date = IN_FORCE, book: RuleBook | None = None) -> Description:
    book = book or sample_book()
    measure = book.measure(measure_id)
    assert measure is not None
    return describe(book, measure, on)


def outline(requirement: Requirement | None) -> object:
    """Sentences as nested lists."""
    assert requirement is not None
    if not requirement.children:
        return requirement.text.zh
    return [requirement.text.zh, *(outline(child) for child in requirement.children)]


def test_a_condition_with_its_numbers() -> None:
    found = described("province/space-grant")
    assert outline(found.condition) == [
        "同时满足：",
        ["满足其中一项：", "场地面积要不少于 500 平方米", "工位要不少于 30 个"],
        "运营月数要不少于 18 个月",
    ]
    assert found.condition is not None
    assert [p.quote for p in found.condition.children[1].parameters] == ["运营满18个月"]
    assert [outline(check) for check in found.checks] == ["使用面积比例要不少于 75%"]


def test_the_formula_of_an_amount() -> None:
    found = described("province/space-grant").benefit
    assert found is not None
    assert found.text.zh == "建设费用 × 30%、500,000 元中较小者"
    assert found.text.en == "the smaller of Building cost × 30%, 500,000 yuan"
    assert {p.name for p in found.parameters} == {"rate", "cap"}


def test_the_numbers_are_those_of_the_day() -> None:
    amounts = [
        described("nation/extra-deduction", day).benefit for day in (date(2020, 12, 31), date(2021, 1, 1))
    ]
    assert [a.text.zh for a in amounts if a is not None] == ["研发费用 × 50%", "研发费用 × 75.5%"]


def test_a_day_on_which_it_is_not_in_force() -> None:
    found = described("province/share", date(2025, 1, 1))
    assert (found.condition, found.benefit) == (None, None)
    assert found.not_in_force is not None
    assert found.not_in_force.zh == "只到2024年12月31日为止。"


def test_cases_are_taken_apart() -> None:
    measures = "province/measures.yaml"
    book = rulebook_of(
        changed(
            (
                measures,
                "when: in_space AND income > yuan(0)",
                "when: CASE WHEN in_space THEN in_zone ELSE has_award END",
            ),
            (
                measures,
                "benefit: income * p.share",
                "benefit: CASE WHEN in_space THEN income * p.share ELSE income END",
            ),
        )
    )
    found = described("province/share", IN_FORCE, book)
    assert outline(found.condition) == [
        "按情形：",
        ["如果：", "在众创空间内：要求“是”", "在试验区内：要求“是”"],
        ["其他情形：", "获过奖：要求“是”"],
    ]
    assert isinstance(found.benefit, Formula)
    (when, then), (other, rest) = found.benefit.cases
    assert (outline(when), then.text.zh, other, rest.text.zh) == (
        "在众创空间内：要求“是”",
        "转让收益 × 70%",
        None,
        "转让收益",
    )
