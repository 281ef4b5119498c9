"""政策测算: over whom it is computed: uploaded tables, what is registered, and invented subjects to try with."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from zhongchuang.core import clock
from zhongchuang.core.clock import business_date
from zhongchuang.core.download import attachment_response
from zhongchuang.core.idempotency import new_idempotency_key
from zhongchuang.core.page import (
    Cell,
    Code,
    Column,
    ColumnKind,
    DataTable,
    EmptyState,
    FormGuard,
    Link,
    Row,
    Shape,
    Status,
    SummaryList,
    SummaryRow,
    Upload,
)
from zhongchuang.core.page.listing import PER_PAGE
from zhongchuang.core.upload import FileKind
from zhongchuang.parties.accounts import actor_of
from zhongchuang.policy.access import ScenarioAction, may_scenario
from zhongchuang.policy.errors import TableUnusable
from zhongchuang.policy.forms.scenarios import DrawForm
from zhongchuang.policy.models import Population, PopulationOrigin
from zhongchuang.policy.selectors import scenarios as reads
from zhongchuang.policy.selectors.rulebook import current_rulebook, rulebook_at
from zhongchuang.policy.services import populations as verbs
from zhongchuang.policy.simulation.tables.cleaning import TableProblem, TableReport
from zhongchuang.policy.simulation.tables.sandbox import MAX_FILE_BYTES, SUFFIXES
from zhongchuang.policy.simulation.tables.template import template_workbook
from zhongchuang.policy.views import labels
from zhongchuang.policy.views.narrowing import pagination_of
from zhongchuang.policy.views.scenarios import key_of, origin_label

PROBLEMS_SHOWN = 50


@require_safe
@login_required
def populations(request: HttpRequest) -> HttpResponse:
    """One's populations, and the three ways to a new one."""
    return _page(request)


def _page(
    request: HttpRequest, *, error: str = "", draw: DrawForm | None = None, status: int = 200
) -> HttpResponse:
    actor = actor_of(request)
    reads.check_visible(actor)
    found = reads.populations_of(actor)
    page = pagination_of(request, found.count())
    shown = found[(page.page - 1) * PER_PAGE : page.page * PER_PAGE]
    table = DataTable(
        _("测算人群"),
        (
            Column(_("人群")),
            Column(_("来源")),
            Column(_("对象数"), ColumnKind.NUMBER),
            Column(_("已知的事实"), ColumnKind.NUMBER),
            Column(_("建立日期"), ColumnKind.DATE),
        ),
        tuple(
            Row(
                (
                    Cell(row.name, reverse("policy:population", args=[row.key])),
                    Cell(origin_label(row.origin)),
                    Cell(row.subjects),
                    Cell(len(row.columns)),
                    Cell(business_date(row.created_at)),
                )
            )
            for row in shown
        ),
        page,
        EmptyState(_("还没有人群"), _("上传一张表，或先用合成人群试算。")),
    )
    context = {
        "table": table,
        "may": may_scenario(actor, ScenarioAction.CREATE),
        "upload": Upload(
            "file",
            _("对象表"),
            SUFFIXES,
            MAX_FILE_BYTES,
            _("每行一个对象，至多 100 万行。不要填姓名、电话、身份证号；多出的列不会保存。"),
            error,
        ),
        "draw": draw or DrawForm(),
        "scenario": request.GET.get("scenario", ""),
        "guards": [FormGuard(new_idempotency_key()) for _n in range(3)],
        "breadcrumbs": (Link(_("政策测算"), reverse("policy:scenarios")), Link(_("测算人群"), "")),
    }
    return render(request, "policy/scenarios/populations.html", context, status=status)


@require_POST
@login_required
def upload(request: HttpRequest) -> HttpResponse:
    """Take a table. What cannot be used of it is told on the page of the population."""
    actor, key = actor_of(request), key_of(request)
    reads.check_visible(actor)
    file: UploadedFile[bytes] | None = request.FILES.get("file")
    if file is None:
        return _page(request, error=_("请先选一个文件。"), status=422)
    if (file.size or 0) > MAX_FILE_BYTES:
        return _page(request, error=_("文件超过 50 MB，请分成几份。"), status=422)
    try:
        made = verbs.population_upload(actor=actor, filename=file.name or "", data=file.read(), key=key)
    except TableUnusable as error:
        return _page(request, error=error.what.in_language(request.LANGUAGE_CODE), status=422)
    messages.success(
        request,
        ngettext("已收下 %(n)s 个对象。", "已收下 %(n)s 个对象。", made.subjects)
        % {"n": f"{made.subjects:,}"},
    )
    return redirect("policy:population", key=made.key)


@require_POST
@login_required
def draw(request: HttpRequest) -> HttpResponse:
    """Draw invented subjects."""
    actor, key, form = actor_of(request), key_of(request), DrawForm(request.POST)
    reads.check_visible(actor)
    if not form.is_valid():
        return _page(request, draw=form, status=422)
    made = verbs.population_draw(actor=actor, **form.cleaned_data, key=key)
    messages.success(request, _("合成人群已建立。它是随机造的，只用来试算。"))
    return redirect("policy:population", key=made.key)


@require_POST
@login_required
def register(request: HttpRequest) -> HttpResponse:
    """Take what the platform knows of registered organisations now."""
    actor = actor_of(request)
    reads.check_visible(actor)
    made = verbs.population_register(actor=actor, key=key_of(request))
    return redirect("policy:population", key=made.key)


@require_safe
@login_required
def template(request: HttpRequest) -> HttpResponseBase:
    """The sheet to fill in: for a scenario the facts its measures ask for, else all of them."""
    actor = actor_of(request)
    reads.check_visible(actor)
    book, facts = current_rulebook(), frozenset[str]()
    if key := request.GET.get("scenario", ""):
        row = reads.scenario_of(actor, key)
        book, facts = rulebook_at(row.pack_version_id), reads.rests_of(row).facts()
    content = template_workbook(book, facts, made_at=clock.now())
    return attachment_response(_("测算人群模板.xlsx"), content, FileKind.XLSX.content_type)


@require_safe
@login_required
def population(request: HttpRequest, key: str) -> HttpResponse:
    """One population: where it comes from, what is known, what could not be used."""
    actor = actor_of(request)
    row = reads.population_of(actor, key)
    book = current_rulebook()
    report = TableReport.from_json(row.report) if row.origin == PopulationOrigin.UPLOADED else None
    known = [book.questions[name] for name in row.columns if name in book.questions]
    context = {
        "population": row,
        "facts": SummaryList(tuple(_facts(row, report))),
        "known": [labels.in_language(question.label) for question in known],
        "report": report,
        "problems": _problems(report) if report else None,
        "more": max(0, len(report.problems) - PROBLEMS_SHOWN) if report else 0,
        "is_synthetic": row.origin == PopulationOrigin.SYNTHETIC,
        "is_registered": row.origin == PopulationOrigin.REGISTERED,
        "own": may_scenario(actor, ScenarioAction.DELETE, row.account_id),
        "guard": FormGuard(new_idempotency_key()),
        "breadcrumbs": (
            Link(_("政策测算"), reverse("policy:scenarios")),
            Link(_("测算人群"), reverse("policy:populations")),
            Link(row.name, ""),
        ),
    }
    return render(request, "policy/scenarios/population.html", context)


def _facts(row: Population, report: TableReport | None) -> list[SummaryRow]:
    found = [
        SummaryRow(_("来源"), origin_label(row.origin)),
        SummaryRow(_("对象数"), row.subjects),
        SummaryRow(_("建立日期"), business_date(row.created_at)),
    ]
    if report is not None:
        found += [
            SummaryRow(_("没有计入的行"), report.rejected),
            SummaryRow(_("按未知处理的值"), report.unusable),
            SummaryRow(_("没有保存的列"), _("、").join(report.dropped) or _("没有")),
        ]
    if row.origin == PopulationOrigin.SYNTHETIC:
        found.append(SummaryRow(_("种子"), row.report.get("seed")))
    return [*found, SummaryRow(_("数据摘要"), Code(row.sha256, group=8).groups[0] + "…")]


def _problems(report: TableReport) -> DataTable:
    return DataTable(
        _("不能用的行和值"),
        (
            Column(_("第几行"), ColumnKind.NUMBER),
            Column(_("列")),
            Column(_("原来的内容")),
            Column(_("怎么处理")),
        ),
        tuple(_problem_row(problem) for problem in report.problems[:PROBLEMS_SHOWN]),
    )


def _problem_row(problem: TableProblem) -> Row:
    told = problem.en if labels.reads_english() else problem.zh
    return Row(
        (
            Cell(problem.line),
            Cell(problem.column or "—"),
            Cell(problem.value or _("（空）")),
            Cell(Status(told, Shape.CROSS if problem.drops_row else Shape.QUESTION)),
        )
    )


@require_POST
@login_required
def delete(request: HttpRequest, key: str) -> HttpResponse:
    """Delete a population no run rests on."""
    verbs.population_delete(actor=actor_of(request), population=key, key=key_of(request))
    messages.success(request, _("人群已删除。"))
    return redirect("policy:populations")
