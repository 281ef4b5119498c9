"""Checking a draft: every kind of mistake is told, where it is, in both languages; a draft with none is told nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from zhongchuang.policy.documents.mending import Join
from zhongchuang.policy.drafting.checking import Area, DraftProblem, check_measure
from zhongchuang.policy.drafting.content import DocumentEnd, EndKind, EntryKind, NewPlace
from zhongchuang.policy.drafting.tests.at_work import (
    EXAMPLES,
    GRANT,
    TARGET,
    Desk,
    amendment,
    example,
    finished,
    new_text,
)
from zhongchuang.policy.packs.loader import rulebook_of
from zhongchuang.policy.packs.schema import ClauseClass
from zhongchuang.policy.packs.tests.factory import changed

MEASURE = EntryKind.MEASURE


def only(desk: Desk) -> DraftProblem:
    problems = desk.problems()
    assert len(problems) == 1, [(p.area, p.field, p.zh) for p in problems]
    assert problems[0].en
    return problems[0]


def parameter(**value: Any) -> dict[str, Any]:
    """The one number of the measure with one value."""
    return {"share": {**GRANT["parameters"]["share"], "values": [value]}}


def test_a_finished_draft_has_no_problem() -> None:
    assert finished().problems() == ()
    assert amendment().problems() == ()


def test_a_text_just_put_in_has_its_warnings_and_its_clauses_to_do() -> None:
    found = new_text().problems()
    assert [(p.area, p.ref) for p in found] == [
        (Area.READING, "三"),
        (Area.CLASSES, "一"),
        (Area.CLASSES, "三"),
    ]
    assert found[0].name is not None
    assert found[0].name.startswith("missing_number-")


def test_warnings_of_a_published_document_stop_nobody() -> None:
    desk = amendment()
    assert desk.raw.warnings
    assert desk.problems() == ()


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"quote": "不得低于90%"}, "quote", "不在条款三的原文里"),
        ({"clause": "四"}, "clause", "没有条款“四”"),
        ({"when": "in_spce AND income > 0"}, "when", "in_space"),
        ({"when": "income"}, "when", "规则有误"),
        ({"when": "income >"}, "when", "第1行"),
        ({"benefit": "income * p.shar"}, "benefit", "p.share"),
        ({"benefit_kind": None}, None, "benefit_kind"),
        ({"modality": "promises"}, "modality", "没有“promises”"),
        ({"for": []}, None, "for 要写明给谁"),
        ({"colour": "red"}, None, "不认识的键"),
        ({"title": {"zh": "只有中文"}}, "title", "缺少“en”"),
        ({"effective": {"from": "2021-13-01"}}, "effective.from", "不是日期"),
        ({"parameters": parameter(value="0.80")}, "parameters.share.values.0.value", "没有出处"),
        ({"parameters": parameter(value="", quote="不得低于80%")}, "parameters.share", "至少要有一个值"),
        (
            {"parameters": parameter(value="0.80", quote="不得低于70%")},
            "parameters.share.values.0.quote",
            "不在条款三",
        ),
        (
            {"parameters": parameter(value="0.80", quote="不得低于70%", clause="shi-2020-1#九")},
            "parameters.share.values.0.clause",
            "没有条款",
        ),
    ],
)
def test_what_is_wrong_with_a_measure_is_told_at_its_field(
    change: dict[str, Any], field: str | None, words: str
) -> None:
    desk = finished().measure(**change)
    found = [p for p in desk.problems() if p.area is Area.MEASURES]
    assert [(p.kind, p.name, p.field) for p in found][:1] == [(MEASURE, "share", field)]
    assert words in found[0].zh
    live = check_measure(desk.book, desk.content, desk.text, desk.raw, desk.content.measures[0])
    assert [(p.field, p.zh) for p in live] == [(p.field, p.zh) for p in found]


def test_a_number_may_quote_a_clause_of_another_document() -> None:
    values = parameter(value="0.70", quote="不得低于70%", clause="shi-2020-1#一")
    desk = finished().measure(parameters=values)
    assert not [p for p in desk.problems() if p.area is Area.MEASURES]


def test_a_measure_that_is_not_kept_yet_is_checked_too() -> None:
    desk = new_text()
    assert check_measure(desk.book, desk.content, desk.text, desk.raw, GRANT) == ()
    [problem] = check_measure(desk.book, desk.content, desk.text, desk.raw, {**GRANT, "clause": ""})[:1]
    assert problem.field == "clause"
    assert check_measure(desk.book, desk.content, desk.text, desk.raw, {})


def test_a_fact_of_the_draft_may_be_asked() -> None:
    fact = {
        "name": "fresh",
        "type": "boolean",
        "label": {"zh": "新的事实", "en": "Fresh"},
        "question": {"zh": "是不是新的？", "en": "Is it fresh?"},
    }
    desk = finished().measure(when="fresh")
    assert [p.field for p in desk.problems() if p.area is Area.MEASURES] == ["when"]
    desk = desk.with_(EntryKind.FACT, fact)
    assert not [p for p in desk.problems() if p.area in (Area.MEASURES, Area.PROMISES)]
    taken = desk.with_(EntryKind.FACT, {**fact, "name": "in_space"})
    assert "已经有了" in next(p.zh for p in taken.problems() if p.area is Area.PROMISES)


def test_each_measure_needs_examples_and_one_that_is_never_met_needs_a_near_miss() -> None:
    desk = finished()
    fewer = desk.but(desk.content.without_entry(EntryKind.EXAMPLE, "前一天没有"))
    assert (only(fewer).area, only(fewer).name) == (Area.EXAMPLES, "share")
    encouraged = desk.measure(modality="encourages", benefit=None, benefit_kind=None, parameters=None,
                              amount_set_by={"zh": "由各市定", "en": "Cities decide"})  # fmt: skip
    assert "还差一步" in only(encouraged).zh


def test_an_example_that_is_not_kept_is_told_with_what_came_out() -> None:
    desk = finished().with_(
        EntryKind.EXAMPLE, example("团队得八成", "2021-03-01", "100", verdict="met", amount="90")
    )
    problem = only(desk)
    assert (problem.area, problem.kind, problem.name) == (Area.WHOLE, EntryKind.EXAMPLE, "团队得八成")
    assert "应为 90 元，得到 80 元" in problem.zh


def test_an_example_of_another_pack_that_breaks_is_told() -> None:
    desk = amendment().measure(
        parameters={
            "share": {
                "type": "rate",
                "label": {"zh": "收益比例", "en": "Share"},
                "values": [{"value": "0.3", "from": "2020-01-10", "quote": "不得低于70%"}],
            }
        }
    )
    assert all(p.area is Area.WHOLE for p in desk.problems())
    assert any("金额应为" in p.zh for p in desk.problems())


@pytest.mark.parametrize(
    ("mistake", "area", "words"),
    [
        (lambda d: d.with_(EntryKind.TARGET, {**TARGET, "quote": "20处"}), Area.PROMISES, "引文“20处”"),
        (lambda d: d.with_(EntryKind.TARGET, {**TARGET, "value": "many"}), Area.PROMISES, "不是数字"),
        (lambda d: d.but(d.content.without_entry(EntryKind.TARGET, "spaces")), Area.CLASSES, "还没有写目标"),
        (
            lambda d: d.with_(EntryKind.TARGET, {**TARGET, "id": "more", "clause": "三", "quote": "80%"}),
            Area.CLASSES,
            "没有归为目标",
        ),
        (
            lambda d: d.with_(EntryKind.EXAMPLE, {**EXAMPLES[0], "facts": {"incme": "1"}}),
            Area.EXAMPLES,
            "income",
        ),
    ],
)
def test_the_other_entries_are_checked_alike(mistake: Callable[[Desk], Desk], area: Area, words: str) -> None:
    problem = only(mistake(finished()))
    assert problem.area is area
    assert words in problem.zh


def test_particulars_that_the_text_does_not_say_need_a_source() -> None:
    desk = finished()

    def head(**changes: Any) -> Desk:
        return desk.but(replace(desk.content, head=replace(desk.content.head, **changes)))

    assert only(head(title="别的标题")).field == "title_source"
    assert head(title="别的标题", title_source="云帆省政府公报").problems() == ()
    assert only(head(title=" ")).field == "title"
    assert only(head(number="云政发〔2021〕9号")).field == "title_source"
    assert only(head(issued=date(2021, 3, 2))).field == "issued_source"
    assert head(issued=None).problems() == ()


def test_a_place_lies_in_one_that_is_known_and_a_pack_is_of_its_place() -> None:
    desk = finished()
    lost = replace(desk.content, places=(*desk.content.places, NewPlace("980100", "甲市", "Jia", "970000")))
    assert only(desk.but(lost)).area is Area.PLACE
    wrong = replace(desk.content, head=replace(desk.content.head, pack="province"), pack=None)
    assert Area.PLACE in {p.area for p in desk.but(wrong).problems()}


def test_an_end_quotes_words_of_the_draft() -> None:
    desk = finished()
    end = DocumentEnd("shi-2020-1", EndKind.REPEALED, date(2030, 1, 1), None, "一", "同时废止")
    assert only(desk.but(replace(desk.content, ends=(end,)))).area is Area.ENDS
    gone = replace(end, document="shi-1999-1", quote="到2025年")
    assert "没有文件" in only(desk.but(replace(desk.content, ends=(gone,)))).zh
    fine = replace(end, quote="到2025年")
    assert desk.but(replace(desk.content, ends=(fine,))).problems() == ()


def test_ending_a_document_breaks_the_examples_that_rest_on_it() -> None:
    desk = finished()
    end = DocumentEnd("shi-2020-1", EndKind.REPEALED, date(2020, 6, 1), None, "一", "到2025年")
    found = desk.but(replace(desk.content, ends=(end,))).problems()
    assert {p.area for p in found} == {Area.WHOLE}
    assert any("应为 met，得到 not_met (expired)" in p.zh for p in found)


def test_a_tie_with_another_document_is_found() -> None:
    desk = amendment("guo-2019-1")
    book = desk.book
    topics = [m.topic for m in book.measures() if m.topic]
    assert topics
    desk = finished().measure(topic=topics[0])
    twin = {**desk.content.measures[0], "id": "twin"}
    desk = desk.with_(MEASURE, twin)
    for row in EXAMPLES:
        desk = desk.with_(
            EntryKind.EXAMPLE, {**row, "name": row["name"] + "二", "expect": {"twin": {"verdict": "unknown"}}}
        )
    assert any("分不出先后" in p.zh for p in desk.problems())


def test_what_was_wrong_before_is_not_the_drafts() -> None:
    broken = rulebook_of(
        changed(
            ("province/documents/shi-2020-1.yaml", "  二（三）: [measure]", "  二（三）: [measure, duty]")
        )
    )
    assert finished().problems(broken) == ()


def test_a_conflict_with_another_publication_is_told_among_the_problems() -> None:
    desk = amendment().measure(title={"zh": "新名称", "en": "New name"})
    meanwhile = rulebook_of(changed(("province/measures.yaml", "团队收益下限", "团队的下限")))
    [problem] = desk.problems(meanwhile)
    assert (problem.area, problem.name) == (Area.WHOLE, "新名称")


def test_mends_that_do_not_fit_any_more_are_the_only_thing_told() -> None:
    desk = finished()
    problem = only(desk.but(replace(desk.content, mends=(Join("九"),))))
    assert problem.area is Area.READING


def test_a_class_of_a_clause_that_is_gone_counts_for_nothing() -> None:
    desk = finished()
    classes = {**desk.content.classes, "九": (ClauseClass.DUTY,)}
    assert [p.ref for p in desk.but(replace(desk.content, classes=classes)).problems()] == ["九"]


def test_a_number_its_quote_does_not_say_is_told_at_the_number() -> None:
    def with_share(value: str) -> list[DraftProblem]:
        share = {"type": "rate", "label": {"zh": "收益比例", "en": "Share"}}
        said = {"value": value, "from": "2020-01-10", "quote": "不得低于70%"}
        desk = amendment().measure(parameters={"share": {**share, "values": [said]}})
        return [p for p in desk.problems() if p.field == "parameters.share.values.0.value"]

    assert with_share("0.70") == []
    assert ["说的不是这个数" in p.zh for p in with_share("0.75")] == [True]
    assert with_share("1e999999999") == [] or "说的不是" not in with_share("1e999999999")[0].zh
