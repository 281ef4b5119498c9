"""Documents whose reading was put right: the loader reads them as the desk did, and says where a mend does not fit."""

from __future__ import annotations

from zhongchuang.policy.packs.loader import rulebook_of
from zhongchuang.policy.packs.tests.factory import changed, problems_of, sample_book
from zhongchuang.policy.packs.text import clauses_of, raw_reading, read_text

ENTRY = "province/documents/shi-2020-1.yaml"


def with_entry(words: str) -> dict[str, str]:
    return changed((ENTRY, "rank: normative\n", "rank: normative\n" + words))


def test_a_mend_of_the_file_is_applied_to_the_reading() -> None:
    book = rulebook_of(with_entry("mended:\n  - {op: heading, ref: 一, heading: null}\n"))
    document = book.document("shi-2020-1")
    assert document is not None
    assert clauses_of(document)["一"].heading is None
    assert raw_reading(document).clause("一") != clauses_of(document)["一"]
    assert document.text == sample_book().document("shi-2020-1").text  # type: ignore[union-attr]  # it is there


def test_a_mend_is_part_of_the_content_that_is_versioned() -> None:
    mended = rulebook_of(with_entry("mended:\n  - {op: heading, ref: 一, heading: null}\n")).document(
        "shi-2020-1"
    )
    plain = sample_book().document("shi-2020-1")
    assert mended is not None
    assert plain is not None
    assert mended.content != plain.content


def test_a_settled_warning_is_gone_from_the_reading() -> None:
    document = sample_book().document("shi-2020-1")
    assert document is not None
    [warning] = raw_reading(document).warnings
    row = f"settled:\n  - {{code: {warning.code.value}, message: {warning.message}, note: 核对过}}\n"
    settled = rulebook_of(with_entry(row)).document("shi-2020-1")
    assert settled is not None
    assert read_text(settled).warnings == ()
    assert read_text(document).warnings == (warning,)


def test_a_mend_that_does_not_fit_is_told_with_file_and_line() -> None:
    problems = problems_of(with_entry("mended:\n  - {op: join, ref: 九}\n"))
    assert any("没有条款“九”" in p.zh and p.path == ENTRY for p in problems)
    unknown = problems_of(with_entry("mended:\n  - {op: repair, ref: 一}\n"))
    assert any("没有“repair”这种订正" in p.zh and p.line == 4 for p in unknown)
    missing = problems_of(with_entry("settled:\n  - {code: no_title}\n"))
    assert {p.zh for p in missing} >= {"缺少“message”。", "缺少“note”。"}
