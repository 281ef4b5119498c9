"""What was handed in, as whoever works on it reads it: answers beside the papers, and what was asked to be mended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from zhongchuang.cases.models import Case, CaseFile, Submission
from zhongchuang.cases.programmes.answers import difference
from zhongchuang.cases.programmes.fields import in_words
from zhongchuang.cases.programmes.schema import FieldType, FormField, Programme
from zhongchuang.cases.selectors.remarks import Remarks
from zhongchuang.cases.views.labels import in_reader_language
from zhongchuang.cases.views.office_common import reads_english
from zhongchuang.core.clock import SHANGHAI
from zhongchuang.core.json_values import Json
from zhongchuang.core.page import Cell, Column, ColumnKind, DataTable, Money, Row
from zhongchuang.core.page.parts import Value

NUMBERS = (FieldType.MONEY, FieldType.INTEGER, FieldType.DECIMAL, FieldType.RATE)


@dataclass(frozen=True, slots=True)
class Answer:
    """A question with its answer; a table of answers stands for itself."""

    name: str
    label: str
    words: str
    table: DataTable | None = None
    remark: str = ""
    is_long: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A page of the form."""

    title: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """A material with the files handed in for it."""

    name: str
    label: str
    required: bool
    files: tuple[tuple[str, str, str], ...]  # name, address, size
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Filing:
    """Everything that was handed in."""

    sections: tuple[Section, ...]
    papers: tuple[Paper, ...]


def filing_of(case: Case, programme: Programme, files: Sequence[CaseFile], remarks: Remarks) -> Filing:
    """The answers of a case in the order of its form, and its papers."""
    sections = tuple(
        Section(
            in_reader_language(section.title),
            tuple(
                _answer(field, case.answers.get(field.id), remarks.fields.get(field.id, ""))
                for field in section.fields
                if field.show_when is None or field.id in case.answers
            ),
        )
        for section in programme.sections
    )
    papers = tuple(
        Paper(
            paper.id,
            in_reader_language(paper.label),
            paper.required,
            tuple(
                (one.file.name, reverse("cases:office_file", args=[case.number, one.file.key]), _size(one))
                for one in files
                if one.material == paper.id
            ),
            remarks.materials.get(paper.id, ""),
        )
        for paper in programme.materials
    )
    return Filing(sections, papers)


def _answer(field: FormField, value: Json, remark: str) -> Answer:
    table = _table(field, value) if field.type is FieldType.TABLE else None
    words = "" if table is not None else in_words(field, value, get_language() or "zh-hans")
    return Answer(
        field.id, in_reader_language(field.label), words, table, remark, field.type is FieldType.LONG
    )


def _table(field: FormField, value: Json) -> DataTable:
    rows = [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
    return DataTable(
        in_reader_language(field.label),
        (Column(_("行"), ColumnKind.NUMBER), *(_column(column) for column in field.columns)),
        tuple(
            Row((Cell(number), *(Cell(_cell(column, row.get(column.id))) for column in field.columns)))
            for number, row in enumerate(rows, start=1)
        ),
    )


def _column(field: FormField) -> Column:
    kind = ColumnKind.NUMBER if field.type in NUMBERS else ColumnKind.TEXT
    return Column(in_reader_language(field.label), kind)


def _cell(field: FormField, value: Json) -> Value:
    if field.type is FieldType.MONEY and isinstance(value, int):
        return Money(value)
    return in_words(field, value, get_language() or "zh-hans")


def _size(paper: CaseFile) -> str:
    kilobytes = max(1, round(paper.file.size / 1024))
    return f"{kilobytes / 1024:.1f} MB" if kilobytes >= 1024 else f"{kilobytes} KB"


@dataclass(frozen=True, slots=True)
class Changed:
    """One thing that is not what it was before."""

    label: str
    before: str
    after: str
    asked: str = ""  # the remark that asked for it


@dataclass(frozen=True, slots=True)
class Change:
    """What changed from one submission to the next."""

    number: int
    at: object
    answers: tuple[Changed, ...]
    added: tuple[tuple[str, str], ...]
    removed: tuple[tuple[str, str], ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing changed at all."""
        return not (self.answers or self.added or self.removed)


def changes_of(
    programme: Programme, submissions: Sequence[Submission], remarks: Remarks
) -> tuple[Change, ...]:
    """What changed from each submission to the next, the latest first; the remarks beside the latest."""
    return tuple(
        _change(programme, before, after, remarks if after is submissions[-1] else Remarks())
        for before, after in reversed(list(pairwise(submissions)))
    )


def _change(programme: Programme, before: Submission, after: Submission, remarks: Remarks) -> Change:
    labels = {paper.id: in_reader_language(paper.label) for paper in programme.materials}
    old = {(m, digest): name for m, name, digest in before.materials}
    new = {(m, digest): name for m, name, digest in after.materials}
    return Change(
        after.number,
        after.at.astimezone(SHANGHAI),
        changed_between(programme.fields, before.answers, after.answers, remarks),
        tuple((labels.get(m, m), new[m, d]) for m, d in new if (m, d) not in old),
        tuple((labels.get(m, m), old[m, d]) for m, d in old if (m, d) not in new),
    )


def changed_between(
    fields: Sequence[FormField],
    before: Mapping[str, Json],
    after: Mapping[str, Json],
    remarks: Remarks | None = None,
) -> tuple[Changed, ...]:
    """What is not what it was, answer by answer, a table row by row."""
    language, rows = get_language() or "zh-hans", []
    for found in difference(fields, before, after):
        label = in_reader_language(found.field.label)
        if found.row is not None:
            label = _("%(label)s 第 %(row)s 行") % {"label": label, "row": found.row}
        rows.append(
            Changed(
                label,
                _told(found.field, found.before, found.row, language),
                _told(found.field, found.after, found.row, language),
                remarks.fields.get(found.field.id, "") if remarks is not None else "",
            )
        )
    return tuple(rows)


def _told(field: FormField, value: Json, row: int | None, language: str) -> str:
    if row is None or not isinstance(value, dict):
        return in_words(field, value, language) if row is None else ""
    mark = "; " if reads_english() else "；"
    return mark.join(
        f"{in_reader_language(column.label)} {in_words(column, value.get(column.id), language)}"
        for column in field.columns
        if value.get(column.id) not in (None, "")
    )
