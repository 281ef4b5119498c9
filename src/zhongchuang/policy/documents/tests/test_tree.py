"""Labels and the clause tree."""

from __future__ import annotations

import pytest

from zhongchuang.policy.documents.labels import LabelKind, match_label, to_cn
from zhongchuang.policy.documents.model import WarningCode
from zhongchuang.policy.documents.numerals import cn_number
from zhongchuang.policy.documents.tests.factory import read, refs

HEAD = "东海省示例局关于示例工作的通知\n各市示例局：\n现就有关事项通知如下。\n"


@pytest.mark.parametrize(
    ("text", "kind", "piece", "rest"),
    [
        ("一、总体要求", LabelKind.CN, "一", "总体要求"),
        ("十二 、任务", LabelKind.CN, "十二", "任务"),
        ("一、2031年计划", LabelKind.CN, "一", "2031年计划"),
        ("(二) 建设", LabelKind.CN_PAREN, "（二）", "建设"),
        ("（三)建设", LabelKind.CN_PAREN, "（三）", "建设"),
        ("㈣建设", LabelKind.CN_PAREN, "（四）", "建设"),
        ("1．开放", LabelKind.ARABIC, "1", "开放"),
        ("１２、开放", LabelKind.ARABIC, "12", "开放"),
        ("3.2031年底前完成", LabelKind.ARABIC, "3", "2031年底前完成"),
        ("⒊开放", LabelKind.ARABIC, "3", "开放"),
        ("（1）开放", LabelKind.ARABIC_PAREN, "（1）", "开放"),
        ("⑵开放", LabelKind.ARABIC_PAREN, "（2）", "开放"),
        ("③开放", LabelKind.CIRCLED, "③", "开放"),
        ("第九条　适用", LabelKind.ARTICLE, "第九条", "适用"),
        ("第 1 0 条 适用", LabelKind.ARTICLE, "第10条", "适用"),
        ("第三条之一 适用", LabelKind.ARTICLE, "第三条之一", "适用"),
        ("【第四条】适用", LabelKind.ARTICLE, "第四条", "适用"),
        ("第二章　附　则", LabelKind.CHAPTER, "第二章", "附　则"),
    ],
)
def test_labels(text: str, kind: LabelKind, piece: str, rest: str) -> None:
    label = match_label(text)
    assert label is not None
    assert (label.kind, label.piece, label.rest) == (kind, piece, rest)


@pytest.mark.parametrize(
    "text", ["总体要求", "2031年", "3.5亿元", "1.1 范围", "（省科技厅）", "一是建设", "第一，建设", ""]
)
def test_no_labels(text: str) -> None:
    assert match_label(text) is None


@pytest.mark.parametrize("value", [*range(1, 130), 199])
def test_chinese_numerals_read_back(value: int) -> None:
    assert cn_number(to_cn(value)) == value


def test_numbers_that_run_on_across_headings() -> None:
    document = read(HEAD + "一、甲\n（一）子。\n（二）丑。\n二、乙\n（三）寅。\n（四）卯。")
    assert refs(document) == ["一", "一（一）", "一（二）", "二", "二（三）", "二（四）"]
    assert not [w for w in document.warnings if w.code is WarningCode.MISSING_NUMBER]


def test_arabic_numbers_that_run_on_across_restarting_brackets() -> None:
    text = "一、甲\n（一）子\n1.某。\n2.某。\n（二）丑\n3.某。\n二、乙\n（一）寅\n4.某。\n5.某。"
    document = read(HEAD + text)
    assert refs(document)[-3:] == ["二（一）", "二（一）4", "二（一）5"]
    assert not [w for w in document.warnings if w.code is WarningCode.MISSING_NUMBER]


def test_thirty_flat_paragraphs() -> None:
    document = read(
        HEAD + "\n".join(f"{to_cn(i)}、对示例成效明显的市，在安排资金时予以倾斜。" for i in range(1, 31))
    )
    assert refs(document) == [to_cn(i) for i in range(1, 31)]
    assert {clause.heading for clause in document.clauses} == {None}


def test_one_encloses_a_run_of_brackets_when_two_follows() -> None:
    assert refs(read(HEAD + "1.甲\n（一）子。\n（二）丑。\n2.乙\n（一）寅。")) == [
        "1",
        "1（一）",
        "1（二）",
        "2",
        "2（一）",
    ]


def test_third_level_right_under_the_first() -> None:
    assert refs(read(HEAD + "一、甲\n（一）子。\n二、乙。\n1.丑。\n2.寅。")) == [
        "一",
        "一（一）",
        "二",
        "二1",
        "二2",
    ]


def test_decimal_numbers_of_an_emergency_plan() -> None:
    text = (
        "1 总则\n1.1 目的\n为了示例。\n1.2 范围\n适用于示例。\n2 组织\n2.1 指挥部\n（1）统筹。\n（2）协调。"
    )
    assert refs(read(HEAD + text)) == ["1", "1.1", "1.2", "2", "2.1", "2.1（1）", "2.1（2）"]


def test_an_article_named_in_prose_is_no_article() -> None:
    text = "第一条　为了示例。\n第二条　依照本办法\n第九条规定办理的，从其规定。\n第三条　附则。"
    assert refs(read(HEAD + text)) == ["第一条", "第二条", "第三条"]


def test_a_quotation_of_items_is_no_label() -> None:
    assert refs(
        read(HEAD + "一、甲\n（一）子。\n（二）丑。\n（一）、（二）项所称示例，是指示例。\n二、及时办理。")
    ) == [
        "一",
        "一（一）",
        "一（二）",
        "二",
    ]


def test_missing_and_repeated_numbers_are_reported_where_they_are() -> None:
    document = read(HEAD + "一、甲\n做好甲。\n二、乙\n做好乙。\n四、丁\n做好丁。\n四、戊\n做好戊。")
    found = [(w.code, w.ref) for w in document.warnings if w.ref]
    assert found == [(WarningCode.MISSING_NUMBER, "四"), (WarningCode.REPEATED_NUMBER, "四")]


def test_table_of_contents_is_not_the_tree() -> None:
    text = "目　录\n第一章　总则\n第二章　附则\n第一章　总则\n第一条　甲。\n第二章　附则\n第二条　乙。"
    assert refs(read("示例条例\n" + text)) == ["第一章", "第一条", "第二章", "第二条"]


@pytest.mark.parametrize(
    ("line", "more", "heading"),
    [
        ("一、总体要求", "坚持示例。", "总体要求"),
        ("三、有关要求。", "（一）甲。", "有关要求"),
        ("一、加强领导。各地要加强领导。", "", "加强领导"),
        ("一、适用范围：在东海省注册的企业。", "", "适用范围"),
        ("一、重点任务（责任单位：省科技厅）", "（一）甲。", "重点任务"),
        ("一、本通知自发布之日起执行。", "", None),
        ("一、对符合条件的企业，应当给予补助。具体办法另行制定。", "", None),
        ("第一条　【目的】为了规范示例工作，制定本办法。", "", "目的"),
        ("第一条　目的依据", "为了示例，制定本办法。", "目的依据"),
    ],
)
def test_headings(line: str, more: str, heading: str | None) -> None:
    clause = read(HEAD + line + ("\n" + more if more else "")).clauses[0]
    assert clause.heading == heading
    assert heading is None or clause.text.replace("【", "").startswith(heading)
