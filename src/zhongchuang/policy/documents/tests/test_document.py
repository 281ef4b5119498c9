"""Whole synthetic documents: what the reader finds in an opinion, a notice with its plan, an order, a law."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import pytest

from zhongchuang.policy.documents import errors
from zhongchuang.policy.documents.errors import ModelError
from zhongchuang.policy.documents.model import Document, Relation, WarningCode
from zhongchuang.policy.documents.tests.factory import NOTICE, OPINION, read, refs


def test_head_and_signature() -> None:
    document = read(OPINION)
    assert document.title == "东海省人民政府办公厅关于支持云帆众创空间发展的实施意见"
    assert document.number == "东政办发〔2031〕12号"
    assert document.issuers == ("东海省人民政府办公厅",)
    assert document.date == datetime.date(2031, 5, 8)
    assert document.addressees == "各市人民政府，省政府各部门、各直属机构"
    assert document.genre == "意见"
    assert (document.effective_from, document.expires) == (
        datetime.date(2031, 6, 1),
        datetime.date(2034, 5, 31),
    )


def test_tree_headings_and_text() -> None:
    document = read(OPINION)
    assert refs(document) == ["一", "二", "二（一）", "二（二）", "二（二）1", "二（二）2", "三"]
    build = document.clause("二（一）")
    assert build is not None
    assert (build.label, build.heading, build.level) == ("（一）", "建设平台", 2)
    assert build.text.startswith("建设平台。支持企业建设平台")
    assert document.clause("九") is None


def test_the_issued_plan_is_the_body_and_annex_rows_are_clauses() -> None:
    document = read(NOTICE)
    assert document.genre == "通知"
    assert refs(document) == ["一", "二", "二（一）", "附件序号1", "附件序号2"]
    assert [annex.ref for annex in document.annexes] == ["附件"]
    assert document.annexes[0].title == "任务分工表"
    first, second = document.annexes[0].clauses
    assert [note.lead for note in first.units] == [("省科技厅",), ("省教育厅",)]
    assert first.units[0].cooperating == ("省财政厅", "省教育厅")
    assert second.units[0].lead == ("海州市政府", "云州市政府")
    # 开展示例培训 continues row 1: the cells missing on its left are those of the row above.
    assert document.annexes[0].tables[0][2][:2] == ("1", "培育主体")


def test_the_document_does_not_cite_itself() -> None:
    assert read(NOTICE).citations == ()
    (cited,) = read(OPINION).citations
    assert (cited.title, cited.number) == ("国务院关于支持示例创业的若干意见", "国发〔2030〕99号")
    assert cited.relation is Relation.IMPLEMENTS


def test_json_has_the_keys_of_the_contract_and_reads_back() -> None:
    document = read(NOTICE)
    data = json.loads(json.dumps(document.to_json(), ensure_ascii=False))
    assert list(data) == [
        "title", "number", "issuers", "date", "addressees", "genre", "effective_from", "expires",
        "clauses", "citations", "quantities", "annexes", "warnings",
    ]  # fmt: skip
    assert list(data["clauses"][0]) == ["ref", "label", "heading", "level", "text", "units", "clauses"]
    assert list(data["annexes"][0]["clauses"][0]["units"][0]) == [
        "raw",
        "lead",
        "cooperating",
        "joint",
        "open_ended",
    ]
    assert Document.from_json(data) == document


@pytest.mark.parametrize("broken", [{}, {"title": None}, {"title": 1, "issuers": 3}])
def test_foreign_json_is_refused_with_a_sentence(broken: dict[str, object]) -> None:
    with pytest.raises(ModelError, match="Document"):
        Document.from_json(broken)


def test_text_without_head_or_signature_gives_null_and_warnings() -> None:
    document = read(
        "各县人民政府：\n　　现提出如下意见。\n　　一、总体要求\n　　坚持示例。\n　　二、任务\n　　做好示例。"
    )
    assert (document.title, document.number, document.date, document.issuers) == (None, None, None, ())
    codes = {warning.code for warning in document.warnings}
    assert {WarningCode.NO_TITLE, WarningCode.NO_DATE, WarningCode.NO_ISSUER} <= codes
    assert document.addressees == "各县人民政府"


def test_an_order_is_known_by_the_text_it_issues() -> None:
    document = read(
        "中华人民共和国示例部令\n第18号\n《示例空间管理办法》已经2031年4月2日部务会议审议通过，现予公布，"
        "自2031年7月1日起施行。\n"
        "部长　某某\n2031年4月9日\n示例空间管理办法\n第一章　总　则\n第一条　为了规范示例空间，制定本办法。\n"
        "第二条　本办法所称示例空间，是指下列场所：\n（一）众创空间；\n（二）孵化器。\n第二章　附　则\n"
        "第三条　本办法由示例部解释。"
    )
    assert document.title == "示例空间管理办法"
    assert document.number == "中华人民共和国示例部令第18号"
    assert document.issuers == ("示例部",)
    assert document.date == datetime.date(2031, 4, 9)
    assert document.effective_from == datetime.date(2031, 7, 1)
    assert refs(document) == [
        "第一章",
        "第一条",
        "第二条",
        "第二条（一）",
        "第二条（二）",
        "第二章",
        "第三条",
    ]


def test_an_announcement_has_a_number_of_its_own_form() -> None:
    document = read(
        "示例财政部 示例税务总局\n关于支持示例空间税收政策的公告\n示例财政部 示例税务总局公告2031年第9号\n"
        "为支持示例创业，现将有关政策公告如下：\n一、对示例空间自用的房产，免征示例税。\n二、"
        "本公告自2031年1月1日起至2033年12月31日执行。\n"
        "特此公告。\n示例财政部　示例税务总局\n2031年1月15日"
    )
    assert document.title == "示例财政部 示例税务总局关于支持示例空间税收政策的公告"
    assert document.number == "示例财政部 示例税务总局公告2031年第9号"
    assert document.issuers == ("示例财政部", "示例税务总局")
    assert [clause.heading for clause in document.clauses] == [None, None]
    assert (document.effective_from, document.expires) == (
        datetime.date(2031, 1, 1),
        datetime.date(2033, 12, 31),
    )


def test_a_notice_with_items_of_its_own_beside_the_issued_text() -> None:
    document = read(
        "云州市示例局关于印发《云州市示例办法》的通知\n云示〔2031〕3号\n各区示例局：\n"
        "现将《云州市示例办法》印发给你们，并提出如下要求：\n"
        "一、认真学习。\n二、抓好落实。\n云州市示例局\n2031年2月3日\n云州市示例办法\n第一条　为了示例，"
        "制定本办法。\n第二条　本办法自印发之日起施行。"
    )
    assert refs(document) == ["通知一", "通知二", "第一条", "第二条"]
    assert document.effective_from == datetime.date(2031, 2, 3)
    assert WarningCode.DATE_FROM_ISSUE in {warning.code for warning in document.warnings}


def test_two_texts_issued_by_one_notice_and_neither_cited() -> None:
    document = read(
        "东海省人民政府关于印发两个示例规定的通知\n东政发〔2031〕8号\n各市人民政府：\n"
        "《示例转制规定》和《示例扶持规定》已经省政府同意，现印发给你们，请认真贯彻执行。\n"
        "东海省人民政府\n2031年9月1日\n"
        "示例转制规定\n一、关于转制\n做好转制工作。\n示例扶持规定\n一、关于扶持\n做好扶持工作。\n二、"
        "关于税收\n落实示例税收政策。"
    )
    assert refs(document) == ["一", "一", "二"]
    assert document.citations == ()
    assert "示例扶持规定" not in document.clauses[0].text


def test_the_documentation_explains_every_warning_and_error() -> None:
    words = (Path(__file__).resolve().parents[5] / "docs" / "reader.md").read_text(encoding="utf-8")
    kinds: list[type[errors.DocumentError]] = [*errors.Unreadable.__subclasses__()]
    kinds += [errors.ReadTimeout, errors.SandboxError]
    assert [code for code in [*WarningCode, *(kind.code for kind in kinds)] if f"`{code}`" not in words] == []
