"""Payments: the lists one works through, one payment from the yuan to the clause, and what can be done with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.errors import InvalidInput, NotAllowed, NotFound, Refused
from zhongchuang.core.idempotency import new_idempotency_key
from zhongchuang.core.page import FormGuard, Link, Money, Status, money_told, page_number, paginate
from zhongchuang.core.surfaces import http_status
from zhongchuang.ledger.access import LedgerAction, may_ledger
from zhongchuang.ledger.forms import (
    DocumentForm,
)
from zhongchuang.ledger.gate import payment_check
from zhongchuang.ledger.models import OrderState, PaymentOrder
from zhongchuang.ledger.selectors import payments as reads
from zhongchuang.ledger.services import payments, routes
from zhongchuang.ledger.services.batches import LONGEST_BATCH
from zhongchuang.ledger.services.orders import ref_of
from zhongchuang.ledger.views import showing
from zhongchuang.ledger.views.acting import told_by_fields
from zhongchuang.ledger.views.requests import chosen, crumbs, key_of, viewer

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
        reads.check_reached(actor, ticked)
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
        reads.check_reached(actor, ticked)
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
    total = money_told(sum(order.amount for order in done))
    return sentence % {"n": len(done), "sum": total}
