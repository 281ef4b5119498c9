"""The text that is kept of a file: read again it is the document, whatever the format was; of a text it is its own characters."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest

from zhongchuang.policy.documents.errors import TooLarge, Unreadable
from zhongchuang.policy.documents.limits import MAX_FILE_BYTES
from zhongchuang.policy.documents.read import read_document, read_with_text
from zhongchuang.policy.documents.sandbox import read_text_in_sandbox
from zhongchuang.policy.documents.tests.factory import NOTICE, OPINION, docx, ofd, page, paragraph, read, refs

FORMATS: Mapping[str, tuple[str, Callable[[list[str]], bytes]]] = {
    "docx": ("x.docx", lambda words: docx("".join(map(paragraph, words)))),
    "ofd": ("x.ofd", lambda words: ofd([(20, 20 + 8 * row, line) for row, line in enumerate(words)])),
    "html": ("x.html", lambda words: page(words)),
}


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_file_of_another_format_becomes_a_text_that_is_read_alike(suffix: str) -> None:
    name, make = FORMATS[suffix]
    data = make(OPINION.strip().split("\n"))
    document, text = read_with_text(data, filename=name)
    again = read_document(text.encode(), filename="text.txt")
    assert replace(document, warnings=()) == replace(again, warnings=())
    assert refs(document) == refs(read(OPINION))
    assert set(read_document(data, filename=name).warnings) <= set(document.warnings)


def test_a_table_of_a_web_page_becomes_rows_that_are_read_alike() -> None:
    rows = [("序号", "工作事项", "牵头单位"), ("1", "培育主体", "省科技厅"), ("2", "优化服务", "省教育厅")]
    data = page([*OPINION.strip().split("\n"), "附件", "任务分工表"], rows)
    document, text = read_with_text(data, filename="x.html")
    assert "2\t优化服务\t省教育厅" in text
    assert [c.ref for annex in document.annexes for c in annex.clauses] == ["附件序号1", "附件序号2"]


def test_tables_are_kept_row_by_row() -> None:
    document, text = read_with_text(NOTICE.encode(), filename="x.txt")
    assert text == NOTICE
    assert [clause.ref for annex in document.annexes for clause in annex.clauses] == [
        "附件序号1",
        "附件序号2",
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_text_is_kept_in_its_own_characters(encoding: str) -> None:
    document, text = read_text_in_sandbox(OPINION.encode(encoding), "x.txt")
    assert text == OPINION
    assert document == read(OPINION)


def test_the_child_refuses_what_it_always_refused() -> None:
    with pytest.raises(Unreadable):
        read_text_in_sandbox(b"%PDF-1.4 broken", "x.pdf")
    with pytest.raises(TooLarge):
        read_text_in_sandbox(b"x" * (MAX_FILE_BYTES + 1), "x.txt")
