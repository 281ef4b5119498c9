"""The stages of parsing in their order: from blocks of a source to a Document."""

from __future__ import annotations

import datetime
import re

from zhongchuang.policy.documents.annexes import AnnexPart
from zhongchuang.policy.documents.citations import read_citations
from zhongchuang.policy.documents.clauses import to_clauses
from zhongchuang.policy.documents.cleaning import clean_blocks, squeeze
from zhongchuang.policy.documents.copies import one_copy
from zhongchuang.policy.documents.furniture import (
    Metadata,
    is_metadata_table,
    read_metadata,
    without_page_numbers,
)
from zhongchuang.policy.documents.head import Head, read_head
from zhongchuang.policy.documents.layout import Layout, divide
from zhongchuang.policy.documents.marks import text_of
from zhongchuang.policy.documents.model import Annex, Clause, Document, Quantity, WarningCode
from zhongchuang.policy.documents.numerals import DATE, ISO_DATE, to_date
from zhongchuang.policy.documents.quantities import read_quantities
from zhongchuang.policy.documents.report import Report
from zhongchuang.policy.documents.source import Source, Table
from zhongchuang.policy.documents.tables import (
    gather_rows,
    read_task_tables,
    rectangular,
    warn_redacted,
    without_bands,
)
from zhongchuang.policy.documents.tree import Node, build_tree
from zhongchuang.policy.documents.units import LeadRule, states_lead_rule
from zhongchuang.policy.documents.validity import read_validity
from zhongchuang.policy.documents.wraps import mend_lines


def parse(source: Source) -> Document:
    """Read the blocks of a source. Deterministic: the same blocks give the same document."""
    report = Report(source.warnings)
    blocks = one_copy(clean_blocks(source.blocks, report), report)
    blocks, numbers = without_page_numbers(gather_rows(without_bands(blocks)))
    if numbers:
        report.add(WarningCode.PAGE_FURNITURE, f"已略去 {numbers} 处页码。")
    metadata = read_metadata(blocks)
    if metadata.seen:
        report.add(WarningCode.PAGE_FURNITURE, "文本带有网页的菜单、信息栏等内容，已略去。")
    blocks = [block for block in blocks if not (isinstance(block, Table) and is_metadata_table(block))]
    layout = divide(mend_lines(blocks, report))
    head = read_head(layout, metadata, source.page_title, report)
    day = _date(layout, metadata, head, report)
    rule = LeadRule()
    cover, bodies = _trees(layout, report)
    roots = [*([cover] if cover else []), *bodies]
    clauses = tuple(clause for root in roots for clause in to_clauses(root, rule, report))
    read = [_annex(part, rule, report) for part in layout.annexes]
    annexes = _with_missing(tuple(annex for annex, _ in read), layout, report)
    parts = [
        *_parts(layout, roots, clauses),
        *(part for annex, words in read for part in _words(annex, words)),
    ]
    validity = read_validity("\n".join(text for _, text in parts), day, report)
    own = [head.title, metadata.title, squeeze("".join(layout.issued_title)), source.page_title]
    own += [name for name, _ in layout.issued_more]
    own += [*(annex.title for annex in annexes), *_issued_names(head.title)]
    return Document(
        title=head.title,
        number=head.number,
        issuers=head.issuers,
        date=day,
        addressees=layout.addressees,
        genre=head.genre,
        effective_from=validity.start,
        expires=validity.end,
        clauses=clauses,
        citations=read_citations(parts, own, head.number),
        quantities=_quantities(clauses, annexes),
        annexes=annexes,
        warnings=report.warnings(),
    )


def _date(layout: Layout, metadata: Metadata, head: Head, report: Report) -> datetime.date | None:
    """The 成文日期: of the signature, else of the site's 成文日期 (with a warning)."""
    signature = layout.signature
    if signature and signature.date:
        return signature.date
    if signature and signature.invalid_date:
        report.add(WarningCode.INVALID_DATE, f"落款日期“{signature.invalid_date}”不是有效的日期。")
    if head.enactment and head.enactment.date:
        return head.enactment.date
    for line in layout.head:  # （2026年7月4日） under the title, as the gazette prints it
        if (match := DATE.fullmatch(line.strip(" （）()"))) and line.startswith(("（", "(")):
            return to_date(match)
    if metadata.date and (match := DATE.search(metadata.date) or ISO_DATE.search(metadata.date)):
        report.add(WarningCode.DATE_FROM_METADATA, "正文没有落款日期，成文日期取自网页信息栏。")
        return to_date(match)
    report.add(WarningCode.NO_DATE, "文中没有成文日期。")
    return None


def _trees(layout: Layout, report: Report) -> tuple[Node | None, list[Node]]:
    """The trees of the body, and that of the cover if the cover has clauses beside the text it issues."""
    if not layout.issued and not layout.issued_more:
        return None, [build_tree(layout.cover, "", report)]
    cover = build_tree(layout.cover, "通知", report)
    texts = [layout.issued, *(blocks for _, blocks in layout.issued_more)]
    return (cover if cover.children else None), [build_tree(blocks, "", report) for blocks in texts]


def _annex(part: AnnexPart, rule: LeadRule, report: Report) -> tuple[Annex, str]:
    """An annex, and its words outside clauses."""
    ref = part.ref
    words = "\n".join(text_of(block) for block in part.blocks)
    if states_lead_rule(words):
        rule.holds = True
    root = build_tree([block for block in part.blocks if not isinstance(block, Table)], ref, report)
    clauses = to_clauses(root, rule, report)
    tables = [block for block in part.blocks if isinstance(block, Table)]
    for table in tables:
        warn_redacted(table, ref, report)
    rows = read_task_tables(tables, ref, 1, report)
    grids = tuple(rectangular(table) for table in tables)
    cells = [] if rows else [cell for grid in grids for row in grid for cell in row]
    return Annex(ref, part.title, (*clauses, *rows), grids), "\n".join([*root.paragraphs, *cells])


def _with_missing(annexes: tuple[Annex, ...], layout: Layout, report: Report) -> tuple[Annex, ...]:
    """Annexes the text lists but the copy lacks are kept by name, with a warning."""
    if len(layout.listed) == 1 and (annexes or layout.issued):
        return annexes
    have = {annex.ref for annex in annexes}
    missing = []
    for number, title in layout.listed.items():
        ref = f"附件{number}" if len(layout.listed) > 1 else "附件"
        if ref in have or (layout.issued and squeeze("".join(layout.issued_title)) == title):
            continue
        named = f"“{title}”" if title else ref
        report.add(WarningCode.MISSING_ANNEX, f"正文列出的{named}不在本文本中。", ref)
        missing.append(Annex(ref, title or None))
    return tuple(sorted((*annexes, *missing), key=lambda annex: (len(annex.ref), annex.ref)))


def _parts(layout: Layout, roots: list[Node], clauses: tuple[Clause, ...]) -> list[tuple[str | None, str]]:
    """The words of the body by clause: (None, words) for what stands outside clauses."""
    parts: list[tuple[str | None, str]] = []
    if layout.issued or layout.issued_more:
        covers = [root for root in roots if root.ref == "通知"]
        words = covers[0].paragraphs if covers else [text_of(block) for block in layout.cover]
        parts.append((None, "\n".join(words)))
    parts += [(None, "\n".join(root.paragraphs)) for root in roots if root.ref != "通知"]
    return parts + [(clause.ref, clause.text) for top in clauses for clause in top.walk()]


def _words(annex: Annex, outside: str) -> list[tuple[str | None, str]]:
    """The words of an annex by clause; those outside clauses are under the annex's own ref."""
    parts: list[tuple[str | None, str]] = [(annex.ref, outside)]
    return parts + [(clause.ref, clause.text) for top in annex.clauses for clause in top.walk()]


def _issued_names(title: str | None) -> list[str]:
    """关于印发X的通知 names X, which is the document's own text."""
    match = re.search(
        r"(?:印发|转发|发布|公布)(?:关于)?[《<〈]?(?P<name>.{4,120}?)[》>〉]?的(?:通知|公告|函|决定|通告)》?$",
        squeeze(title or ""),
    )
    return [match["name"], "关于" + match["name"]] if match else []


def _quantities(clauses: tuple[Clause, ...], annexes: tuple[Annex, ...]) -> tuple[Quantity, ...]:
    tops = [*clauses, *(clause for annex in annexes for clause in annex.clauses)]
    return tuple(
        quantity
        for top in tops
        for clause in top.walk()
        for quantity in read_quantities(clause.ref, clause.text)
    )
