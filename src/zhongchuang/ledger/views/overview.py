"""资金: what waits for whom, the budgets of a year as bars, what is demanded back, and the trial balance."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhongchuang.core import clock
from zhongchuang.core.download import attachment_response
from zhongchuang.core.errors import NotFound
from zhongchuang.core.page import (
    Cell,
    Column,
    ColumnKind,
    DataTable,
    EmptyState,
    Link,
    Money,
    Row,
    page_number,
    paginate,
)
from zhongchuang.core.upload import FileKind
from zhongchuang.ledger.access import LedgerAction, may_ledger
from zhongchuang.ledger.models import AccountKind, OrderState
from zhongchuang.ledger.selectors import payments as reads
from zhongchuang.ledger.selectors import results
from zhongchuang.ledger.selectors.accounts import trial_balance
from zhongchuang.ledger.selectors.budgets import figures_of, visible_budgets, years_of
from zhongchuang.ledger.selectors.proofs import last_proof
from zhongchuang.ledger.selectors.scope import sees_all_money
from zhongchuang.ledger.views import bars, sheets
from zhongchuang.ledger.views.requests import crumbs, viewer

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

ACCOUNTS = 100


@dataclass(frozen=True)
class Task:
    """Something that waits: how many, how much, where it is done."""

    label: StrOrPromise
    count: int
    amount: int | None
    url: str
    what: StrOrPromise
    urgent: bool = False


@require_safe
@login_required
def overview(request: HttpRequest) -> HttpResponse:
    """What is to be done today, and how the money stands."""
    actor = viewer(request)
    years = years_of(actor)
    asked = request.GET.get("year", "")
    year = (
        int(asked)
        if asked.isdecimal() and int(asked) in years
        else (years[0] if years else clock.today().year)
    )
    found = list(visible_budgets(actor).filter(year=year))
    figures = figures_of(found)
    groups = [
        (
            bars.bar_of(one, figures[one.pk]),
            [bars.bar_of(p, figures[p.pk]) for p in found if p.parent_id == one.pk],
        )
        for one in found
        if one.parent_id is None
    ]
    context = {
        "tasks": _tasks(actor),
        "groups": groups,
        "year": year,
        "years": [
            Link(str(one), f"{reverse('ledger:overview')}?year={one}", current=one == year) for one in years
        ],
        "may_budget": may_ledger(actor, LedgerAction.BUDGET),
        "sees_all": sees_all_money(actor),
    }
    return render(request, "ledger/overview.html", context)


def _tasks(actor: Any) -> list[Task]:
    """What waits, in the order in which money moves."""
    piles, orders = reads.piles_of(actor), reverse("ledger:orders")

    def task(label: str, pile: reads.Pile, name: str, what: str, *, urgent: bool = False) -> Task:
        return Task(
            label, pile.count, pile.amount, f"{orders}?pile={name}", what, urgent and bool(pile.count)
        )

    waiting = results.waiting_results(actor)
    sent = piles.of(OrderState.SENT)
    claims = reads.open_clawbacks(actor).count()
    return [
        task(_("待会签"), piles.to_sign, "sign", _("核对后会签")),
        task(_("待送银行"), piles.to_batch, "bank", _("勾选，生成批次")),
        task(_("待下达市县"), piles.to_hand_down, "down", _("勾选，填下达文号")),
        Task(_("已送银行"), sent.count, sent.amount, reverse("ledger:batches"), _("等回单")),
        Task(_("待确认的回单"), waiting, None, reverse("ledger:results"), _("核对后入账"), bool(waiting)),
        task(_("未到期"), piles.waiting, "waiting", _("等约定的条件")),
        task(_("已转地方"), piles.of(OrderState.HANDED_DOWN), "local", _("等地方拨付凭证")),
        task(_("已退票"), piles.of(OrderState.RETURNED), "returned", _("更正账号"), urgent=True),
        Task(_("追回中"), claims, None, reverse("ledger:clawbacks"), _("到账后登记")),
    ]


@require_safe
@login_required
def accounts(request: HttpRequest) -> HttpResponse:
    """The trial balance as at a day: every account that ever moved, and both totals. For whoever sees all money."""
    _whole(request)
    on = _day(request)
    balance = trial_balance(on)
    page = paginate(request.GET, len(balance.lines), page_number(request), per_page=ACCOUNTS)
    kinds = [(label, balance.of_kind(kind)) for kind, label in AccountKind.choices]
    context = {
        "on": on,
        "balance": balance,
        "proof": last_proof(),
        "kinds": DataTable(
            _("按类型"),
            (
                Column(_("账户类型")),
                Column(_("借方累计（元）"), ColumnKind.NUMBER),
                Column(_("贷方累计（元）"), ColumnKind.NUMBER),
                Column(_("冻结（元）"), ColumnKind.NUMBER),
                Column(_("余额（元）"), ColumnKind.NUMBER),
            ),
            tuple(
                Row(
                    (
                        Cell(kind_name(label)),
                        Cell(Money(sums.posted_dr, unit=False)),
                        Cell(Money(sums.posted_cr, unit=False)),
                        Cell(Money(sums.held_dr, unit=False)),
                        Cell(Money(sums.balance, unit=False)),
                    )
                )
                for label, sums in kinds
            ),
            show_caption=True,
        ),
        "table": DataTable(
            _("各账户"),
            (
                Column(_("账户")),
                Column(_("借方累计（元）"), ColumnKind.NUMBER),
                Column(_("贷方累计（元）"), ColumnKind.NUMBER),
                Column(_("冻结（元）"), ColumnKind.NUMBER),
                Column(_("余额（元）"), ColumnKind.NUMBER),
            ),
            tuple(
                Row(
                    (
                        Cell(line.name, note=line.code),
                        Cell(Money(line.sums.posted_dr, unit=False)),
                        Cell(Money(line.sums.posted_cr, unit=False)),
                        Cell(Money(line.sums.held_dr, unit=False)),
                        Cell(Money(line.sums.balance, unit=False)),
                    )
                )
                for line in balance.lines[(page.page - 1) * ACCOUNTS : page.page * ACCOUNTS]
            ),
            page,
            EmptyState(_("还没有记账")),
            show_caption=True,
        ),
        "sheet_url": f"{reverse('ledger:accounts_sheet')}?on={on.isoformat()}",
        "breadcrumbs": crumbs(Link(_("试算平衡"), "")),
    }
    return render(request, "ledger/accounts.html", context)


def _whole(request: HttpRequest) -> None:
    """A trial balance holds only as a whole: who sees a part of the money has none. Raises NotFound."""
    if not sees_all_money(viewer(request)):
        raise NotFound()


def kind_name(label: str) -> str:
    """A kind of account in the reader's language."""
    return {
        "财政来源": _("财政来源"),
        "部门预算": _("部门预算"),
        "项目预算": _("项目预算"),
        "地方财政专户": _("地方财政专户"),
        "收款人": _("收款人"),
    }.get(label, label)


def _day(request: HttpRequest) -> dt.date:
    try:
        return dt.date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return clock.today()


@require_safe
@login_required
def accounts_sheet(request: HttpRequest) -> HttpResponseBase:
    """The trial balance as a workbook."""
    _whole(request)
    on = _day(request)
    title = f"{_('试算平衡表')} {on.isoformat()}"
    return attachment_response(
        f"{title}.xlsx", sheets.trial_sheet(title, trial_balance(on)), FileKind.XLSX.content_type
    )
