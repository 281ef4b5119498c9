"""The application on paper: what was handed in, word for word, with its digest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from zhongchuang.cases.forms.applying import label_of, said
from zhongchuang.cases.models import Case, Submission
from zhongchuang.cases.programmes.fields import in_words
from zhongchuang.cases.programmes.schema import FieldType, FormField, Programme
from zhongchuang.cases.selectors.programmes import programme_of
from zhongchuang.core.clock import SHANGHAI
from zhongchuang.core.json_values import Json
from zhongchuang.core.pdf import render_pdf

TEMPLATE = Path(__file__).resolve().parents[1] / "templates" / "cases" / "apply" / "application.typ"
DIGITS = 16


def application_pdf(case: Case, row: Submission) -> bytes:
    """The paper of one submission; the same submission gives the same bytes."""
    return render_pdf(TEMPLATE, paper_of(case, row), made_at=row.at.replace(microsecond=0))


def paper_of(case: Case, row: Submission) -> dict[str, Json]:
    """What the template is given, in the reader's language."""
    programme = programme_of(case)
    at = row.at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
    labels = {paper.id: said(paper.label) for paper in programme.materials}
    facts: list[Json] = [
        [_("编号"), case.number],
        [_("申报主体"), case.applicant_name],
        [_("受理部门"), said(programme.department)],
        [_("批次"), case.round.name],
        [_("提交时间"), at + ("" if row.number == 1 else _("（第 %(n)s 次）") % {"n": row.number})],
    ]
    return {
        "language": get_language() or "zh-hans",
        "name": _("%(title)s申报书") % {"title": said(programme.title)},
        "demonstration": _("演示环境：内容均为虚构") if settings.DEMONSTRATION else "",
        "facts": facts,
        "sections": _sections(programme, row.answers),
        "papers_title": _("提交的材料"),
        "papers": [[labels.get(str(m[0]), str(m[0])), str(m[1])] for m in row.materials],
        "no_papers": _("没有材料。"),
        "declaration": _("申报主体承诺：以上内容和材料真实、完整；如有虚假，愿承担相应责任。"),
        "digest": _("内容摘要（SHA-256）：%(digest)s") % {"digest": row.sha256},
        "foot": f"{case.number} · {row.sha256[:DIGITS]}",
    }


def _sections(programme: Programme, answers: Mapping[str, Json]) -> list[Json]:
    found: list[Json] = []
    for section in programme.sections:
        fields = [field for field in section.fields if field.id in answers]
        if not fields:
            continue
        found.append(
            {
                "title": said(section.title),
                "facts": [
                    [said(f.label), in_words(f, answers[f.id], get_language() or "zh-hans")]
                    for f in fields
                    if f.type is not FieldType.TABLE
                ],
                "tables": [_table(f, answers[f.id]) for f in fields if f.type is FieldType.TABLE],
            }
        )
    return found


def _table(field: FormField, answer: Json) -> dict[str, Json]:
    rows: Sequence[Json] = answer if isinstance(answer, list) else []
    return {
        "title": said(field.label),
        "heads": [label_of(column) for column in field.columns],
        "rows": [
            [_cell(column, row.get(column.id)) for column in field.columns]
            for row in rows
            if isinstance(row, dict)
        ],
    }


def _cell(column: FormField, answer: Json) -> str:
    said_so = in_words(column, answer, get_language() or "zh-hans")
    if column.type is FieldType.MONEY:  # the head names the unit
        return said_so.removesuffix(" 元").removeprefix("CNY ")
    return said_so
