"""Budgets: a new one, one with its figures and statement, and what can be done with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.download import attachment_response
from zhongchuang.core.errors import Conflict, InvalidInput, NotAllowed, Refused
from zhongchuang.core.idempotency import new_idempotency_key
from zhongchuang.core.page import (
    Cell,
    Column,
    ColumnKind,
    DataTable,
    EmptyState,
    FormGuard,
    Link,
    Money,
    Pagination,
    Row,
    SummaryList,
    SummaryRow,
    page_number,
    paginate,
)
from zhongchuang.core.surfaces import http_status
from zhongchuang.core.upload import FileKind
from zhongchuang.ledger.access import LedgerAction, may_ledger
from zhongchuang.ledger.forms import AllocateForm, AmendForm, BudgetForm, LapseForm
from zhongchuang.ledger.models import Budget
from zhongchuang.ledger.selectors import budgets as reads
from zhongchuang.ledger.selectors.entries import Statement, statement
from zhongchuang.ledger.selectors.payments import orders_by_number
from zhongchuang.ledger.selectors.scope import departments_reached
from zhongchuang.ledger.services import budgets as verbs
from zhongchuang.ledger.views import bars, sheets, showing
from zhongchuang.ledger.views.acting import Act, act_page, doing, find_act, links_to, plain, told_by_fields
from zhongchuang.ledger.views.requests import crumbs, key_of, viewer
from zhongchuang.parties.selectors import visible_organisations

DEPARTMENT = "department"
"""The kind of organisation a budget is given to, as the room below writes it."""
ENTRIES = 50


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def budget_new(request: HttpRequest) -> HttpResponse:
    """A department's budget of a year."""
    actor = viewer(request)
    if not may_ledger(actor, LedgerAction.BUDGET):
        raise NotAllowed()
    departments = [(one.pk, one.name) for one in _departments(actor)]
    status = 200
    if request.method == "POST":
        key = key_of(request)
        form = BudgetForm(departments, request.POST)
        status = 422
        if form.is_valid():
            try:
                made = verbs.budget_open(actor=actor, **form.cleaned_data, key=key)
            except (InvalidInput, Refused) as error:
                told_by_fields(form, error, request.LANGUAGE_CODE)
                status = http_status(error)
            except Conflict as error:
                form.add_error(None, error.told_in(request.LANGUAGE_CODE))
                status = http_status(error)
            else:
                messages.success(request, _("预算已建立。下一步把它分配到项目。"))
                return redirect("ledger:budget", pk=made.pk)
    else:
        form = BudgetForm(departments, initial={"year": clock.today().year, "on": clock.today()})
    context = {
        "form": form,
        "guard": FormGuard(new_idempotency_key()),
        "departments": bool(departments),
        "breadcrumbs": crumbs(Link(_("新建部门预算"), "")),
    }
    return render(request, "ledger/budget_new.html", context, status=status)


def _departments(actor: Actor) -> Any:
    """Whom a budget can be given to."""
    return visible_organisations(actor).filter(departments_reached(actor), kind=DEPARTMENT)


@require_safe
@login_required
def budget(request: HttpRequest, pk: int) -> HttpResponse:
    """One budget: what is left of it, its programmes, every movement in the days asked for."""
    actor = viewer(request)
    found = reads.budget_of(actor, pk)
    parts = list(reads.visible_budgets(actor).filter(parent=found)) if found.parent is None else []
    figures = reads.figures_of([found, *parts])
    start, end = days_of(request, found)
    told = statement(found.account, start, end)
    page = paginate(request.GET, len(told.entries), page_number(request), per_page=ENTRIES)
    names = (
        [Link(str(found.parent), reverse("ledger:budget", args=[found.parent.pk]))] if found.parent else []
    )
    context = {
        "budget": found,
        "figures": figures[found.pk],
        "bar": bars.bar_of(found, figures[found.pk]),
        "facts": _facts(found),
        "parts": [bars.bar_of(one, figures[one.pk]) for one in parts],
        "is_department": found.parent is None,
        "statement": told,
        "start": start,
        "end": end,
        "kinds": _by_kind(told),
        "table": _entries_table(told, page),
        "sheet_url": f"{reverse('ledger:budget_statement', args=[pk])}?from={start.isoformat()}&to={end.isoformat()}",
        "acts": links_to(ACTS, _fitting(found), actor, "ledger:budget_act", pk),
        "breadcrumbs": crumbs(*names, Link(str(found), "")),
    }
    return render(request, "ledger/budget.html", context)


def days_of(request: HttpRequest, budget: Budget) -> tuple[dt.date, dt.date]:
    """The days a statement is asked for; from the beginning until today where none, or none that makes sense, is given."""
    start = _day(request.GET.get("from", ""), reads.first_day(budget))
    end = _day(request.GET.get("to", ""), clock.today())
    return (start, end) if start <= end else (end, start)


def _day(text: str, otherwise: dt.date) -> dt.date:
    try:
        return dt.date.fromisoformat(text) if text else otherwise
    except ValueError:
        return otherwise


def _facts(budget: Budget) -> SummaryList:
    rows = [
        SummaryRow(_("部门"), budget.department.name),
        SummaryRow(_("年度"), str(budget.year)),
        SummaryRow(_("下达文件"), budget.basis),
    ]
    if budget.programme:
        rows.append(SummaryRow(_("项目代码"), budget.programme))
    if budget.lapsed_at is not None:
        rows.append(SummaryRow(_("年末结清"), clock.business_date(budget.lapsed_at), _("不再接受新的冻结")))
    return SummaryList(tuple(rows))


def _by_kind(told: Statement) -> DataTable:
    """What came of the opening balance: opening, each kind of movement, closing."""
    came: dict[str, int] = {}
    for entry in told.entries:
        if entry.moved:
            came[entry.transfer.kind] = came.get(entry.transfer.kind, 0) + entry.moved
    rows = [(_("期初余额"), told.opening.balance)]
    rows += [(showing.kind_label(kind), amount) for kind, amount in came.items()]
    rows += [
        (_("期末余额"), told.closing.balance),
        (_("其中已冻结"), told.closing.held_dr),
        (_("可用"), told.closing.available),
    ]
    return DataTable(
        _("收支汇总"),
        (Column(_("项目")), Column(_("金额（元）"), ColumnKind.NUMBER)),
        tuple(Row((Cell(label), Cell(Money(amount, unit=False)))) for label, amount in rows),
    )


def _entries_table(told: Statement, page: Pagination) -> DataTable:
    shown = told.entries[(page.page - 1) * ENTRIES : page.page * ENTRIES]
    orders = orders_by_number(entry.transfer.basis for entry in shown)
    return DataTable(
        _("明细账"),
        (
            Column(_("日期"), ColumnKind.DATE),
            Column(_("性质")),
            Column(_("依据")),
            Column(_("收支（元）"), ColumnKind.NUMBER),
            Column(_("冻结（元）"), ColumnKind.NUMBER),
            Column(_("余额（元）"), ColumnKind.NUMBER),
            Column(_("可用（元）"), ColumnKind.NUMBER),
        ),
        tuple(
            Row(
                (
                    Cell(entry.transfer.on),
                    Cell(showing.kind_label(entry.transfer.kind)),
                    Cell(entry.transfer.basis, _to_order(orders, entry.transfer.basis), entry.transfer.memo),
                    Cell(Money(entry.moved, unit=False) if entry.moved else None),
                    Cell(Money(entry.held, unit=False) if entry.held else None),
                    Cell(Money(entry.after.balance, unit=False)),
                    Cell(Money(entry.after.available, unit=False)),
                )
            )
            for entry in shown
        ),
        page,
        EmptyState(_("这些日子里没有记录")),
        show_caption=False,
    )


def _to_order(orders: Mapping[str, int], number: str) -> str:
    return reverse("ledger:order", args=[orders[number]]) if number in orders else ""


@require_safe
@login_required
def budget_statement(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The statement of a budget as a workbook."""
    actor = viewer(request)
    found = reads.budget_of(actor, pk)
    start, end = days_of(request, found)
    data = sheets.statement_sheet(str(found), statement(found.account, start, end), start, end)
    name = f"{found} {start.isoformat()}—{end.isoformat()}.xlsx"
    return attachment_response(name, data, FileKind.XLSX.content_type)


# ------------------------------------------------------- what can be done with it

ACTS: Mapping[str, Act] = {
    "allocate": Act(
        action=LedgerAction.BUDGET,
        title=gettext_lazy("分配到项目"),
        button=gettext_lazy("分配"),
        done=gettext_lazy("已分配到项目。"),
        form=plain(AllocateForm, on=clock.today),
        run=doing(verbs.budget_allocate, "budget"),
        lead=gettext_lazy("从部门预算里划给一个项目，项目的支付只用这一份。"),
    ),
    "add": Act(
        action=LedgerAction.BUDGET,
        title=gettext_lazy("追加"),
        button=gettext_lazy("追加预算"),
        done=gettext_lazy("已追加。"),
        form=plain(AmendForm, on=clock.today),
        run=doing(verbs.budget_add, "budget"),
        lead=gettext_lazy("按追加文件登记；项目的追加从本部门预算划出。"),
    ),
    "reduce": Act(
        action=LedgerAction.BUDGET,
        title=gettext_lazy("调减"),
        button=gettext_lazy("调减预算"),
        done=gettext_lazy("已调减。"),
        form=plain(AmendForm, on=clock.today),
        run=doing(verbs.budget_reduce, "budget"),
        lead=gettext_lazy("只能调减可用的部分，已冻结和已支付的不动。"),
    ),
    "lapse": Act(
        action=LedgerAction.BUDGET,
        title=gettext_lazy("年末结清"),
        button=gettext_lazy("结清这一年"),
        done=gettext_lazy("已结清，可用的款项已收回财政。"),
        form=plain(LapseForm, on=clock.today),
        run=doing(verbs.budget_lapse, "budget"),
        lead=gettext_lazy("没有冻结也没有支付的款项全部收回财政。"),
        warning=gettext_lazy(
            "结清之后不再接受新的冻结，不能撤销；已冻结的保留到付清或取消，那时剩下的也收回。部门的各项目一起结清。"
        ),
        danger=True,
    ),
}


def _fitting(budget: Budget) -> Sequence[str]:
    if budget.lapsed_at is not None:
        return ()
    return ("allocate", "add", "reduce", "lapse") if budget.parent is None else ("add", "reduce", "lapse")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def budget_act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Do one thing with a budget."""
    actor = viewer(request)
    found = reads.budget_of(actor, pk)
    figures = reads.figures_of([found])[pk]
    back = reverse("ledger:budget", args=[pk])
    about = SummaryList(
        (
            SummaryRow(_("预算"), str(found), found.department.name),
            SummaryRow(_("总额"), Money(figures.total)),
            SummaryRow(_("已冻结"), Money(figures.held)),
            SummaryRow(_("可用"), Money(figures.available)),
        )
    )
    return act_page(
        request,
        actor=actor,
        act=find_act(ACTS, act, actor),
        thing=found,
        about=about,
        back=back,
        breadcrumbs=crumbs(Link(str(found), back)),
    )
