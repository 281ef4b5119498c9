"""What can be done with one payment, a page each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.page import (
    Link,
    Money,
    SummaryList,
    SummaryRow,
)
from zhongchuang.ledger.access import LedgerAction
from zhongchuang.ledger.forms import (
    AccountForm,
    DemandForm,
    DocumentForm,
    ReasonForm,
    ReturnForm,
)
from zhongchuang.ledger.models import Budget, OrderState, PaymentOrder
from zhongchuang.ledger.selectors import payments as reads
from zhongchuang.ledger.selectors.budgets import visible_budgets
from zhongchuang.ledger.services import clawbacks, payments, routes
from zhongchuang.ledger.views import showing
from zhongchuang.ledger.views.acting import Act, act_page, doing, find_act, links_to, plain
from zhongchuang.ledger.views.requests import crumbs, viewer


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
        run=doing(payments.payment_cancel, "order"),
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
        run=doing(routes.payment_hand_on, "order"),
        lead=gettext_lazy("按地方的下达文件登记，款项转到下一级财政专户。"),
    ),
    "paid-on": Act(
        action=LedgerAction.PAY,
        title=gettext_lazy("登记地方已拨付"),
        button=gettext_lazy("登记到账"),
        done=gettext_lazy("已登记到账。"),
        form=plain(DocumentForm, on=clock.today),
        run=doing(routes.payment_confirm_local, "order"),
        lead=gettext_lazy("按地方的拨付凭证登记，款项已到收款人账户。"),
    ),
    "refund": Act(
        action=LedgerAction.PAY,
        title=gettext_lazy("登记收款人退回"),
        button=gettext_lazy("登记退回"),
        done=gettext_lazy("退回已登记，款项回到项目预算。"),
        form=plain(ReturnForm, on=clock.today),
        run=doing(clawbacks.refund_record, "order"),
        lead=gettext_lazy("收款人主动退回的款项，按到账凭证登记。"),
    ),
    "claw-back": Act(
        action=LedgerAction.CLAW_BACK,
        title=gettext_lazy("责令退回"),
        button=gettext_lazy("登记责令退回"),
        done=gettext_lazy("已登记，到账后由财政记入追回。"),
        form=plain(DemandForm, due_on=lambda: clock.today() + dt.timedelta(days=30)),
        run=doing(clawbacks.clawback_demand, "order"),
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


def links_of(actor: Actor, order: PaymentOrder) -> list[tuple[Link, bool]]:
    """What the reader may do with a payment now, and whether it is done with care."""
    return links_to(ACTS, _fitting(order), actor, "ledger:order_act", order.pk)


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
