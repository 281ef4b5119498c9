"""Defects of copies: each is reported, and what is read is right all the same."""

from __future__ import annotations

import pytest

from zhongchuang.policy.documents.model import Document, WarningCode
from zhongchuang.policy.documents.tests.factory import OPINION, read, refs

TREE = ["一", "二", "二（一）", "二（二）", "二（二）1", "二（二）2", "三"]


def codes(document: Document) -> set[WarningCode]:
    """The codes of a document's warnings."""
    return {warning.code for warning in document.warnings}


def test_a_clean_copy_gives_no_warning() -> None:
    assert read(OPINION).warnings == ()


def test_the_whole_text_twice() -> None:
    document = read(OPINION * 2)
    assert (refs(document), document.number) == (TREE, "东政办发〔2031〕12号")
    assert WarningCode.DOUBLED_TEXT in codes(document)


def test_the_whole_text_twice_glued_in_mid_line_and_the_fuller_copy_kept() -> None:
    lines = OPINION.splitlines()
    first = lines[3:14]  # without title, number, and the end
    glued = [*first[:-1], first[-1].rstrip("。") + lines[0], *lines[1:]]
    document = read("\n".join(glued))
    assert (refs(document), document.number) == (TREE, "东政办发〔2031〕12号")
    assert document.title == read(OPINION).title
    assert WarningCode.DOUBLED_TEXT in codes(document)


def test_a_sentence_broken_by_a_page_and_a_character_repeated_there() -> None:
    broken = OPINION.replace(
        "坚持市场导向、开放共享，建设一批示例众创空间。",
        "坚持市场导向、开放共享，大力建设一批面向未来的示例众创空\n\n- 2 -\n\n空，促进示例创业。",
    )
    document = read(broken)
    assert refs(document) == TREE
    assert document.clauses[0].text.endswith("示例众创空空，促进示例创业。")  # kept as issued
    expected = {WarningCode.BROKEN_SENTENCE, WarningCode.REPEATED_AT_BREAK, WarningCode.PAGE_FURNITURE}
    assert expected <= codes(document)


def test_lines_of_one_width_are_put_together() -> None:
    words = (
        "坚持市场导向、开放共享、创新服务的原则，依托龙头企业和高等院校，建设示例空间，推动示例创业加快发展。"
        * 3
    )
    text = f"　　一、总体要求\n　　{words}\n　　二、任务\n　　{words}"
    lines = [line[i : i + 24] for line in text.split("\n") for i in range(0, len(line), 24)]
    document = read("各市人民政府：\n　　现提出以下意见。\n" + "\n".join(lines))
    assert refs(document) == ["一", "二"]
    assert document.clauses[0].text == f"总体要求\n{words}"


def test_spaces_inside_words() -> None:
    spaced = OPINION.replace("　　一、总体要求", "　　一 、总 体 要 求")
    document = read(spaced.replace("2031年5月8日", "2031 年 5 月 8 日"))
    assert document.clauses[0].heading == "总体要求"
    assert document.date == read(OPINION).date
    assert WarningCode.SPACES_IN_WORDS in codes(document)


def test_page_menus_around_the_text() -> None:
    menus = (
        "首页 > 政策 > 正文\n搜索热词：示例\n索引号：\t000/2031-1\t发文机关：\t东海省人民政府办公厅\n"
        "成文日期：\t2031年05月08日\t发布日期：\t2031年07月01日\n【字体：大 中 小】\n分享到：\n"
    )
    document = read(
        menus
        + OPINION
        + "扫一扫在手机打开当前页\n打印关闭\n相关解读\n一、什么是示例\n主办：示例办公室\n粤ICP备00号\n"
    )
    clean = read(OPINION)
    assert (refs(document), document.title, document.date) == (TREE, clean.title, clean.date)
    assert document.clauses[-1].text == clean.clauses[-1].text
    assert WarningCode.PAGE_FURNITURE in codes(document)


def test_the_day_of_the_page_or_of_printing_is_not_the_date() -> None:
    unsigned = OPINION.split("东海省人民政府办公厅\n2031年5月8日")[0]
    document = read("发布时间：2031-07-01 09:00\n" + unsigned + "东海省人民政府办公厅\n2031年5月12日印发\n")
    assert document.date is None
    assert document.issuers == ("东海省人民政府办公厅",)
    assert {WarningCode.NO_DATE, WarningCode.ISSUERS_FROM_TITLE} <= codes(document)


def test_the_date_the_site_calls_the_documents_own_is_taken_with_a_warning() -> None:
    unsigned = OPINION.split("东海省人民政府办公厅\n2031年5月8日")[0]
    document = read("成文日期：2031年05月08日\n" + unsigned)
    assert document.date == read(OPINION).date
    assert WarningCode.DATE_FROM_METADATA in codes(document)


def test_no_such_day() -> None:
    document = read(OPINION.replace("2031年5月8日", "2031年2月30日"))
    assert document.date is None
    assert WarningCode.INVALID_DATE in codes(document)


def test_dates_in_chinese_numerals() -> None:
    assert read(OPINION.replace("2031年5月8日", "二〇三一年五月八日")).date == read(OPINION).date


def test_unreadable_characters() -> None:
    assert WarningCode.GARBLED_TEXT in codes(read(OPINION.replace("开放共享", "\ue123\ufffd共享")))


def test_radicals_of_pdf_fonts_are_read_as_the_characters_they_show() -> None:
    document = read(OPINION.replace("人民政府", "⼈⺠政府"))
    assert document.title == read(OPINION).title


def test_a_colophon_is_no_clause_text() -> None:
    colophon = "抄送：省委各部门，省人大常委会办公厅。\n东海省人民政府办公厅\n2031年5月12日印发\n"
    document = read(OPINION + colophon)
    assert document.clauses[-1].text == read(OPINION).clauses[-1].text
    assert document.date == read(OPINION).date


@pytest.mark.parametrize("line", ["— 3 —", "- 3 -", "第3页", "第 3 页 共 9 页", "3 / 9"])
def test_page_numbers_between_paragraphs(line: str) -> None:
    document = read(OPINION.replace("　　二、重点任务", f"{line}\n　　二、重点任务"))
    assert [clause.text for clause in document.walk()] == [clause.text for clause in read(OPINION).walk()]
