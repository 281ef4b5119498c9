"""Everything wrong with a draft, each thing with its place: before it is submitted, and live while a measure is typed.

Two looks. The first takes the draft alone, entry by entry, and leads every sentence to the field it is about. Where it finds
nothing, the second writes the draft into the rule book in force and asks all that `packs check` asks: ties, references,
examples. What was wrong with the rule book before is not the draft's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from zhongchuang.policy.documents.errors import DocumentError
from zhongchuang.policy.documents.mending import tight
from zhongchuang.policy.documents.model import Document
from zhongchuang.policy.documents.settling import put_right, warning_key
from zhongchuang.policy.drafting.content import DraftContent, Entry, EntryKind
from zhongchuang.policy.drafting.entries import Path
from zhongchuang.policy.drafting.sketching import Sketch, sketch
from zhongchuang.policy.drafting.whole import whole_problems
from zhongchuang.policy.packs.checks.measures import LONGEST_ID, MINIMUM_EXAMPLES
from zhongchuang.policy.packs.magnitude import is_of_use
from zhongchuang.policy.packs.numbers import contradicts
from zhongchuang.policy.packs.schema import ClauseClass, Modality, RuleBook
from zhongchuang.policy.packs.text import clauses_of, stands_in


class Area(StrEnum):
    """Which part of the work a problem belongs to, in the order of the work."""

    READING = "reading"
    HEAD = "head"
    PLACE = "place"
    CLASSES = "classes"
    MEASURES = "measures"
    EXAMPLES = "examples"
    PROMISES = "promises"  # duties, targets, lineage, fields, basis texts, facts
    ENDS = "ends"
    WHOLE = "whole"  # what only the rule book as a whole shows


@dataclass(frozen=True, slots=True)
class DraftProblem:
    """One thing wrong. `name` is the entry, clause or warning it is about; `field` the keys to the value, joined by dots."""

    area: Area
    name: str | None
    zh: str
    en: str
    kind: EntryKind | None = None
    field: str | None = None
    ref: str | None = None


_AREAS = {EntryKind.MEASURE: Area.MEASURES, EntryKind.EXAMPLE: Area.EXAMPLES}


def check_draft(
    book: RuleBook, base: RuleBook, content: DraftContent, text: str, raw: Document
) -> tuple[DraftProblem, ...]:
    """Everything wrong with a draft against `book`, the rule book in force; `base` is the one it was begun on."""
    try:
        read = put_right(raw, content.mends, content.settled, text)
    except DocumentError as error:
        return (DraftProblem(Area.READING, None, error.zh, error.en),)
    drawn = sketch(book, content, text, raw)
    found = [
        *_warnings(content, raw),
        *_head(book, content, read, text),
        *_place(book, content),
        *_classes(content, read),
        *_entries(drawn),
        *_quotes(book, content, read),
        *_numbers(content),
        *_examples(content),
        *_ends(book, content, read),
    ]
    if not found:
        found = [
            DraftProblem(Area.WHOLE, p.name, p.zh, p.en, p.kind)
            for p in whole_problems(book, base, content, text, raw)
        ]
    order = list(Area)
    return tuple(sorted(dict.fromkeys(found), key=lambda p: order.index(p.area)))


def check_measure(
    book: RuleBook, content: DraftContent, text: str, raw: Document, entry: Entry
) -> tuple[DraftProblem, ...]:
    """What is wrong with one measure as it is being typed, whether it is kept yet or not."""
    name = str(entry.get("id") or "")
    typed = content.with_entry(EntryKind.MEASURE, entry)
    read = put_right(raw, content.mends, content.settled, text)
    drawn = sketch(book, typed, text, raw)
    found = [*_entries(drawn), *_quotes(book, typed, read), *_numbers(typed)]
    own = [p for p in found if p.kind is EntryKind.MEASURE and (p.name or "") == name]
    if not entry.get("clause"):
        zh, en = "请选择条款。", "Choose the clause."
        own.append(DraftProblem(Area.MEASURES, name, zh, en, EntryKind.MEASURE, "clause"))
    return tuple(dict.fromkeys(own))


def _warnings(content: DraftContent, raw: Document) -> Iterator[DraftProblem]:
    """Of a new text every warning is looked into; a published one was in force with what is left."""
    if content.opened:
        return
    settled = {row.key for row in content.settled}
    for warning in raw.warnings:
        key = warning_key(warning)
        if key not in settled:
            yield DraftProblem(
                Area.READING,
                key,
                f"提示还没有处理：{warning.message}",
                f"A warning is not settled yet ({warning.code.value}).",
                ref=warning.ref,
            )


def _head(book: RuleBook, content: DraftContent, read: Document, text: str) -> Iterator[DraftProblem]:
    head = content.head

    def wrong(field: str, zh: str, en: str) -> DraftProblem:
        return DraftProblem(Area.HEAD, head.id, zh, en, field=field)

    if not content.opened and (held := book.document(head.id)) is not None:
        yield wrong(
            "id",
            f"标识“{head.id}”已经是“{held.title}”的，请换一个；要修订那份文件，请从它的页面打开。",
            f"“{head.id}” is the id of “{held.title}”; choose another, or open that document to amend it.",
        )
    if not head.title.strip():
        yield wrong("title", "文件没有标题。", "The document has no title.")
    elif head.title_source == "text" and tight(head.title) not in tight(text) and head.title != read.title:
        yield wrong(
            "title_source",
            "标题不在原文里，请写明出处。",
            "The text does not hold the title; give its source.",
        )
    if (
        head.number
        and head.title_source == "text"
        and head.number != read.number
        and not stands_in(head.number, text)
    ):
        yield wrong(
            "title_source",
            "文号不在原文里，请写明出处。",
            "The text does not hold the number; give its source.",
        )
    if head.issued is not None and head.issued_source == "text" and head.issued != read.date:
        yield wrong(
            "issued_source",
            "成文日期不是原文写明的那一天，请写明出处。",
            "The date is not the one the text states; give its source.",
        )


def _place(book: RuleBook, content: DraftContent) -> Iterator[DraftProblem]:
    codes = {*book.places, *(place.code for place in content.places)}
    for place in content.places:
        if place.parent not in codes:
            yield DraftProblem(
                Area.PLACE,
                place.code,
                f"“{place.zh}”的上级 {place.parent} 不在区划里。",
                f"What {place.en} lies in ({place.parent}) is not known.",
            )
    there = book.packs.get(content.head.pack)
    if there is not None and there.place != content.head.place:
        yield DraftProblem(
            Area.PLACE,
            content.head.pack,
            f"标识“{content.head.pack}”是“{there.title.zh}”的包，请换一个。",
            f"“{content.head.pack}” is the pack of {there.title.en}; choose another name.",
        )


_ROWS = {
    ClauseClass.MEASURE: ("措施（或沿袭）", "measure (or lineage)", (EntryKind.MEASURE, EntryKind.LINEAGE)),
    ClauseClass.DUTY: ("职责", "duty", (EntryKind.DUTY,)),
    ClauseClass.TARGET: ("目标", "target", (EntryKind.TARGET,)),
}


def _classes(content: DraftContent, read: Document) -> Iterator[DraftProblem]:
    refs = dict.fromkeys(clause.ref for clause in read.walk())
    for ref in refs:
        if not content.classes.get(ref):
            yield DraftProblem(
                Area.CLASSES, ref, f"条款“{ref}”没有归类。", f"The clause “{ref}” is not classed.", ref=ref
            )
    for kind, (zh, en, kinds) in _ROWS.items():
        held = {
            str(row.get("clause"))
            for entry_kind in kinds
            for row in content.of(entry_kind)
            if entry_kind is not EntryKind.LINEAGE or row.get("measures")
        }
        classed = {ref for ref, words in content.classes.items() if kind in words}
        for ref in sorted(classed - held):
            yield DraftProblem(
                Area.CLASSES,
                ref,
                f"条款“{ref}”归为{zh}，还没有写{zh}。",
                f"The clause “{ref}” is classed {kind.value} but has no {en}.",
                ref=ref,
            )
        for ref in sorted((held & set(refs)) - classed):
            yield DraftProblem(
                Area.CLASSES,
                ref,
                f"条款“{ref}”写了{zh}，却没有归为{zh}。",
                f"The clause “{ref}” has a {en} but is not classed {kind.value}.",
                ref=ref,
            )


def _entries(drawn: Sketch) -> Iterator[DraftProblem]:
    """What the readers of pack files say of each entry."""
    for kind, name, path, zh, en in drawn.problems:
        yield DraftProblem(_AREAS.get(kind, Area.PROMISES), name, zh, en, kind, dotted(path))


def dotted(path: Path) -> str | None:
    """`parameters.share.values.0.quote`; None for the entry as a whole."""
    return ".".join(str(part) for part in path) or None


def _quotes(book: RuleBook, content: DraftContent, read: Document) -> Iterator[DraftProblem]:
    """Every quote stands in its clause: of this document, or of one that is held."""
    for kind in (EntryKind.MEASURE, EntryKind.DUTY, EntryKind.TARGET, EntryKind.LINEAGE):
        for row in content.of(kind):
            own = str(row.get("clause") or "")
            if own and read.clause(own) is None:
                yield _quote_problem(
                    kind, row, ("clause",), f"没有条款“{own}”。", f"There is no clause “{own}”."
                )
                continue
            for path, quote, elsewhere in _quoted(kind, row):
                words = _words_of(book, content, read, elsewhere or f"{content.head.id}#{own}")
                if words is None:
                    zh, en = f"没有条款“{elsewhere}”。", f"There is no clause “{elsewhere}”."
                    yield _quote_problem(kind, row, (*path[:-1], "clause"), zh, en)
                elif not stands_in(quote, words):
                    zh = f"引文“{quote}”不在条款{elsewhere or own}的原文里，请逐字核对。"
                    en = f"The quote “{quote}” does not stand in the clause {elsewhere or own}; copy it word for word."
                    yield _quote_problem(kind, row, path, zh, en)


def _numbers(content: DraftContent) -> Iterator[DraftProblem]:
    """A parameter says the number its quote says."""
    for row in content.of(EntryKind.MEASURE):
        parameters = row.get("parameters")
        for name, parameter in (parameters if isinstance(parameters, dict) else {}).items():
            values = parameter.get("values") if isinstance(parameter, dict) else None
            for place, value in enumerate(values if isinstance(values, list) else []):
                quote = value.get("quote") if isinstance(value, dict) else None
                if not isinstance(quote, str):
                    continue
                number = _number(value.get("value"))
                if number is None or not contradicts(quote, number, _as_written(parameter)):
                    continue
                zh = f"引文“{quote}”说的不是这个数，请核对数值或另选引文。"
                en = f"The quote “{quote}” says another number; check the value or quote other words."
                path = ("parameters", name, "values", place, "value")
                yield _quote_problem(EntryKind.MEASURE, row, path, zh, en)


def _as_written(parameter: Entry) -> str:
    """The type of a number in a file: money stands there in 元, so it is a number like others."""
    return "rate" if parameter.get("type") == "rate" else "decimal"


def _number(written: object) -> Decimal | None:
    """A number of reasonable size; None for anything else, which its own check tells."""
    if isinstance(written, bool) or not isinstance(written, int | str):
        return None
    try:
        number = Decimal(written)
    except InvalidOperation:
        return None
    return number if number.is_finite() and is_of_use(number) else None


def _quoted(kind: EntryKind, row: Entry) -> Iterator[tuple[Path, str, str | None]]:
    """The quotes of an entry: where they are written, the words, the clause where it is another one."""
    if isinstance(row.get("quote"), str):
        yield ("quote",), row["quote"], None
    parameters = row.get("parameters")
    if kind is EntryKind.MEASURE and isinstance(parameters, dict):
        for name, parameter in parameters.items():
            values = parameter.get("values") if isinstance(parameter, dict) else None
            for place, value in enumerate(values if isinstance(values, list) else []):
                if isinstance(value, dict) and isinstance(value.get("quote"), str):
                    path = ("parameters", name, "values", place, "quote")
                    yield path, value["quote"], value.get("clause")
    listed = row.get("checks" if kind is EntryKind.MEASURE else "measures")
    if kind in (EntryKind.MEASURE, EntryKind.LINEAGE) and isinstance(listed, list):
        for place, item in enumerate(listed):
            if isinstance(item, dict) and isinstance(item.get("quote"), str):
                yield (
                    ("checks" if kind is EntryKind.MEASURE else "measures", place, "quote"),
                    item["quote"],
                    None,
                )


def _words_of(book: RuleBook, content: DraftContent, read: Document, clause: str) -> str | None:
    document, _, ref = clause.partition("#")
    if document == content.head.id:
        found = read.clause(ref)
        return None if found is None else found.text
    held = book.document(document)
    if held is None:
        return None
    there = clauses_of(held).get(ref)
    return None if there is None else there.text


def _quote_problem(kind: EntryKind, row: Entry, path: Path, zh: str, en: str) -> DraftProblem:
    area = _AREAS.get(kind, Area.PROMISES)
    clause = str(row.get("clause") or "") or None
    return DraftProblem(area, str(row.get(kind.key) or ""), zh, en, kind, dotted(path), clause)


def _examples(content: DraftContent) -> Iterator[DraftProblem]:
    """Enough examples of every measure; of one that is never met, one that shows whom it is for."""
    counts: dict[str, int] = {}
    shown: set[str] = set()
    for row in content.examples:
        expected = row.get("expect")
        for name, told in expected.items() if isinstance(expected, dict) else ():
            local = name.removeprefix(f"{content.head.pack}/")
            counts[local] = counts.get(local, 0) + 1
            if isinstance(told, dict) and told.get("near_miss") == "true":
                shown.add(local)
    for row in content.measures:
        name = str(row.get("id") or "")
        if counts.get(name, 0) < MINIMUM_EXAMPLES:
            yield DraftProblem(
                Area.EXAMPLES,
                name,
                f"措施“{_title(row)}”有 {counts.get(name, 0)} 个实例，至少要 {MINIMUM_EXAMPLES} 个。",
                f"The measure “{name}” has {counts.get(name, 0)} example(s); {MINIMUM_EXAMPLES} are needed.",
                EntryKind.MEASURE,
            )
        never = row.get("modality") in (Modality.ENCOURAGES.value, Modality.SUSPENDED.value)
        if never and name not in shown:
            yield DraftProblem(
                Area.EXAMPLES,
                name,
                f"措施“{_title(row)}”不会得出“符合”，要有一个标明“还差一步”的实例，说明它写给谁。",
                f"The measure “{name}” is never met; it needs an example with a near miss that shows whom it is for.",
                EntryKind.MEASURE,
            )
        if len(f"{content.head.pack}/{name}".encode()) > LONGEST_ID:
            yield DraftProblem(
                Area.MEASURES,
                name,
                f"编号超过 {LONGEST_ID} 字节，请起短一些。",
                f"The id is longer than {LONGEST_ID} bytes; shorten it.",
                EntryKind.MEASURE,
                "id",
            )


def _title(row: Entry) -> str:
    words = row.get("title")
    return str((words.get("zh") if isinstance(words, dict) else None) or row.get("id") or "")


def _ends(book: RuleBook, content: DraftContent, read: Document) -> Iterator[DraftProblem]:
    for end in content.ends:
        if end.document != content.head.id and book.document(end.document) is None:
            yield DraftProblem(
                Area.ENDS,
                end.document,
                f"没有文件“{end.document}”。",
                f"There is no document “{end.document}”.",
            )
        if end.quote is None:
            continue
        clause = read.clause(end.clause or "")
        if clause is None or not stands_in(end.quote, clause.text):
            yield DraftProblem(
                Area.ENDS,
                end.document,
                f"引文“{end.quote}”不在条款“{end.clause}”的原文里。",
                f"The quote “{end.quote}” does not stand in the clause “{end.clause}”.",
                field="quote",
                ref=end.clause,
            )
