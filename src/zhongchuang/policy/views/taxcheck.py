"""Self-checks of taxes, for anybody: a subsidiary R&D ledger looked through, the reliefs of incubators, the papers to keep.

Nothing is kept: a ledger is read in a process of its own and forgotten; what was found goes to the reader, signed, so that the
same words can be asked for as a PDF.
"""

from __future__ import annotations

import io
from pathlib import Path

import xlsxwriter
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhongchuang.core import clock
from zhongchuang.core.download import attachment_response
from zhongchuang.core.errors import InvalidInput
from zhongchuang.core.json_values import Json
from zhongchuang.core.page import (
    Cell,
    Column,
    ColumnKind,
    DataTable,
    ErrorSummary,
    FieldError,
    Link,
    Row,
    SummaryList,
    SummaryRow,
    Upload,
    errors_of,
)
from zhongchuang.core.pdf import render_pdf
from zhongchuang.core.upload import FileKind, accept_upload
from zhongchuang.policy.forms.taxcheck import IncubatorForm, RdForm
from zhongchuang.policy.packs.schema import SubjectKind
from zhongchuang.policy.selectors import current_rulebook
from zhongchuang.policy.taxcheck.ledger import read_ledger
from zhongchuang.policy.taxcheck.sandbox import MAX_BYTES, rows_of
from zhongchuang.policy.taxcheck.sheet import HEADS, SHEET
from zhongchuang.policy.taxcheck.sheet import Column as Kind
from zhongchuang.policy.views.taxcheck_reports import Part, Report, incubator_report, rd_report, rules_held

FILE = "file"
SALT = "policy.taxcheck"
DAY_SECONDS = 24 * 3600
TEMPLATE = Path(__file__).resolve().parents[1] / "templates" / "policy" / "taxcheck" / "report.typ"


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What can be checked, and why nobody approves it."""
    return render(request, "policy/taxcheck/home.html")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def research(request: HttpRequest) -> HttpResponse:
    """A subsidiary R&D ledger: uploaded, looked through, forgotten."""
    book, today = rules_held(current_rulebook()), clock.today()
    if request.method != "POST":
        return _research_page(request, RdForm(book, today))
    form = RdForm(book, today, request.POST)
    refused: InvalidInput | None = None
    valid = form.is_valid()
    file = request.FILES.get(FILE)
    if file is None:
        refused = InvalidInput(_("请选择辅助账文件。"), "Choose the ledger to check.")
    elif valid:
        try:
            taken = accept_upload(file, kinds=[FileKind.XLSX], max_bytes=MAX_BYTES)
            year = form.cleaned_data["year"]
            report = rd_report(book, read_ledger(rows_of(taken.data), year), form.facts, year)
            return _report_page(request, report, back=reverse("policy:taxcheck_research"))
        except InvalidInput as error:
            refused = error
    return _research_page(request, form, refused)


def _research_page(request: HttpRequest, form: RdForm, refused: InvalidInput | None = None) -> HttpResponse:
    told = "" if refused is None else str(refused.told_in(get_language()))
    upload = Upload(
        FILE,
        _("研发支出辅助账（Excel）"),
        (".xlsx",),
        MAX_BYTES,
        _("一行一张凭证，各类费用各一列；至多 5 MB、5000 行。"),
        told,
    )
    errors = errors_of(form) if form.is_bound else None
    found = () if errors is None else errors.errors
    if told:
        found = (*found, FieldError(upload.field_id, told))
    context = {
        "form": form,
        "upload": upload,
        "errors": ErrorSummary(found) if found else None,
        "columns": [(head.label.zh, head.needed) for head in HEADS.values()],
        "breadcrumbs": _crumbs(),
    }
    return render(request, "policy/taxcheck/research.html", context, status=422 if found else 200)


@require_safe
def template(_request: HttpRequest) -> HttpResponseBase:
    """An empty ledger with the columns the check looks for."""
    return attachment_response("研发支出辅助账（自查用）.xlsx", ledger_template(), FileKind.XLSX.content_type)


def ledger_template() -> bytes:
    """The workbook: heads, and columns wide enough to type into."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet(SHEET)
    heads = book.add_format({"bold": True, "text_wrap": True, "valign": "vcenter"})
    money, text = book.add_format({"num_format": "#,##0.00"}), book.add_format({"num_format": "@"})
    for number, (kind, head) in enumerate(HEADS.items()):
        is_text = kind in (Kind.PROJECT, Kind.DAY, Kind.VOUCHER, Kind.SUMMARY)
        sheet.set_column(number, number, 18 if is_text else 14, text if is_text else money)
        sheet.write_string(0, number, head.label.zh if is_text else f"{head.label.zh}（元）", heads)
    sheet.freeze_panes(1, 0)
    book.close()
    return out.getvalue()


@never_cache
@require_safe
def incubator(request: HttpRequest) -> HttpResponse:
    """The tax reliefs of a makerspace or incubator: asked in the address, answered at once."""
    book = rules_held(current_rulebook())
    if "kind" not in request.GET:
        return _incubator_page(request, IncubatorForm(book, initial={"on": clock.today().isoformat()}))
    form = IncubatorForm(book, request.GET)
    if not form.is_valid():
        return _incubator_page(request, form)
    report = incubator_report(
        book, SubjectKind(form.cleaned_data["kind"]), form.facts, form.cleaned_data["on"]
    )
    return _report_page(request, report, back=reverse("policy:taxcheck_incubator"))


def _incubator_page(request: HttpRequest, form: IncubatorForm) -> HttpResponse:
    context = {
        "form": form,
        "errors": errors_of(form) if form.is_bound else None,
        "breadcrumbs": _crumbs(),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "policy/taxcheck/incubator.html", context, status=status)


@require_POST
def paper(request: HttpRequest) -> HttpResponseBase:
    """The report just read, as a PDF. Only what this site has signed within a day is printed."""
    try:
        report: dict[str, Json] = signing.loads(
            request.POST.get("report", ""), salt=SALT, max_age=DAY_SECONDS
        )
    except signing.BadSignature as error:
        raise InvalidInput(
            "这份自查结果已经过期或不完整。",
            "This report has expired or is incomplete.",
            next_zh="请重新自查一次，再下载 PDF。",
            next_en="Run the check again, then ask for the PDF.",
            code="policy.taxcheck_expired",
        ) from error
    pdf = render_pdf(TEMPLATE, report, made_at=clock.now().replace(microsecond=0))
    return attachment_response(f"{report['name']}.pdf", pdf, FileKind.PDF.content_type)


def _report_page(request: HttpRequest, report: Report, *, back: str) -> HttpResponse:
    context = {
        "report": report,
        "facts": SummaryList(tuple(SummaryRow(label, value) for label, value in report["facts"])),
        "parts": [(part, _table(part)) for part in report["parts"]],
        "signed": signing.dumps(report, salt=SALT, compress=True),
        "back": back,
        "breadcrumbs": (*_crumbs(), Link(report["name"], back)),
    }
    response = render(request, "policy/taxcheck/report.html", context)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _table(part: Part) -> DataTable | None:
    """The table of a part. Amounts stand to the right."""
    if "heads" not in part or not part.get("rows"):
        return None
    rows = part["rows"]
    numeric = [all(_is_amount(row[n]) for row in rows) for n in range(len(part["heads"]))]
    return DataTable(
        part["title"],
        tuple(
            Column(head, ColumnKind.NUMBER if is_number else ColumnKind.TEXT)
            for head, is_number in zip(part["heads"], numeric, strict=True)
        ),
        tuple(Row(tuple(Cell(text) for text in row)) for row in rows),
    )


def _is_amount(text: str) -> bool:
    return bool(text) and text.replace(",", "").replace(".", "").removeprefix("-").isdecimal()


def _crumbs() -> tuple[Link, ...]:
    return (Link(_("税收自查"), reverse("policy:taxcheck")),)
