"""Synthetic documents for the tests: every place, organ, number and policy in them is made up.

``NOTICE`` is a notice that issues a plan; the builders make a DOCX, a PDF, an OFD or a web page of words.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from html import escape

from zhongchuang.policy.documents.model import Document
from zhongchuang.policy.documents.read import read_document

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"

OPINION = """东海省人民政府办公厅
关于支持云帆众创空间发展的实施意见
东政办发〔2031〕12号
各市人民政府，省政府各部门、各直属机构：
　　为贯彻落实《国务院关于支持示例创业的若干意见》（国发〔2030〕99号）精神，经省政府同意，现提出以下意见。
　　一、总体要求
　　坚持市场导向、开放共享，建设一批示例众创空间。
　　二、重点任务
　　（一）建设平台。支持企业建设平台，到2033年，建设不少于30家示例空间。（牵头单位：省科技厅，配合单位：省财政厅）
　　（二）完善服务。鼓励高校开放仪器。
　　1．开放共享。高校应当开放仪器设备。（省教育厅、省科技厅负责）
　　2．补助标准。给予每家最高50万元补助。（省财政厅会同有关部门负责）
　　三、组织实施
　　本意见自2031年6月1日起施行，有效期3年。
东海省人民政府办公厅
2031年5月8日
（此件公开发布）
"""

NOTICE = """东海省人民政府关于印发东海省示例创业行动方案的通知
东政发〔2031〕7号
各市、县人民政府，省政府各部门：
现将《东海省示例创业行动方案》印发给你们，请认真贯彻执行。
东海省人民政府
2031年3月2日
东海省示例创业行动方案
为推动示例创业，制定本方案。
一、工作目标
到2033年，示例指标达到80%以上。
二、主要任务
（一）培育主体。每年新增示例企业100家。
附件：任务分工表
附件
任务分工表
序号\t工作事项\t主要内容\t牵头单位\t配合单位
1\t培育主体\t建立示例企业库\t省科技厅\t省财政厅、省教育厅
开展示例培训\t省教育厅\t/
2\t优化服务\t开设示例窗口\t海州、云州市政府\t省直有关部门
"""


def read(text: str, *, filename: str | None = None) -> Document:
    """Read words as a UTF-8 text file."""
    return read_document(text.encode(), filename=filename)


def refs(document: Document) -> list[str]:
    """The refs of all clauses, in order."""
    return [clause.ref for clause in document.walk()]


def page(words: Sequence[str], table: Sequence[Sequence[str]] = ()) -> bytes:
    """A web page with menus around the words, and a table behind them."""
    body = "".join(f"<p>{escape(line)}</p>" for line in words)
    rows = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in table)
    grid = f"<table>{rows}</table>" if table else ""
    return (
        "<!DOCTYPE html><html><head><meta charset='utf-8'><title>示例网</title><style>p{}</style></head>"
        "<body>"
        "<div>首页 &gt; 政策 &gt; 正文</div><div>发布时间：2031-07-01 浏览次数：12</div>"
        f"<div class='text'>{body}{grid}</div><div>扫一扫在手机打开当前页</div><div>主办：示例办公室</div>"
        "<script>var x = '一、';</script></body></html>"
    ).encode()


def paragraph(words: str, level: int | None = None, numbering: int = 1) -> str:
    """A Word paragraph; ``level`` gives it the automatic number of that level of list ``numbering``."""
    number = (
        f'<w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{numbering}"/></w:numPr></w:pPr>'
        if level is not None
        else ""
    )
    return f'<w:p>{number}<w:r><w:t xml:space="preserve">{escape(words)}</w:t></w:r></w:p>'


NUMBERING = f"""<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="5">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:suff w:val="nothing"/>
<w:lvlText w:val="%1、"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%2）"/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%3."/></w:lvl>
</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="5"/></w:num></w:numbering>"""


def docx(body: str, parts: dict[str, str] | None = None) -> bytes:
    """A DOCX whose body is this XML."""
    document = f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'
    return archive({"[Content_Types].xml": "<Types/>", "word/document.xml": document, **(parts or {})})


def archive(parts: dict[str, str]) -> bytes:
    """A zip file of these parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, words in parts.items():
            package.writestr(name, words)
    return buffer.getvalue()


def ofd(lines: Sequence[tuple[float, float, str]]) -> bytes:
    """An OFD page with words at (x, y) in millimetres, set in type of 5 mm."""
    objects = "".join(
        f'<ofd:TextObject ID="{i}" Boundary="{x} {y} 200 6" Size="5"><ofd:TextCode X="0" Y="5" '
        f'DeltaX="g {len(text)} 5">{escape(text)}</ofd:TextCode></ofd:TextObject>'
        for i, (x, y, text) in enumerate(lines)
    )
    space = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    entry = "<ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody>"
    pages = '<ofd:Pages><ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages>'
    layer = f'<ofd:Content><ofd:Layer ID="2">{objects}</ofd:Layer></ofd:Content>'
    return archive(
        {
            "OFD.xml": f"<ofd:OFD {space}>{entry}</ofd:OFD>",
            "Doc_0/Document.xml": f"<ofd:Document {space}>{pages}</ofd:Document>",
            "Doc_0/Pages/Page_0/Content.xml": f"<ofd:Page {space}>{layer}</ofd:Page>",
        }
    )


Placed = tuple[float, float, str]


def pdf(pages: Sequence[Sequence[Placed]], rules: Sequence[tuple[float, float, float, float]] = ()) -> bytes:
    """A PDF with words at (x, y from the top) in type of 10 points, and rules on the last page.

    The font is one every reader knows by name (Adobe-GB1), so no font file is needed.
    """
    contents = []
    for index, placed in enumerate(pages):
        words = "".join(
            f"BT /F1 10 Tf {x} {800 - y} Td <{text.encode('utf-16-be').hex()}> Tj ET\n"
            for x, y, text in placed
        )
        if index == len(pages) - 1:
            words += "".join(f"{x0} {800 - y0} m {x1} {800 - y1} l S\n" for x0, y0, x1, y1 in rules)
        contents.append(words.encode())
    return assemble(contents)


def assemble(contents: Sequence[bytes], extra: bytes = b"") -> bytes:
    """A PDF file of these page contents; ``extra`` goes into the trailer (/Encrypt …)."""
    kids = " ".join(f"{6 + 2 * i} 0 R" for i in range(len(contents)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(contents)}>>".encode(),
        b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[4 0 R]>>",
        b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)"
        b"/Supplement 4>>/DW 1000/FontDescriptor 5 0 R>>",
        b"<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]/ItalicAngle 0"
        b"/Ascent 880/Descent -120/CapHeight 880/StemV 93>>",
    ]
    for index, content in enumerate(contents):
        place = f"/Contents {7 + 2 * index} 0 R/Resources<</Font<</F1 3 0 R>>>>>>"
        objects.append(b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]" + place.encode())
        objects.append(f"<</Length {len(content)}>>stream\n".encode() + content + b"\nendstream")
    out, places = b"%PDF-1.4\n", []
    for number, data in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + data + b"\nendobj\n"
    table = b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    size = len(objects) + 1
    tail = f"trailer<</Size {size}/Root 1 0 R".encode() + extra + f">>\nstartxref\n{len(out)}\n%%EOF".encode()
    return out + f"xref\n0 {size}\n0000000000 65535 f \n".encode() + table + tail
