"""From the bytes of a file to paragraphs and tables, by what the content is and never by the file's name."""

from __future__ import annotations

from pathlib import PurePath

from zhongchuang.policy.documents.errors import NoText, TooLarge, WrongExtension
from zhongchuang.policy.documents.extract.sniff import EXTENSIONS, OTHER_OFFICE, Format, sniff
from zhongchuang.policy.documents.limits import MAX_BLOCKS, MAX_CHARACTERS, MAX_FILE_BYTES, MIB
from zhongchuang.policy.documents.model import ReadWarning, WarningCode
from zhongchuang.policy.documents.source import Block, Paragraph, Source


def extract(data: bytes, filename: str | None = None) -> Source:
    """The paragraphs and tables of a file of any known format.

    Raises the ``Unreadable`` errors. A name that promises another of the known formats than
    the content has is refused; .doc and .wps, whose content may be anything, only give a warning.
    """
    if len(data) > MAX_FILE_BYTES:
        raise too_large(len(data))
    kind = sniff(data)
    suffix = PurePath(filename or "").suffix.lower()
    if EXTENSIONS.get(suffix, kind) is not kind:
        raise WrongExtension(
            f"文件名后缀是“{suffix}”，内容却是{kind.value}：请确认选对了文件，并改成正确的后缀后再上传。",
            f"The name ends with “{suffix}”, but the content is {kind.name}: check that it is the right "
            f"file and "
            "give it the right extension.",
        )
    source = _extractor(kind, data)
    characters = sum(_size(block) for block in source.blocks)
    if characters > MAX_CHARACTERS or len(source.blocks) > MAX_BLOCKS:
        raise TooLarge(
            f"文件有 {characters} 个字符、{len(source.blocks)} 段，超出一份公文的规模：请只上传公文本身。",
            f"The file holds {characters} characters in {len(source.blocks)} blocks, more than a document "
            f"has: "
            "upload the document alone.",
        )
    if not any(_size(block) for block in source.blocks):
        raise NoText(
            "文件中没有文字：如果是扫描件，请先做文字识别（OCR）再上传。",
            "The file holds no text: if it is a scan, run character recognition (OCR) first.",
        )
    if suffix in OTHER_OFFICE:
        said = f"文件名后缀是“{suffix}”，内容是{kind.value}，已按内容读取。"
        source.warnings.append(ReadWarning(WarningCode.WRONG_EXTENSION, None, said))
    return source


def too_large(size: int) -> TooLarge:
    """The error for a file of ``size`` bytes."""
    return TooLarge(
        f"文件有 {size / MIB:.0f} MB，超过 {MAX_FILE_BYTES // MIB} MB 的上限：请只上传公文本身，"
        f"或压缩其中的图片。",
        f"The file has {size / MIB:.0f} MB, the limit is {MAX_FILE_BYTES // MIB} MB: upload the document "
        f"alone, "
        "or shrink its pictures.",
    )


def _size(block: Block) -> int:
    if isinstance(block, Paragraph):
        return len(block.text.strip())
    return sum(len(cell.strip()) for row in block.rows for cell in row)


def _extractor(kind: Format, data: bytes) -> Source:
    # Imported where needed: reading a text file must not pay for loading the PDF libraries.
    if kind is Format.PDF:
        from zhongchuang.policy.documents.extract.pdf import read_pdf

        return read_pdf(data)
    if kind is Format.DOCX:
        from zhongchuang.policy.documents.extract.docx import read_docx

        return read_docx(data)
    if kind is Format.OFD:
        from zhongchuang.policy.documents.extract.ofd import read_ofd

        return read_ofd(data)
    if kind is Format.HTML:
        from zhongchuang.policy.documents.extract.html import read_html

        return read_html(data)
    from zhongchuang.policy.documents.extract.text import read_text

    return read_text(data)
