"""Mending: every way to put a reading right, that each checks what it names, and that the list can be replayed."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhongchuang.policy.documents.mending import (
    Cited,
    Drop,
    HeadField,
    Join,
    Mend,
    MendError,
    SetCitations,
    SetHead,
    SetHeading,
    SetLabel,
    SetLevel,
    SetUnits,
    Split,
    mend,
    mend_from_json,
    mend_to_json,
    renamed_by,
)
from zhongchuang.policy.documents.model import Clause, Document, Relation, UnitNote, WarningCode
from zhongchuang.policy.documents.settling import Settled, put_right, warning_key
from zhongchuang.policy.documents.tests.factory import NOTICE, OPINION, read, refs


def mended(*steps: Mend, text: str = OPINION) -> Document:
    return mend(read(text), steps, text)


def at(document: Document, ref: str) -> Clause:
    clause = document.clause(ref)
    assert clause is not None, refs(document)
    return clause


def refused(step: Mend, text: str = OPINION) -> str:
    with pytest.raises(MendError) as error:
        mended(step, text=text)
    assert error.value.zh.startswith("第 1 处订正：")
    assert error.value.en.startswith("Mend 1: ")
    return error.value.zh


def test_a_heading_is_how_the_clause_begins_or_none() -> None:
    assert at(mended(SetHeading("二（一）", None)), "二（一）").heading is None
    assert (
        at(mended(SetHeading("二（一）", "建设平台。支持企业建设平台")), "二（一）").heading
        == "建设平台。支持企业建设平台"
    )
    assert "不是条款“二（一）”开头的话" in refused(SetHeading("二（一）", "完善服务"))


def test_a_label_changes_the_address_of_all_that_stands_below() -> None:
    document = mended(SetLabel("二（二）", "（三）"))
    assert refs(document) == ["一", "二", "二（一）", "二（三）", "二（三）1", "二（三）2", "三"]
    assert at(document, "二（三）").label == "（三）"
    assert {q.ref for q in document.quantities} >= {"二（三）2"}
    assert "不是序号的写法" in refused(SetLabel("二（二）", "第二"))


def test_an_article_is_addressed_without_its_chapter() -> None:
    text = "东海省示例办法\n第一章 总则\n第一条 为示例，制定本办法。\n第二条 本办法用于示例。\n第二章 附则\n"
    text += "第三条 自印发之日起施行。\n"
    document = mended(SetLabel("第三条", "第四条"), text=text)
    assert refs(document)[-1] == "第四条"
    moved = mended(SetLevel("第三条", 1), text=text)
    assert [c.ref for c in moved.clauses] == ["第一章", "第二章", "第三条"]


def test_a_clause_moves_with_all_below_it() -> None:
    document = mended(SetLevel("二（二）", 1))
    assert [c.ref for c in document.clauses] == ["一", "二", "（二）", "三"]
    assert [c.ref for c in at(document, "（二）").clauses] == ["（二）1", "（二）2"]
    assert at(document, "（二）1").level == 2
    assert "只能在第 1 至 3 层" in refused(SetLevel("二（二）", 4))


def test_a_clause_that_is_none_goes_on_the_one_before() -> None:
    document = mended(Join("二（二）2"))
    assert "二（二）2" not in refs(document)
    joined = at(document, "二（二）1")
    assert joined.text.endswith("负责）2．补助标准。给予每家最高50万元补助。（省财政厅会同有关部门负责）")
    assert len(joined.units) == 2
    assert {q.ref for q in document.quantities if q.unit == "元"} == {"二（二）1"}
    assert at(mended(Join("二（二）2", apart=True)), "二（二）1").text.count("\n") == 1
    assert "前面没有条款" in refused(Join("一"))


def test_what_stood_below_a_joined_clause_stands_below_the_one_it_joined() -> None:
    document = mended(Join("二（二）"))
    assert [c.ref for c in at(document, "二（一）").clauses] == ["二（一）1", "二（一）2"]


def test_two_clauses_run_together_are_split_where_the_words_say() -> None:
    text = OPINION.replace("\n　　（二）完善服务", "（二）完善服务").replace(
        "鼓励高校开放仪器。", "依照《示例规定》鼓励高校开放仪器。"
    )
    before = read(text)
    assert "二（二）" not in refs(before)
    document = mended(Split("二（一）", "（二）完善服务", "（二）"), text=text)
    assert refs(document) == refs(read(OPINION))
    assert at(document, "二（二）").text.startswith("完善服务。依照")
    assert not at(document, "二（一）").text.endswith("仪器。")
    assert [u.raw for u in at(document, "二（一）").units] == ["（牵头单位：省科技厅，配合单位：省财政厅）"]
    assert [c.ref for c in document.citations if c.title == "示例规定"] == ["二（二）"]


def test_a_split_needs_words_that_stand_there_once_and_not_at_the_beginning() -> None:
    assert "出现 0 次" in refused(Split("二（一）", "没有的话", "（二）"))
    assert "出现 2 次" in refused(Split("二（一）", "建设平台", "（二）"))
    assert "不能从开头拆" in refused(Split("一", "总体要求", "二、"))
    assert "只能在第 1 至 2 层" in refused(Split("一", "坚持市场导向", "（一）", level=3))


def test_a_part_can_become_a_clause_below() -> None:
    document = mended(Split("一", "坚持市场导向", "（一）", level=2))
    assert [c.ref for c in at(document, "一").clauses] == ["一（一）"]


def test_units_are_those_of_words_in_the_clause() -> None:
    raw = "（省教育厅、省科技厅负责）"
    note = UnitNote(raw, lead=("省教育厅",), cooperating=("省科技厅",))
    assert at(mended(SetUnits("二（二）1", (note,))), "二（二）1").units == (note,)
    assert at(mended(SetUnits("二（二）1", ())), "二（二）1").units == ()
    assert "不在“一”的原文里" in refused(SetUnits("一", (note,)))
    assert "至少要写一个" in refused(SetUnits("二（二）1", (UnitNote(raw),)))


def test_citations_of_a_clause_are_set_anew_in_the_order_of_the_text() -> None:
    cited = Cited("国务院关于支持示例创业的若干意见", "国发〔2030〕99号", Relation.CITES)
    document = mended(SetCitations(None, (cited,)))
    assert [(c.relation, c.ref) for c in document.citations] == [(Relation.CITES, None)]
    assert mended(SetCitations(None, ())).citations == ()
    assert "不在“一”的原文里" in refused(SetCitations("一", (cited,)))
    assert "要有标题或文号" in refused(SetCitations(None, (Cited(None, None, Relation.CITES),)))


def test_words_of_the_sheet_are_dropped_and_the_sentence_stays_whole() -> None:
    text = OPINION.replace("给予每家最高50万元补助", "给予每家最高东海省公报50万元补助")
    document = mended(Drop("二（二）2", "东海省公报"), text=text)
    assert at(document, "二（二）2").text.startswith("补助标准。给予每家最高50万元补助。")
    assert [str(q.value) for q in document.quantities if q.ref == "二（二）2"] == ["500000"]
    assert "出现 0 次" in refused(Drop("二（二）2", "没有的话"))
    assert "不能把条款的话全部删去" in refused(Drop("一", at(read(OPINION), "一").text))


def test_particulars_stand_in_the_text_or_have_a_source() -> None:
    assert mended(SetHead(HeadField.NUMBER, "东政办发〔2031〕12号")).number == "东政办发〔2031〕12号"
    assert "不在“全文”的原文里" in refused(SetHead(HeadField.NUMBER, "东政办发〔2031〕13号"))
    assert (
        mended(SetHead(HeadField.NUMBER, "东政办发〔2031〕13号", "东海省公报")).number
        == "东政办发〔2031〕13号"
    )
    assert mended(SetHead(HeadField.DATE, "2031-05-09", "东海省公报")).date == date(2031, 5, 9)
    assert mended(SetHead(HeadField.ISSUERS, ("东海省人民政府", "省科技厅"))).issuers == (
        "东海省人民政府",
        "省科技厅",
    )
    assert mended(SetHead(HeadField.EXPIRES, None)).expires is None
    assert "不是日期" in refused(SetHead(HeadField.DATE, "2031年5月9日", "东海省公报"))
    assert "请写明出处" in refused(SetHead(HeadField.TITLE, "东海省", " "))


def test_a_clause_that_is_not_there_is_said() -> None:
    assert "没有条款“四”" in refused(SetHeading("四", None))
    assert "没有第 2 个条款“一”" in refused(SetHeading("一", None, nth=2))


def test_of_two_clauses_numbered_alike_the_second_is_told_by_its_count() -> None:
    text = OPINION.replace("（二）完善服务", "（一）完善服务")
    assert [w.ref for w in read(text).warnings if w.code is WarningCode.REPEATED_NUMBER] == ["二（一）"]
    document = mended(SetLabel("二（一）", "（二）", nth=2), text=text)
    assert refs(document) == refs(read(OPINION))


def test_mends_come_one_after_the_other_and_rows_of_annexes_can_be_mended() -> None:
    document = mended(SetLabel("二（一）", "（九）"), SetHeading("二（九）", None), text=NOTICE)
    assert at(document, "二（九）").heading is None
    row = mended(SetHeading("附件序号1", None), text=NOTICE)
    assert [annex.ref for annex in row.annexes] == ["附件"]
    assert at(row, "附件序号1").heading is None


STEPS: tuple[Mend, ...] = (
    SetHeading("一", None),
    SetHeading("一", "总体要求", nth=2),
    SetLabel("一", "二、"),
    SetLevel("一", 2),
    Join("一", apart=True),
    Split("一", "坚持", "（一）", level=2),
    SetUnits("一", (UnitNote("（甲负责）", joint=("甲",), open_ended="等"),)),
    SetCitations(None, (Cited("甲", None, Relation.REPEALS),)),
    Drop("一", "第3页"),
    SetHead(HeadField.ISSUERS, ("甲", "乙"), "公报"),
    SetHead(HeadField.EXPIRES, None),
)


@pytest.mark.parametrize("step", STEPS, ids=[step.op for step in STEPS])
def test_a_mend_comes_back_from_json(step: Mend) -> None:
    assert mend_from_json(json.loads(json.dumps(mend_to_json(step)))) == step


def test_json_that_is_no_mend_is_refused_with_a_sentence() -> None:
    bad: list[dict[str, object]] = [
        {"op": "repair", "ref": "一"},
        {"op": "label", "ref": "一"},
        {"op": "label", "ref": "一", "label": ""},
        {"op": "level", "ref": "一", "level": "deep"},
        {"op": "heading", "ref": "一", "heading": None, "colour": "red"},
        {"op": "citations", "ref": None, "citations": [{"title": "甲", "relation": "likes"}]},
        {"op": "head", "field": "colour", "value": "red"},
    ]
    for data in bad:
        with pytest.raises(MendError) as error:
            mend_from_json(data)
        assert error.value.zh
        assert error.value.en


def test_what_became_of_each_ref() -> None:
    before = read(OPINION)
    for step, expected in (
        (
            SetLabel("二（二）", "（三）"),
            {"二（二）": "二（三）", "二（二）1": "二（三）1", "二（二）2": "二（三）2"},
        ),
        (Join("二（二）2"), {"二（二）2": "二（二）1"}),
        (Split("一", "坚持", "二、"), {}),
        (SetHeading("一", None), {}),
    ):
        assert renamed_by(step, before, mended(step)) == expected, step


def test_a_split_renames_nothing_that_stands_behind_it() -> None:
    step = Split("二（一）", "到2033年", "1.", level=3)
    assert renamed_by(step, read(OPINION), mended(step)) == {}


def test_settled_warnings_are_gone_and_no_others() -> None:
    text = OPINION.replace("（二）完善服务", "（四）完善服务").replace(
        "东政办发〔2031〕12号", "东政办发【2031】12号"
    )
    raw = read(text)
    assert [w.code.value for w in raw.warnings] == ["malformed_doc_number", "missing_number"]
    warning = raw.warnings[1]
    row = Settled(warning.code.value, warning.ref, warning.message, "公开时删去了两条")
    assert row.key == warning_key(warning)
    left = put_right(raw, [SetLabel("二（四）", "（二）")], [row], text)
    assert [w.code.value for w in left.warnings] == ["malformed_doc_number"]
    other = replace(row, message="别的话")
    assert len(put_right(raw, [], [other], text).warnings) == 2


def test_a_warning_follows_its_clause() -> None:
    text = OPINION.replace("（二）完善服务", "（四）完善服务")
    document = mended(SetLabel("二（四）", "（二）"), text=text)
    assert [w.ref for w in document.warnings] == ["二（二）"]


@given(st.lists(st.sampled_from(STEPS), max_size=4))
def test_whatever_is_tried_either_fits_or_is_refused_and_no_word_is_lost(steps: list[Mend]) -> None:
    try:
        document = mended(*steps)
    except MendError:
        return
    again = mended(*steps)
    assert document == again
    words = "".join(c.label + c.text for c in read(OPINION).walk())
    kept = "".join(c.label + c.text for c in document.walk())
    if not any(isinstance(step, SetLabel | Split | Drop) for step in steps):
        assert kept.replace("\n", "") == words.replace("\n", "")
