"""Payments: the lists one works through, one payment from the yuan to the clause, and what can be done with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.errors import InvalidInput, NotAllowed, NotFound, Refused
from zhongchuang.core.idempotency import new_idempotency_key
from zhongchuang.core.money import format_yuan
from zhongchuang.core.page import (
    Cell,
    Column,
    ColumnKind,
    DataTable,
    FormGuard,
    Link,
    Money,
    Row,
    Shape,
    Status,
    SummaryList,
    SummaryRow,
    Tone,
    paginate,
)
from zhongchuang.core.surfaces import http_status
from zhongchuang.ledger.access import LedgerAction, may_ledger
from zhongchuang.ledger.forms import (
    AccountForm,
    DemandForm,
    DocumentForm,
    ReasonForm,
    ReturnForm,
)
from zhongchuang.ledger.gate import payment_check
from zhongchuang.ledger.models import Account, AccountKind, Budget, OrderState, PaymentOrder, Transfer
from zhongchuang.ledger.selectors import payments as reads
from zhongchuang.ledger.selectors.budgets import visible_budgets
from zhongchuang.ledger.services import clawbacks, payments, routes
from zhongchuang.ledger.services.batches import LONGEST_BATCH
from zhongchuang.ledger.services.orders import ref_of
from zhongchuang.ledger.views import showing
from zhongchuang.ledger.views.acting import Act, act_page, find_act, plain, told_by_fields
from zhongchuang.ledger.views.requests import chosen, crumbs, key_of, page_number, viewer

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

WORKED, LISTED = 200, 20
"""Rows of a list one works through at once, and of one that is only read."""


@dataclass(frozen=True)
class PileKind:
    """A list of payments: which, and what is done with those ticked."""

    label: StrOrPromise
    state: str
    route: bool | None = None
    waits: bool | None = None
    act: str = ""  # the one thing done from here with many
    action: LedgerAction = LedgerAction.VIEW


PILES: Mapping[str, PileKind] = {
    "sign": PileKind(
        gettext_lazy("待会签"), OrderState.COMMITTED, waits=False, act="sign", action=LedgerAction.SIGN
    ),
    "bank": PileKind(
        gettext_lazy("待送银行"), OrderState.RELEASED, route=False, act="bank", action=LedgerAction.PAY
    ),
    "down": PileKind(
        gettext_lazy("待下达市县"), OrderState.RELEASED, route=True, act="down", action=LedgerAction.PAY
    ),
    "waiting": PileKind(gettext_lazy("未到期"), OrderState.COMMITTED, waits=True),
    "sent": PileKind(gettext_lazy("已送银行"), OrderState.SENT),
    "local": PileKind(gettext_lazy("已转地方"), OrderState.HANDED_DOWN),
    "returned": PileKind(gettext_lazy("已退票"), OrderState.RETURNED),
    "paid": PileKind(gettext_lazy("已到账"), OrderState.PAID),
    "all": PileKind(gettext_lazy("全部"), ""),
}


@dataclass(frozen=True)
class Line:
    """A payment as a list shows it."""

    order: PaymentOrder
    status: Status
    url: str
    money: Money
    value: str
    own: bool  # put forward by the reader, who cannot sign it
    late: bool
    ticked: bool


@require_safe
@login_required
def orders(request: HttpRequest) -> HttpResponse:
    """The payments of one pile, ticked and done with together where the reader may."""
    return orders_page(request, request.GET.get("pile", "all"))


def orders_page(
    request: HttpRequest,
    name: str,
    *,
    form: DocumentForm | None = None,
    problem: str = "",
    ticked: frozenset[int] = frozenset(),
    status: int = 200,
) -> HttpResponse:
    """The page of a pile; `problem` is why nothing was done with those ticked."""
    actor = viewer(request)
    pile = PILES.get(name)
    if pile is None:
        raise NotFound()
    words = request.GET.get("q", "")
    works = bool(pile.act) and may_ledger(actor, pile.action)
    found = reads.orders_matching(actor, state=pile.state, words=words, route=pile.route, waits=pile.waits)
    per_page = WORKED if works else LISTED
    page = paginate(request.GET, found.count(), page_number(request), per_page=per_page)
    shown = list(found[(page.page - 1) * per_page : page.page * per_page])
    everything = request.GET.get("tick") == "all"
    lines = [_line(actor, order, works, everything, ticked) for order in shown]
    context = {
        "pile": name,
        "kind": pile,
        "tabs": _tabs(actor, name),
        "lines": lines,
        "works": works and bool(lines),
        "action_url": {
            "sign": reverse("ledger:orders_sign"),
            "bank": reverse("ledger:batch_make"),
            "down": reverse("ledger:orders_down"),
        }.get(pile.act, ""),
        "form": form or DocumentForm(initial={"on": clock.today()}),
        "guard": FormGuard(new_idempotency_key()),
        "problem": problem,
        "page": page,
        "words": words,
        "sum": sum(line.order.amount for line in lines),
        "everything": everything,
        "tick_all_url": f"?pile={name}&tick=all",
        "most": LONGEST_BATCH,
        "may_batch": may_ledger(actor, LedgerAction.PAY),
        "breadcrumbs": crumbs(Link(_("支付"), "")),
    }
    return render(request, "ledger/orders.html", context, status=status)


def _line(actor: Actor, order: PaymentOrder, works: bool, everything: bool, ticked: frozenset[int]) -> Line:
    own = works and order.state == OrderState.COMMITTED and order.committed_by == ref_of(actor)
    unpaid = order.state not in (OrderState.PAID, OrderState.CANCELLED)
    return Line(
        order,
        showing.order_status(order.state),
        reverse("ledger:order", args=[order.pk]),
        Money(order.amount, unit=False),
        f"{order.pk}@{order.row_version}",
        own,
        unpaid and order.due_on is not None and order.due_on < clock.today(),
        not own and (everything or order.pk in ticked),
    )


@dataclass(frozen=True)
class Tab:
    """A pile to go to, and how many lie there."""

    label: StrOrPromise
    url: str
    count: int | None
    current: bool


def _tabs(actor: Actor, current: str) -> list[Tab]:
    piles = reads.piles_of(actor)

    def count(name: str, kind: PileKind) -> int | None:
        special = {
            "sign": piles.to_sign,
            "waiting": piles.waiting,
            "bank": piles.to_batch,
            "down": piles.to_hand_down,
        }
        if name in special:
            return special[name].count
        return piles.of(OrderState(kind.state)).count if kind.state else None

    return [
        Tab(kind.label, f"{reverse('ledger:orders')}?pile={name}", count(name, kind), name == current)
        for name, kind in PILES.items()
    ]


@require_POST
@login_required
def orders_sign(request: HttpRequest) -> HttpResponse:
    """Sign the payments ticked, all or none."""
    actor, ticked, key = viewer(request), chosen(request), key_of(request)
    try:
        done = payments.payments_release(actor=actor, orders=ticked, key=key)
    except Refused as error:
        return refused_page(request, "sign", error, ticked)
    messages.success(request, _told_done(done, _("已会签 %(n)s 笔，共 %(sum)s。")))
    return redirect(f"{reverse('ledger:orders')}?pile=bank")


@require_POST
@login_required
def orders_down(request: HttpRequest) -> HttpResponse:
    """Hand the payments ticked down by one document, all or none."""
    actor, ticked, key = viewer(request), chosen(request), key_of(request)
    if not may_ledger(actor, LedgerAction.PAY):
        raise NotAllowed()
    form = DocumentForm(request.POST)
    if not form.is_valid():
        return orders_page(request, "down", form=form, ticked=frozenset(ticked), status=422)
    given = form.cleaned_data
    try:
        done = routes.payments_hand_down(actor=actor, orders=ticked, **given, key=key, check=payment_check())
    except InvalidInput as error:
        told_by_fields(form, error, request.LANGUAGE_CODE)
        return orders_page(request, "down", form=form, ticked=frozenset(ticked), status=422)
    except Refused as error:
        return refused_page(request, "down", error, ticked, form)
    messages.success(request, _told_done(done, _("已下达 %(n)s 笔，共 %(sum)s。")))
    return redirect(f"{reverse('ledger:orders')}?pile=local")


def refused_page(
    request: HttpRequest, pile: str, error: Refused, ticked: Iterable[int], form: DocumentForm | None = None
) -> HttpResponse:
    """The list again, with why nothing was done; what was ticked stays ticked."""
    told = error.told_in(request.LANGUAGE_CODE)
    return orders_page(
        request, pile, form=form, problem=told, ticked=frozenset(ticked), status=http_status(error)
    )


def _told_done(done: list[PaymentOrder], sentence: str) -> str:
    total = format_yuan(sum(order.amount for order in done))
    return sentence % {"n": len(done), "sum": total}


# ---------------------------------------------------------------- one payment


@require_safe
@login_required
def order(request: HttpRequest, pk: int) -> HttpResponse:
    """One payment: how much, to whom, where the money is now, and the words that allow it."""
    actor = viewer(request)
    found = reads.order_of(actor, pk)
    moves, lines, demands = reads.moves_of(found), reads.lines_of(found), reads.clawbacks_of(found)
    names = showing.place_names(found.route)
    people = showing.people(actor, [found.committed_by, found.released_by, *(move.actor for move in moves)])
    context = {
        "order": found,
        "status": showing.order_status(found.state),
        "where": showing.where_now(found, names),
        "course": showing.course_of(found, moves, lines, names),
        "facts": _facts(found, people, names),
        "quote": showing.clause_quote(found.clause),
        "moves": _moves_table(found, moves, people),
        "lines": _lines_table(lines),
        "demands": demands,
        "demands_table": _demands_table(demands),
        "acts": _links(actor, found),
        "signs": found.state == OrderState.COMMITTED
        and not found.waits_for
        and may_ledger(actor, LedgerAction.SIGN)
        and found.committed_by != ref_of(actor),
        "guard": FormGuard(new_idempotency_key()),
        "value": f"{found.pk}@{found.row_version}",
        "breadcrumbs": crumbs(Link(_("支付"), reverse("ledger:orders")), Link(found.number, "")),
    }
    return render(request, "ledger/order.html", context)


def _facts(order: PaymentOrder, people: dict[str, str], names: dict[str, str]) -> SummaryList:
    case = showing.case_address(order.case)
    rows = [
        SummaryRow(_("收款人"), order.payee_name),
        SummaryRow(
            _("开户行和账号"),
            f"{order.bank_name}  …{order.bank_account_tail}",
            _("账号加密保存，只显示后四位"),
        ),
        SummaryRow(_("用途"), order.purpose),
        SummaryRow(_("办件"), Link(order.case, case) if case else order.case, order.part),
        SummaryRow(_("预算"), Link(str(order.budget), reverse("ledger:budget", args=[order.budget_id]))),
        SummaryRow(_("查重码"), order.clearance),
        SummaryRow(_("提出"), people.get(order.committed_by, "")),
        SummaryRow(_("财政会签"), people.get(order.released_by, "") if order.released_by else _("还没有")),
        SummaryRow(_("应付日期"), order.due_on),
        SummaryRow(_("到账日期"), order.paid_on),
    ]
    if order.route:
        rows.insert(4, SummaryRow(_("经过"), " → ".join(names[code] for code in order.route)))
    return SummaryList(tuple(rows))


def _moves_table(order: PaymentOrder, moves: list[Transfer], people: dict[str, str]) -> DataTable:
    def name(account: Account) -> str:
        return order.payee_name if account.kind == AccountKind.PAYEE else account.name

    return DataTable(
        _("账本记录"),
        (
            Column(_("日期"), ColumnKind.DATE),
            Column(_("性质")),
            Column(_("从")),
            Column(_("到")),
            Column(_("金额（元）"), ColumnKind.NUMBER),
            Column(_("文号、流水号")),
            Column(_("经手")),
        ),
        tuple(
            Row(
                (
                    Cell(move.on),
                    Cell(showing.kind_label(move.kind)),
                    Cell(name(move.debit)),
                    Cell(name(move.credit)),
                    Cell(Money(move.amount, unit=False)),
                    Cell(move.memo),
                    Cell(people[move.actor]),
                )
            )
            for move in moves
        ),
        show_caption=True,
    )


def _lines_table(lines: list[Any]) -> DataTable | None:
    if not lines:
        return None
    return DataTable(
        _("送银行的批次"),
        (
            Column(_("批次"), ColumnKind.CODE),
            Column(_("行号"), ColumnKind.NUMBER),
            Column(_("结果")),
            Column(_("流水号")),
        ),
        tuple(
            Row(
                (
                    Cell(line.batch.number, reverse("ledger:batch", args=[line.batch_id])),
                    Cell(line.line),
                    Cell(showing.line_status(line.result), note=line.reason),
                    Cell(" ".join(ref for ref in (line.bank_ref, line.return_ref) if ref)),
                )
            )
            for line in lines
        ),
        show_caption=True,
    )


def _demands_table(demands: list[Any]) -> DataTable | None:
    if not demands:
        return None
    return DataTable(
        _("追回"),
        (
            Column(_("编号"), ColumnKind.CODE),
            Column(_("应追回（元）"), ColumnKind.NUMBER),
            Column(_("已追回（元）"), ColumnKind.NUMBER),
            Column(_("期限"), ColumnKind.DATE),
            Column(_("状态")),
        ),
        tuple(
            Row(
                (
                    Cell(one.number, reverse("ledger:clawback", args=[one.pk]), one.reason),
                    Cell(Money(one.amount, unit=False)),
                    Cell(Money(one.recovered, unit=False)),
                    Cell(one.due_on),
                    Cell(demand_status(one)),
                )
            )
            for one in demands
        ),
        show_caption=True,
    )


def demand_status(demand: Any) -> Status:
    """How far a demand is."""
    if demand.waived_reason:
        return Status(_("不再追回"), Shape.CROSS)
    if demand.recovered >= demand.amount:
        return Status(_("已追回"), Shape.CHECK, Tone.ACCENT)
    if demand.due_on < clock.today():
        return Status(_("逾期"), Shape.WARNING, Tone.DANGER)
    return Status(_("追回中"), Shape.HALF)


# ------------------------------------------------------- what can be done with it


def _account_form(order: PaymentOrder, data: Mapping[str, Any] | None) -> AccountForm:
    budgets: list[tuple[int, str]] = []
    if order.budget.lapsed_at is not None:
        rows = Budget.objects.filter(department=order.budget.department_id, lapsed_at=None)
        budgets = [(one.pk, str(one)) for one in rows.exclude(programme="").order_by("-year", "name")]
    initial = {"payee_name": order.payee_name, "bank_name": order.bank_name}
    return AccountForm(budgets, data, initial=initial)


def _retry(actor: Actor, order: PaymentOrder, given: dict[str, Any], version: int, key: str) -> object:
    budget = visible_budgets(actor).filter(pk=given.pop("budget", None)).first()
    return payments.payment_retry(
        actor=actor, order=order, **given, budget=budget, expected_version=version, key=key
    )


ACTS: Mapping[str, Act] = {
    "cancel": Act(
        action=LedgerAction.COMMIT,
        title=gettext_lazy("取消这笔支付"),
        button=gettext_lazy("取消支付"),
        done=gettext_lazy("已取消，冻结已解除。"),
        form=plain(ReasonForm),
        run=lambda actor, order, given, version, key: payments.payment_cancel(
            actor=actor, order=order, reason=given["reason"], expected_version=version, key=key
        ),
        lead=gettext_lazy("冻结的款项回到预算，决定本身不变。"),
        danger=True,
    ),
    "account": Act(
        action=LedgerAction.COMMIT,
        title=gettext_lazy("更正收款账号"),
        button=gettext_lazy("更正并重新送会签"),
        done=gettext_lazy("账号已更正，等财政重新会签。"),
        form=_account_form,
        run=_retry,
        lead=gettext_lazy("银行退回的款项已重新冻结。请与收款人核对后填写。"),
    ),
    "next-place": Act(
        action=LedgerAction.PAY,
        title=gettext_lazy("登记转到下一级"),
        button=gettext_lazy("登记转移支付"),
        done=gettext_lazy("已登记。"),
        form=plain(DocumentForm, on=clock.today),
        run=lambda actor, order, given, version, key: routes.payment_hand_on(
            actor=actor, order=order, **given, expected_version=version, key=key
        ),
        lead=gettext_lazy("按地方的下达文件登记，款项转到下一级财政专户。"),
    ),
    "paid-on": Act(
        action=LedgerAction.PAY,
        title=gettext_lazy("登记地方已拨付"),
        button=gettext_lazy("登记到账"),
        done=gettext_lazy("已登记到账。"),
        form=plain(DocumentForm, on=clock.today),
        run=lambda actor, order, given, version, key: routes.payment_confirm_local(
            actor=actor, order=order, **given, expected_version=version, key=key
        ),
        lead=gettext_lazy("按地方的拨付凭证登记，款项已到收款人账户。"),
    ),
    "refund": Act(
        action=LedgerAction.PAY,
        title=gettext_lazy("登记收款人退回"),
        button=gettext_lazy("登记退回"),
        done=gettext_lazy("退回已登记，款项回到项目预算。"),
        form=plain(ReturnForm, on=clock.today),
        run=lambda actor, order, given, version, key: clawbacks.refund_record(
            actor=actor, order=order, **given, expected_version=version, key=key
        ),
        lead=gettext_lazy("收款人主动退回的款项，按到账凭证登记。"),
    ),
    "claw-back": Act(
        action=LedgerAction.CLAW_BACK,
        title=gettext_lazy("责令退回"),
        button=gettext_lazy("登记责令退回"),
        done=gettext_lazy("已登记，到账后由财政记入追回。"),
        form=plain(DemandForm, due_on=lambda: clock.today() + dt.timedelta(days=30)),
        run=lambda actor, order, given, version, key: clawbacks.clawback_demand(
            actor=actor, order=order, **given, expected_version=version, key=key
        ),
        lead=gettext_lazy("写明理由、依据和期限；通知送达在办件里办理。"),
        danger=True,
    ),
}
FITTING: Mapping[OrderState, tuple[str, ...]] = {
    OrderState.COMMITTED: ("cancel",),
    OrderState.RELEASED: ("cancel",),
    OrderState.RETURNED: ("account", "cancel"),
    OrderState.PAID: ("refund", "claw-back"),
}


def _fitting(order: PaymentOrder) -> tuple[str, ...]:
    """The acts that make sense for a payment as it stands."""
    if order.state == OrderState.HANDED_DOWN:
        return ("paid-on",) if order.place_now == order.route[-1] else ("next-place",)
    return FITTING.get(OrderState(order.state), ())


def _links(actor: Actor, order: PaymentOrder) -> list[tuple[Link, bool]]:
    """What the reader may do with a payment now, and whether it is done with care."""
    return [
        (Link(ACTS[name].title, reverse("ledger:order_act", args=[order.pk, name])), ACTS[name].danger)
        for name in _fitting(order)
        if may_ledger(actor, ACTS[name].action)
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def order_act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Do one thing with a payment."""
    actor = viewer(request)
    found = reads.order_of(actor, pk)
    back = reverse("ledger:order", args=[pk])
    about = SummaryList(
        (
            SummaryRow(_("支付单"), found.number),
            SummaryRow(_("收款人"), found.payee_name, f"…{found.bank_account_tail}"),
            SummaryRow(_("金额"), Money(found.amount)),
            SummaryRow(_("状态"), showing.order_status(found.state), found.reason),
        )
    )
    return act_page(
        request,
        actor=actor,
        act=find_act(ACTS, act, actor),
        thing=found,
        about=about,
        back=back,
        breadcrumbs=crumbs(Link(_("支付"), reverse("ledger:orders")), Link(found.number, back)),
    )
