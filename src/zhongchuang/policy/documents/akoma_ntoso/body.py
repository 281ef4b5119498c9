"""The text: title and number, opening words, the clause tree, who signed and when, annexes."""

from __future__ import annotations

from lxml import etree

from zhongchuang.policy.documents.akoma_ntoso import inline, metadata
from zhongchuang.policy.documents.akoma_ntoso.names import Names, Place, annex_id, printed
from zhongchuang.policy.documents.akoma_ntoso.xml import add
from zhongchuang.policy.documents.model import Annex, Citation, Clause

STOPS = frozenset("。：:；")
"""What the text sets behind a heading stays with the heading."""


def write(act: etree._Element, names: Names) -> None:
    """Everything after <meta>."""
    _preface(act, names)
    _preamble(act, names)
    body = add(act, "body", eId="body")
    if names.document.clauses:
        _tree(body, names.document.clauses, names, "")
    else:  # a body must hold something; a document without clauses has only its opening words
        content = add(add(body, "hcontainer", eId="hcontainer_1", name="text"), "content")
        for line in names.work.opening or ("",):
            add(content, "p", line)
    _conclusions(act, names)
    if names.document.annexes:
        attachments = add(act, "attachments")
        for position, annex in enumerate(names.document.annexes, start=1):
            _annex(attachments, annex, position, names)


def _preface(act: etree._Element, names: Names) -> None:
    work = names.work
    if not work.title and not work.number:
        return
    preface = add(act, "preface")
    if work.title:
        add(add(preface, "p", class_="title"), "docTitle", work.title)
    if work.number:
        add(add(preface, "p", class_="number"), "docNumber", work.number)


def _preamble(act: etree._Element, names: Names) -> None:
    """Who is addressed, and what stands before the first clause."""
    addressees, opening = names.document.addressees, names.work.opening
    if not names.document.clauses:
        opening = ()
    if not addressees and not opening:
        return
    preamble = add(act, "preamble")
    if addressees:
        add(preamble, "p", addressees, class_="addressees")
    for line in opening:
        citations = [citation for citation in names.document.citations if citation.ref is None]
        inline.write(add(preamble, "p"), line, (), citations, names)


def _tree(parent: etree._Element, clauses: tuple[Clause, ...], names: Names, before: str) -> None:
    for clause, place in names.places(clauses, before):
        _clause(parent, clause, place, names)


def _clause(parent: etree._Element, clause: Clause, place: Place, names: Names) -> None:
    """Number, heading, own words, and the clauses below."""
    element = add(parent, place.element, eId=place.e_id, **printed(clause.ref))
    if clause.label:
        add(element, "num", clause.label)
    heading, words = clause.heading, clause.text
    if heading and words.startswith(heading):
        end = len(heading) + (words[len(heading) : len(heading) + 1] in STOPS)
        add(element, "heading", words[:end])
        words = words[end:]
    paragraphs = [line for line in words.split("\n") if line.strip()]
    citations = [citation for citation in names.document.citations if citation.ref == clause.ref]
    if clause.clauses:
        holder = add(element, "intro", eId=f"{place.e_id}__intro_1") if paragraphs else None
        _paragraphs(holder, paragraphs, clause, citations, names)
        _tree(element, clause.clauses, names, place.e_id)
    else:
        holder = add(element, "content", eId=f"{place.e_id}__content_1")
        _paragraphs(holder, paragraphs or [""], clause, citations, names)


def _paragraphs(
    holder: etree._Element | None, lines: list[str], clause: Clause, citations: list[Citation], names: Names
) -> None:
    if holder is None:
        return
    for line in lines:
        inline.write(add(holder, "p"), line, clause.units, citations, names)


def _conclusions(act: etree._Element, names: Names) -> None:
    """Who issued it and when, as the platform holds it."""
    work = names.work
    if not work.issuers and work.issued is None:
        return
    conclusions = add(act, "conclusions")
    for issuer in work.issuers:
        author = add(add(conclusions, "p", class_="signature"), "role", refersTo="#author")
        add(author, "organization", issuer, refersTo=f"#{names.organisation(issuer)}")
    if work.issued is not None:
        day = work.issued
        words = f"{day.year}年{day.month}月{day.day}日"
        add(add(conclusions, "p", class_="date"), "docDate", words, date=day.isoformat())


def _annex(attachments: etree._Element, annex: Annex, position: int, names: Names) -> None:
    """An annex is a document of its own inside this one: its clauses, its tables."""
    e_id = annex_id(position)
    attachment = add(attachments, "attachment", eId=e_id, **printed(annex.ref))
    if annex.title:
        add(attachment, "heading", annex.title)
    doc = add(attachment, "doc", name="annex")
    metadata.identification(add(doc, "meta"), names, position)
    main = add(doc, "mainBody", eId=f"{e_id}__mainBody")
    _tree(main, annex.clauses, names, e_id)
    for number, rows in enumerate(annex.tables, start=1):
        _table(main, rows, f"{e_id}__table_{number}")
    if not annex.clauses and not annex.tables:
        add(main, "p")


def _table(main: etree._Element, rows: tuple[tuple[str, ...], ...], e_id: str) -> None:
    """A table cell by cell; its first row names the columns."""
    table = add(main, "table", eId=e_id)
    for position, row in enumerate(rows):
        line = add(table, "tr")
        for cell in row or ("",):
            box = add(line, "th" if position == 0 else "td")
            for words in cell.split("\n"):
                add(box, "p", words)
