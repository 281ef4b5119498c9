"""Problems of a draft as a page shows them: the sentence, where it is, and the page on which it is put right."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from zhongchuang.core.errors import Wording
from zhongchuang.core.page import Shape, Status, Tone
from zhongchuang.policy.drafting.checking import Area, DraftProblem
from zhongchuang.policy.drafting.content import EntryKind
from zhongchuang.policy.views.desk.common import to
from zhongchuang.policy.views.desk.frame import Opened

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

AREAS: dict[Area, StrOrPromise] = {
    Area.READING: _("阅读核对"),
    Area.HEAD: _("文件头"),
    Area.PLACE: _("地区"),
    Area.CLASSES: _("归类"),
    Area.MEASURES: _("措施"),
    Area.EXAMPLES: _("实例"),
    Area.PROMISES: _("职责、目标与其他"),
    Area.ENDS: _("废止与替代"),
    Area.WHOLE: _("放进整本规则书"),
}
OPEN = Status(_("要处理"), Shape.WARNING, Tone.DANGER)


@dataclass(frozen=True, slots=True)
class Found:
    """One problem: what, where, the way there."""

    sentence: str
    where: str
    url: str
    status: Status


@dataclass(frozen=True, slots=True)
class FoundGroup:
    """The problems of one part of the work."""

    title: StrOrPromise
    problems: tuple[Found, ...]


def said(problem: DraftProblem) -> str:
    """The sentence in the reader's language."""
    return Wording(problem.zh, problem.en).in_language(get_language())


def grouped(desk: Opened, problems: Iterable[DraftProblem]) -> list[FoundGroup]:
    """The problems by the part of the work, in its order; within it by clause, as the document has them."""
    order = {clause.ref: number for number, clause in enumerate(desk.bench.clauses)}
    rows = sorted(problems, key=lambda one: order.get(one.ref or "", -1))
    return [
        FoundGroup(
            title,
            tuple(
                Found(said(one), where_of(desk, one), url_of(desk, one), OPEN)
                for one in rows
                if one.area is area
            ),
        )
        for area, title in AREAS.items()
        if any(one.area is area for one in rows)
    ]


def where_of(desk: Opened, problem: DraftProblem) -> str:
    """What it is about, as a person knows it."""
    if problem.kind is EntryKind.MEASURE and problem.name:
        row = desk.bench.content.entry(EntryKind.MEASURE, problem.name)
        title = (row or {}).get("title")
        return str((title.get("zh") if isinstance(title, dict) else None) or problem.name)
    return problem.ref or problem.name or str(AREAS[problem.area])


def url_of(desk: Opened, problem: DraftProblem) -> str:
    """The page on which it is put right."""
    key = desk.draft.key
    if problem.kind is EntryKind.MEASURE and problem.name:
        if desk.bench.content.entry(EntryKind.MEASURE, problem.name) is not None:
            return to("measure", key, problem.name)
        return to("measures", key)
    if problem.kind is EntryKind.EXAMPLE and problem.name:
        return _measure_of(desk, problem.name)
    if problem.kind is EntryKind.FACT and problem.name:
        return to("fact", key, problem.name)
    match problem.area:
        case Area.READING:
            return to("work", key) + "#warnings-title"
        case Area.HEAD:
            return to("head", key) + (f"#id_{problem.field}" if problem.field else "")
        case Area.PLACE:
            return to("places", key)
        case Area.CLASSES:
            return to("classes", key) + _row_of(desk, problem.ref)
        case Area.MEASURES | Area.EXAMPLES:
            return to("measures", key)
        case Area.PROMISES:
            return to("proposals", key)
        case Area.ENDS:
            return to("ends", key)
        case Area.WHOLE:
            return ""


def _measure_of(desk: Opened, example: str) -> str:
    """The page of a measure the example speaks of: there it is changed or taken out."""
    content, key = desk.bench.content, desk.draft.key
    row = content.entry(EntryKind.EXAMPLE, example) or {}
    expected = row.get("expect")
    names = (str(name).rpartition("/")[2] for name in (expected if isinstance(expected, dict) else ()))
    here = next((name for name in names if content.entry(EntryKind.MEASURE, name) is not None), None)
    return to("measures", key) if here is None else to("measure", key, here) + "#try-title"


def _row_of(desk: Opened, ref: str | None) -> str:
    found = next((number for number, clause in enumerate(desk.bench.clauses) if clause.ref == ref), None)
    return "" if found is None else f"#k{found}"
