"""The programmes at the desk: all of them, one, its versions; a draft begun, a programme stopped."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from zhongchuang.cases.access import CaseAction, may_case
from zhongchuang.cases.models import Programme, ProgrammeState
from zhongchuang.cases.programmes.checking import Ground, opening_problems
from zhongchuang.cases.programmes.reading import written_of
from zhongchuang.cases.programmes.schema import Programme as Content
from zhongchuang.cases.selectors import programmes as reads
from zhongchuang.cases.views.guarding import desk_page, english, guard_of
from zhongchuang.cases.views.labels import in_reader_language
from zhongchuang.cases.views.programme_words import basis_link, chosen, outline, programme_status, state_word
from zhongchuang.cases.views.rounds import round_status
from zhongchuang.core import clock
from zhongchuang.core.errors import NotAllowed, NotFound
from zhongchuang.core.page import (
    Cell,
    Column,
    ColumnKind,
    DataTable,
    EmptyState,
    Facet,
    FacetOption,
    Facets,
    Link,
    Pagination,
    Row,
    SummaryList,
    SummaryRow,
    diff_texts,
    page_of,
)
from zhongchuang.parties.accounts import actor_of
from zhongchuang.policy.packs.schema import RuleBook
from zhongchuang.policy.selectors import current_rulebook

REGION = "programmes"

FORMS = 5
"""Forms a page of these can hold."""


def see(request: HttpRequest) -> bool:
    """Whether the reader may also write. Raises NotFound for whoever has no business here."""
    actor = actor_of(request)
    if not may_case(actor, CaseAction.WORK):
        raise NotFound()
    return may_case(actor, CaseAction.ARRANGE)


def write(request: HttpRequest) -> None:
    """Raises NotFound for whoever may not see the desk, NotAllowed for whoever may only look."""
    if not see(request):
        raise NotAllowed()


def to(code: str, name: str = "programme") -> str:
    """An address of a programme: its page, or another of its pages."""
    pack, _slash, slug = code.partition("/")
    return reverse(f"cases:{name}", args=[pack, slug])


def title_of(programme: Programme) -> str:
    """Its title in the reader's language."""
    return programme.title_en if english() else programme.title


@require_safe
@desk_page
def listing(request: HttpRequest) -> HttpResponse:
    """All programmes by place; what is being written stands above them."""
    may_write = see(request)
    words = request.GET.get("q", "").strip()[:80]
    places = tuple(value[:6] for value in request.GET.getlist("place"))
    states = tuple(value for value in request.GET.getlist("state") if value in ProgrammeState.values)
    found = reads.programme_list(words, places, states)
    page, rows = page_of(request, found)
    context = {
        "table": _table(rows, page),
        "total": page.total,
        "facets": _facets(request, words, places, states),
        "drafts": _drafts_table(),
        "may_write": may_write,
        "region": REGION,
    }
    return render(request, "cases/programmes/list.html", context)


def _table(rows: list[Any], page: Pagination) -> DataTable:
    return DataTable(
        pgettext("programme", "项目"),
        (
            Column(pgettext("programme", "项目")),
            Column(_("类别")),
            Column(_("状态")),
            Column(_("版本"), ColumnKind.NUMBER),
            Column(_("正在受理"), ColumnKind.NUMBER),
        ),
        tuple(
            Row(
                (
                    Cell(title_of(row), url=to(row.code), note=place_of(row)),
                    Cell(chosen("Programme.kind", row.kind)),
                    Cell(programme_status(row.state)),
                    Cell(row.current.number if row.current else None),
                    Cell(row.open_rounds or None),
                )
            )
            for row in rows
        ),
        page,
        EmptyState(_("没有这样的项目"), _("去掉筛选条件再看。")),
    )


def place_of(row: Any) -> str:
    """Its place in the reader's language."""
    return str(row.place.name_en if english() else row.place.name)


def _facets(request: HttpRequest, words: str, places: tuple[str, ...], states: tuple[str, ...]) -> Facets:
    by_place, by_state = reads.programme_counts()
    book = current_rulebook()
    named = {code: book.places[code].name for code in by_place if code in book.places}
    facets = (
        Facet(
            "place",
            _("地区"),
            tuple(
                FacetOption(
                    code,
                    (named[code].en if english() else named[code].zh) if code in named else code,
                    n,
                    code in places,
                )
                for code, n in sorted(by_place.items())
            ),
        ),
        Facet(
            "state",
            _("状态"),
            tuple(
                FacetOption(s, state_word(s), by_state[s], s in states)
                for s in ProgrammeState.values
                if s in by_state
            ),
        ),
    )
    return Facets(request.path, REGION, facets, words, _("名称或编号"))


def _drafts_table() -> DataTable | None:
    rows = list(reads.drafts()[:50])
    if not rows:
        return None
    return DataTable(
        _("正在编写"),
        (Column(pgettext("programme", "项目")), Column(_("进展")), Column(_("最近修改"), ColumnKind.DATE)),
        tuple(
            Row(
                (
                    Cell(
                        _text(draft.content.get("title")) or draft.code,
                        url=reverse("cases:programme_draft", args=[draft.pk]),
                        note=draft.code,
                    ),
                    Cell(_("待发布") if draft.submitted_at else _("编写中")),
                    Cell(clock.business_date(draft.written_at)),
                )
            )
            for draft in rows
        ),
    )


def _text(value: Any) -> str:
    return str(value.get("en" if english() else "zh", "")) if isinstance(value, dict) else ""


@require_safe
@desk_page
def programme(request: HttpRequest, pack: str, slug: str) -> HttpResponse:
    """One programme: what it rests on, who, how, how much, why nobody can apply yet; its calls."""
    may_write = see(request)
    row = reads.programme_at(f"{pack}/{slug}")
    said, book = reads.version_content(row.current_id or 0), current_rulebook()
    shut = opening_problems(said, Ground(book, row.place_id, clock.today()))
    ended = row.state == ProgrammeState.ENDED
    context = {
        "programme": row,
        "title": title_of(row),
        "summary": in_reader_language(said.summary),
        "facts": _facts(row, said, book),
        "shut": [problem.en if english() else problem.zh for problem in shut],
        "status": programme_status(row.state),
        "rounds": _rounds_table(row),
        "draft": reads.draft_for(row.code),
        "may_write": may_write,
        "may_end": may_case(actor_of(request), CaseAction.PUBLISH) and not ended,
        "may_open": may_write and not shut and not ended,
        "open_url": to(row.code, "round_new"),
        "edit_url": to(row.code, "programme_edit"),
        "end_url": to(row.code, "programme_end"),
        "versions_url": to(row.code, "programme_versions"),
        "preview_sections": said.sections,
        "guards": [guard_of(row) for _form in range(FORMS)],  # each form a key of its own
        "breadcrumbs": (
            Link(pgettext("programme", "项目"), reverse("cases:programmes")),
            Link(title_of(row), ""),
        ),
    }
    return render(request, "cases/programmes/programme.html", context)


def _facts(row: Programme, said: Content, book: RuleBook) -> SummaryList:
    steps = " → ".join(chosen("Programme.steps", step.value) for step in said.steps)
    rows = [
        SummaryRow(
            _("依据") if number == 0 else "",
            basis_link(book, basis),
            note=f"“{basis.quote}”" if basis.quote else "",
        )
        for number, basis in enumerate(said.basis)
    ]
    rows += [
        SummaryRow(_("决定机关"), in_reader_language(said.department)),
        SummaryRow(_("谁能申请"), _who(said)),
        SummaryRow(_("申报时间"), chosen("Programme.windows", said.windows)),
        SummaryRow(_("步骤"), steps),
    ]
    if said.notice is not None:
        rows.append(SummaryRow(_("公示"), _("%(n)d 个工作日") % {"n": said.notice.days}))
    if said.money is not None:
        rows.append(SummaryRow(_("金额"), in_reader_language(said.money.amount_text)))
    if said.checks:
        sentences = _("；").join(in_reader_language(check.text) for check in said.checks)
        rows.append(SummaryRow(_("核对条件"), sentences))
    if said.claims:
        sentences = _("；").join(in_reader_language(claim.text) for claim in said.claims)
        rows.append(SummaryRow(_("不重复支持"), sentences))
    version = row.current
    if version is not None:
        day = clock.business_date(version.published_at)
        rows.append(
            SummaryRow(
                _("版本"),
                _("第 %(n)d 版，%(day)s发布") % {"n": version.number, "day": _day(day)},
                action=Link(_("各版对照"), to(row.code, "programme_versions")),
            )
        )
    return SummaryList(tuple(rows))


def _day(day: Any) -> str:
    return date_format(day, "DATE_FORMAT")


def _who(said: Content) -> str:
    who = chosen("Programme.applicant", said.applicant.value)
    kinds = "、".join(chosen("Programme.kinds", kind) for kind in said.kinds)
    return _("%(who)s：%(kinds)s") % {"who": who, "kinds": kinds} if kinds else who


def _rounds_table(row: Programme) -> DataTable:
    return DataTable(
        _("申报批次"),
        (
            Column(_("名称")),
            Column(_("状态")),
            Column(_("开始"), ColumnKind.DATE),
            Column(_("截止"), ColumnKind.DATE),
        ),
        tuple(
            Row(
                (
                    Cell(call.name, url=reverse("cases:round", args=[call.pk]), note=call.department.name),
                    Cell(round_status(call)),
                    Cell(call.opens_on),
                    Cell(call.closes_on or _("全年")),
                )
            )
            for call in reads.rounds_of(row)
        ),
        None,
        EmptyState(_("还没有开放过申报"), _("开放以后，符合条件的单位和个人才能申请。")),
    )


@require_safe
@desk_page
def versions(request: HttpRequest, pack: str, slug: str) -> HttpResponse:
    """What the programme said over time, and two versions side by side."""
    see(request)
    row = reads.programme_at(f"{pack}/{slug}")
    held = reads.versions_of(row)
    numbers = {version.number: version for version in held}
    after = numbers.get(_number(request, "after")) or held[0]
    before = numbers.get(_number(request, "before")) or next(
        (version for version in held if version.number < after.number), None
    )
    diff = None
    if before is not None:
        labels = [_("第 %(n)d 版") % {"n": version.number} for version in (before, after)]
        diff = diff_texts(
            outline(written_of(reads.version_content(before.pk))),
            outline(written_of(reads.version_content(after.pk))),
            before_label=labels[0],
            after_label=labels[1],
        )
    context = {
        "title": title_of(row),
        "versions": held,
        "before": before,
        "after": after,
        "diff": diff,
        "breadcrumbs": (
            Link(pgettext("programme", "项目"), reverse("cases:programmes")),
            Link(title_of(row), to(row.code)),
            Link(_("各版对照"), ""),
        ),
    }
    return render(request, "cases/programmes/versions.html", context)


def _number(request: HttpRequest, name: str) -> int:
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 0
