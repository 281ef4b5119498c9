"""What was read beside the original: warnings settled, the reading mended, the particulars stated."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from zhongchuang.core.errors import InvalidInput
from zhongchuang.core.page import (
    FormGuard,
    Link,
    Shape,
    Status,
    SummaryList,
    SummaryRow,
    Tone,
)
from zhongchuang.parties.accounts import actor_of
from zhongchuang.policy.documents.model import Citation, Clause, WarningCode
from zhongchuang.policy.forms.desk.mends import MENDS
from zhongchuang.policy.selectors.desk import WarningRow, Workbench
from zhongchuang.policy.services.desk import (
    warning_settle,
    warning_unsettle,
)
from zhongchuang.policy.views.desk.common import (
    desk_page,
    guard_of,
    guarded,
    to,
    told,
)
from zhongchuang.policy.views.desk.frame import Opened, Stage, opened, trail, work_of
from zhongchuang.policy.views.desk.mending import mend_link
from zhongchuang.policy.views.desk.original import passages
from zhongchuang.policy.views.desk.words import WARNINGS, quantity_words, unit_words
from zhongchuang.policy.views.labels import RANKS, RELATIONS, STATES

HEAD_DEFECTS = frozenset(
    {
        *(WarningCode.NO_TITLE, WarningCode.NO_DATE, WarningCode.NO_ISSUER, WarningCode.INVALID_DATE),
        *(WarningCode.MALFORMED_DOC_NUMBER, WarningCode.SECOND_DOC_NUMBER, WarningCode.DATE_FROM_ISSUE),
        *(WarningCode.DATE_FROM_METADATA, WarningCode.ISSUERS_FROM_TITLE, WarningCode.TITLE_FROM_PAGE),
    }
)
"""Defects that are mended in the head of the document."""
MENDED_BY = {
    WarningCode.MISSING_NUMBER: ("label", "join"),
    WarningCode.REPEATED_NUMBER: ("label", "join"),
    WarningCode.MIXED_BRACKETS: ("units",),
    WarningCode.PAGE_FURNITURE: ("drop",),
    WarningCode.BROKEN_SENTENCE: ("split",),
}
"""Which mends are likely for a defect of a clause."""


@dataclass(frozen=True, slots=True)
class ReadClause:
    """A clause as read, with what hangs on it and how it can be mended; `number` is its place in the text."""

    number: int
    ref: str
    label: str
    heading: str
    depth: int
    paragraphs: tuple[str, ...]
    hangs: tuple[tuple[str, tuple[str, ...]], ...]
    mends: tuple[Link, ...]
    in_original: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A stretch of the original, under the ref of the clause it became."""

    clause: int | None
    ref: str
    text: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """A warning of the reader: what, where, what may be done, how it was settled."""

    number: int
    key: str
    code: str
    status: Status
    at: str
    at_url: str
    clause: int | None
    message: str
    advice: str
    settled: str
    guard: FormGuard
    mends: tuple[Link, ...]


@require_safe
@desk_page
def work(request: HttpRequest, key: str) -> HttpResponse:
    """The reading step: doubts, head, clauses, and beside them the text as it was put in."""
    return _page(request, opened(request, key))


def _page(request: HttpRequest, desk: Opened, *, error: str = "", status: int = 200) -> HttpResponse:
    bench = desk.bench
    left = len(bench.open_warnings)
    shown = _original(bench)
    context = {
        "work": work_of(desk, Stage.READING),
        "warnings": doubts(desk),
        "warnings_open": left,
        "warnings_left": ngettext("还有 %(n)s 处要处理", "还有 %(n)s 处要处理", left) % {"n": left}
        if left
        else _("都处理完了"),
        "head": _head(desk),
        "ends_told": _("废止或替代了 %(n)s 份文件") % {"n": len(bench.content.ends)}
        if bench.content.ends
        else _("它废止或替代了别的文件吗？"),
        "has_new_places": bool(bench.content.places),
        "clauses": list(_clauses(desk, {one.clause for one in shown})),
        "clause_count": ngettext("%(n)s 条", "%(n)s 条", len(bench.clauses)) % {"n": len(bench.clauses)},
        "original": shown,
        "told": error,
        "breadcrumbs": trail(desk),
    }
    return render(request, "policy/desk/reading.html", context, status=status)


def _original(bench: Workbench) -> list[Shown]:
    clauses = bench.clauses
    return [
        Shown(one.clause, clauses[one.clause].ref if one.clause is not None else "", one.text)
        for one in passages(bench.draft.text, clauses)
        if one.text.strip()
    ]


def doubts(desk: Opened) -> list[Doubt]:
    """The warnings as the page shows them: what is open first."""
    rows = sorted(enumerate(desk.bench.warnings), key=lambda row: row[1].settled is not None)
    places = {clause.ref: number for number, clause in reversed(list(enumerate(desk.bench.clauses)))}
    return [_doubt(desk, number, row, places) for number, row in rows]


def _doubt(desk: Opened, number: int, row: WarningRow, places: dict[str, int]) -> Doubt:
    warning = row.warning
    word, advice = WARNINGS[warning.code]
    clause = places.get(warning.ref or "")
    at_url = f"{to('work', desk.draft.key)}#c{clause}" if clause is not None else ""
    return Doubt(
        number=number,
        key=row.key,
        code=warning.code.value,
        status=Status(word, Shape.CHECK) if row.settled else Status(word, Shape.WARNING, Tone.DANGER),
        at=warning.ref or _("全文"),
        at_url=at_url,
        clause=clause,
        message=warning.message,
        advice="" if row.settled else str(advice),
        settled=_("已核对：%(note)s") % {"note": row.settled.note} if row.settled else "",
        guard=guard_of(desk.draft),
        mends=_mends_for(desk, warning.code, warning.ref, clause),
    )


def _mends_for(desk: Opened, code: WarningCode, ref: str | None, clause: int | None) -> tuple[Link, ...]:
    if code in HEAD_DEFECTS:
        return (Link(_("改文件头"), to("head", desk.draft.key)),)
    if ref is None or clause is None:
        return ()
    return tuple(mend_link(desk, op, ref, 1) for op in MENDED_BY.get(code, ()))


def _clauses(desk: Opened, in_original: set[int | None]) -> Iterator[ReadClause]:
    bench, seen = desk.bench, dict[str, int]()
    for number, clause in enumerate(bench.clauses):
        seen[clause.ref] = seen.get(clause.ref, 0) + 1
        words = clause.text
        if clause.heading:
            words = words[len(clause.heading) :].lstrip("。：: \n")
        yield ReadClause(
            number=number,
            ref=clause.ref,
            label=clause.label,
            heading=clause.heading or "",
            depth=min(clause.level, 4),
            paragraphs=tuple(line for line in words.splitlines() if line.strip()),
            hangs=tuple(_hangs(bench, clause)),
            mends=tuple(mend_link(desk, op, clause.ref, seen[clause.ref]) for op in MENDS)
            if desk.may_edit
            else (),
            in_original=number in in_original,
        )


def _hangs(bench: Workbench, clause: Clause) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What was read in a clause: units, citations, numbers."""
    if clause.units:
        yield _("单位"), tuple(line for note in clause.units for line in unit_words(note))
    if cited := [one for one in bench.read.citations if one.ref == clause.ref]:
        yield _("引用"), tuple(map(_citation, cited))
    if numbers := [one for one in bench.read.quantities if one.ref == clause.ref]:
        yield _("数量"), tuple(map(quantity_words, numbers))


def _citation(one: Citation) -> str:
    title = f"《{one.title}》" if one.title else ""
    number = f"（{one.number}）" if one.number else ""
    return f"{RELATIONS[one.relation]} {title}{number}"


def _head(desk: Opened) -> SummaryList:
    head = desk.bench.content.head
    own = _("原文写明")

    def source(of: str) -> str:
        return own if of == "text" else of

    issuers = _("、").join(head.issuers)
    cited = [one for one in desk.bench.read.citations if one.ref is None]
    rows = [
        SummaryRow(_("标题"), head.title, source(head.title_source)),
        SummaryRow(_("文号"), head.number),
        SummaryRow(_("发文机关"), issuers),
        SummaryRow(_("成文日期"), head.issued, source(head.issued_source) if head.issued else ""),
        SummaryRow(_("施行首日"), head.effective_from),
        SummaryRow(_("有效末日"), head.expires),
        SummaryRow(_("位阶"), RANKS[head.rank]),
        SummaryRow(_("效力"), STATES[head.state]),
        SummaryRow(_("标识"), head.id),
    ]
    if cited:
        rows.append(SummaryRow(_("正文开头引用"), _("；").join(map(_citation, cited))))
    return SummaryList(tuple(rows))


@require_POST
@desk_page
def warning(request: HttpRequest, key: str) -> HttpResponse:
    """Settle a warning with a note, or open it again."""
    desk, actor = opened(request, key), actor_of(request)
    name = request.POST.get("warning", "")
    try:
        if request.POST.get("do") == "reopen":
            warning_unsettle(actor=actor, draft=desk.draft, warning=name, **guarded(request))
        else:
            note = request.POST.get("note", "")[:LONGEST_NOTE]
            warning_settle(actor=actor, draft=desk.draft, warning=name, note=note, **guarded(request))
    except InvalidInput as error:
        if not error.fields:
            raise
        messages.error(request, told(error))
    return redirect(to("work", key) + "#warnings-title")


LONGEST_NOTE = 500
