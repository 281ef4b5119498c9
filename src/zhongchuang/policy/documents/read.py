"""Reading a document in this process. Files that come from outside are read through ``sandbox``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from zhongchuang.policy.documents.extract import extract
from zhongchuang.policy.documents.extract.sniff import Format, sniff
from zhongchuang.policy.documents.extract.text import decode
from zhongchuang.policy.documents.model import Document
from zhongchuang.policy.documents.parse import parse
from zhongchuang.policy.documents.source import Paragraph, Source


def read_document(data: bytes, *, filename: str | None = None) -> Document:
    """The document in ``data`` (text, HTML, DOCX, PDF or OFD, told by its content).

    ``filename`` only serves to warn of a wrong extension. Pure and deterministic. Raises the ``Unreadable``
    errors of ``errors``.
    """
    return parse(extract(data, filename))


def read_with_text(data: bytes, *, filename: str | None = None) -> tuple[Document, str]:
    """The document, and a text that is read as it: of a text file its own characters, else a line for each paragraph.

    The reading is that of the text, so that it can be read again from what is kept; the warnings are those the file gave,
    and those the text gives. Raises the ``Unreadable`` errors.
    """
    source = extract(data, filename)
    text = decode(data)[0] if sniff(data) is Format.TEXT else "\n".join(_lines(source))
    of_file = parse(source)
    of_text = read_document(text.encode(), filename="text.txt")
    warnings = dict.fromkeys((*of_file.warnings, *of_text.warnings))
    return replace(of_text, warnings=tuple(warnings)), text


def _lines(source: Source) -> Iterator[str]:
    for block in source.blocks:
        if isinstance(block, Paragraph):
            yield ("　　" if block.indented else "") + " ".join(block.text.splitlines())
        else:
            yield from ("\t".join(" ".join(cell.split()) for cell in row) for row in block.rows)
