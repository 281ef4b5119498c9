"""Rows and cards: a document, a measure, a place, an example as the page parts show them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhongchuang.core.page import Cell, Money, Row, Status
from zhongchuang.policy.matching.words import day
from zhongchuang.policy.models import Document, Measure
from zhongchuang.policy.packs.schema import ClauseClass, DocumentState, Modality, SubjectKind
from zhongchuang.policy.selectors.clauses import DocumentContent
from zhongchuang.policy.selectors.promises import FactInWords, ReadExample
from zhongchuang.policy.views import addresses, labels

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

SENTENCE_END = {"zh": "。", "en": ". "}


def document_row(row: Document) -> Row:
    """A line of the list of documents; `promises` is the annotation of the selector."""
    place = labels.place_name(row.place.name, row.place.name_en)
    promises: int = row.promises  # type: ignore[attr-defined]  # annotated by documents_matching
    return Row(
        (
            Cell(row.title, addresses.to_document(row.slug), row.number or ""),
            Cell(place),
            Cell(row.issued if row.issued else _("文本未写")),
            Cell(labels.state_status(DocumentState(row.state))),
            Cell(promises),
        )
    )


def measure_row(row: Measure) -> Row:
    """A line of the list of measures: the name, and the first sentence of what it promises."""
    english = labels.reads_english()
    summary, end = (row.summary_en, SENTENCE_END["en"]) if english else (row.summary, SENTENCE_END["zh"])
    kinds = [kind.kind for kind in row.kinds.all()]
    return Row(
        (
            Cell(
                row.title_en if english else row.title,
                addresses.to_measure(row.slug),
                first_sentence(summary, end),
            ),
            Cell(
                labels.place_name(row.place.name, row.place.name_en),
                note=f"{row.document.number or ''} {row.clause_ref}".strip(),
            ),
            Cell(labels.INSTRUMENTS[row.instrument]),
            Cell(_("、").join(str(label) for kind, label in labels.KINDS.items() if kind in kinds)),
            Cell(labels.modality_status(Modality(row.modality))),
        )
    )


def first_sentence(text: str, end: str) -> str:
    """Up to and with the first full stop."""
    head, stop, _rest = text.partition(end)
    return head + stop.strip()


def class_counts(content: DocumentContent) -> list[str]:
    """How many clauses do what; a clause that does several things counts for each."""
    counted = Counter(term for one in content.walk() for term in one.classes)
    told = {
        ClauseClass.MEASURE: ngettext("%(n)s 条给出措施", "%(n)s 条给出措施", counted[ClauseClass.MEASURE]),
        ClauseClass.DUTY: ngettext("%(n)s 条写明职责", "%(n)s 条写明职责", counted[ClauseClass.DUTY]),
        ClauseClass.TARGET: ngettext("%(n)s 条定下目标", "%(n)s 条定下目标", counted[ClauseClass.TARGET]),
        ClauseClass.PRINCIPLE: ngettext("%(n)s 条讲原则", "%(n)s 条讲原则", counted[ClauseClass.PRINCIPLE]),
    }
    return [told[term] % {"n": counted[term]} for term in ClauseClass if counted[term]]


@dataclass(frozen=True, slots=True)
class ExampleCard:
    """An example of the packs: who, when, what was known, what came out."""

    name: str
    place: str
    kind: StrOrPromise
    on: str
    facts: tuple[FactInWords, ...]
    verdict: Status
    amount: Money | None


def example_card(read: ReadExample) -> ExampleCard:
    """The example for the page; an amount the example does not promise is not shown."""
    expected = read.expected
    return ExampleCard(
        name=read.example.name,
        place=labels.in_language(read.place),
        kind=labels.KINDS[SubjectKind(read.example.kind)],
        on=labels.in_language(day(read.example.on)),
        facts=read.facts,
        verdict=labels.answer_status(expected.verdict),
        amount=Money(expected.amount_fen) if expected.amount_fen is not None else None,
    )
