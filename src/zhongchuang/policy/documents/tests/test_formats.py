"""Every format, built here: the same words give the same document."""

from __future__ import annotations

import codecs

import pytest

from zhongchuang.policy.documents.errors import Unreadable, WrongExtension
from zhongchuang.policy.documents.extract import extract
from zhongchuang.policy.documents.model import WarningCode
from zhongchuang.policy.documents.read import read_document
from zhongchuang.policy.documents.source import Paragraph, Table
from zhongchuang.policy.documents.tests import factory
from zhongchuang.policy.documents.tests.factory import NOTICE, OPINION, W, paragraph, refs

OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LINES = OPINION.splitlines()
GRID = [
    ["序号", "任务", "牵头单位", "配合单位"],
    ["1", "建库", "省科技厅", "省财政厅"],
    ["2", "建窗", "省教育厅", "/"],
]
HEAD = "东海省示例局关于示例的通知\n各市示例局：\n　　现通知如下。\n　　一、认真落实。\n东海省示例局\n2031年3月4日"


@pytest.mark.parametrize(
    "data",
    [
        OPINION.encode(),
        codecs.BOM_UTF8 + OPINION.encode(),
        OPINION.encode("gb18030"),
        OPINION.encode("utf-16"),
        codecs.BOM_UTF16_BE + OPINION.encode("utf-16-be"),
        OPINION.encode("utf-16-le"),
        OPINION.replace("\n", "\r\n").encode(),
    ],
    ids=["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-be", "utf-16-le", "crlf"],
)
def test_text_in_any_encoding(data: bytes) -> None:
    assert read_document(data) == read_document(OPINION.encode())


def test_text_with_a_few_broken_bytes_is_read_with_a_warning() -> None:
    data = OPINION.encode()
    document = read_document(data[:400] + b"\xff" + data[400:])
    assert refs(document) == refs(factory.read(OPINION))
    assert WarningCode.ENCODING in {w.code for w in document.warnings}


def test_html_with_menus() -> None:
    document, plain = read_document(factory.page(LINES), filename="a.html"), factory.read(OPINION)
    assert (document.title, document.date, refs(document)) == (plain.title, plain.date, refs(plain))
    assert document.clauses[-1].text == plain.clauses[-1].text


def test_html_in_the_encoding_of_its_bytes() -> None:
    page = factory.page(LINES).decode().replace("charset='utf-8'", "charset='gb2312'")
    assert refs(read_document(page.encode("gb18030"))) == refs(factory.read(OPINION))


def test_html_merged_cells_lists_and_hidden_words() -> None:
    source = extract(
        "<html><body><table><tr><th>序号</th><th colspan=2>任务</th></tr><tr><td rowspan=2>1</td><td>"
        "甲</td><td>乙</td></tr>"
        "<tr><td>丙</td><td>丁</td></tr></table><ol start=3><li>子</li><li>（四）丑</li></ol>"
        "<p style='display:none'>藏</p><p>寅</br>卯</p></body></html>".encode()
    )
    assert source.blocks == [
        Table((("序号", "任务", "任务"), ("1", "甲", "乙"), ("1", "丙", "丁"))),
        Paragraph("3. 子"),
        Paragraph("（四）丑"),
        Paragraph("寅"),
        Paragraph("卯"),
    ]


def test_a_table_that_lays_out_the_page_is_opened() -> None:
    words = "".join(f"<p>{line}</p>" for line in LINES)
    page = f"<html><body><table><tr><td>菜单</td></tr><tr><td>{words}</td></tr></table></body></html>"
    assert refs(read_document(page.encode())) == refs(factory.read(OPINION))


def test_docx_with_automatic_numbers() -> None:
    body = "".join(
        [
            paragraph("东海省示例局关于示例的通知"),
            paragraph("各市示例局："),
            paragraph("现通知如下。"),
            paragraph("总体要求", 0),
            paragraph("建设平台。建设示例平台。", 1),
            paragraph("开放仪器。", 2),
            paragraph("共享数据。", 2),
            paragraph("完善服务。做好示例服务。", 1),
            paragraph("组织实施", 0),
            paragraph("加强领导。加强示例领导。", 1),
        ]
    )
    document = read_document(factory.docx(body, {"word/numbering.xml": factory.NUMBERING}), filename="a.docx")
    assert refs(document) == ["一", "一（一）", "一（一）1", "一（一）2", "一（二）", "二", "二（一）"]
    assert document.clauses[0].clauses[0].heading == "建设平台"


def test_docx_numbers_that_come_from_a_style() -> None:
    styles = (
        f'<w:styles xmlns:w="{W}"><w:style w:styleId="h1"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'
        "</w:style>"
        '<w:style w:styleId="h2"><w:basedOn w:val="h1"/></w:style></w:styles>'
    )
    styled = '<w:p><w:pPr><w:pStyle w:val="h2"/></w:pPr><w:r><w:t>任务</w:t></w:r></w:p>'
    parts = {"word/numbering.xml": factory.NUMBERING, "word/styles.xml": styles}
    source = extract(factory.docx(styled * 2, parts))
    assert source.blocks == [Paragraph("一、任务"), Paragraph("二、任务")]


def test_docx_tables_revisions_breaks_and_content_controls() -> None:
    def cell(words: str, properties: str = "") -> str:
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(words)}</w:tc>"

    body = (
        "<w:tbl><w:tr>" + cell("序号") + cell("任务", '<w:gridSpan w:val="2"/>') + "</w:tr>"
        "<w:tr>" + cell("1", '<w:vMerge w:val="restart"/>') + cell("甲") + cell("乙") + "</w:tr>"
        "<w:tr>" + cell("", "<w:vMerge/>") + cell("丙") + cell("丁") + "</w:tr></w:tbl>"
        "<w:p><w:r><w:t>留</w:t></w:r><w:del><w:r><w:delText>删</w:delText></w:r></w:del><w:ins><w:r><w:t>"
        "增</w:t></w:r></w:ins></w:p>"
        "<w:p><w:r><w:t>上</w:t><w:br/><w:t>下</w:t></w:r></w:p>"
        f"<w:sdt><w:sdtContent>{paragraph('控件')}</w:sdtContent></w:sdt>"
    )
    assert extract(factory.docx(body)).blocks == [
        Table((("序号", "任务", "任务"), ("1", "甲", "乙"), ("1", "丙", "丁"))),
        Paragraph("留增"),
        Paragraph("上"),
        Paragraph("下"),
        Paragraph("控件"),
    ]


def test_docx_task_table() -> None:
    rows = "".join(
        "<w:tr>" + "".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) + "</w:tr>" for row in GRID
    )
    words = NOTICE.split("序号\t")[0].splitlines()
    body = "".join(paragraph(line) for line in words) + f"<w:tbl>{rows}</w:tbl>"
    document = read_document(factory.docx(body))
    assert refs(document)[-2:] == ["附件序号1", "附件序号2"]
    assert document.annexes[0].clauses[1].units[0].lead == ("省教育厅",)


def typeset(text: str, width: int = 40) -> list[list[factory.Placed]]:
    """Words set in lines of ``width`` characters on pages of 30 lines, with page numbers."""
    pages: list[list[factory.Placed]] = []
    y = 0
    for line in text.splitlines():
        words = line.replace("　　", "")
        indent = 2 if line.startswith("　　") else 0
        while words:
            if not pages or y >= 30:
                pages.append([(290, 780, f"— {len(pages) + 1} —")])
                y = 0
            pages[-1].append((60 + 10 * indent, 60 + 20 * y, words[: width - indent]))
            words, indent, y = words[width - indent :], 0, y + 1
    return pages


def test_pdf_lines_become_paragraphs() -> None:
    document, plain = read_document(factory.pdf(typeset(OPINION)), filename="a.pdf"), factory.read(OPINION)
    assert [(c.ref, c.text) for c in document.walk()] == [(c.ref, c.text) for c in plain.walk()]
    assert (document.title, document.number, document.date) == (plain.title, plain.number, plain.date)
    assert {w.code for w in document.warnings} == {WarningCode.PAGE_FURNITURE}


def test_pdf_ruled_table() -> None:
    words = [(60.0, 40.0, "附件"), (250.0, 60.0, "任务分工表")]
    for y, row in enumerate(GRID):
        words += [(55.0 + 100 * x, 120.0 + 30 * y, cell) for x, cell in enumerate(row)]
    across = [(50.0, 100.0 + 30 * y, 450.0, 100.0 + 30 * y) for y in range(4)]
    down = [(50.0 + 100 * x, 100.0, 50.0 + 100 * x, 190.0) for x in range(5)]
    head = typeset(HEAD)
    document = read_document(factory.pdf([*head, words], [*across, *down]))
    assert [list(row) for row in document.annexes[0].tables[0]] == GRID
    assert document.annexes[0].clauses[0].units[0].cooperating == ("省财政厅",)


def test_ofd_lines_become_paragraphs() -> None:
    words = [(60.0, 20.0, "东海省示例局关于示例的通知"), (20.0, 40.0, "各市示例局：")]
    long = "一、为了推动示例空间健康发展，各地要按照统一部署，建设示例平台，提供示例服务，"
    words += [(30.0, 50.0, "现将有关事项通知如下："), (30.0, 60.0, long[:30])]
    words += [(20.0, 70.0, long[30:] + "办好示例活动，推广示例经验。")]
    words += [(30.0, 80.0, "二、抓好落实。"), (120.0, 100.0, "东海省示例局"), (120.0, 110.0, "2031年4月5日")]
    document = read_document(factory.ofd(words), filename="a.ofd")
    assert refs(document) == ["一", "二"]
    assert document.title == "东海省示例局关于示例的通知"
    assert document.clauses[0].text.endswith("提供示例服务，办好示例活动，推广示例经验。")
    assert (str(document.date), document.issuers) == ("2031-04-05", ("东海省示例局",))


@pytest.mark.parametrize(
    ("name", "data"), [("a.pdf", OPINION.encode()), ("a.txt", factory.pdf(typeset(OPINION)))]
)
def test_a_wrong_extension_is_refused(name: str, data: bytes) -> None:
    with pytest.raises(WrongExtension, match="后缀"):
        read_document(data, filename=name)


def test_an_old_office_extension_is_read_by_content() -> None:
    document = read_document(factory.page(LINES), filename="a.doc")
    assert WarningCode.WRONG_EXTENSION in {w.code for w in document.warnings}


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n....", OLD_OFFICE + b"x" * 600, b"Rar!\x1a\x07"])
def test_other_formats_are_refused_with_a_sentence_in_both_languages(data: bytes) -> None:
    with pytest.raises(Unreadable) as caught:
        read_document(data)
    assert caught.value.zh.endswith("。")
    assert caught.value.en.endswith(".")
