"""Forms met in the documents of governments, provinces and cities; every text here is made up."""

from __future__ import annotations

import datetime

import pytest

from zhongchuang.policy.documents.model import Document, Relation, WarningCode
from zhongchuang.policy.documents.read import read_document
from zhongchuang.policy.documents.tests.factory import page, read, refs

HEAD = "东海省示例局关于示例的通知\n各市示例局：\n现将有关事项通知如下。\n一、甲。\n二、乙。\n"


def codes(document: Document) -> set[WarningCode]:
    return {warning.code for warning in document.warnings}


def test_a_regulation_is_known_by_the_bracket_under_its_title() -> None:
    document = read(
        "示例登记条例\n（2030年3月5日东海省人民政府令第21号公布　自2030年5月1日起施行）\n"
        "第一条　为了示例，制定本条例。\n第二条　本条例自2030年5月1日起施行。"
    )
    assert (document.title, document.number) == ("示例登记条例", "东海省人民政府令第21号")
    assert document.issuers == ("东海省人民政府",)
    assert document.date == datetime.date(2030, 3, 5)
    assert document.effective_from == datetime.date(2030, 5, 1)


def test_a_law_is_dated_by_the_vote_that_adopted_it() -> None:
    document = read(
        "东海省示例条例\n（2030年3月5日东海省第十三届人民代表大会常务委员会第三次会议通过）\n"
        "第一章　总则\n第一条　为了示例。\n第二章　附则\n第二条　好。"
    )
    assert (document.number, document.issuers) == (None, ("东海省人民代表大会常务委员会",))
    assert document.date == datetime.date(2030, 3, 5)
    assert refs(document) == ["第一章", "第一条", "第二章", "第二条"]


@pytest.mark.parametrize("space", ["　", " ", ""])
@pytest.mark.parametrize(
    "notice",
    [
        "",
        "东海省示例厅关于印发示例预案的通知\n各市：\n现将《示例预案》印发给你们。\n东海省示例厅\n2031年5月6日\n",
    ],
)
def test_an_emergency_plan_with_its_contents(space: str, notice: str) -> None:
    contents = ["1 总则", "1.1 目的", "1.2 依据", "2 组织", "2.1 机构", "2.1.1 职责", "3 附则"]
    said = ["好。" if "." in line else "" for line in contents[:-1]] + ["本预案自2031年6月1日起实施。"]
    lines = [
        "示例预案",
        "目录",
        *contents,
        *(word for pair in zip(contents, said, strict=True) for word in pair if word),
    ]
    document = read(notice + "\n".join(lines).replace(" ", space))
    assert refs(document) == ["1", "1.1", "1.2", "2", "2.1", "2.1.1", "3"]
    assert document.effective_from == datetime.date(2031, 6, 1)


def test_a_date_in_brackets_under_the_title_is_the_date() -> None:
    document = read(
        "东海省示例局关于示例工作的意见\n（2031年4月7日）\n为做好示例工作，提出以下意见。\n一、甲。\n二、乙。"
    )
    assert document.date == datetime.date(2031, 4, 7)
    assert WarningCode.NO_DATE not in codes(document)


def test_an_annex_named_in_the_first_row_of_its_table() -> None:
    table = [["附件1"] * 3, ["示例任务表"] * 3, ["序号", "任务", "责任单位"], ["1", "建库", "省科技厅"]]
    words = [*HEAD.splitlines(), "附件：1.示例任务表", "东海省示例局", "2031年5月6日"]
    document = read_document(page(words, table))
    assert refs(document) == ["一", "二", "附件1序号1"]
    assert document.annexes[0].title == "示例任务表"


@pytest.mark.parametrize(
    "listed",
    ["附件：\n1.示例清单\n2.示例目录\n", "附件：1.示例清单.docx\n附件：2.示例目录.xlsx\n"],
)
def test_announced_annexes_are_no_clauses(listed: str) -> None:
    document = read(HEAD + listed + "东海省示例局\n2031年5月6日\n")
    assert refs(document) == ["一", "二"]
    assert [(annex.ref, annex.title) for annex in document.annexes] == [
        ("附件1", "示例清单"),
        ("附件2", "示例目录"),
    ]
    assert document.date == datetime.date(2031, 5, 6)
    second = document.clause("二")
    assert second is not None
    assert second.text == "乙。"


def test_two_runs_of_items_in_one_article() -> None:
    document = read(
        "示例管理办法\n第一条　申请人应当符合下列条件：\n（一）甲；\n（二）乙。\n有下列情形之一的，不予受理：\n"
        "（一）丙；\n（二）丁。\n第二条　附则。"
    )
    assert WarningCode.REPEATED_NUMBER not in codes(document)
    first = document.clause("第一条")
    assert first is not None
    assert "有下列情形之一的，不予受理：" in first.text


def test_a_page_whose_body_is_hidden_until_its_script_ran() -> None:
    data = page(HEAD.splitlines()).replace(b"<body>", b"<body style='visibility:hidden'>")
    assert refs(read_document(data)) == ["一", "二"]


@pytest.mark.parametrize(
    ("organs", "issuers"),
    [
        ("中共东海省委办公厅 东海省人民政府办公厅", ("中共东海省委办公厅", "东海省人民政府办公厅")),
        ("东海省科学技术厅 东海省财政厅", ("东海省科学技术厅", "东海省财政厅")),
        ("东海省科学技术厅\n东海省财政厅", ("东海省科学技术厅", "东海省财政厅")),
    ],
)
def test_joint_issuers(organs: str, issuers: tuple[str, ...]) -> None:
    document = read(f"关于示例的通知\n各市：\n现通知如下。\n一、甲。\n二、乙。\n{organs}\n2031年5月6日")
    assert document.issuers == issuers


def test_an_issuer_under_a_line_without_a_full_stop() -> None:
    document = read(HEAD.rstrip("。\n") + "\n东海省示例局\n2031年5月6日\n")
    assert document.issuers == ("东海省示例局",)
    assert document.clauses[-1].text == "乙"


def test_the_term_of_the_notice_is_heard_before_that_of_one_of_its_rules() -> None:
    text = "三、本通知规定的补助标准从2031年7月1日起执行。\n四、本通知自2031年6月1日起施行。\n"
    assert read(HEAD + text).effective_from == datetime.date(2031, 6, 1)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("持《示例共和国示例证》（以下简称《示例证》）的，凭《示例证》办理。", None),
        ("按《示例条例》（以下简称《条例》）办理，违反《条例》的，依法处理。", "示例条例"),
    ],
)
def test_a_certificate_is_no_citation_under_its_short_name(text: str, title: str | None) -> None:
    found = read(f"{HEAD}三、{text}\n").citations
    assert {(c.title, c.relation, c.ref) for c in found} == (
        {(title, Relation.CITES, "三")} if title else set()
    )


def test_citations_in_annexes_stand_under_the_annex_or_its_clause() -> None:
    document = read(
        HEAD + "附件：1.示例说明\n2.示例任务表\n东海省示例局\n2031年5月6日\n"
        "附件1\n示例说明\n根据《甲条例》办理。\n附件2\n示例任务表\n请按《乙条例》办理。\n一、依据《丙条例》办理。\n"
        "二、好。\n序号\t任务\t责任单位\n1\t按《丁条例》建库\t省科技厅\n2\t建窗\t省财政厅"
    )
    assert [(c.title, c.ref) for c in document.citations] == [
        ("甲条例", "附件1"),
        ("乙条例", "附件2"),
        ("丙条例", "附件2一"),
        ("丁条例", "附件2序号1"),
    ]


def test_a_circular_is_a_document_and_a_newspaper_is_none() -> None:
    found = read(HEAD + "三、按照《关于示例情况的通报》办理，并在《示例日报》刊登。\n").citations
    assert [c.title for c in found] == ["关于示例情况的通报"]


def test_contents_that_nothing_announces() -> None:
    document = read(
        HEAD.split("一、")[0] + "第一章　总则\n第二章　附则\n"
        "第一章　总则\n第一条　为了示例，制定本办法。\n第二章　附则\n第二条　好。"
    )
    assert refs(document) == ["第一章", "第一条", "第二章", "第二条"]
    assert document.warnings == () or WarningCode.REPEATED_NUMBER not in codes(document)


def test_a_plan_whose_chapters_have_points_and_whose_items_are_sentences() -> None:
    document = read(
        "示例总体预案\n1. 总则\n1.1 目的\n为了示例，制定本预案。\n1.2 分级\n1.2.1为有效处置各类示例事件，"
        "依据示例事件可能造成的危害程度和波及范围，由低到高划分为四个级别。\n（1）甲。\n（2）乙。\n2. 组织体系\n2.1 机构\n好。"
    )
    assert refs(document) == ["1", "1.1", "1.2", "1.2.1", "1.2.1（1）", "1.2.1（2）", "2", "2.1"]


def test_an_order_in_narrow_lines_whose_text_follows_without_a_title() -> None:
    document = read(
        "示例条例\n  东海省人民政府令\n  第22号\n  现发布《示例条例》,自\n发布之日起施行。\n  省长甲乙\n  2031年8月3日\n"
        "  第一章总则\n  第一条为了规范示例机构的设置,加强示例管\n理,制定本条例。\n  第二条好。"
    )
    assert document.date == datetime.date(2031, 8, 3)
    assert document.effective_from == datetime.date(2031, 8, 3)
    assert refs(document) == ["第一章", "第一条", "第二条"]
